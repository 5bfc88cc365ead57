"""Menus shown beside their button: never modal, gone when something else is done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from reviewer_app.ui.review.state import ConditionChoice
from reviewer_app.ui.widgets.buttons import IconButton
from reviewer_app.ui.widgets.labels import Pill


def popup_below(menu: QMenu, button: QWidget) -> None:
    """Show a menu under its button; it is destroyed when it closes."""
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(button.mapToGlobal(QPoint(0, button.height())))


def condition_row(choice: ConditionChoice, enabled: bool, take_away: Callable[[str], object]) -> QWidget:
    """A standing condition with its × ."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    pill = Pill(f"Not scorable: {choice.label.lower()}", "caution")
    pill.setToolTip(choice.advice)
    row.addWidget(pill)
    if enabled:
        cross = IconButton("x", f"Take away: {choice.label}")
        cross.clicked.connect(lambda: take_away(choice.code))
        row.addWidget(cross)
    row.addStretch(1)
    return made


def conditions_menu(parent: QWidget, choices: tuple[ConditionChoice, ...], act: Callable[[str, bool], object]) -> QMenu:
    """The reasons why something is not scorable, those that stand ticked."""
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    for choice in choices:
        action = menu.addAction(choice.label)
        action.setCheckable(True)
        action.setChecked(choice.on)
        action.setToolTip(choice.advice)
        action.triggered.connect(lambda on, code=choice.code: act(code, on))
    return menu

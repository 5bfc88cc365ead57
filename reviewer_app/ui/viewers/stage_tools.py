"""Buttons and colours on the dark stage, in both themes."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QToolButton

from reviewer_app.ui import theme
from reviewer_app.ui.widgets.buttons import enter_presses

INK, SECOND = "#e6eaf0", "#b4bdc9"
STAGE_STYLE = f"""
QToolButton {{
    background: transparent; border: 2px solid transparent; border-radius: 6px; padding: 2px 5px; color: {SECOND};
}}
QToolButton:hover {{ background: #252c36; color: {INK}; }}
QToolButton:focus {{ border-color: #7aa2f7; }}
QToolButton:checked {{ background: #24344f; color: #9dbbfa; }}
QToolButton:disabled {{ color: #6c7684; }}
QToolButton::menu-indicator {{ image: none; }}
QToolButton#play {{ background: #ffffff; border-radius: 14px; padding: 0; min-width: 24px; min-height: 24px; }}
QToolButton#play:hover {{ background: #dfe6f2; }}
QToolButton#play:focus {{ border: 2px solid #7aa2f7; }}
QLabel {{ color: {SECOND}; }}
QLineEdit {{
    background: #0d1116; border: 1px solid #3a4350; border-radius: 6px; padding: 3px 8px; color: {INK};
    selection-background-color: #2f5fb8; selection-color: #ffffff; placeholder-text-color: #8f9aa9;
}}
QLineEdit:focus {{ border: 1px solid #7aa2f7; }}
"""


class StageTool(QToolButton):
    """A button that Enter presses, too."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, too."""
        if not enter_presses(self, event):
            super().keyPressEvent(event)


def stage_tool(icon: str, name: str, key: str = "", ink: str = SECOND) -> StageTool:
    """A button with a sign, its name and its key."""
    made = StageTool()
    if icon:
        made.setIcon(theme.icon(icon, ink))
        made.setIconSize(QSize(16, 16))
    name_tool(made, name, key)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


def name_tool(tool: QToolButton, name: str, key: str = "") -> None:
    """Say what a button does, by tooltip and to screen readers."""
    tool.setAccessibleName(name)
    tool.setToolTip(f"{name} ({key})" if key else name)

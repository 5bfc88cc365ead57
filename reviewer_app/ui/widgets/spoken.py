"""What a screen reader says a part is, where Qt itself would only know it as a bare widget or a frame."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

Role = QAccessible.Role

ROLES = {  # by package and class
    "PySide6.QScrollArea": Role.Pane,
    "calibration.FigureCard": Role.PushButton,
    "calibration.Popover": Role.Dialog,
    "plots.Plot": Role.Chart,
    "review.CitationLine": Role.ListItem,
    "review.IndicatorCard": Role.Grouping,
    "review.ReviewView": Role.Pane,
    "review.StageWindow": Role.Window,
    "viewers.PageStrip": Role.Document,
    "viewers.PictureView": Role.Graphic,
    "viewers.Timeline": Role.Slider,
    "viewers.VideoStage": Role.Graphic,
}


@cache
def install() -> None:
    """Tell Qt, once."""
    QAccessible.installFactory(_made)


def _made(kind: str, what: QObject) -> QAccessibleInterface | None:
    """Asked for each class a widget is of, the nearest first."""
    package = type(what).__module__.split(".")[-2:][0]
    role = ROLES.get(f"{package}.{kind}")
    return QAccessibleWidget(what, role) if role is not None and isinstance(what, QWidget) else None

"""Colours on paper, which stays paper in the dark theme."""

from __future__ import annotations

from PySide6.QtGui import QColor

from reviewer_app.ui import theme

SOFT = 46  # alpha of a highlight, of 255


def paper_hue(hue: int) -> QColor:
    """An indicator's hue on paper."""
    hues = theme.load("light").indicators
    return QColor("#5b6675") if hue < 0 else QColor(hues[hue % len(hues)])


def soft(hue: int) -> QColor:
    """A highlight on paper."""
    made = paper_hue(hue)
    made.setAlpha(SOFT)
    return made


def link_ink() -> QColor:
    """Links on paper."""
    return QColor(theme.load("light").roles["accent"])


def hit_ground(current: bool) -> QColor:
    """What lies behind a hit of a search."""
    return QColor(255, 150, 40, 150) if current else QColor(255, 214, 60, 120)

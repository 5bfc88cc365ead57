"""Finds words that are cut off: labels and buttons with less room than their text takes."""

from __future__ import annotations

from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from reviewer_app.ui.widgets.labels import Elided

_SLACK = 1.5  # pixels of rounding


def cut_off(root: QWidget) -> list[str]:
    """What is shown under ``root`` and has no room for its words, or reaches beyond the side of what holds it."""
    labels = [w for w in root.findChildren(QLabel) if w.isVisible() and w.text() and not isinstance(w, Elided)]
    buttons = [w for w in root.findChildren(QAbstractButton) if w.isVisible() and w.text()]
    found = [_label(w) for w in labels] + [_button(w) for w in buttons]
    found += [_beyond(w) for w in (*labels, *buttons)]
    return [f for f in found if f]


def _label(label: QLabel) -> str:
    size = label.contentsRect().size()
    if label.wordWrap():
        fits = size.height() + _SLACK >= label.heightForWidth(label.width())
    else:
        least = label.minimumSizeHint().width()
        fits = size.width() + _SLACK >= min(QFontMetricsF(label.font()).horizontalAdvance(label.text()), least)
    return "" if fits else f"{type(label).__name__} “{label.text()}” in {size.width()}×{size.height()}"


def _button(button: QAbstractButton) -> str:
    least, size = button.minimumSizeHint(), button.size()
    fits = size.width() + _SLACK >= least.width() and size.height() + _SLACK >= least.height()
    return "" if fits else f"{type(button).__name__} “{button.text()}” in {size.width()}×{size.height()}"


def _beyond(widget: QWidget) -> str:
    holder = widget.parentWidget()
    if holder is None or (widget.x() >= -1 and widget.geometry().right() <= holder.width() + _SLACK):
        return ""
    return f"{type(widget).__name__} reaches beyond its holder by {widget.geometry().right() - holder.width()}"

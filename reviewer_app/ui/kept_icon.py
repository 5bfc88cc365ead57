"""An icon whose pictures are drawn once: an icon font draws its letter anew each time that a button is painted."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap


class KeptIcon(QIconEngine):
    """Keeps a picture for each size and mode; there are few of both."""

    def __init__(self, source: QIcon) -> None:
        super().__init__()
        self._source = source
        self._kept: dict[tuple[int, int, QIcon.Mode, QIcon.State], QPixmap] = {}

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Put the picture there, in the dots of what it is painted on."""
        painter.drawPixmap(rect, self.pixmap(rect.size() * painter.device().devicePixelRatio(), mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The picture, in dots of the screen."""
        key = (size.width(), size.height(), mode, state)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self._source.pixmap(size, 1.0, mode, state)
        return found

    def clone(self) -> QIconEngine:
        """Another one of the same icon."""
        return KeptIcon(self._source)

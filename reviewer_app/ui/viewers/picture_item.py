"""A picture that stays sharp at every size: halved copies are drawn where it is shown small."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

_SMALLEST = 200  # dots of the last copy's longer side


def levels_of(image: QImage) -> tuple[QImage, ...]:
    """The picture and copies of half, a quarter … its size; may run on a reader's thread."""
    found = [image.convertToFormat(QImage.Format.Format_RGB32)]
    while max(found[-1].width(), found[-1].height()) > 2 * _SMALLEST:
        last = found[-1]
        half = last.size() / 2
        found.append(
            last.scaled(half, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
        )
    return tuple(found)


class PictureItem(QGraphicsItem):
    """Takes up ``size`` in the scene, however many dots its picture has."""

    def __init__(self) -> None:
        super().__init__()
        self._levels: tuple[QPixmap, ...] = ()
        self._size = QSizeF()

    def set_levels(self, levels: tuple[QImage, ...], size: QSizeF) -> None:
        """Show another picture in that much room."""
        self.prepareGeometryChange()
        self._levels = tuple(QPixmap.fromImage(level) for level in levels)
        self._size = size
        self.update()

    @property
    def dots(self) -> int:
        """How wide the picture is in its own dots."""
        return self._levels[0].width() if self._levels else 0

    def boundingRect(self) -> QRectF:
        """All of it."""
        return QRectF(0, 0, self._size.width(), self._size.height())

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """The smallest copy that still has a dot for each dot of the screen."""
        if not self._levels:
            return
        shape = painter.worldTransform()
        scale = (shape.m11() ** 2 + shape.m12() ** 2) ** 0.5 * painter.device().devicePixelRatioF()
        wanted = self._size.width() * scale
        chosen = self._levels[0]
        for level in self._levels[1:]:
            if level.width() < wanted:
                break
            chosen = level
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, wanted < 3 * self._levels[0].width())
        painter.drawPixmap(self.boundingRect(), chosen, QRectF(chosen.rect()))

"""A graphics view of one picture: fitted, zoomed about a place, turned, scrolled, and the same part as another one."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QSizeF, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsItem, QGraphicsScene, QGraphicsView, QWidget


class PictureZoom(QGraphicsView):
    """Shows one graphics item as large as it goes, until the person wants it otherwise."""

    zoomed = Signal(float)
    moved = Signal()  # by the person: panned, zoomed or turned

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: QGraphicsItem | None = None
        self._size = QSizeF()
        self._fitted = True
        self._turn = 0
        self._scene = QGraphicsScene(self)
        self.setScene(self._scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setMinimumSize(120, 90)

    def set_picture(self, item: QGraphicsItem, size: QSizeF) -> None:
        """Show an item of that size (in its own coordinates)."""
        if item.scene() is not self._scene:
            self._scene.addItem(item)
        self._picture, self._size = item, size
        self._scene.setSceneRect(item.sceneBoundingRect())
        self._refit()

    @property
    def scale_now(self) -> float:
        """How many screen dots a picture dot takes."""
        t = self.transform()
        return float((t.m11() ** 2 + t.m12() ** 2) ** 0.5)

    def fit(self) -> None:
        """The whole picture, as large as it goes."""
        self._fitted = True
        self._refit()
        self.moved.emit()

    def zoom_by(self, factor: float, at: QPoint | None = None) -> None:
        """Larger or smaller, within reason; the place at ``at`` (else the middle) stays."""
        wanted = max(0.05, min(16.0, self.scale_now * factor))
        self._fitted = False
        step = wanted / self.scale_now
        anchor = at if at is not None else self.viewport().rect().center()
        kept = self.mapToScene(anchor)
        self.scale(step, step)
        now = self.mapFromScene(kept)
        self._scroll(now - anchor)
        self.zoomed.emit(self.scale_now)
        self.moved.emit()

    def zoom_to(self, scale: float) -> None:
        """So many screen dots to a picture dot."""
        self.zoom_by(scale / self.scale_now)

    def _scroll(self, by: QPoint) -> None:
        for bar, step in ((self.horizontalScrollBar(), by.x()), (self.verticalScrollBar(), by.y())):
            bar.setValue(bar.value() + step)

    def turn(self, by: int = 90) -> None:
        """A quarter clockwise (or ``by``); only the view, never the evidence."""
        self._turn = (self._turn + by) % 360
        self.rotate(by)
        self._refit()
        self.moved.emit()

    def view_now(self) -> tuple[float, float, float, int]:
        """How much larger than fitted, which place (shares of the picture) is in the middle, how far turned."""
        middle = self.mapToScene(self.viewport().rect().center())
        whole = self._scene.sceneRect()
        wide, high = max(1.0, whole.width()), max(1.0, whole.height())
        return self.scale_now / max(1e-6, self._fit_scale()), middle.x() / wide, middle.y() / high, self._turn

    def take_view(self, view: tuple[float, float, float, int]) -> None:
        """Show the same part as another one does; ``moved`` is not sent."""
        if self._picture is None:
            return
        larger, x, y, turn = view
        self._turn = turn
        self._fitted = abs(larger - 1) < 1e-3
        self.resetTransform()
        self.rotate(turn)
        scale = self._fit_scale() * larger
        self.scale(scale, scale)
        whole = self._scene.sceneRect()
        self.centerOn(QPointF(x * whole.width(), y * whole.height()))
        self.zoomed.emit(self.scale_now)

    def _fit_scale(self) -> float:
        whole, room = self._scene.sceneRect(), self.viewport().rect().adjusted(2, 2, -2, -2)
        wide, high = whole.width(), whole.height()
        if self._turn in (90, 270):
            wide, high = high, wide
        return max(1e-6, min(room.width() / max(1.0, wide), room.height() / max(1.0, high)))

    def _refit(self) -> None:
        if self._picture is None or not self._fitted:
            return
        self.resetTransform()
        self.rotate(self._turn)
        self.fitInView(self._scene.sceneRect(), Qt.AspectRatioMode.KeepAspectRatio)
        self.zoomed.emit(self.scale_now)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep it fitted."""
        super().resizeEvent(event)
        self._refit()

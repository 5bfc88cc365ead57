"""A picture (or playing video): fitted or zoomed, panned, turned, with regions drawn on it and dragged out."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsItem, QGraphicsScene, QGraphicsView, QWidget

from reviewer_app.domain.citation import Region
from reviewer_app.ui.viewers.places import region_of


class PictureView(QGraphicsView):
    """Shows one graphics item. A rectangle is dragged with Shift held, or when the region tool is on."""

    region_drawn = Signal(object)  # Region
    pressed = Signal()  # a click that was no drag
    zoomed = Signal(float)

    def __init__(self, *, zoomable: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zoomable = zoomable
        self._picture: QGraphicsItem | None = None
        self._size = QSizeF()
        self._regions: tuple[tuple[Region, QColor], ...] = ()
        self._draft: QRectF | None = None
        self._from: QPointF | None = None
        self._pan: QPoint | None = None
        self._moved = False
        self._fitted = True
        self._turn = 0
        self.region_tool = False
        self._scene = QGraphicsScene(self)
        self.setScene(self._scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setMinimumSize(120, 90)

    # -- what to show --
    def set_picture(self, item: QGraphicsItem, size: QSizeF) -> None:
        """Show an item of that size (in its own coordinates)."""
        if item.scene() is not self._scene:
            self._scene.addItem(item)
        self._picture, self._size = item, size
        self._scene.setSceneRect(item.sceneBoundingRect())
        self._refit()

    def set_regions(self, regions: tuple[tuple[Region, QColor], ...]) -> None:
        """The citations' rectangles to draw."""
        self._regions = regions
        self.viewport().update()

    def set_draft(self, region: Region | None) -> None:
        """A rectangle that was dragged out and not yet cited."""
        self._draft = self.rect_of(region) if region is not None else None
        self.viewport().update()

    def rect_of(self, region: Region) -> QRectF:
        """A region in scene coordinates."""
        w, h = self._size.width() / 10000, self._size.height() / 10000
        return QRectF(region.x * w, region.y * h, region.w * w, region.h * h)

    # -- zoom and turn --
    @property
    def scale_now(self) -> float:
        """How many screen dots a picture dot takes."""
        t = self.transform()
        return float((t.m11() ** 2 + t.m12() ** 2) ** 0.5)

    def fit(self) -> None:
        """The whole picture, as large as it goes."""
        self._fitted = True
        self._refit()

    def zoom_by(self, factor: float) -> None:
        """Larger or smaller, within reason."""
        wanted = max(0.05, min(16.0, self.scale_now * factor))
        self._fitted = False
        step = wanted / self.scale_now
        self.scale(step, step)
        self.zoomed.emit(self.scale_now)

    def turn(self) -> None:
        """A quarter clockwise; only the view, never the evidence."""
        self._turn = (self._turn + 90) % 360
        self.rotate(90)
        self._refit()

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

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom, where that is offered."""
        if self._zoomable and event.angleDelta().y():
            self.zoom_by(1.15 ** (event.angleDelta().y() / 120))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys belong to the review screen (arrows step frames); only Escape ends a drag."""
        if event.key() == Qt.Key.Key_Escape and self._draft is not None:
            self.set_draft(None)
            self.region_drawn.emit(None)
            return
        event.ignore()

    # -- the mouse --
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a rectangle, or a pan."""
        if event.button() != Qt.MouseButton.LeftButton or self._picture is None:
            return
        self._moved = False
        if self.region_tool or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._from = self.mapToScene(event.position().toPoint())
        else:
            self._pan = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the rectangle, or pan."""
        place = event.position().toPoint()
        if self._from is not None:
            self._moved = True
            self._draft = QRectF(self._from, self.mapToScene(place)).normalized() & self._scene.sceneRect()
            self.viewport().update()
        elif self._pan is not None and (place - self._pan).manhattanLength() > (0 if self._moved else 4):
            self._moved = True
            if self._zoomable:
                bars = self.horizontalScrollBar(), self.verticalScrollBar()
                bars[0].setValue(bars[0].value() - (place.x() - self._pan.x()))
                bars[1].setValue(bars[1].value() - (place.y() - self._pan.y()))
            self._pan = place

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The rectangle is done, or it was a click."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        drawing, self._from, self._pan = self._from is not None, None, None
        if drawing and self._moved:
            self._finish_region()
        elif not drawing and not self._moved:
            self.pressed.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of a double click does nothing of its own."""
        event.accept()

    def _finish_region(self) -> None:
        box, whole = self._draft, self._size
        if box is None or whole.isEmpty():
            return
        w, h = whole.width(), whole.height()
        made = region_of(box.x() / w, box.y() / h, box.width() / w, box.height() / h)
        self.set_draft(made)
        self.region_drawn.emit(made)

    # -- painting --
    def drawForeground(self, painter: QPainter, _rect: QRectF | object) -> None:
        """The rectangles, with lines that stay thin at every zoom."""
        for region, hue in self._regions:
            self._draw_box(painter, self.rect_of(region), hue)
        if self._draft is not None:
            self._draw_box(painter, self._draft, QColor("#ffffff"))

    @staticmethod
    def _draw_box(painter: QPainter, box: QRectF, hue: QColor) -> None:
        soft = QColor(hue)
        soft.setAlpha(40)
        under, over = QPen(QColor(0, 0, 0, 160), 4), QPen(hue, 2)
        for pen in (under, over):
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.setBrush(soft if pen is over else Qt.BrushStyle.NoBrush)
            painter.drawRect(box)

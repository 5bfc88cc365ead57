"""A picture (or playing video): fitted or zoomed, panned, turned, with regions drawn on it and dragged out."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from reviewer_app.domain.citation import Region
from reviewer_app.ui.viewers.page_keys import area_by_key
from reviewer_app.ui.viewers.picture_zoom import PictureZoom
from reviewer_app.ui.viewers.places import region_of
from reviewer_app.ui.widgets import paint

_WAYS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
_STEP = 60  # dots


class PictureView(PictureZoom):
    """Shows one graphics item. A rectangle is dragged with Shift held, or when the region tool is on."""

    region_drawn = Signal(object)  # Region
    pressed = Signal(QPointF)  # a click that was no drag; where, in hundredths of a percent of the picture

    def __init__(self, *, zoomable: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zoomable = zoomable
        self._regions: tuple[tuple[Region, QColor], ...] = ()
        self._draft: QRectF | None = None
        self._from: QPointF | None = None
        self._pan: QPoint | None = None
        self._moved = False
        self.region_tool = False
        self.may_draw = True  # whether a rectangle may be dragged at all

    # -- what to show --
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

    def sees(self, region: Region) -> bool:
        """Whether all of a region is in view."""
        box = self.mapFromScene(self.rect_of(region)).boundingRect()
        return self._picture is not None and self.viewport().rect().contains(box)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom, where that is offered."""
        if self._zoomable and event.angleDelta().y():
            self.zoom_by(1.15 ** (event.angleDelta().y() / 120), event.position().toPoint())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys belong to the review screen (arrows step frames); Escape ends a drag; arrows draw or move a picture."""
        if self._by_key(event):
            return
        if event.key() == Qt.Key.Key_Escape and self._draft is not None:
            self.set_draft(None)
            self.region_drawn.emit(None)
            return
        event.ignore()

    def _by_key(self, event: QKeyEvent) -> bool:
        way = _WAYS.get(Qt.Key(event.key()))
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if not self._zoomable or way is None or held or self._picture is None:
            return False
        if self.region_tool and self.may_draw:
            now = self._region_draft()
            moved = area_by_key(now or QRectF(0.3, 0.3, 0.4, 0.4), event, fresh=now is None)
            made = region_of(moved.x(), moved.y(), moved.width(), moved.height()) if moved is not None else None
            self.set_draft(made)
            self.region_drawn.emit(made)
        else:
            self._scroll(QPoint(way[0] * _STEP, way[1] * _STEP))
            self.moved.emit()
        return True

    def _region_draft(self) -> QRectF | None:
        box, w, h = self._draft, self._size.width(), self._size.height()
        return QRectF(box.x() / w, box.y() / h, box.width() / w, box.height() / h) if box is not None else None

    # -- the mouse --
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a rectangle, or a pan."""
        if event.button() != Qt.MouseButton.LeftButton or self._picture is None:
            return
        self._moved = False
        if self.may_draw and (self.region_tool or event.modifiers() & Qt.KeyboardModifier.ShiftModifier):
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
                self.moved.emit()
            self._pan = place

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The rectangle is done, or it was a click."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        drawing, self._from, self._pan = self._from is not None, None, None
        if drawing and self._moved:
            self._finish_region()
        elif not drawing and not self._moved:
            place, whole = self.mapToScene(event.position().toPoint()), self._size
            w, h = max(1.0, whole.width()), max(1.0, whole.height())
            self.pressed.emit(QPointF(10_000 * place.x() / w, 10_000 * place.y() / h))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A picture goes between fitted and dot for dot; elsewhere the second press does nothing of its own."""
        event.accept()
        if self._zoomable and self._picture is not None:
            if self._fitted:
                self.zoom_by(1 / self.scale_now, event.position().toPoint())
            else:
                self.fit()

    def _finish_region(self) -> None:
        box, whole = self._draft, self._size
        if box is None or whole.isEmpty():
            return
        w, h = whole.width(), whole.height()
        made = region_of(box.x() / w, box.y() / h, box.width() / w, box.height() / h)
        self.set_draft(made)
        self.region_drawn.emit(made)

    # -- painting --
    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, and the ring when the keyboard is here."""
        super().paintEvent(event)
        if self._zoomable and self.hasFocus():
            paint.draw_focus(QPainter(self.viewport()), QRectF(self.viewport().rect()), 2)

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

"""The timeline under a recording: citation marks, filmstrip, scene cuts, waveform, what was watched, where we are."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from reviewer_app.domain.citation import TimeSpan
from reviewer_app.domain.ids import CitationId
from reviewer_app.ui.viewers import timeline_paint as paint
from reviewer_app.ui.viewers.places import clock, span
from reviewer_app.ui.viewers.timeline_data import GAP, PART, SEEN, WAVE, TimelineData
from reviewer_app.ui.viewers.timescale import ROW, Bar, bar_at, edge_of, in_order

ZOOM_STEP = 1.3
_ZOOM_KEYS = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1, Qt.Key.Key_0: 0}


class Timeline(TimelineData):
    """Pressing and dragging scrubs; a mark that is clicked says so; one that is dragged by an end is trimmed."""

    scrubbed = Signal(int)  # ms
    scrubbing = Signal(bool)
    mark_clicked = Signal(object)  # CitationId
    trimmed = Signal(object, int, int)  # CitationId, start, end (ms): when the end was let go
    hovered = Signal(int)  # ms under the pointer; -1: none

    def __init__(self, *, film: bool, parent: QWidget | None = None) -> None:
        super().__init__(film=film, parent=parent)
        self._hover: float | None = None
        self._held = False
        self._trim: tuple[CitationId, str, TimeSpan] | None = None
        self.setMouseTracking(True)
        self.setAccessibleName("Timeline")
        self.setAccessibleDescription("Ctrl and the wheel, or Ctrl and plus or minus, look closer or further away.")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        vertical = QSizePolicy.Policy.Fixed if film else QSizePolicy.Policy.Expanding
        self.setSizePolicy(QSizePolicy.Policy.Expanding, vertical)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Wide, and as high as its rows."""
        height = self._rows * ROW + GAP + self._film_height + GAP + WAVE + 2 + SEEN + PART + 2
        return QSize(400, height if self._film_height else 200)

    def minimumSizeHint(self) -> QSize:
        """Narrow, and as high as its rows."""
        return QSize(120, self.sizeHint().height() if self._film_height else 90)

    def _paint_moving(self, painter: QPainter, body: QRectF) -> None:
        super()._paint_moving(painter, body)
        if self._hover is not None and self.scale.duration:
            room = QRectF(0, body.top() - 2, self.width(), body.height() + 2)
            paint.paint_hover(painter, self._hover, clock(self.ms_of(self._hover)), room)
        if self.hasFocus():
            painter.setPen(QPen(QColor("#7aa2f7"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    # -- zoom --
    def zoom(self, step: int, x: float | None = None) -> None:
        """Closer (1), further away (-1), or all of it (0); about a place, else about where we are."""
        if step:
            here = self.x_of(self._position)
            self.scale.zoom(ZOOM_STEP**step, x if x is not None else max(0.0, min(self.scale.width, here)))
        else:
            self.scale.whole()
        self._moved()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom; the wheel alone moves what is in view. It never goes on to anything else."""
        turn = event.angleDelta().y() or event.angleDelta().x()
        if turn and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.scale.zoom(ZOOM_STEP ** (turn / 120), event.position().x())
            self._moved()
        elif turn and self.scale.zoomed:
            self.scale.pan(-turn / 120 * self.scale.span / 8)
            self._moved()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl with plus, minus and 0 zoom; all other keys belong to the review screen."""
        step = _ZOOM_KEYS.get(Qt.Key(event.key()))
        if step is None or not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        self.zoom(step)

    # -- the mouse --
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Scrub from here, choose a mark, or take it by an end."""
        if event.button() != Qt.MouseButton.LeftButton or not self.scale.duration:
            return
        bar = self._bar_at(event.position())
        if bar is None:
            self._held = True
            self.scrubbing.emit(True)
            self.scrubbed.emit(self.ms_of(event.position().x()))
            return
        edge, time = edge_of(bar, event.position().x()), bar.mark.selector.time
        if edge and time is not None:
            self._trim = (bar.mark.citation, edge, time)
        self.mark_clicked.emit(bar.mark.citation)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scrub or trim on, or show the time under the pointer."""
        x = event.position().x()
        self._hover = x
        if self._held:
            self.scrubbed.emit(self.ms_of(x))
        elif self._trim is not None:
            self._show_trim(self.ms_of(x))
        else:
            bar = self._bar_at(event.position())
            at_edge = bar is not None and edge_of(bar, x)
            self.setCursor(Qt.CursorShape.SizeHorCursor if at_edge else Qt.CursorShape.PointingHandCursor)
            self.hovered.emit(self.ms_of(x) if bar is None and self.scale.duration else -1)
        self.update()

    def _show_trim(self, ms: int) -> None:
        if self._trim is None:
            return
        citation, edge, time = self._trim
        time = TimeSpan(start=min(ms, time.end), end=time.end) if edge == "start" else time
        time = TimeSpan(start=time.start, end=max(ms, time.start)) if edge == "end" else time
        self._marks = tuple(
            replace(m, selector=replace(m.selector, time=time)) if m.citation == citation else m for m in self._marks
        )
        self._spans = in_order(self._marks)
        self._lay_out()
        self.scrubbed.emit(time.start if edge == "start" else time.end)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End of scrubbing or trimming."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        trim, self._trim = self._trim, None
        if self._held:
            self._held = False
            self.scrubbing.emit(False)
        elif trim is not None:
            now = next((m.selector.time for m in self._marks if m.citation == trim[0]), None)
            if now is not None and now != trim[2]:
                self.trimmed.emit(trim[0], now.start, now.end)

    def leaveEvent(self, _event: object) -> None:
        """The pointer went."""
        self._hover = None
        self.hovered.emit(-1)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Tell what a mark is when the pointer rests on it."""
        if isinstance(event, QHelpEvent):
            bar = self._bar_at(QPointF(event.pos()))
            time = bar.mark.selector.time if bar is not None else None
            if bar is not None and time is not None:
                QToolTip.showText(event.globalPos(), f"{bar.mark.label} · {span(time.start, time.end)}", self)
                return True
        return super().event(event)

    def _bar_at(self, place: QPointF) -> Bar | None:
        if place.y() > self._rows * ROW + 2:
            return None
        return bar_at(self._bars, place.x(), min(self._rows - 1, max(0, int(place.y() // ROW))))

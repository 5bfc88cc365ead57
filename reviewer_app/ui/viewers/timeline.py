"""The timeline under a recording: citation marks, filmstrip, scene cuts, waveform, what was watched, where we are."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from reviewer_app.domain.citation import TimeSpan
from reviewer_app.domain.ids import CitationId
from reviewer_app.ui.viewers import timeline_paint as paint
from reviewer_app.ui.viewers.places import Mark, clock, span
from reviewer_app.ui.viewers.timescale import ROW, ROWS, Bar, Span, TimeScale, bar_at, edge_of, in_order, lay_spans

GAP, FILM, WAVE, SEEN, PART = 4, 36, 16, 3, 3
ZOOM_STEP = 1.3
_ZOOM_KEYS = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1, Qt.Key.Key_0: 0}


class TimelineData(QWidget):
    """What a timeline shows, kept with the pictures that were painted of it."""

    def __init__(self, *, film: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._film_height = FILM if film else 0
        self.scale = TimeScale()
        self._position = 0
        self._pictures: dict[int, QImage] = {}
        self._count = 0
        self._low = self._high = bytearray()
        self._marks: tuple[Mark, ...] = ()
        self._spans: list[Span] = []  # the marks in the order of time
        self._bars: list[Bar] = []
        self._rows = 1
        self.most_rows = ROWS
        self._seen: tuple[tuple[int, int], ...] = ()
        self._scenes: tuple[int, ...] = ()
        self._chosen: tuple[int | None, int | None] = (None, None)
        self._layers: dict[str, QPixmap] = {}

    def set_duration(self, ms: int) -> None:
        """The length of the recording."""
        if ms != self.scale.duration:
            self.scale.set_duration(ms)
            self._moved()

    def set_position(self, ms: int) -> None:
        """Where we are; where it is zoomed the part in view follows."""
        self._position = ms
        if self.scale.follow(ms):
            self._moved()
        self.update()

    def set_marks(self, marks: tuple[Mark, ...]) -> None:
        """The citations that have a time."""
        self._marks = tuple(m for m in marks if m.selector.time is not None)
        self._spans = in_order(self._marks)
        self._lay_out()

    def set_seen(self, spans: tuple[tuple[int, int], ...]) -> None:
        """What was watched, in ms."""
        if spans != self._seen:
            self._seen = spans
            self.update()

    def set_scenes(self, scenes: tuple[int, ...]) -> None:
        """Where the picture changes at once, in ms."""
        self._scenes = scenes
        self._stale("film")

    def set_chosen(self, start: int | None, end: int | None) -> None:
        """The in and out marks."""
        self._chosen = (start, end)
        self.update()

    def set_film(self, count: int) -> None:
        """How many pictures the filmstrip will have; they come by ``add_picture``."""
        self._count = count
        self._pictures.clear()
        self._stale("film")

    def add_picture(self, index: int, picture: QImage) -> None:
        """One picture of the filmstrip."""
        self._pictures[index] = picture
        self._stale("film")

    def set_wave(self, peaks: int) -> None:
        """How many peaks the waveform will have; silence until they come by ``add_wave``."""
        self._low, self._high = bytearray(b"\x80" * peaks), bytearray(b"\x80" * peaks)
        self._stale("dim", "lit")

    def add_wave(self, first: int, low: bytes, high: bytes) -> None:
        """A part of the waveform."""
        self._low[first : first + len(low)] = low
        self._high[first : first + len(high)] = high
        self._stale("dim", "lit")

    @property
    def pictures(self) -> int:
        """How many pictures have come."""
        return len(self._pictures)

    @property
    def rows(self) -> int:
        """How many rows the citations take."""
        return self._rows

    def picture_near(self, ms: int) -> QImage | None:
        """The filmstrip's picture nearest to a time, as far as it has come."""
        if not self._pictures or not self.scale.duration:
            return None
        wanted = ms / self.scale.duration * self._count - 0.5
        return self._pictures[min(self._pictures, key=lambda i: abs(i - wanted))]

    # -- what was painted --
    def _stale(self, *layers: str) -> None:
        for name in layers:
            self._layers.pop(name, None)
        self.update()

    def _moved(self) -> None:
        self._layers.clear()
        self._lay_out()

    def _lay_out(self) -> None:
        self.scale.width = float(max(1, self.width()))
        self._bars, rows = lay_spans(self._spans, self.scale, self.most_rows)
        self._stale("marks")
        if rows != self._rows:
            self._rows = rows
            self._layers.clear()
            self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Everything lies elsewhere."""
        super().resizeEvent(event)
        self._moved()

    # -- geometry --
    def x_of(self, ms: int) -> float:
        """Where a time is, in widget coordinates."""
        return self.scale.x_of(ms)

    def ms_of(self, x: float) -> int:
        """The time at a place."""
        return self.scale.ms_of(x)

    def film_area(self) -> QRectF:
        """Where the filmstrip lies (of no height for sound)."""
        return QRectF(0, self._rows * ROW + GAP, self.width(), self._film_height)

    def wave_area(self) -> QRectF:
        """Where the waveform lies."""
        film = self.film_area()
        if self._film_height:
            return QRectF(0, film.bottom() + GAP, film.width(), WAVE)
        return QRectF(0, film.top(), film.width(), max(10.0, self.height() - film.top() - SEEN - PART - GAP))

    def mark_rect(self, mark: Mark) -> QRectF:
        """Where a citation's mark is drawn."""
        found = next((b for b in self._bars if b.mark.citation == mark.citation), None)
        return paint.bar_box(found) if found is not None else QRectF()

    # -- painting --
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Put the layers together, and what moves on top."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        film, wave = self.film_area(), self.wave_area()
        painter.drawPixmap(QPointF(0, 0), self._layer("marks", self._rows * ROW))
        if self._film_height:
            painter.drawPixmap(film.topLeft(), self._layer("film", film.height()))
        played = max(0.0, min(self.scale.width, self.x_of(self._position)))
        painter.drawPixmap(wave.topLeft(), self._layer("dim", wave.height()))
        painter.save()
        painter.setClipRect(QRectF(0, wave.top(), played, wave.height()))
        painter.drawPixmap(wave.topLeft(), self._layer("lit", wave.height()))
        painter.restore()
        paint.paint_seen(painter, QRectF(0, wave.bottom() + 1, self.width(), SEEN), self.scale, self._seen)
        paint.paint_part(painter, QRectF(0, wave.bottom() + 2 + SEEN, self.width(), PART - 1), self.scale)
        self._paint_moving(painter, QRectF(0, film.top(), self.width(), wave.bottom() - film.top()))

    def _layer(self, name: str, height: float) -> QPixmap:
        made = self._layers.get(name)
        ratio = self.devicePixelRatioF()
        if made is None or made.devicePixelRatio() != ratio:
            made = self._layers[name] = paint.blank(self.scale.width, height, ratio)
            if name == "marks":
                paint.paint_marks(made, self._bars)
            elif name == "film":
                paint.paint_film(made, self.scale, height, self._pictures, self._count)
                with_notches = QPainter(made)
                with_notches.setRenderHint(QPainter.RenderHint.Antialiasing)
                paint.paint_scenes(with_notches, QRectF(0, 0, self.width(), height), self.scale, self._scenes)
                with_notches.end()
            else:
                hue = paint.DIM if name == "dim" else paint.LIT
                paint.paint_wave(made, self.scale, height, bytes(self._low), bytes(self._high), hue)
        return made

    def _paint_moving(self, painter: QPainter, body: QRectF) -> None:
        start, end = self._chosen
        if start is not None or end is not None:
            left = self.x_of(start if start is not None else 0)
            right = self.x_of(end if end is not None else max(self._position, start or 0))
            paint.paint_chosen(painter, body, left, right, [self.x_of(ms) for ms in (start, end) if ms is not None])
        paint.paint_needle(painter, self.x_of(self._position), body.top() - 2, body.bottom())


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

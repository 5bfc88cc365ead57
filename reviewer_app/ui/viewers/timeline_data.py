"""What a timeline shows and how it is painted; what can be done with it is in ``timeline``."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from reviewer_app.ui.viewers import timeline_paint as paint
from reviewer_app.ui.viewers.places import Mark
from reviewer_app.ui.viewers.timescale import ROW, ROWS, Bar, Span, TimeScale, in_order, lay_spans

GAP, FILM, WAVE, SEEN, PART = 4, 36, 16, 3, 3


class TimelineData(QWidget):
    """What a timeline shows, kept with the pictures that were painted of it."""

    moved = Signal()  # another part is in view

    def __init__(self, *, film: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._film_height = FILM if film else 0
        self.scale = TimeScale()
        self._position = 0
        self._pictures: dict[int, QImage] = {}
        self._count = 0
        self._closer: dict[paint.Key, QImage] = {}
        self._closer_count = 0
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

    @property
    def cells(self) -> int:
        """How many pictures stand side by side."""
        return paint.cells_of(self.scale.width)

    def set_closer(self, count: int) -> None:
        """Of how many fine pictures those are that are shown now; 0: none."""
        if count != self._closer_count:
            self._closer_count = count
            self._stale("film")

    def add_closer(self, pictures: dict[paint.Key, QImage]) -> None:
        """Fine pictures of a part."""
        self._closer.update(pictures)
        self._stale("film")

    def drop_closer(self, keys: Iterable[paint.Key]) -> None:
        """Fine pictures that are not needed any more."""
        for key in keys:
            self._closer.pop(key, None)

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
        fine = paint.fine_picture(self._closer, self._closer_count, self.scale, ms)
        if fine is not None:
            return fine
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
        self.moved.emit()

    def _lay_out(self) -> None:
        self.scale.width = float(max(1, self.width()))
        self._bars, rows = lay_spans(self._spans, self.scale, self.most_rows)
        self._stale("marks")
        if rows != self._rows:
            self._rows = rows
            self._layers.clear()
            self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Everything lies elsewhere; what is only higher is painted anew."""
        super().resizeEvent(event)
        if self.width() != self.scale.width:
            self._moved()
        else:
            self._stale("dim", "lit")

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
                closer = (self._closer, self._closer_count)
                paint.paint_film(made, self.scale, height, self._pictures, self._count, closer)
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

"""The timeline under a recording: citation marks, filmstrip, waveform, what was watched, where we are."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from reviewer_app.ui import theme
from reviewer_app.ui.viewers.places import Mark, clock, span

MARKS, GAP, FILM, WAVE, SEEN = 8, 4, 36, 16, 3


def mark_colour(hue: int) -> QColor:
    """The colour of an indicator on the dark stage, where the dark theme's hues are the readable ones."""
    hues = theme.load("dark").indicators
    return QColor("#b9c2ce") if hue < 0 else QColor(hues[hue % len(hues)])


class Timeline(QWidget):
    """Time from left to right. Pressing and dragging scrubs; a mark that is clicked says so."""

    scrubbed = Signal(int)  # ms
    scrubbing = Signal(bool)
    mark_clicked = Signal(object)  # CitationId

    def __init__(self, *, film: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._film_height = FILM if film else 0
        self._wave_height = WAVE if film else 0
        self._duration = self._position = 0
        self._pictures: dict[int, QImage] = {}
        self._count = 0
        self._low = self._high = bytearray()
        self._marks: tuple[Mark, ...] = ()
        self._seen: tuple[tuple[int, int], ...] = ()
        self._chosen: tuple[int | None, int | None] = (None, None)
        self._hover: float | None = None
        self._held = False
        self.setMouseTracking(True)
        self.setAccessibleName("Timeline")
        self.setSizePolicy(
            QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed if film else QSizePolicy.Policy.Expanding
        )
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Wide, and as high as its rows."""
        height = MARKS + GAP + SEEN + self._film_height + self._wave_height + 2 * GAP
        return QSize(400, height if self._film_height else 200)

    def minimumSizeHint(self) -> QSize:
        """Narrow, and as high as its rows."""
        return QSize(120, self.sizeHint().height() if self._film_height else 90)

    # -- what to show --
    def set_duration(self, ms: int) -> None:
        """The length of the recording."""
        self._duration = max(0, ms)
        self.update()

    def set_position(self, ms: int) -> None:
        """Where we are."""
        self._position = ms
        self.update()

    def set_marks(self, marks: tuple[Mark, ...]) -> None:
        """The citations that have a time."""
        self._marks = tuple(m for m in marks if m.selector.time is not None)
        self.update()

    def set_seen(self, spans: tuple[tuple[int, int], ...]) -> None:
        """What was watched, in ms."""
        self._seen = spans
        self.update()

    def set_chosen(self, start: int | None, end: int | None) -> None:
        """The in and out marks."""
        self._chosen = (start, end)
        self.update()

    def set_film(self, count: int) -> None:
        """How many pictures the filmstrip will have; they come by ``add_picture``."""
        self._count = count
        self._pictures.clear()
        self.update()

    def add_picture(self, index: int, picture: QImage) -> None:
        """One picture of the filmstrip."""
        self._pictures[index] = picture
        self.update()

    def set_wave(self, peaks: int) -> None:
        """How many peaks the waveform will have; silence until they come by ``add_wave``."""
        self._low, self._high = bytearray(b"\x80" * peaks), bytearray(b"\x80" * peaks)
        self.update()

    def add_wave(self, first: int, low: bytes, high: bytes) -> None:
        """A part of the waveform."""
        self._low[first : first + len(low)] = low
        self._high[first : first + len(high)] = high
        self.update()

    @property
    def pictures(self) -> int:
        """How many pictures have come."""
        return len(self._pictures)

    # -- geometry --
    def x_of(self, ms: int) -> float:
        """Where a time is, in widget coordinates."""
        return ms / self._duration * self.width() if self._duration else 0.0

    def ms_of(self, x: float) -> int:
        """The time at a place."""
        return round(max(0.0, min(1.0, x / max(1, self.width()))) * self._duration)

    def _body(self) -> QRectF:
        top = MARKS + GAP
        return QRectF(0, top, self.width(), self.height() - top - GAP)

    def mark_rect(self, mark: Mark) -> QRectF:
        """Where a citation's mark is drawn."""
        time = mark.selector.time
        if time is None:
            return QRectF()
        left, right = self.x_of(time.start), self.x_of(time.end)
        return QRectF(min(left, self.width() - 6), 1, max(6.0, right - left), MARKS - 2)

    # -- painting --
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint all rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        body = self._body()
        if self._film_height:
            film = QRectF(body.left(), body.top(), body.width(), self._film_height)
            self._paint_film(painter, film)
            wave = QRectF(body.left(), film.bottom() + GAP, body.width(), self._wave_height)
        else:
            wave = QRectF(body.left(), body.top(), body.width(), body.height() - SEEN - GAP)
        self._paint_wave(painter, wave)
        self._paint_seen(painter, QRectF(0, wave.bottom() + 1, body.width(), SEEN))
        self._paint_chosen(painter, QRectF(body.left(), body.top(), body.width(), wave.bottom() - body.top()))
        self._paint_marks(painter)
        self._paint_needle(painter, body.top() - 2, wave.bottom())

    def _paint_film(self, painter: QPainter, area: QRectF) -> None:
        painter.fillRect(area, QColor("#232a33"))
        if not self._count:
            return
        width = area.width() / self._count
        for index, picture in self._pictures.items():
            cell = QRectF(area.left() + index * width, area.top(), width - 1, area.height())
            painter.drawImage(cell, picture, _middle(picture, cell))

    def _paint_wave(self, painter: QPainter, area: QRectF) -> None:
        count = len(self._high)
        middle = area.center().y()
        painter.setPen(QPen(QColor("#4a5a72"), 1))
        if not count:
            painter.drawLine(QPointF(area.left(), middle), QPointF(area.right(), middle))
            return
        columns = max(1, int(area.width() // 3))
        half = area.height() / 2
        played = self.x_of(self._position)
        for column in range(columns):
            first, last = column * count // columns, max(column * count // columns + 1, (column + 1) * count // columns)
            up = (max(self._high[first:last]) - 128) / 127 * half
            down = (128 - min(self._low[first:last])) / 128 * half
            x = area.left() + column * 3 + 1
            painter.fillRect(
                QRectF(x, middle - max(0.5, up), 2, max(1.0, up + down)), QColor("#7fa3d6" if x < played else "#4a5a72")
            )

    def _paint_seen(self, painter: QPainter, area: QRectF) -> None:
        painter.fillRect(area, QColor("#232a33"))
        for start, end in self._seen:
            left = self.x_of(start)
            painter.fillRect(
                QRectF(left, area.top(), max(1.0, self.x_of(end) - left), area.height()), QColor("#3f9d6b")
            )

    def _paint_chosen(self, painter: QPainter, area: QRectF) -> None:
        start, end = self._chosen
        if start is None and end is None:
            return
        left = self.x_of(start if start is not None else 0)
        right = self.x_of(end) if end is not None else self.x_of(max(self._position, start or 0))
        shade = QColor("#ffffff")
        shade.setAlpha(46)
        painter.fillRect(QRectF(left, area.top(), max(1.0, right - left), area.height()), shade)
        painter.setPen(QPen(QColor("#ffffff"), 1))
        for ms in (start, end):
            if ms is not None:
                x = self.x_of(ms)
                painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    def _paint_marks(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for mark in self._marks:
            painter.setBrush(mark_colour(mark.hue))
            painter.drawRoundedRect(self.mark_rect(mark), 3, 3)

    def _paint_needle(self, painter: QPainter, top: float, bottom: float) -> None:
        x = self.x_of(self._position)
        painter.setPen(QPen(QColor("#ffffff"), 2))
        painter.drawLine(QPointF(x, top), QPointF(x, bottom))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#ffffff"))
        painter.drawPolygon(QPolygonF([QPointF(x - 4, top - 1), QPointF(x + 4, top - 1), QPointF(x, top + 4)]))
        if self._hover is not None and self._duration:
            room = QRectF(0, top, self.width(), bottom - top)
            _paint_hover(painter, self._hover, clock(self.ms_of(self._hover)), room)

    # -- the mouse --
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Scrub from here, or choose a mark."""
        if event.button() != Qt.MouseButton.LeftButton or not self._duration:
            return
        mark = self._mark_at(event.position())
        if mark is not None:
            self.mark_clicked.emit(mark.citation)
            return
        self._held = True
        self.scrubbing.emit(True)
        self.scrubbed.emit(self.ms_of(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scrub on, or show the time under the pointer."""
        self._hover = event.position().x()
        if self._held:
            self.scrubbed.emit(self.ms_of(event.position().x()))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End of scrubbing."""
        if self._held and event.button() == Qt.MouseButton.LeftButton:
            self._held = False
            self.scrubbing.emit(False)

    def leaveEvent(self, _event: object) -> None:
        """The pointer went."""
        self._hover = None
        self.update()

    def event(self, event: object) -> bool:
        """Tell what a mark is when the pointer rests on it."""
        if isinstance(event, QHelpEvent):
            mark = self._mark_at(QPointF(event.pos()))
            time = mark.selector.time if mark is not None else None
            if mark is not None and time is not None:
                QToolTip.showText(event.globalPos(), f"{mark.label} · {span(time.start, time.end)}", self)
                return True
        return super().event(event)  # type: ignore[arg-type]

    def _mark_at(self, place: QPointF) -> Mark | None:
        if place.y() > MARKS + 1:
            return None
        near = [m for m in self._marks if self.mark_rect(m).adjusted(-2, -2, 2, 3).contains(place)]
        return min(near, key=lambda m: self.mark_rect(m).width(), default=None)


def _paint_hover(painter: QPainter, x: float, text: str, box: QRectF) -> None:
    """A line at the pointer and its time; ``box`` is the room there is."""
    painter.setPen(QPen(QColor(255, 255, 255, 130), 1))
    painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
    painter.setFont(theme.mono(11))
    width = painter.fontMetrics().horizontalAdvance(text) + 10
    bubble = QRectF(max(0.0, min(box.width() - width, x - width / 2)), box.top() + 4, width, 17)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 200))
    painter.drawRoundedRect(bubble, 4, 4)
    painter.setPen(QColor("#ffffff"))
    painter.drawText(bubble, Qt.AlignmentFlag.AlignCenter, text)


def _middle(picture: QImage, cell: QRectF) -> QRectF:
    """The part of a picture that fills a cell without stretching."""
    wanted = cell.width() / max(1.0, cell.height())
    have = picture.width() / max(1, picture.height())
    if have > wanted:
        width = picture.height() * wanted
        return QRectF((picture.width() - width) / 2, 0, width, picture.height())
    height = picture.width() / wanted
    return QRectF(0, (picture.height() - height) / 2, picture.width(), height)

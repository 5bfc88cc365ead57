"""The picture that stands above the timeline while the pointer rests there: the filmstrip's at once, then the exact."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from reviewer_app.ui.viewers.timeline import Timeline
from reviewer_app.ui.viewers.timeline_paint import middle_of

WIDTH, REST_MS = 176, 140

Fetch = Callable[[int, int, Callable[[QImage, float], None], Callable[[], None]], None]
"""Asks for the frame at a time (ms), so wide: then the picture and its time, or that there is none."""


class HoverCard(QWidget):
    """Belongs to the body of a video; never takes a click."""

    def __init__(self, timeline: Timeline, fetch: Fetch, body: QWidget) -> None:
        super().__init__(body)
        self._timeline, self._fetch, self._body = timeline, fetch, body
        self._picture = QImage()
        self._ms = -1
        self._busy = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedSize(QSize(WIDTH, WIDTH * 9 // 16))
        self.hide()
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._ask)
        timeline.hovered.connect(self._on_hover)

    @property
    def picture(self) -> QImage:
        """What is shown."""
        return self._picture

    def _on_hover(self, ms: int) -> None:
        self._ms = ms
        near = self._timeline.picture_near(ms) if ms >= 0 else None
        if near is None:
            self.hide()
            self._rest.stop()
            return
        self._picture = near
        place = self._timeline.mapTo(self._body, QPoint(round(self._timeline.x_of(ms)), 0))
        left = max(4, min(self._body.width() - self.width() - 4, place.x() - self.width() // 2))
        self.move(left, max(0, place.y() - self.height() - 6))
        self.show()
        self.raise_()
        self.update()
        self._rest.start()

    def _ask(self) -> None:
        if self._busy or self._ms < 0:
            return
        self._busy = True
        asked = self._ms

        def shown(image: QImage, _ms: float) -> None:
            self._busy = False
            if asked == self._ms and self.isVisible():
                self._picture = image
                self.update()

        def failed() -> None:
            self._busy = False

        self._fetch(asked, WIDTH * 2, shown, failed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The picture in a thin frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect())
        painter.fillRect(box, QColor("#0b0d10"))
        inner = box.adjusted(2, 2, -2, -2)
        if not self._picture.isNull():
            painter.drawImage(inner, self._picture, middle_of(self._picture, inner))
        painter.setPen(QPen(QColor("#8fa0b8"), 1))
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))

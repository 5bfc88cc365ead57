"""What is really painted: every piece of text with its place and its room, so that what is cut or covered is found.

A window is rendered into a device that keeps no pixels but notes each text as the painter is given it. This sees
labels, buttons and headers as well as cells, plots and timelines that draw their words themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QPaintDevice,
    QPaintEngine,
    QPainterPath,
    QPolygonF,
    QRegion,
    QTextItem,
    QTransform,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTextEdit,
    QToolTip,
    QWidget,
)

from reviewer_app.ui.widgets.labels import Elided
from reviewer_app.ui.widgets.table import RowDelegate

_SLACK = 1.6  # pixels of rounding
_BITE = 2.0  # pixels that two texts must share, both ways, to stand over one another
_LEAN = 4.0  # in a document: so far italic words may be said to lean over the next
_MANY = 1 << 15  # wider than any window
_METRICS = QPaintDevice.PaintDeviceMetric


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A text as it was painted: by whom, where its ink is in the window, the room it had there and what is seen."""

    text: str
    by: QWidget
    at: QPoint  # in the middle of it, as the widget counts
    ink: QRectF
    room: QRectF
    seen: QRectF
    order: int

    def __str__(self) -> str:
        named = self.by.accessibleName() or self.by.objectName()
        ink, room = self.ink.toRect().getRect(), self.room.toRect().getRect()
        return f"{type(self.by).__name__} {named!r}: “{self.text}” at {ink} in {room}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """A surface that hides what was painted there before."""

    rect: QRectF
    order: int


class _Engine(QPaintEngine):
    """Notes texts and opaque surfaces."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(QPaintEngine.PaintEngineFeature.AllFeatures)
        self.window, self.by = window, window
        self.texts: list[Shown] = []
        self.grounds: list[_Ground] = []
        self._grounds: list[tuple[QRectF, int]] = []
        self._order = 0

    def begin(self, device: QPaintDevice) -> bool:
        return True

    def end(self) -> bool:
        return True

    def type(self) -> QPaintEngine.Type:
        return QPaintEngine.Type.User

    def updateState(self, state: Any) -> None:
        """Asked of the painter when it is needed."""

    def drawPixmap(self, rect: Any, *_: Any) -> None:
        self._cover(QRectF(rect))

    def drawImage(self, rect: Any, *_: Any) -> None:
        self._cover(QRectF(rect))

    def drawTiledPixmap(self, rect: Any, *_: Any) -> None:
        """Patterns are none of ours."""

    def drawPath(self, path: QPainterPath) -> None:
        self._fill(path.boundingRect())

    def drawPolygon(self, points: Any, *_: Any) -> None:
        self._fill(QPolygonF([QPointF(p) for p in points]).boundingRect())

    def drawRects(self, rects: Any, *_: Any) -> None:
        for rect in rects:
            self._fill(QRectF(rect))

    def drawEllipse(self, rect: Any) -> None:
        """Too round to hide words."""

    def _fill(self, rect: QRectF) -> None:
        painter = self.painter()
        if painter.brush().style() != Qt.BrushStyle.NoBrush and painter.brush().color().alpha() == 255:
            self._cover(rect)

    def _cover(self, rect: QRectF) -> None:
        if rect.width() > 3 and rect.height() > 3 and self.painter().opacity() == 1:
            self._order += 1
            self._grounds.append((self._placed(rect), self._order))

    def turn_to(self, widget: QWidget) -> None:
        """The next widget paints. What was filled since may have been its ground, drawn before it is asked itself."""
        before, self.by = self.by, widget
        for rect, order in self._grounds:
            owner = widget if _of(widget, self.window).contains(rect.center()) else before
            self.grounds.append(_Ground(rect=rect & _room(owner, self.window), order=order))
        self._grounds.clear()

    def drawTextItem(self, at: Any, item: QTextItem) -> None:
        text = item.text().strip()
        if not text or all("\ue000" <= c <= "\uf8ff" or ord(c) > 0xF0000 for c in text):
            return  # an icon
        self._order += 1
        ink = QFontMetricsF(item.font()).tightBoundingRect(item.text()).translated(at)
        place, painter = self._placed(ink), self.painter()
        seen, room = _room(self.by, self.window), _room(self.by, self.window, scrolled=True)
        if painter.hasClipping() and not isinstance(self.by.parentWidget(), QTextEdit | QPlainTextEdit):
            clip = self._placed(painter.clipBoundingRect())
            seen, room = seen & clip, room & _freed(clip, self.by)
        local = self.by.mapFrom(self.window, place.center().toPoint())
        self.texts.append(
            Shown(text=text, by=self.by, at=local, ink=place, room=room, seen=seen & place, order=self._order)
        )

    def _placed(self, rect: QRectF) -> QRectF:
        """Where in the window."""
        ratio = 1 / self.window.devicePixelRatioF()
        return QTransform.fromScale(ratio, ratio).mapRect(self.painter().deviceTransform().mapRect(rect))


def _of(widget: QWidget, window: QWidget) -> QRectF:
    return QRectF(widget.rect()).translated(QPointF(widget.mapTo(window, QPoint(0, 0))))


@lru_cache(maxsize=1024)  # while one window is painted nothing moves
def _room(widget: QWidget, window: QWidget, *, scrolled: bool = False) -> QRectF:
    """What of the window the widget and what holds it leave to it; with ``scrolled`` also what can be scrolled to."""
    room = QRectF(window.rect())
    across = down = 0
    part: QWidget | None = widget
    while part is not None and part is not window:
        area = part.parentWidget()
        if scrolled and isinstance(area, QAbstractScrollArea) and area.viewport() is part:
            across, down = across or _farther(area.horizontalScrollBar()), down or _farther(area.verticalScrollBar())
        room &= _of(part, window).adjusted(-across, -down, across, down)
        part = area
    return room


def _farther(bar: QScrollBar) -> int:
    """How far it goes on beyond the sides."""
    return _MANY if bar.maximum() > bar.minimum() else 0


def _freed(clip: QRectF, by: QWidget) -> QRectF:
    """A painter's clip, without the sides beyond which the widget can be scrolled."""
    area = by.parentWidget()
    if not isinstance(area, QAbstractScrollArea) or area.viewport() is not by:
        return clip
    across, down = _farther(area.horizontalScrollBar()), _farther(area.verticalScrollBar())
    return clip.adjusted(-across, -down, across, down)


class _Device(QPaintDevice):
    """As large and as fine as the window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self.window, self.engine = window, _Engine(window)

    def paintEngine(self) -> QPaintEngine:
        return self.engine

    def devType(self) -> int:
        return 0

    def metric(self, metric: QPaintDevice.PaintDeviceMetric) -> int:
        ratio = self.window.devicePixelRatioF()
        known = {
            _METRICS.PdmWidth: self.window.width(),
            _METRICS.PdmHeight: self.window.height(),
            _METRICS.PdmWidthMM: self.window.widthMM(),
            _METRICS.PdmHeightMM: self.window.heightMM(),
            _METRICS.PdmNumColors: 1 << 24,
            _METRICS.PdmDepth: 32,
            _METRICS.PdmDpiX: self.window.logicalDpiX(),
            _METRICS.PdmDpiY: self.window.logicalDpiY(),
            _METRICS.PdmPhysicalDpiX: self.window.physicalDpiX(),
            _METRICS.PdmPhysicalDpiY: self.window.physicalDpiY(),
            _METRICS.PdmDevicePixelRatio: round(ratio),
            _METRICS.PdmDevicePixelRatioScaled: round(ratio * QPaintDevice.devicePixelRatioFScale()),
        }
        return known.get(metric, 0)


class _Painting(QObject):
    """Knows which widget is being painted."""

    def __init__(self, engine: _Engine) -> None:
        super().__init__()
        self._engine = engine

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            self._engine.turn_to(watched)
        return False


def painted(window: QWidget) -> tuple[list[Shown], list[_Ground]]:
    """All texts of a window in the order in which they are painted, and what covers what."""
    device = _Device(window)
    painting = _Painting(device.engine)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.installEventFilter(painting)
    rows = [d for v in window.findChildren(QAbstractItemView) if isinstance(d := v.itemDelegate(), RowDelegate)]
    for delegate in rows:
        delegate.look = lambda _: None  # type: ignore[method-assign,assignment]  # kept pictures have no texts
    try:
        flags = QWidget.RenderFlag.DrawChildren | QWidget.RenderFlag.DrawWindowBackground
        window.render(device, QPoint(), QRegion(), flags)
    finally:
        for delegate in rows:
            vars(delegate).pop("look", None)
        app.removeEventFilter(painting)
    device.engine.turn_to(window)
    _room.cache_clear()
    return device.engine.texts, device.engine.grounds


def unread(window: QWidget) -> list[str]:
    """Texts of a window that can't be read whole: cut off, one over the other, or shortened without a tool tip."""
    texts, grounds = painted(window)
    seen = [t for t in texts if _shows(t, grounds) and not _typed(t.by)]
    return [*_cut(seen), *_over(seen), *_shortened(seen)]


def _shows(shown: Shown, grounds: list[_Ground]) -> bool:
    """Whether some of it lies in the view, and nothing over it."""
    later = (g.rect & shown.seen for g in grounds if g.order > shown.order)
    return not shown.seen.isEmpty() and not any(_area(both) > 0.1 * _area(shown.seen) for both in later)


def _area(rect: QRectF) -> float:
    return rect.width() * rect.height()


def _typed(by: QWidget) -> bool:
    """What a person types scrolls in its line."""
    return isinstance(by, QLineEdit) and bool(by.text())


def _cut(seen: list[Shown]) -> list[str]:
    whole = [(t, t.room.adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK)) for t in seen]
    return [f"cut off: {t}" for t, room in whole if not room.contains(t.ink)]


def _over(seen: list[Shown]) -> list[str]:
    found, rows = [], sorted(seen, key=lambda t: t.seen.top())
    for n, upper in enumerate(rows):
        for lower in rows[n + 1 :]:
            if lower.seen.top() > upper.seen.bottom():
                break
            both = upper.seen & lower.seen
            marked = upper.by is lower.by and upper.text == lower.text  # painted again where it is chosen
            document = upper.by is lower.by and isinstance(upper.by.parentWidget(), QTextEdit)
            if both.width() > (_LEAN if document else _BITE) and both.height() > _BITE and not marked:
                found.append(f"one over the other: {upper} and {lower}")
    return found


def _shortened(seen: list[Shown]) -> list[str]:
    short = [t for t in seen if "…" in t.text[1:] and not _own(t)]
    return [f"shortened, and no tool tip: {t}" for t in short if not _tip(t)]


def _own(shown: Shown) -> bool:
    """Whether the dots are the text's own."""
    by = shown.by
    view = by.parentWidget()
    if isinstance(view, QTextEdit | QPlainTextEdit):
        return True
    if isinstance(by, Elided):
        return shown.text in by._whole
    if isinstance(view, QHeaderView):
        section = view.logicalIndexAt(shown.at)
        return shown.text in str(view.model().headerData(section, view.orientation()))
    if isinstance(view, QAbstractItemView):
        return shown.text in str(view.indexAt(shown.at).data())
    words: Callable[[], str] | None = getattr(by, "text", None)
    if isinstance(by, QLineEdit):
        return shown.text in by.placeholderText()
    return shown.text in (words() if callable(words) else by.accessibleName())


def _tip(shown: Shown) -> bool:
    """Whether the whole is told to who points at it."""
    view = shown.by.parentWidget()
    if isinstance(view, QHeaderView):
        section = view.logicalIndexAt(shown.at)
        return bool(view.model().headerData(section, view.orientation(), Qt.ItemDataRole.ToolTipRole))
    if isinstance(view, QAbstractItemView):
        return bool(view.indexAt(shown.at).data(Qt.ItemDataRole.ToolTipRole))
    if shown.by.toolTip():
        return True
    QToolTip.hideText()
    QApplication.sendEvent(shown.by, QHelpEvent(QEvent.Type.ToolTip, shown.at, shown.by.mapToGlobal(shown.at)))
    return bool(QToolTip.text())

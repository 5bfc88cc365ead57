"""Who is severe or lenient: a dot with its interval for each reviewer, and the difference in words beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QGraphicsPathItem, QWidget

from reviewer_app.ui import theme
from reviewer_app.ui.plots.base import PlotTable
from reviewer_app.ui.plots.chart import Chart, Point
from reviewer_app.ui.widgets import paint

_ROW = 30
MOST = 60  # are drawn; the table has all
_FAR = 1_000.0  # levels: beyond any zoom


@dataclass(frozen=True, slots=True, kw_only=True)
class Lean:
    """One reviewer: the mean difference in levels (plus: lenient), its interval, whether it stands out, why not."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    flagged: bool = False
    n: int = 0
    reason: str = ""

    @property
    def figure(self) -> str:
        """The difference as it is written."""
        return "–" if self.value is None else signed(self.value)

    @property
    def words(self) -> str:
        """All of it."""
        if self.value is None:
            return f"{self.name}: {self.reason or 'not computable'}"
        way = "about as the others" if not self.flagged else "lenient" if self.value > 0 else "severe"
        ends = (
            f", 95 % {signed(self.low)} to {signed(self.high)}"
            if self.low is not None and self.high is not None
            else ""
        )
        return f"{self.name}: {signed(self.value)} levels{ends}, from {self.n} submissions: {way}"


def signed(value: float | None) -> str:
    """A difference with its sign; nothing reads as minus zero."""
    if value is None:
        return "–"
    text = f"{abs(value):.2f}"
    return text if float(text) == 0 else f"{'+' if value > 0 else '−'}{text}"


def farthest(leans: tuple[Lean, ...]) -> tuple[Lean, ...]:
    """At most so many as can be drawn, in their order: who stands out, then who is farthest off."""
    if len(leans) <= MOST:
        return leans
    ranked = sorted(range(len(leans)), key=lambda n: (not leans[n].flagged, -abs(leans[n].value or 0.0)))
    return tuple(leans[n] for n in sorted(ranked[:MOST]))


class _Pills(QWidget):
    """The differences, each beside its row."""

    def __init__(self, chart: Severity) -> None:
        super().__init__()
        self._chart = chart
        self.setFixedWidth(theme.px(62))

    def paintEvent(self, event: QPaintEvent) -> None:
        """One pill for each row in view."""
        painter = QPainter(self)
        first, second = (self._chart.place_of(Point(x=0.0, y=-y, words="")).y() for y in (0.0, 1_000.0))
        for place, lean in enumerate(self._chart.leans):
            y = first + (second - first) * place / 1_000
            if not event.rect().top() - _ROW < y < event.rect().bottom() + _ROW:
                continue
            tone = "neutral" if lean.value is None else "bad" if lean.flagged else "good"
            paint.draw_pill(painter, QPointF(4, y), lean.figure, tone, self.width() - 4)


class Severity(Chart):
    """The plot; rows from the top, zero in the middle, severe at the left, lenient at the right."""

    def __init__(self, name: str = "Severity") -> None:
        self.leans: tuple[Lean, ...] = ()
        super().__init__(name)
        self.pills = _Pills(self)
        self._row.addWidget(self.pills)
        self.plot.setMouseEnabled(x=True, y=False)

    def show_leans(self, leans: tuple[Lean, ...]) -> None:
        """Show these reviewers; of very many those who are farthest off."""
        self.leans, self.at = farthest(leans), -1
        self.points = tuple(Point(x=x.value or 0.0, y=float(-n), words=x.words) for n, x in enumerate(self.leans))
        rows = tuple((x.name, x.figure, signed(x.low), signed(x.high), str(x.n), _way(x)) for x in leans)
        self.tell(PlotTable(columns=("Reviewer", "Difference", "From", "To", "Submissions", ""), rows=rows))
        self.setMinimumHeight(self.sizeHint().height())
        self.redraw()

    def bounds(self) -> QRectF:
        """As far to the left as to the right."""
        ends = [abs(v) for x in self.leans for v in (x.value, x.low, x.high) if v is not None]
        reach = max([0.6, *(min(e, 6.0) * 1.12 for e in ends)])
        return QRectF(-reach, -len(self.leans) + 0.4, 2 * reach, len(self.leans) + 0.2)

    def build(self) -> None:
        """Hairlines, zero, whiskers, dots; who stands out has a square."""
        left, bottom = self.plot.getAxis("left"), self.plot.getAxis("bottom")
        left.setTicks([[(-n, x.name) for n, x in enumerate(self.leans)]])
        left.setPen(None)
        left.setStyle(tickLength=0)
        bottom.setLabel("severe  ←   levels   →  lenient", color=theme.colour("ink2").name())
        places = range(len(self.leans))
        self._pairs([(-_FAR, _FAR, -n - 0.5) for n in places], "line", 1)
        whiskers = [(x.low, x.high, float(-n)) for n, x in enumerate(self.leans)]
        self._pairs([(a, b, y) for a, b, y in whiskers if a is not None and b is not None], "ink2", 2)
        self.line_at(0.0, upright=True)
        known = [(x.value, -float(n), x.flagged) for n, x in enumerate(self.leans) if x.value is not None]
        self.dots([(x, y) for x, y, odd in known if not odd], "accent")
        self.dots([(x, y) for x, y, odd in known if odd], "bad", "s")

    def _pairs(self, lines: Sequence[tuple[float, float, float]], role: str, width: float) -> None:
        """Level lines from, to, at, as one item: hundreds of items hold the window."""
        path = QPainterPath()
        for low, high, at in lines:
            path.moveTo(low, at)
            path.lineTo(high, at)
        item = QGraphicsPathItem(path)
        item.setPen(self.pen(role, width))
        self.plot.addItem(item, ignoreBounds=True)

    def ranged(self) -> None:
        """The pills follow."""
        if hasattr(self, "pills"):
            self.pills.setFixedWidth(theme.px(62))
            self.pills.update()

    def sizeHint(self) -> QSize:
        """So many rows, and the axis."""
        return QSize(theme.px(300), theme.px(_ROW) * max(2, len(self.leans)) + theme.px(48))


def _way(lean: Lean) -> str:
    if lean.value is None:
        return lean.reason
    return "" if not lean.flagged else "lenient" if lean.value > 0 else "severe"

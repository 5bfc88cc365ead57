"""Figures in their order of time: points, a smoothed line, and limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF, Qt

from reviewer_app.ui import theme
from reviewer_app.ui.plots.base import PlotTable
from reviewer_app.ui.plots.chart import Chart, Point

_SYMBOLS = ("o", "s", "t", "d", "+", "x", "star", "p")
_DASHES = (
    (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine),
    (Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine),
    (Qt.PenStyle.DashDotDotLine, Qt.PenStyle.DashLine),
)
_HUES = 16  # that differ; then they come again, with other marks and dashes
_IN_A_COLUMN = 18  # names of the legend


def mark_of(number: int) -> tuple[int, str, Qt.PenStyle]:
    """Hue, mark and dashes of the line at that place: no two of the first hundred have the same three."""
    turn = number // _HUES
    return number % _HUES, _SYMBOLS[(number + turn) % len(_SYMBOLS)], _DASHES[turn % len(_DASHES)][number % 2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One line: its points (None where there is nothing), and a smoothed line through the same places."""

    name: str
    values: tuple[float | None, ...]
    smooth: tuple[float | None, ...] = ()
    flagged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesData:
    """A whole plot; ``limits`` are drawn dashed, ``middle`` as a line; ``figure``: how a value is written."""

    places: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    limits: tuple[float, ...] = ()
    middle: float | None = 0.0
    title: str = ""
    percent: bool = False


class Lines(Chart):
    """The plot; each line has a hue and a mark of its own."""

    def __init__(self, name: str) -> None:
        self.data = LinesData()
        super().__init__(name)
        self._legend: Any = None

    def show_data(self, data: LinesData) -> None:
        """Show these lines."""
        self.data, self.at = data, -1
        self.points = tuple(
            Point(x=float(n), y=v, words=f"{s.name}, {data.places[n]}: {self.figure(v)}")
            for s in data.series
            for n, v in enumerate(s.values)
            if v is not None
        )
        rows = tuple(
            (place, *(self.figure(s.values[n]) if n < len(s.values) else "–" for s in data.series))
            for n, place in enumerate(data.places)
        )
        self.tell(PlotTable(columns=("", *(s.name for s in data.series)), rows=rows))
        self.redraw()

    def figure(self, value: float | None) -> str:
        """A value as it is written."""
        if value is None:
            return "–"
        return f"{100 * value:.1f} %" if self.data.percent else f"{value:+.2f}".replace("-", "−")

    def bounds(self) -> QRectF:
        """Everything, with a little room."""
        found = [v for s in self.data.series for v in (*s.values, *s.smooth) if v is not None]
        found += [*self.data.limits, *([] if self.data.middle is None else [self.data.middle])]
        low, high = min(found, default=0.0), max(found, default=1.0)
        room = max(0.05, (high - low) * 0.12)
        wide = float(max(1, len(self.data.places)))
        legend = 0.42 * self._columns if len(self.data.series) > 1 else 0.0  # room for the names
        return QRectF(-0.5, low - room, wide * (1 + legend), high - low + 2 * room)

    @property
    def _columns(self) -> int:
        return -(-len(self.data.series) // _IN_A_COLUMN)

    def build(self) -> None:
        """Limits, smoothed lines, points."""
        names = self.data.places
        step = max(1, -(-len(names) // 12))
        self.plot.getAxis("bottom").setTicks([[(n, name) for n, name in enumerate(names) if n % step == 0]])
        self.plot.getAxis("left").setLabel(self.data.title, color=theme.colour("ink2").name())
        for value in self.data.limits:
            self.line_at(value, upright=False, role="caution", dashed=True)
        if self.data.middle is not None:
            self.line_at(self.data.middle, upright=False)
        if self._legend is not None:
            self._legend.clear()
        elif len(self.data.series) > 1:
            self._legend = self.plot.addLegend(offset=(-8, 8))
        if self._legend is not None:
            self._legend.setColumnCount(max(1, self._columns))
            self._legend.setLabelTextColor(theme.colour("ink"))
            self._legend.setBrush(theme.colour("panel"))
        for number, series in enumerate(self.data.series):
            self._add(number, series)

    def _add(self, number: int, series: Series) -> None:
        place, symbol, dashes = mark_of(number)
        hue = theme.indicator_colour(place)
        line = series.smooth or series.values
        known = [(n, v) for n, v in enumerate(line) if v is not None]
        pen = self.pg.mkPen(hue, width=2, style=dashes)
        curve = self.pg.PlotDataItem(
            x=[n for n, _ in known], y=[v for _, v in known], pen=pen,
            name=None if self._legend is None else f"{series.name}{' (stands out)' if series.flagged else ''}",
        )  # fmt: skip
        self.plot.addItem(curve)
        dots = [(n, v) for n, v in enumerate(series.values) if v is not None]
        self.plot.addItem(
            self.pg.ScatterPlotItem(
                x=[n for n, _ in dots], y=[v for _, v in dots], symbol=symbol, size=9,
                brush=hue, pen=self.pen("panel", 1),
            )
        )  # fmt: skip

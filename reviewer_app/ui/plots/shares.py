"""How often each level was given: a bar for each reviewer, its parts the levels."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize

from reviewer_app.ui import theme
from reviewer_app.ui.plots.base import PlotTable
from reviewer_app.ui.plots.chart import Chart, Point
from reviewer_app.ui.plots.grid import level_colour

_ROW = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class SharesData:
    """Levels by name, and for each row (a reviewer, or the master) how often each was given."""

    levels: tuple[str, ...] = ()
    rows: tuple[tuple[str, tuple[int, ...]], ...] = ()


class Shares(Chart):
    """The plot; the level's name stands in its part where there is room."""

    def __init__(self, name: str = "Distribution of levels") -> None:
        self.data = SharesData()
        super().__init__(name)
        self.plot.setMouseEnabled(x=True, y=False)

    def show_data(self, data: SharesData) -> None:
        """Show these rows."""
        self.data, self.at = data, -1
        self.points = tuple(
            Point(x=left + width / 2, y=-float(row), words=self._words(row, level))
            for row, level, left, width in self._parts()
        )
        rows = tuple((name, *(str(c) for c in counts)) for name, counts in data.rows)
        self.tell(PlotTable(columns=("", *data.levels), rows=rows))
        self.setMinimumHeight(self.sizeHint().height())
        self.redraw()

    def _words(self, row: int, level: int) -> str:
        name, counts = self.data.rows[row]
        return f"{name}: level {self.data.levels[level]} {counts[level]} of {sum(counts)} times"

    def _parts(self) -> list[tuple[int, int, float, float]]:
        """Row, level, where the part begins and how wide it is, in percent."""
        found = []
        for row, (_, counts) in enumerate(self.data.rows):
            left, total = 0.0, sum(counts) or 1
            for level, count in enumerate(counts):
                width = 100 * count / total
                if count:
                    found.append((row, level, left, width))
                left += width
        return found

    def bounds(self) -> QRectF:
        """All of each bar."""
        return QRectF(0, -len(self.data.rows) + 0.45, 100, len(self.data.rows) + 0.1)

    def build(self) -> None:
        """Parts with their levels."""
        self.plot.getAxis("left").setTicks([[(-n, name) for n, (name, _) in enumerate(self.data.rows)]])
        self.plot.getAxis("left").setStyle(tickLength=0)
        self.plot.getAxis("bottom").setLabel("% of scores", color=theme.colour("ink2").name())
        highest = max(1, len(self.data.levels) - 1)
        for row, level, left, width in self._parts():
            bar = self.pg.BarGraphItem(
                x0=[left], y0=[-row - 0.36], width=[width], height=[0.72],
                brush=level_colour(level / highest), pen=self.pen("panel", 1.5),
            )  # fmt: skip
            self.plot.addItem(bar)
            if width >= 6:
                words = self.pg.TextItem(self.data.levels[level], color=theme.colour("ink"), anchor=(0.5, 0.5))
                words.setFont(theme.font(12))
                words.setPos(left + width / 2, -row)
                self.plot.addItem(words)

    def sizeHint(self) -> QSize:
        """So many rows, and the axis."""
        return QSize(theme.px(320), theme.px(_ROW) * max(2, len(self.data.rows)) + theme.px(46))

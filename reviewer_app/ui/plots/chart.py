"""Plots with axes, drawn by pyqtgraph: zoom by wheel and keys, points that say what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolTip

from reviewer_app.ui import theme
from reviewer_app.ui.plots.base import Plot

_NEAR = 14.0  # pixels from a point within which the pointer is on it


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A place of a plot that says what it is."""

    x: float
    y: float
    words: str


class Chart(Plot):
    """Holds a pyqtgraph plot; ``build`` fills it anew whenever data, theme or text size change."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        import pyqtgraph

        pyqtgraph.setConfigOptions(antialias=True)
        self.pg: Any = pyqtgraph
        self.points: tuple[Point, ...] = ()
        self.at = -1
        self.plot: Any = pyqtgraph.PlotWidget()
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.setFrameShape(self.plot.Shape.NoFrame)
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setAccessibleName(name)
        self.plot.viewport().installEventFilter(self)
        for side in ("left", "bottom"):
            self.plot.getAxis(side).enableAutoSIPrefix(False)
        self._ring: Any = None
        self._drawn_in: object = None  # theme and text size
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.plot, 1)
        self.plot.getViewBox().sigRangeChanged.connect(self._on_range)

    # --- drawing -----------------------------------------------------------------------------------------------------

    def build(self) -> None:
        """Put everything on the plot; it is empty now."""
        raise NotImplementedError

    def bounds(self) -> QRectF:
        """The part of the plane that ``show_all`` shows."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw it all again."""
        self.plot.clear()
        self._ring, self._drawn_in = None, theme.look()
        self.plot.setBackground(theme.colour("panel"))
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setPen(theme.colour("line_strong"))
            axis.setTextPen(theme.colour("ink2"))
            axis.setStyle(tickFont=theme.font(12))
        self.build()
        self.show_all()

    def restyle(self) -> None:
        """The theme's colours; a style that is only set again, as for a new parent, changes nothing."""
        if getattr(self, "_row", None) is not None and self._drawn_in != theme.look():
            self.redraw()

    def pen(self, role: str, width: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
        """A pen of that many pixels in a role's colour."""
        made = QPen(theme.colour(role), width, style)
        made.setCosmetic(True)
        return made

    def line_at(self, value: float, *, upright: bool, role: str = "line_strong", dashed: bool = False) -> None:
        """A line through the whole plot."""
        pen = self.pen(role, 1.0, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine)
        self.plot.addItem(self.pg.InfiniteLine(pos=value, angle=90 if upright else 0, pen=pen))

    def dots(self, places: Sequence[tuple[float, float]], role: str, symbol: str = "o", size: float = 10) -> None:
        """Marks of one kind."""
        self.plot.addItem(
            self.pg.ScatterPlotItem(
                x=[x for x, _ in places], y=[y for _, y in places], symbol=symbol, size=size,
                brush=theme.colour(role), pen=self.pen("panel", 1),
            )
        )  # fmt: skip

    # --- zoom --------------------------------------------------------------------------------------------------------

    def zoom(self, factor: float) -> None:
        """Around the middle."""
        self.plot.getViewBox().scaleBy((1 / factor, 1 / factor))

    def show_all(self) -> None:
        """Everything."""
        self.plot.getViewBox().setRange(self.bounds(), padding=0)

    def range(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """What is in view: from and to in x, from and to in y."""
        (left, right), (low, high) = self.plot.getViewBox().viewRange()
        return (left, right), (low, high)

    def _on_range(self, *_args: object) -> None:
        self.ranged()

    def ranged(self) -> None:
        """Another part is in view."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What stands beside the plot follows."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self.ranged)

    # --- points ------------------------------------------------------------------------------------------------------

    def place_of(self, point: Point) -> QPoint:
        """Where a point is on this widget."""
        scene = self.plot.getViewBox().mapViewToScene(QPointF(point.x, point.y))
        inside: QPoint = self.plot.mapFromScene(scene)
        return self.plot.mapTo(self, inside)  # type: ignore[no-any-return]

    def point_at(self, place: QPoint) -> Point | None:
        """The point under the pointer."""
        near = [(self._far(p, place), n) for n, p in enumerate(self.points)]
        far, number = min(near, default=(_NEAR + 1, 0))
        return self.points[number] if far <= _NEAR else None

    def _far(self, point: Point, place: QPoint) -> float:
        gap = self.place_of(point) - place
        return float(gap.manhattanLength())

    def step(self, by: int) -> None:
        """Put the cursor on the next point or the one before, ring it and say it."""
        if not self.points:
            return
        start = 0 if self.at < 0 else self.at + by
        self.at = max(0, min(len(self.points) - 1, start))
        point = self.points[self.at]
        if self._ring is not None:
            self.plot.removeItem(self._ring)
        self._ring = self.pg.ScatterPlotItem(
            x=[point.x], y=[point.y], symbol="o", size=18, brush=None, pen=self.pen("accent", 2)
        )
        self.plot.addItem(self._ring)
        self.announce(point.words)
        QToolTip.showText(self.mapToGlobal(self.place_of(point)), point.words, self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from point to point."""
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        if Qt.Key(event.key()) in steps:
            self.step(steps[Qt.Key(event.key())])
        elif not self.zoom_key(event):
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Words under the pointer; the menu; a click takes the keyboard."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            here = self.plot.mapTo(self, event.pos())
            found = self.point_at(here)
            QToolTip.showText(event.globalPos(), found.words if found is not None else "", self)
            return True
        if event.type() == QEvent.Type.ContextMenu and isinstance(event, QContextMenuEvent):
            self.contextMenuEvent(event)
            return True
        if event.type() == QEvent.Type.MouseButtonPress:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        return False

    def sizeHint(self) -> QSize:
        """A middling plot."""
        return QSize(theme.px(320), theme.px(200))

"""Which columns the queue shows, in which order and how wide: as it fits, until the person arranges them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHeaderView, QMenu

from reviewer_app.ui import theme
from reviewer_app.ui.queue.model import COLUMNS
from reviewer_app.ui.widgets.table import Table

NAMES = [name for name, _ in COLUMNS]
STRETCH = NAMES.index("component")
_WIDE = {
    "submission": 92,
    "program": 0,
    "attempt": 72,
    "evidence": 102,
    "progress": 76,
    "due": 98,
    "state": 142,
    "waiting": 98,
}
_NARROW = {**_WIDE, "attempt": 0, "evidence": 104, "state": 126, "waiting": 0}  # the rest is in the panel, too
_TINY = {**_NARROW, "evidence": 0, "progress": 0}
_BELOW, _FAR_BELOW = 840, 560
_SHOWN = {"program": 150, "waiting": 112, "attempt": 68}  # what a hidden column gets when it is asked for
_STEP, _LEAST, _MOST = 24, 40, 600
_KEEP_MS = 400


class Columns(QObject):
    """The header of one table. ``kept`` gives back what ``restore`` takes: for each place its column and width."""

    changed = Signal()

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._table = table
        self._own = self._busy = False
        table.width_mode = QHeaderView.ResizeMode.Interactive
        header = table.horizontalHeader()
        header.setSectionsMovable(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._asked)
        self.menu = QMenu(table)
        self.menu.setTitle("Columns")
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_KEEP_MS)
        self._later.timeout.connect(self.changed)
        self._plain()
        header.sectionMoved.connect(self._by_hand)
        header.sectionResized.connect(self._resized)

    def _plain(self) -> None:
        wide, narrow, tiny = (
            {n: w[name] for n, name in enumerate(NAMES) if n != STRETCH} for w in (_WIDE, _NARROW, _TINY)
        )
        self._table.set_columns(wide, STRETCH, narrow, _BELOW)
        self._table.set_least(tiny, _FAR_BELOW)

    # --- what is kept ------------------------------------------------------------------------------------------------

    def kept(self) -> tuple[int, ...]:
        """Column and width (at the base text size; 0: hidden) of each place; empty while nothing was changed."""
        if not self._own:
            return ()
        header = self._table.horizontalHeader()
        found: list[int] = []
        for place in range(len(NAMES)):
            column = header.logicalIndex(place)
            width = 0 if header.isSectionHidden(column) else round(header.sectionSize(column) / theme.scale())
            found += [column, width]
        return tuple(found)

    def restore(self, kept: Sequence[int]) -> None:
        """Take up what was kept; anything that does not fit these columns is passed over."""
        columns, widths = list(kept[0::2]), list(kept[1::2])
        if sorted(columns) != list(range(len(NAMES))) or len(widths) != len(columns):
            return
        header = self._table.horizontalHeader()
        self._busy = True
        for place, column in enumerate(columns):
            header.moveSection(header.visualIndex(column), place)
        self._busy = False
        self._set_widths(dict(zip(columns, widths, strict=True)))
        self._own = True

    def _set_widths(self, widths: dict[int, int]) -> None:
        fixed = {c: min(_MOST, max(_LEAST, w)) if w else 0 for c, w in widths.items() if c != STRETCH}
        self._table.set_columns(fixed, STRETCH)
        self._table.set_least(fixed, 0)

    # --- what the person does ----------------------------------------------------------------------------------------

    def _asked(self, at: QPoint) -> None:
        self.popup(self._table.horizontalHeader().mapToGlobal(at))

    def popup(self, at: QPoint) -> None:
        """Offer what can be done with each column; all of it by keyboard, too."""
        self.menu.clear()
        header = self._table.horizontalHeader()
        for place in range(len(NAMES)):
            column = header.logicalIndex(place)
            part = self.menu.addMenu(COLUMNS[column][1])
            shown = not header.isSectionHidden(column)
            acts: list[tuple[str, bool, partial[None]]] = []
            if column not in (0, STRETCH):
                acts.append(("Hide" if shown else "Show", True, partial(self.show_column, column, not shown)))
            acts.append(("Move left", place > 0, partial(self.move, column, -1)))
            acts.append(("Move right", place < len(NAMES) - 1, partial(self.move, column, 1)))
            if column != STRETCH:
                acts.append(("Wider", shown, partial(self.widen, column, _STEP)))
                acts.append(("Narrower", shown, partial(self.widen, column, -_STEP)))
            for words, enabled, act in acts:
                action = QAction(words, part)
                action.setEnabled(enabled)
                action.triggered.connect(lambda _on=False, act=act: act())
                part.addAction(action)
        self.menu.addSeparator()
        plain = QAction("As it was at first", self.menu)
        plain.triggered.connect(self.reset)
        self.menu.addAction(plain)
        self.menu.popup(at)

    def show_column(self, column: int, on: bool) -> None:
        """Show or hide a column."""
        self._change(column, _SHOWN.get(NAMES[column], 100) if on else 0)

    def widen(self, column: int, step: int) -> None:
        """Make a column wider or narrower."""
        self._change(column, max(_LEAST, self._widths()[column] + step))

    def move(self, column: int, step: int) -> None:
        """Move a column one place to the left or right."""
        header = self._table.horizontalHeader()
        place = header.visualIndex(column)
        header.moveSection(place, max(0, min(len(NAMES) - 1, place + step)))

    def reset(self) -> None:
        """As it was before the person changed anything."""
        header = self._table.horizontalHeader()
        self._busy = True
        for column in range(len(NAMES)):
            header.moveSection(header.visualIndex(column), column)
        self._busy = self._own = False
        self._plain()
        self._later.start()

    def _change(self, column: int, width: int) -> None:
        self._set_widths({**self._widths(), column: width})
        self._by_hand()

    def _widths(self) -> dict[int, int]:
        header = self._table.horizontalHeader()
        return {
            c: 0 if header.isSectionHidden(c) else round(header.sectionSize(c) / theme.scale())
            for c in range(len(NAMES))
        }

    def _resized(self, column: int, before: int, after: int) -> None:
        """A drag by the person; what the window's size changes does not count."""
        if column != STRETCH and before and after and not self._table.laying:
            self._table.note_width(column, round(after / theme.scale()))
            self._by_hand()

    def _by_hand(self, *_: int) -> None:
        if not self._busy:
            self._own = True
            self._later.start()

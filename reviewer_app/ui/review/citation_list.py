"""An indicator's citations: a page of lines at a time, sorted, with how many there are and what is shown of them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.domain.ids import CitationId
from reviewer_app.ui.review.citation_line import CitationLine
from reviewer_app.ui.review.state import CardState, CitationRow
from reviewer_app.ui.widgets.buttons import Button, IconButton
from reviewer_app.ui.widgets.labels import Text
from reviewer_app.ui.words import many

PAGE = 8
_SORTED = {"place": "By place", "made": "As made"}


class CitationList(QWidget):
    """Lines are made once and shown other citations, so thousands cost no more than a page of them."""

    jump = Signal(object)
    removed = Signal(object)
    annotated = Signal(object, str)
    moved = Signal(object, object)
    nudged = Signal(object, str, int)
    replaced = Signal(object)
    sort_wanted = Signal(str)
    only_wanted = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[CitationRow, ...] = ()
        self._known: frozenset[CitationId] | None = None
        self._state: CardState | None = None
        self._enabled = False
        self._first = 0
        self.lines: list[CitationLine] = []
        self.count = Text("", "small")
        self.sort = Button("By place", "quiet", icon="sort-ascending", name="Sort the citations")
        self.only = Button("Only these", "quiet", icon="eye", name="Show only these citations in the evidence")
        self.only.setCheckable(True)
        self._head, self._foot = QWidget(), QWidget()
        self.back = IconButton("caret-left", "Citations before")
        self.on = IconButton("caret-right", "Next citations")
        self.page = Text("", "small")
        self.sort.clicked.connect(lambda: self.sort_wanted.emit("place" if self._by == "made" else "made"))
        self.only.clicked.connect(self.only_wanted)
        self.back.clicked.connect(lambda: self._turn(-PAGE))
        self.on.clicked.connect(lambda: self._turn(PAGE))
        self._lay_out()

    @property
    def _by(self) -> str:
        return self._state.by if self._state is not None else "place"

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head, foot = QHBoxLayout(self._head), QHBoxLayout(self._foot)
        for row in (head, foot):
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(2)
        head.addWidget(self.count, 1)
        head.addWidget(self.sort)
        head.addWidget(self.only)
        foot.addStretch(1)
        for widget in (self.back, self.page, self.on):
            foot.addWidget(widget)
        self._column = QVBoxLayout()
        self._column.setSpacing(4)
        column.addWidget(self._head)
        column.addLayout(self._column)
        column.addWidget(self._foot)

    def show_card(self, state: CardState, enabled: bool) -> None:
        """Show the citations of a card; a new one comes into sight."""
        rows = state.citations
        if (rows is not self._rows and rows != self._rows) or self._known is None:
            ids = frozenset(r.id for r in rows)
            fresh = ids - self._known if self._known is not None else frozenset()
            if len(fresh) == 1:
                place = next(n for n, r in enumerate(rows) if r.id in fresh)
                self._first = place - place % PAGE
            self._rows, self._known = rows, ids
        self._state, self._enabled = state, enabled
        self._first = max(0, min(self._first, (len(rows) - 1) // PAGE * PAGE if rows else 0))
        self.only.setChecked(state.only)
        self.only.setVisible(state.id is not None)
        self.sort.setText(_SORTED[state.by])
        self.sort.updateGeometry()
        self.count.setText(many(len(rows), "citation"))
        self._head.setVisible(len(rows) > 1 or state.only)
        self._show_page()

    def _show_page(self) -> None:
        state = self._state
        if state is None:
            return
        shown = self._rows[self._first : self._first + PAGE]
        while self.make_lines(shown):
            pass
        for number, line in enumerate(self.lines):
            if number < len(shown):
                line.show_row(shown[number], state.hue, self._enabled, state.targets)
            line.setVisible(number < len(shown))
        self._foot.setVisible(len(self._rows) > PAGE)
        self.page.setText(f"{self._first + 1}–{self._first + len(shown)} of {len(self._rows)}")
        self.back.setEnabled(self._first > 0)
        self.on.setEnabled(self._first + PAGE < len(self._rows))

    def _turn(self, by: int) -> None:
        self._first = max(0, min(self._first + by, (len(self._rows) - 1) // PAGE * PAGE))
        self._show_page()

    def make_lines(self, rows: tuple[CitationRow, ...], most: int = PAGE) -> bool:
        """Make up to so many of the lines that these rows need; whether any was missing."""
        missing = min(PAGE, len(rows)) - len(self.lines)
        for _ in range(min(missing, most)):
            self._add_line()
        return missing > 0

    def _add_line(self) -> None:
        line = CitationLine()
        line.jump.connect(self.jump)
        line.removed.connect(self.removed)
        line.annotated.connect(self.annotated)
        line.moved.connect(self.moved)
        line.nudged.connect(self.nudged)
        line.replaced.connect(self.replaced)
        self.lines.append(line)
        self._column.addWidget(line)

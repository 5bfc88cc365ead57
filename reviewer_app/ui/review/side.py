"""What stands beside the three parts of the scoring screen: sheets over the stage, the second screen, wider rubric."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from reviewer_app.ui.review.frame import ReviewBase
from reviewer_app.ui.review.history_sheet import HistorySheet
from reviewer_app.ui.review.popout import SecondScreen
from reviewer_app.ui.review.sheets import LetterSheet, Sheet
from reviewer_app.ui.review.snippet_sheet import SnippetSheet
from reviewer_app.ui.review.state import DifferenceRow, HistoryState
from reviewer_app.ui.review.writing import Spelling
from reviewer_app.workflow.letters import Letter
from reviewer_app.workflow.snippets import OwnSnippet

_WIDEST = 620
_SLIVER = 120  # less of the stage beside a sheet is of no use
_AHEAD_MS = 1_200
S = TypeVar("S", bound=Sheet)


class ReviewSide(ReviewBase):
    """Sheets are made when first wanted; at most one is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheets: dict[type[Sheet], Sheet] = {}
        self.sheet: Sheet | None = None
        self.spelling: Spelling | None = None
        self.second = SecondScreen(self)
        self._ahead = QTimer(self, singleShot=True, interval=_AHEAD_MS)
        self._ahead.timeout.connect(self._look_ahead)

    def _bind_side(self) -> None:
        presenter = self.presenter
        if presenter is None:
            return
        self.spelling = self.rubric.spelling = Spelling(presenter, self)
        self.bar.history_wanted.connect(self.toggle_history)
        self.bar.letter_wanted.connect(self.toggle_letter)
        self.stage.second_wanted.connect(self.second.toggle)
        self.rubric.grow_wanted.connect(self._grow)
        rubric = self.rubric
        rubric.moved.connect(presenter.move_citation)
        rubric.nudged.connect(presenter.nudge)
        rubric.replaced.connect(self._replace_place)
        rubric.sort_wanted.connect(presenter.sort_citations)
        rubric.only_wanted.connect(presenter.show_only)
        rubric.snippet_kept.connect(presenter.keep_snippet)
        rubric.snippets_wanted.connect(presenter.snippets)
        rubric.outcome.advice_taken.connect(self._take_advice)

    def _look_ahead(self) -> None:
        if self.presenter is not None:
            self.presenter.look_ahead()

    def _replace_place(self, citation: object) -> None:
        viewer, presenter = self.stage.current, self.presenter
        if viewer is not None and presenter is not None:
            presenter.replace_place(citation, viewer.material.item.id, viewer.here())  # type: ignore[arg-type]

    def _take_advice(self, indicator: object) -> None:
        if self.presenter is not None:
            self.rubric.flush()
            self.presenter.activate(indicator)  # type: ignore[arg-type]
            QTimer.singleShot(0, self, self._write)

    # -- keys --
    def more_acts(self) -> dict[str, Callable[[], object]]:
        """What the keys of this part do."""
        return {
            "side-by-side": lambda: self.stage.beside.click(),
            "stacked": lambda: self.stage.stacked.click(),
            "second-screen": self.second.toggle,
            "grow": self.rubric.grow.toggle,
            "protocol": lambda: self.rubric.guide.toggle() if self.rubric.guide.isVisible() else None,
            "look-fors": lambda: self._on_body("help"),
            "only": lambda: self.presenter.toggle_only() if self.presenter is not None else None,
            "citations": self._to_citations,
            "not-scorable": lambda: self._on_body("flag"),
            "history": self.toggle_history,
            "letter": self.toggle_letter,
        }

    def _on_body(self, name: str) -> None:
        card = self.rubric.active_card
        button = getattr(card.body, name) if card is not None and card.body is not None else None
        if button is not None and button.isVisible() and button.isEnabled():
            button.click()

    def _to_citations(self) -> None:
        card = self.rubric.active_card
        lines = card.body.citations.lines if card is not None and card.body is not None else []
        if lines and lines[0].isVisible():
            lines[0].setFocus()

    def leave_field(self) -> None:
        """Escape: a sheet goes first; then the keyboard goes back to the screen."""
        if self.sheet is not None and not self._holds_focus(self.rubric):
            self.put_away()
        self.setFocus()

    # -- sheets --
    def _sheet(self, kind: type[S], made: Callable[[], S]) -> S:
        found = self._sheets.get(kind)
        if not isinstance(found, kind):
            found = made()
            found.setParent(self)
            found.left.connect(self.put_away)
            self._sheets[kind] = found
        return found

    def _history(self) -> HistorySheet:
        def make() -> HistorySheet:
            made = HistorySheet()
            if self.presenter is not None:
                made.compare_wanted.connect(self.presenter.compare)
                made.start_over_wanted.connect(self._start_over)
            return made

        return self._sheet(HistorySheet, make)

    def _letter(self) -> LetterSheet:
        def make() -> LetterSheet:
            made = LetterSheet()
            if self.presenter is not None:
                made.save_wanted.connect(self.presenter.save_letter)
                made.again.clicked.connect(self._letter_anew)
            return made

        return self._sheet(LetterSheet, make)

    def _snippets(self) -> SnippetSheet:
        def make() -> SnippetSheet:
            made = SnippetSheet()
            if self.presenter is not None:
                made.save_wanted.connect(self.presenter.save_snippet)
                made.drop_wanted.connect(self.presenter.drop_snippet)
            return made

        return self._sheet(SnippetSheet, make)

    def _letter_anew(self) -> None:
        self.rubric.flush()
        if self.presenter is not None:
            self.presenter.letter()

    def _start_over(self) -> None:
        self.rubric.flush()
        if self.presenter is not None:
            self.presenter.start_over()

    def toggle_history(self) -> None:
        """Show the history, or put it away."""
        if isinstance(self.sheet, HistorySheet):
            self.put_away()
        elif self.presenter is not None:
            self.rubric.flush()
            self.presenter.history()

    def toggle_letter(self) -> None:
        """Show the letter, or put it away."""
        if isinstance(self.sheet, LetterSheet):
            self.put_away()
        else:
            self._letter_anew()

    def show_history(self, state: HistoryState) -> None:
        """What was done, in a sheet over the stage."""
        sheet = self._history()
        sheet.show_history(state)
        self._bring(sheet, sheet.list)

    def show_comparison(self, title: str, rows: tuple[DifferenceRow, ...]) -> None:
        """What differs between an earlier moment and now."""
        self._history().show_comparison(title, rows)

    def show_letter(self, letter: Letter) -> None:
        """The letter as it will be read."""
        hidden = self.state is not None and self.state.hold is not None and self.state.hold.hides
        if hidden and any(section.places for section in letter.sections):
            return  # made before the hold
        sheet = self._letter()
        sheet.show_letter(letter)
        self._bring(sheet, sheet.paper)

    def show_snippets(self, snippets: tuple[OwnSnippet, ...]) -> None:
        """One's own snippets."""
        sheet = self._snippets()
        sheet.show_snippets(snippets)
        self._bring(sheet, sheet.first)

    def _bring(self, sheet: Sheet, first: QWidget) -> None:
        if self.state is None:
            return
        if self.sheet is not None and self.sheet is not sheet:
            self.sheet.hide()
        for viewer in self.stage.viewers.values():
            viewer.hush()
        self.sheet = sheet
        self._place_sheet()
        sheet.show()
        sheet.raise_()
        self.notices.raise_()
        first.setFocus()

    def forget_sheets(self) -> None:
        """Nothing of what they showed stays behind: somebody else may work here next."""
        self.put_away()
        for sheet in self._sheets.values():
            sheet.deleteLater()
        self._sheets.clear()

    def put_away(self) -> None:
        """Put the sheet away."""
        sheet, self.sheet = self.sheet, None
        if sheet is not None:
            held = self._holds_focus(sheet)
            sheet.hide()
            if held:
                self.setFocus()

    def _holds_focus(self, part: QWidget) -> bool:
        held = QApplication.focusWidget()
        return held is not None and (held is part or part.isAncestorOf(held))

    def _place_sheet(self) -> None:
        if self.sheet is None:
            return
        middle = self.second.place if self.second.out else self.stage
        corner = middle.mapTo(self, QPoint(0, 0))
        width = middle.width() if middle.width() < _WIDEST + _SLIVER else _WIDEST
        self.sheet.setGeometry(corner.x() + middle.width() - width, corner.y(), width, middle.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The sheet keeps its place."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._place_sheet)

    # -- room --
    def _grow(self, on: bool) -> None:
        """Give the rubric half of the width, or what it had."""
        sizes = self.splitter.sizes()
        whole = sizes[1] + sizes[2]
        if on:
            self._before_growing = sizes[2]
            wanted = max(sizes[2], whole - max(self.stage.minimumWidth(), whole * 4 // 10))
        else:
            wanted = getattr(self, "_before_growing", 436)
        self.splitter.setSizes([sizes[0], whole - wanted, wanted])
        self._place_sheet()

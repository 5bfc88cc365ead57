"""The menu of one row: open, first or last, hold, return as incomplete, conflict of interest."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from reviewer_app.ui.queue.state import DONE

if TYPE_CHECKING:
    from reviewer_app.ui.queue.acts import QueueActs
    from reviewer_app.ui.queue.office import OfficeFiles
    from reviewer_app.ui.queue.reason_bar import ReasonBar
    from reviewer_app.workflow.scoring import QueueRow

_WHY = {
    "own": "Why is {} put aside?",
    "privacy": "Who can be recognised in {}, and where? Only the office lifts a privacy hold.",
    "integrity": "What makes you doubt {}? Only the office lifts an integrity hold.",
}


class RowMenu:
    """Offers the acts and asks for their reasons."""

    def __init__(
        self, host: QWidget, acts: QueueActs, bar: ReasonBar, open_row: Callable[[], object], office: OfficeFiles
    ) -> None:
        self.menu = QMenu(host)
        self.menu.setTitle("Submission")
        self._acts, self._bar, self._open, self._office = acts, bar, open_row, office

    def popup(self, row: QueueRow, conditions: tuple[tuple[str, str], ...], at: QPoint) -> None:
        """Show it for a row."""
        self.menu.clear()
        free = row.state.name not in DONE
        self._add("Open", self._open)
        self.menu.addSeparator()
        for words, priority in (("Score first", 1), ("Score in its turn", 0), ("Score last", -1)):
            if priority != row.priority:
                self._add(words, partial(self._acts.prioritise, row.submission, priority, row.priority), free)
        self.menu.addSeparator()
        if row.state.name == "HOLD":
            self._add("Take off hold", partial(self._acts.lift, row.submission))
        for words, kind in (("Hold…", "own"), ("Hold for privacy…", "privacy"), ("Hold for integrity…", "integrity")):
            self._add(words, partial(self.hold, row, kind), free)
        if row.for_office:
            self._add("Ask the office to lift it…", partial(self._office.ask, row.submission))
            self._add("Take in the office’s answer…", self._office.answer)
        self.menu.addSeparator()
        back = self.menu.addMenu("Return as incomplete")
        back.setEnabled(free and bool(conditions))
        for code, label in conditions:
            action = QAction(label, back)
            action.triggered.connect(lambda _on=False, code=code, label=label: self.hand_back(row, code, label))
            back.addAction(action)
        self._add("Declare a conflict of interest…", partial(self.conflict, row), free)
        self.menu.popup(at)

    def _add(self, words: str, act: Callable[[], object], enabled: bool = True) -> None:
        action = QAction(words, self.menu)
        action.setEnabled(enabled)
        action.triggered.connect(lambda _on=False: act())
        self.menu.addAction(action)

    def hold(self, row: QueueRow, kind: str = "own") -> None:
        """Ask why, then hold it."""
        self._bar.ask(_WHY[kind].format(row.submission), "Hold", lambda why: self._acts.hold(row.submission, why, kind))

    def toggle_hold(self, row: QueueRow) -> None:
        """By key: hold it, or take it off hold."""
        if row.state.name == "HOLD":
            self._acts.lift(row.submission)
        elif row.state.name not in DONE:
            self.hold(row)

    def toggle_first(self, row: QueueRow) -> None:
        """By key: score it first, or in its turn again."""
        if row.state.name not in DONE:
            self._acts.prioritise(row.submission, 0 if row.priority == 1 else 1, row.priority)

    def hand_back(self, row: QueueRow, condition: str, label: str) -> None:
        """Ask what is missing, then return it."""
        self._bar.ask(
            f"Return {row.submission} unscored: {label}. What is the candidate to send?",
            "Return",
            lambda missing: self._acts.hand_back(row.submission, condition, missing),
            must=False,
            hint="Leave it empty to say what was found missing",
        )

    def conflict(self, row: QueueRow) -> None:
        """Ask what the conflict is, then step back."""
        self._bar.ask(
            f"You step back from {row.submission}, and the office assigns somebody else. What is the conflict?",
            "Step back",
            lambda why: self._acts.step_back(row.submission, why),
        )

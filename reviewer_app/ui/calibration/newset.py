"""A new calibration set: which submissions, whose scores are expected, until when. Masters are one's own reviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QDateTime, Qt, QTime, Signal
from PySide6.QtWidgets import QDateEdit, QGridLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from reviewer_app.ui import theme
from reviewer_app.ui.calibration.side import scrolled
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.cards import Card, clear
from reviewer_app.ui.widgets.choices import Check
from reviewer_app.ui.widgets.labels import Elided, Text, section

if TYPE_CHECKING:
    from reviewer_app.workspace import Workspace

_NO_SUBMISSIONS = (
    "There are no submissions here yet. A set is made of submissions that you have scored yourself: add packages to "
    "the queue, score them on the desk, finalise them, and they can be chosen here."
)
_NONE_READY = (
    "None of these can be chosen yet: a set needs masters, and the masters are your own finalised reviews. Score one "
    "of them, finalise it, and come back."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A submission that may go into a set; ``ready``: one's own review of it is finalised, so it has masters."""

    submission: str
    program: str
    component: str
    ready: bool


def candidates(workspace: Workspace) -> tuple[Candidate, ...]:
    """The submissions of this workspace that are scored; those with masters first."""
    from reviewer_app.workflow import scoring

    rows = [
        Candidate(
            submission=str(row.submission),
            program=row.program_title,
            component=row.component_title,
            ready=row.state.name in ("FINALISED", "SEALED"),
        )
        for row in scoring.queue(workspace)
    ]
    return tuple(sorted(rows, key=lambda c: (not c.ready, c.program, c.submission)))


class NewSet(QWidget):
    """The form; says what is missing before anything is written."""

    wanted = Signal(str, object, object, object)  # title, due, names, submissions
    score_asked = Signal(str)  # submission
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.boxes: list[tuple[Check, Candidate]] = []
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 18, 24, 18)
        column.setSpacing(10)
        column.addWidget(Text("New calibration set", "title"))
        column.addWidget(
            Text(
                "Choose submissions you have scored on the desk and finalised: your levels, feedback and citations are "
                "the masters. They stay on this computer until you reveal them.", "second", wrap=True,
            )
        )  # fmt: skip
        column.addLayout(self._build_fields())
        column.addWidget(section("Submissions"))
        self._card = Card(margins=10)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        self._card.body.addLayout(self._rows)
        column.addWidget(self._card)
        self.missing = Text("", "caution", wrap=True)
        self.make_button, self.cancel_button = Button("Make the set…", "primary"), Button("Cancel", "quiet")
        self.make_button.clicked.connect(self._make)
        self.cancel_button.clicked.connect(self.cancelled)
        row = QHBoxLayout()
        row.addWidget(self.make_button)
        row.addWidget(self.cancel_button)
        row.addWidget(self.missing, 1)
        column.addLayout(row)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(inner))

    def _build_fields(self) -> QGridLayout:
        self.title, self.due, self.due_on = QLineEdit(), QDateEdit(), Check("Due")
        self.title.setPlaceholderText("Fall set A")
        self.title.setAccessibleName("Title of the set")
        self.due.setAccessibleName("Due date")
        self.due.setCalendarPopup(True)
        self.due.setDisplayFormat("MMM d yyyy")
        self.due.setEnabled(False)
        self.due_on.toggled.connect(self.due.setEnabled)
        self.names = QPlainTextEdit()
        self.names.setAccessibleName("Reviewers who are expected, one a line")
        self.names.setPlaceholderText("One reviewer a line, as in their bundles: R-03")
        self.names.setTabChangesFocus(True)
        self.names.setFixedHeight(theme.px(96))
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(8)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(Text("Title", "third"), 0, 0)
        grid.addWidget(self.title, 0, 1)
        grid.addWidget(self.due_on, 0, 2)
        grid.addWidget(self.due, 0, 3)
        grid.addWidget(Text("Reviewers", "third"), 1, 0, top)
        grid.addWidget(self.names, 1, 1, 1, 3)
        grid.setColumnStretch(1, 1)
        return grid

    def open(self, found: tuple[Candidate, ...], today: QDate) -> None:
        """Begin."""
        self.missing.setText("")
        self.due.setDate(today.addDays(7))
        clear(self._rows)
        self.boxes = []
        for one in found:
            row = QHBoxLayout()
            row.setSpacing(18)
            box = Check(f"{one.submission} · {one.component}")
            box.setEnabled(one.ready)
            row.addWidget(box)
            program = Elided(one.program, "third")
            program.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            row.addWidget(program, 1)
            if one.ready:
                row.addWidget(Text("your review is the master", "good"))
            else:
                link = Button("Score it first", "link")
                link.setAccessibleName(f"Score {one.submission} first")
                link.clicked.connect(lambda _on=False, s=one.submission: self.score_asked.emit(s))
                row.addWidget(link)
            self._rows.addLayout(row)
            self.boxes.append((box, one))
        if not found:
            self._rows.addWidget(Text(_NO_SUBMISSIONS, "second", wrap=True))
        elif not any(one.ready for one in found):
            self._rows.insertWidget(0, Text(_NONE_READY, "caution", wrap=True))
        self.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make(self) -> None:
        title = self.title.text().strip()
        chosen = [c for box, c in self.boxes if box.isChecked()]
        if not title or not chosen:
            self.missing.setText("Give the set a title." if not title else "Choose one submission or more.")
            self.title.setFocus()
            return
        if len({c.program for c in chosen}) > 1:
            self.missing.setText("All submissions of a set are of one program.")
            return
        names = list(dict.fromkeys(n.strip() for n in self.names.toPlainText().splitlines() if n.strip()))
        end = QDateTime(self.due.date(), QTime(23, 59))  # of the day where the lead is
        due = datetime.fromtimestamp(end.toSecsSinceEpoch(), UTC) if self.due_on.isChecked() else None
        self.wanted.emit(title, due, names, [c.submission for c in chosen])

"""The calibration page: do we agree, who is off, where is the rubric read two ways; and the sessions themselves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from reviewer_app.jobs import Progress
from reviewer_app.ui.calibration.asking import AskingPage
from reviewer_app.ui.calibration.drawing import sizes
from reviewer_app.ui.calibration.nav import Nav
from reviewer_app.ui.calibration.panels import Panels
from reviewer_app.ui.calibration.popover import Popover
from reviewer_app.ui.calibration.presenter import CalibrationPresenter
from reviewer_app.ui.calibration.state import CalibrationState, Part
from reviewer_app.ui.viewers.places import shorten
from reviewer_app.ui.widgets import paint
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.cards import EmptyState
from reviewer_app.ui.widgets.labels import Elided, Pill
from reviewer_app.ui.widgets.progress import ProgressStrip
from reviewer_app.ui.words import uncapped, when_text

if TYPE_CHECKING:
    from datetime import datetime

    from reviewer_app.domain.calibration_report import Dispute
    from reviewer_app.domain.citation import Citation
    from reviewer_app.ui.session import Session

_APART = {Part.NEW: "New set", Part.MONITORING: "Live scoring"}
_TABLE_ENDINGS = (".csv", ".tsv", ".json", ".txt")


class CalibrationView(AskingPage):
    """The page, with a navigation of its own."""

    name, title, chip = "calibration", "Calibration", ""
    has_side = True

    said = Signal(str, str)
    queue_asked = Signal()
    open_asked = Signal(str)  # submission

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.wanted_citation: Citation | None = None
        self.qr_path: Path | None = None
        self._keyboard_wanted = False
        self._build_head()
        self._build_body()
        self.presenter = CalibrationPresenter(session.workspace, session.tasks, self)
        session.tasks.changed.connect(self.presenter.on_changed)
        self._wire()
        self.presenter.load()

    # --- building ----------------------------------------------------------------------------------------------------

    def title_row(self) -> QWidget:
        """Which set, whether its scores are open, how large it is."""
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._title)
        row.addWidget(self._revealed)
        row.addWidget(self._size)
        row.addStretch(1)
        return made

    def _build_head(self) -> None:
        self._title = Elided("Calibration", "title")
        self._title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._revealed, self._size = Pill("", "accent"), Pill("", elide=True)
        self._size_words: tuple[str, ...] = ()
        self.add_button = Button("Add score bundles…")
        self.report_button = Button("Report…")
        self.consensus_button = Button("Record consensus", "primary")
        self.add_button.clicked.connect(lambda: self.ask_bundles(self.add_button))
        self.report_button.clicked.connect(self.choose_report)
        self.consensus_button.clicked.connect(self.begin_consensus)
        for button in (self.add_button, self.report_button, self.consensus_button):
            self.head_row.addWidget(button)

    def _build_body(self) -> None:
        self.nav = Nav()
        self.panels = Panels(self)
        self.empty = EmptyState(
            "scales",
            "No calibration set yet",
            "Make a set of submissions you have scored, and let others score it blind. Or open a set that somebody "
            "gave you, or any table of ratings.",
            (
                ("New set…", "primary", lambda: self.presenter.go(Part.NEW)),
                ("Open a set or reveal…", "plain", self.choose_set),
                ("Make a sample session", "plain", lambda: self.presenter.make_sample()),
            ),
        )
        self.panels.addWidget(self.empty)
        self.strip = ProgressStrip()
        self.strip.hide()
        self.strip.setContentsMargins(18, 6, 18, 6)
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.strip)
        middle.addWidget(self.panels, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.nav)
        row.addLayout(middle, 1)
        self.popover = Popover(self)

    def _wire(self) -> None:
        presenter, nav = self.presenter, self.nav
        nav.part_chosen.connect(self._go)
        nav.set_chosen.connect(presenter.choose)
        nav.new_asked.connect(lambda: presenter.go(Part.NEW))
        nav.take_asked.connect(self.choose_set)
        nav.table_asked.connect(self.choose_table)
        nav.monitoring_asked.connect(lambda: presenter.watch())
        nav.left.connect(self.queue_asked)
        self.strip.cancelled.connect(presenter.cancel)

    # --- what the presenter asks -------------------------------------------------------------------------------------

    def render(self, state: CalibrationState) -> None:  # type: ignore[override]
        """Show the page."""
        now = self.session.workspace.clock.now()
        if state.part is not Part.EVIDENCE:
            self.panels.release()
        self._render_head(state, now)
        self.nav.show_state(state)
        if state.working and not self.strip.isVisible():
            self.strip.start(state.working)
        self.strip.setVisible(bool(state.working))
        self._give_keyboard(state)
        special = state.part in (Part.NEW, Part.MONITORING, Part.QR_READ, Part.QR_SHOW)
        if not special and state.report is None and state.line is None:
            if state.problem:
                self.empty.set("Calibration can't be shown", state.problem)
            if state.loaded:
                self.panels.front(self.empty)
        else:
            self.panels.show_state(state)
            if state.problem:
                self.said.emit(state.problem, "bad")

    def _render_head(self, state: CalibrationState, now: datetime) -> None:
        report, line = (None, None) if state.apart else (state.report, state.line)
        parts = ["Calibration", *([_APART[state.part]] if state.apart else [])]
        if report is not None:
            parts += [report.program, report.title]
        elif line is not None:
            parts += [line.title]
        self._title.set_text(shorten(" · ".join(parts), 60))
        self._title.updateGeometry()
        revealed = report.revealed_at if report is not None else None
        locked = line is not None and not line.revealed
        self._revealed.set(
            f"Scores revealed {uncapped(when_text(revealed, now))}" if revealed else "Scores locked" if locked else "",
            "accent" if revealed else "caution",
        )
        self._size_words = sizes(report) if report is not None else ()
        self._fit_size()
        lead = line is not None and line.lead
        self.add_button.setVisible(lead)
        self.report_button.setVisible(report is not None and line is not None)
        here = state.part is Part.DISAGREEMENTS  # which has the same button beside what it is about
        self.consensus_button.setVisible(report is not None and lead and bool(report.disputes) and not here)

    def _fit_size(self) -> None:
        """As much of the size as there is room for: whole words, the lesser ones dropped first."""
        words = self._size_words
        self._size.setToolTip(words[0] if words else "")
        bar = self._size.parentWidget()
        taken = sum(w.sizeHint().width() + 10 for w in (self._title, self._revealed) if not w.isHidden())
        room = bar.width() - taken if bar is not None else 0
        self._size.set(next((x for x in words if paint.pill_size(x).width() <= room), words[-1] if words else ""))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The size of the set is said as far as there is room."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit_size)  # once the top bar is laid out as well

    def render_progress(self, progress: Progress) -> None:
        """Show how far the work is."""
        self.strip.set_progress(progress)

    def say(self, message: str, tone: str) -> None:
        """Tell, without stopping anybody."""
        self.said.emit(message, tone)

    # --- what the person does ----------------------------------------------------------------------------------------

    def shown(self) -> None:
        """Take the keyboard."""
        self._keyboard_wanted = True
        self._give_keyboard(self.presenter.state)

    def _give_keyboard(self, state: CalibrationState) -> None:
        """To where one is, as soon as that is known."""
        ready = state.report is not None or state.status is not None or (state.loaded and not state.sets)
        if self._keyboard_wanted and ready:
            self._keyboard_wanted = False
            button = next((b for b in self.nav.parts.values() if b.isEnabled() and b.isChecked()), self.nav.new)
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Evidence and camera are let go before the workspace closes."""
        self.panels.leave()

    def _go(self, part: Part) -> None:
        self.presenter.go(part)

    def open_evidence(self, dispute: Dispute | None, citation: Citation | None) -> None:
        """The evidence of a disagreement, at a citation."""
        if dispute is not None:
            self.wanted_citation = citation
            self.presenter.open_evidence(dispute)

    def begin_consensus(self) -> None:
        """The disagreement in hand, with the form open."""
        from reviewer_app.ui.calibration.disagreements import Disagreements

        self.presenter.go(Part.DISAGREEMENTS)
        panel = self.panels.currentWidget()
        if isinstance(panel, Disagreements):
            panel.begin()

    def dropped(self, paths: list[Path]) -> bool:
        """Bundles of the set in hand, or a table; anything else goes to the queue."""
        state = self.presenter.state
        if paths and paths[0].suffix.lower() in _TABLE_ENDINGS:
            self.presenter.open_table(paths[0])
            return True
        if state.line is not None and state.line.lead:
            self.presenter.add_bundles(paths)
            return True
        return False

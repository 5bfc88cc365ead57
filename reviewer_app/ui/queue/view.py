"""The queue: what waits, until when, how far; packages come in here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
)

from reviewer_app.jobs import Progress
from reviewer_app.ui.queue.acts import QueueActs
from reviewer_app.ui.queue.cursor import RowActs
from reviewer_app.ui.queue.model import COLUMNS
from reviewer_app.ui.queue.office import OfficeFiles, is_office_file
from reviewer_app.ui.queue.presenter import QueuePresenter
from reviewer_app.ui.queue.row_menu import RowMenu
from reviewer_app.ui.queue.state import Details, IntakeState, QueueState

if TYPE_CHECKING:
    from reviewer_app.domain.ids import SubmissionId
    from reviewer_app.ui.session import Session

_SEARCH_MS = 120  # after the last key, before notes and documents are looked in
_COLUMNS = "queue.columns"


class QueueView(RowActs):
    """The page."""

    name, title = "queue", "Queue"

    open_asked = Signal(str)  # submission id
    place_asked = Signal(object)  # Hit: open the submission there
    said = Signal(str, str)  # message, tone
    done = Signal(str, object)  # message, how to take it back (a callable, or None)
    filled = Signal()
    counted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.presenter: QueuePresenter | None = None
        self._wanted: SubmissionId | None = None
        self._today_of: Session | None = None
        self._version = -1
        self._connect()
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_SEARCH_MS)
        self._typing.timeout.connect(self._search_inside)

    def start(self, session: Session) -> None:
        """A workspace was opened: read it."""
        self._today_of = session
        self.presenter = QueuePresenter(session.workspace, session.tasks, self, session)
        session.tasks.changed.connect(self.presenter.on_changed)
        acts = QueueActs(session.workspace, session.tasks, self)
        self._acts, self.office = acts, OfficeFiles(self, acts)
        self.row_menu = RowMenu(self.table, acts, self.reason_bar, self.open_current, self.office)
        self.intake_box.cancelled.connect(self.presenter.cancel_intake)
        self.intake_box.dismissed.connect(self.presenter.dismiss_intake)
        self.filters.program_chosen.connect(self.presenter.filter_program)
        self.filters.sort_chosen.connect(self.presenter.sort_by)
        self.filters.filter_named.connect(self._named)
        self.filters.filter_forgotten.connect(self.presenter.forget_filter)
        self.columns.restore(session.settings.layout.get(_COLUMNS, ()))
        self.columns.changed.connect(lambda: session.keep_layout(_COLUMNS, self.columns.kept() or (0,)))
        self.presenter.load()

    def _connect(self) -> None:
        """What each part does."""
        self.search_box.textChanged.connect(self._search_now)
        self.add_button.clicked.connect(self.choose_packages)
        self.next_button.clicked.connect(self.score_next)
        self.filters.chip_chosen.connect(self._filter)
        self.details.open_asked.connect(self.open_current)
        self.details.place_asked.connect(self.place_asked)
        self.table.horizontalHeader().sectionClicked.connect(self._sort)
        self.table.opened.connect(self.open_current)
        self.table.moved.connect(self._moved)
        self.table.customContextMenuRequested.connect(self._menu_asked)
        self.add_asked.connect(self.choose_packages)
        self.samples_asked.connect(self._samples)
        self.clear_asked.connect(self.clear_filters)

    # --- what the presenter asks -------------------------------------------------------------------------------------

    def render(self, state: QueueState) -> None:  # type: ignore[override]
        """Show the table."""
        keep = self._wanted or self._current_id()
        session = self._today_of
        assert session is not None
        today = session.workspace.clock.now().astimezone().date()
        self.model.set_rows(state.rows, state.sort, state.descending, today, state.new)
        self.say_why(state.search)
        pages = {"loading": self._loading, "nothing": self._nothing, "filtered": self._filtered}
        self.stack.setCurrentWidget(pages.get(state.empty, self._card))
        self.filters.show_state(state)
        self.next_button.setEnabled(state.following is not None)
        self.pace_line.set_text(state.pace[0])
        self.pace_line.setAccessibleName(state.pace[1])
        self.pace_line.setVisible(bool(state.pace[0]))
        self._place(keep)
        if state.version != self._version:
            self._version = state.version
            self.counted.emit()
        if state.empty != "loading":
            self.filled.emit()

    def show_opening(self, text: str) -> None:
        """What is done while there is no workspace yet."""
        self._loading.set("Opening the workspace…", text)

    def render_details(self, details: Details | None) -> None:
        """Show the panel about a row, as soon as anybody sees it."""
        self._shown, self._stale = details, True
        self._show_details()

    def _show_details(self) -> None:
        if self._stale and self.isVisible():
            self._stale = False
            self.details.show_details(self._shown)

    def showEvent(self, event: QShowEvent) -> None:
        """The row may have changed while another page was in front."""
        super().showEvent(event)
        self._show_details()

    def render_intake(self, state: IntakeState) -> None:
        """Show the drop zone."""
        self.intake_box.render_state(state)
        self.add_button.setEnabled(not state.working)

    def render_progress(self, progress: Progress) -> None:
        """Show how far the intake is."""
        self.intake_box.show_progress(progress)

    def select(self, submission: SubmissionId) -> None:
        """Put the cursor on a row as soon as it is shown."""
        self._wanted = submission
        self._place(submission)

    def say(self, message: str, tone: str) -> None:
        """Tell, without stopping anybody."""
        self.said.emit(message, tone)

    def offer_undo(self, message: str, undo: Callable[[], object] | None) -> None:
        """Tell what was done, and offer to take it back."""
        self.done.emit(message, undo)

    # --- what the person does ----------------------------------------------------------------------------------------

    def shown(self) -> None:
        """Take the keyboard."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def dropped(self, paths: list[Path]) -> bool:
        """Packages were dropped, or the office's answer about a hold."""
        if self.presenter is None:
            return False
        answers = [p for p in paths if is_office_file(p)]
        for path in answers:
            self._acts.take_answer(path)
        if rest := [p for p in paths if p not in answers]:
            self.presenter.add(rest)
        return True

    def choose_packages(self) -> None:
        """Ask for package files."""
        chosen, _ = QFileDialog.getOpenFileNames(self, "Add packages", "", "Packages (*.zip);;All files (*)")
        if chosen and self.presenter is not None:
            self.presenter.add([Path(c) for c in chosen])

    def score_next(self) -> None:
        """Open what is to be scored next."""
        following = self.presenter.next_to_score() if self.presenter else None
        if following is None:
            self.say("Nothing is left to score.", "neutral")
        else:
            self.select(following)
            self.open_asked.emit(following)

    def open_current(self) -> None:
        """Open the row under the cursor."""
        current = self._current_id()
        if current is not None:
            self.open_asked.emit(current)

    def focus_search(self) -> None:
        """Go to the search box."""
        self.search_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_box.selectAll()

    def clear_filters(self) -> None:
        """Show everything that is to be scored again."""
        self._show_words("")
        if self.presenter is not None:
            self.presenter.clear_filters()

    def _samples(self) -> None:
        if self.presenter is not None:
            self.presenter.add_samples()

    def _filter(self, chip: str) -> None:
        if self.presenter is not None:
            self.presenter.filter_by(chip)
            self._show_words(self.presenter.filter.text)

    def _sort(self, column: int) -> None:
        if self.presenter is not None:
            self.presenter.sort_by(COLUMNS[column][0])

    def _search_now(self) -> None:
        if self.presenter is not None:
            self.presenter.search(self.search_box.text())
            self._typing.start()

    def _search_inside(self) -> None:
        if self.presenter is not None:
            self.presenter.search_inside()

    def _show_words(self, text: str) -> None:
        """A filter brought its own words, or none."""
        self._typing.stop()
        self.search_box.blockSignals(True)
        self.search_box.setText(text)
        self.search_box.blockSignals(False)

    def _named(self, old: str, new: str) -> None:
        if self.presenter is not None and old:
            self.presenter.rename_filter(old, new)
        elif self.presenter is not None:
            self.presenter.keep_filter(new)

    # --- the row under the cursor ------------------------------------------------------------------------------------

    def _current_id(self) -> SubmissionId | None:
        row = self.model.row(self.table.currentIndex().row())
        return None if row is None else row.submission

    def _place(self, submission: SubmissionId | None) -> None:
        place = -1 if submission is None else self.model.place(submission)
        if place >= 0:
            self._wanted = None
        elif self.model.rowCount():
            place = 0
        if place >= 0 and place != self.table.currentIndex().row():
            self.table.selectRow(place)
            self.table.scrollTo(self.model.index(place, 0))
        if place < 0 and self.presenter is not None:
            self.presenter.choose(None)

    def _moved(self, index: QModelIndex) -> None:
        row = self.model.row(index.row())
        if row is not None and self.presenter is not None:
            self.presenter.choose(row.submission)

"""The scoring screen: evidence, stage and rubric side by side. Draws what it is told and asks, no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from reviewer_app.domain.citation import Selector
from reviewer_app.domain.ids import ItemId, SubmissionId
from reviewer_app.domain.submission import EvidenceItem
from reviewer_app.errors import ReviewerError
from reviewer_app.evidence.values import Picture, Probe
from reviewer_app.ui.review.drawing import ReviewDrawing
from reviewer_app.ui.review.rubric import RubricPanel
from reviewer_app.ui.viewers.base import SlowLane, to_image
from reviewer_app.ui.widgets.cards import EmptyState

if TYPE_CHECKING:
    from reviewer_app.ui.review.presenter import ReviewPresenter

PARTS = "review.parts"


class ReviewView(ReviewDrawing):
    """Hosts the parts, passes wishes to the presenter and keys to whom they concern."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.nothing = EmptyState("warning-circle", "", "", (("‹ Queue", "plain", self.leave),))
        self._slow_start.timeout.connect(self._show_loading)
        for page in (self.nothing, self.loading):
            page.setVisible(False)
            self.column.addWidget(page, 1)
        self.hidden_note.setVisible(False)
        self.stage.cover(self.hidden_note)

    # -- wiring --
    def bind(self, presenter: ReviewPresenter) -> None:
        """Take the presenter that decides."""
        self.presenter = presenter
        self._slow = SlowLane(presenter.tasks, self)
        presenter.tasks.changed.connect(presenter.on_changed)
        bar, evidence, stage, rubric = self.bar, self.evidence, self.stage, self.rubric
        bar.back.connect(self.leave)
        bar.find_wanted.connect(self.find_requested)
        bar.retry.connect(presenter.retry)
        evidence.selected.connect(presenter.select)
        evidence.flagged.connect(lambda code, on: presenter.flag(code, None, on))
        evidence.conflict_declared.connect(presenter.declare_conflict)
        evidence.conflict_declared.connect(lambda _: self.setFocus())  # it would fall into a field of the rubric
        stage.layout_wanted.connect(self._on_layout)
        stage.item_wanted.connect(presenter.select)
        stage.item_used.connect(presenter.focus)
        stage.wide_wanted.connect(lambda on: evidence.setVisible(not on))
        stage.sizes_changed.connect(self._on_stage_sizes)
        self.splitter.splitterMoved.connect(lambda *_: self._keep_sizes.start())
        self._keep_sizes.timeout.connect(self._remember_sizes)
        self._bind_rubric(presenter, rubric)
        self._bind_side()
        self._restore_sizes()

    def _bind_rubric(self, presenter: ReviewPresenter, rubric: RubricPanel) -> None:
        rubric.activated.connect(self._on_activated)
        rubric.level_chosen.connect(presenter.score)
        rubric.jump.connect(presenter.jump)
        rubric.uncited.connect(presenter.uncite)
        rubric.annotated.connect(presenter.annotate)
        rubric.commented.connect(presenter.comment)
        rubric.noted.connect(presenter.note)
        rubric.confided.connect(presenter.confide)
        rubric.flagged.connect(lambda indicator, code, on: presenter.flag(code, indicator, on))
        rubric.typing.connect(self._on_typing)
        rubric.entered.connect(self._on_entered)
        rubric.outcome.finalise.connect(self.finalise)
        rubric.outcome.reopen.connect(presenter.reopen)
        rubric.outcome.next_wanted.connect(self.go_on)

    # -- opening and leaving --
    def open(self, submission: SubmissionId) -> None:
        """Show a submission."""
        if self.presenter is None:
            raise RuntimeError("bind a presenter first")
        self._let_go()
        self.nothing.setVisible(False)
        self.loading.set(f"Opening {submission}…", "The evidence is being read.")
        self._slow_start.start()
        self.presenter.open(submission)
        self._ahead.start()
        self.setFocus()

    def _show_parts(self) -> None:
        super()._show_parts()
        self.nothing.setVisible(False)  # what was wrong is so no more

    def _show_loading(self) -> None:
        if self.state is None and self.nothing.isHidden():
            self._show_bare()
            self.splitter.setVisible(False)
            self.loading.setVisible(True)

    def _show_bare(self) -> None:
        """Nothing of the submission before is still said above."""
        opened = self.presenter.submission if self.presenter is not None else None
        self.bar.show_bare(str(opened or ""))
        self.banner.setVisible(False)

    def leave(self) -> None:
        """Keep what was typed, let the evidence go, back to the queue."""
        self._let_go()
        self.forget_sheets()
        self.second.bring_back()
        self.closed.emit()

    def _let_go(self) -> None:
        if self.presenter is not None:
            self.presenter.part()
        self.rubric.flush()
        self.evidence.close_conflict()
        self.put_away()
        self._ahead.stop()
        self._slow_start.stop()
        self.turns.drop()
        self._unmade = []
        self.rubric.forget()
        self.stage.release()
        self.notices.clear()
        self.state = None
        self._was_playing = None
        if self.presenter is not None:
            self.presenter.close()

    def hideEvent(self, event: QHideEvent) -> None:
        """Another page came to the front: keep what was typed, hold what plays."""
        super().hideEvent(event)
        self.rubric.flush()
        for viewer in self.stage.viewers.values():
            viewer.hush()

    # -- what the presenter asks --
    def show_items(self, items: tuple[tuple[EvidenceItem, Probe], ...], current: ItemId | None, layout: str) -> None:
        """Put these items on the stage."""
        presenter = self.presenter
        if presenter is None:
            return
        missing = [(item, probe) for item, probe in items if item.id not in self.stage.viewers]
        if missing:  # one is made in each turn, the one in hand first; when all are there they are placed
            item, probe = next((m for m in missing if m[0].id == current), missing[0])
            self.stage.adopt(item.id, self._viewer(item, probe))
            self.turns.first(presenter.refresh_stage)
            return
        fresh = layout != self.stage.layout_name or len(items) != len([p for p in self.stage.panes if p.isVisible()])
        self.stage.place(tuple(i.id for i, _ in items), current, layout)
        if fresh and len(items) > 1:
            self.stage.set_sizes(presenter.preferences.settings.layout.get(f"review.{layout}", ()))
        self.turns.soon(self._render_stage, 0)  # marks and target: of thousands that takes as long as the viewer

    def show_thumbnail(self, item: ItemId, picture: Picture) -> None:
        """A small picture for the list."""
        self.evidence.show_picture(item, to_image(picture))

    def go_to(self, item: ItemId, selector: Selector) -> None:
        """Show a citation's exact place."""
        viewer = self.stage.viewers.get(item)
        if viewer is not None:
            viewer.go_to(selector)

    def cited(self, item: ItemId) -> None:
        """What was chosen has been cited."""
        viewer = self.stage.viewers.get(item)
        if viewer is not None:
            viewer.clear_choice()

    def trouble(self, error: ReviewerError) -> None:
        """The review can't be shown at all."""
        self._slow_start.stop()
        self.loading.setVisible(False)
        self._show_bare()
        self.splitter.setVisible(False)
        self.nothing.set(error.message, error.hint)
        self.nothing.setVisible(True)

    def finished(self) -> None:
        """The review was finalised."""
        if self.presenter is not None and self.presenter.submission is not None:
            for viewer in self.stage.viewers.values():
                viewer.hush()
            self.setFocus()
            self.presenter.look_ahead()
            self.finalised.emit(self.presenter.submission)

    # -- small wishes --
    def _on_activated(self, indicator: object) -> None:
        self.rubric.flush()
        if self.presenter is not None:
            self.presenter.activate(indicator)  # type: ignore[arg-type]

    def _on_layout(self, layout: str) -> None:
        if self.presenter is not None:
            self.presenter.set_layout(layout)

    def _on_typing(self) -> None:
        """Typing holds what plays."""
        presenter = self.presenter
        if presenter is None or not presenter.preferences.settings.pause_while_typing:
            return
        for viewer in self.stage.viewers.values():
            if viewer.is_playing:
                self._was_playing = viewer
                viewer.hush()

    def _on_entered(self) -> None:
        """Enter plays on what typing held."""
        viewer, self._was_playing = self._was_playing, None
        if viewer is not None and not viewer.released:
            viewer.key("play")
        self.setFocus()

    # -- what is remembered --
    def _restore_sizes(self) -> None:
        if self.presenter is not None:
            kept = self.presenter.preferences.settings.layout.get(PARTS, ())
            if len(kept) == 3 and all(s > 0 for s in kept):
                self.splitter.setSizes(list(kept))

    def _remember_sizes(self) -> None:
        if self.presenter is not None and self.evidence.isVisible():
            self.presenter.preferences.keep_layout(PARTS, tuple(self.splitter.sizes()))

    def _on_stage_sizes(self, name: str, sizes: list[int]) -> None:
        if self.presenter is not None:
            self.presenter.preferences.keep_layout(name, tuple(sizes))

"""The scoring screen: evidence, stage and rubric side by side. Draws what it is told and asks, no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QKeyCombination, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from reviewer_app.domain.citation import Selector
from reviewer_app.domain.ids import ItemId, SubmissionId
from reviewer_app.domain.submission import EvidenceItem
from reviewer_app.errors import ReviewerError
from reviewer_app.evidence.values import Picture, Probe
from reviewer_app.ui.review.evidence_list import EvidenceList
from reviewer_app.ui.review.keys import key_map, key_of
from reviewer_app.ui.review.rubric import RubricPanel
from reviewer_app.ui.review.stage import Stage
from reviewer_app.ui.review.state import Mode, ReviewState
from reviewer_app.ui.review.top_bar import TopBar
from reviewer_app.ui.viewers.base import Material, SlowLane, Viewer, to_image
from reviewer_app.ui.viewers.factory import viewer_for
from reviewer_app.ui.viewers.message import MessageViewer
from reviewer_app.ui.widgets.cards import EmptyState
from reviewer_app.ui.widgets.notice import Notices

if TYPE_CHECKING:
    from reviewer_app.ui.review.presenter import ReviewPresenter

PARTS = "review.parts"
_FIRST_SIZES = (216, 788, 436)


class ReviewView(QWidget):
    """Hosts the parts, passes wishes to the presenter and keys to whom they concern."""

    closed = Signal()
    next_requested = Signal()
    finalised = Signal(object)  # SubmissionId
    find_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Scoring")
        self.presenter: ReviewPresenter | None = None
        self.state: ReviewState | None = None
        self._slow: SlowLane | None = None
        self._was_playing: Viewer | None = None
        self.bar, self.evidence, self.stage, self.rubric = TopBar(), EvidenceList(), Stage(), RubricPanel()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        for part, least in ((self.evidence, 170), (self.stage, 380), (self.rubric, 340)):
            part.setMinimumWidth(least)
            self.splitter.addWidget(part)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes(list(_FIRST_SIZES))
        self.nothing = EmptyState("warning-circle", "", "", (("‹ Queue", "plain", self.leave),))
        self.nothing.setVisible(False)
        self._keep_sizes = QTimer(self, singleShot=True, interval=600)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.splitter, 1)
        column.addWidget(self.nothing, 1)
        self.notices = Notices(self)

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
        stage.layout_wanted.connect(self._on_layout)
        stage.item_wanted.connect(presenter.select)
        stage.item_used.connect(presenter.focus)
        stage.wide_wanted.connect(lambda on: evidence.setVisible(not on))
        stage.sizes_changed.connect(self._on_stage_sizes)
        self.splitter.splitterMoved.connect(lambda *_: self._keep_sizes.start())
        self._keep_sizes.timeout.connect(self._remember_sizes)
        self._bind_rubric(presenter, rubric)
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
        rubric.outcome.next_wanted.connect(self._on_next)

    # -- opening and leaving --
    def open(self, submission: SubmissionId) -> None:
        """Show a submission."""
        if self.presenter is None:
            raise RuntimeError("bind a presenter first")
        self._let_go()
        self.nothing.setVisible(False)
        self.splitter.setVisible(True)
        self.presenter.open(submission)
        self.setFocus()

    def leave(self) -> None:
        """Keep what was typed, let the evidence go, back to the queue."""
        self._let_go()
        self.closed.emit()

    def _let_go(self) -> None:
        self.rubric.flush()
        self.stage.release()
        self.notices.clear()
        self.state = None
        self._was_playing = None
        if self.presenter is not None:
            self.presenter.close()

    def _on_next(self) -> None:
        self.rubric.flush()
        self.next_requested.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Another page came to the front: keep what was typed, hold what plays."""
        super().hideEvent(event)
        self.rubric.flush()
        for viewer in self.stage.viewers.values():
            viewer.hush()

    # -- what the presenter asks --
    def render(self, state: ReviewState) -> None:  # type: ignore[override]
        """Show the state."""
        self.state = state
        self.bar.render_bar(state)
        self.evidence.render_list(state)
        self.rubric.render_rubric(state, self._key_hint(state))
        self.stage.render_stage(state)

    def _key_hint(self, state: ReviewState) -> str:
        if self.presenter is None or not self.presenter.preferences.settings.single_letter_keys:
            return ""
        levels = next((c.levels for c in state.cards if c.levels), ())
        changed = self.presenter.preferences.settings.keys
        move = f"{key_of('review.next-indicator', changed)}/{key_of('review.previous-indicator', changed)}"
        if not levels or state.mode is Mode.FORMATIVE:
            return ""
        return f"{levels[0].value}–{levels[-1].value} · {move}"

    def show_items(self, items: tuple[tuple[EvidenceItem, Probe], ...], current: ItemId | None, layout: str) -> None:
        """Put these items on the stage."""
        presenter = self.presenter
        if presenter is None:
            return
        for item, probe in items:
            if item.id not in self.stage.viewers:
                self.stage.adopt(item.id, self._viewer(item, probe))
        fresh = layout != self.stage.layout_name or len(items) != len([p for p in self.stage.panes if p.isVisible()])
        self.stage.place(tuple(i.id for i, _ in items), current, layout)
        if fresh and len(items) > 1:
            self.stage.set_sizes(presenter.preferences.settings.layout.get(f"review.{layout}", ()))
        if self.state is not None:
            self.stage.render_stage(self.state)

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

    def say(self, message: str, tone: str = "neutral", *, undo: bool = False) -> None:
        """Tell, without stopping anybody."""
        act = self.presenter.undo if undo and self.presenter is not None else None
        self.notices.say(message, tone, undo=act)

    def trouble(self, error: ReviewerError) -> None:
        """The review can't be shown at all."""
        self.splitter.setVisible(False)
        self.nothing.set(error.message, error.hint)
        self.nothing.setVisible(True)

    def finished(self) -> None:
        """The review was finalised."""
        if self.presenter is not None and self.presenter.submission is not None:
            for viewer in self.stage.viewers.values():
                viewer.hush()
            self.setFocus()
            self.finalised.emit(self.presenter.submission)

    # -- viewers --
    def _material(self, item: EvidenceItem, probe: Probe) -> Material:
        presenter, slow = self.presenter, self._slow
        if presenter is None or slow is None:
            raise RuntimeError("bind a presenter first")
        settings, workspace = presenter.preferences.settings, presenter.workspace
        return Material(
            item=item,
            probe=probe,
            recipe=lambda: workspace.recipe(item),
            open=lambda: workspace.evidence(item),
            readers=presenter.readers,
            tasks=presenter.tasks,
            slow=slow,
            volume=settings.volume,
            rate=settings.playback_rate,
        )

    def _viewer(self, item: EvidenceItem, probe: Probe) -> Viewer:
        return self._connect_viewer(viewer_for(self._material(item, probe)), item, probe)

    def _connect_viewer(self, viewer: Viewer, item: EvidenceItem, probe: Probe) -> Viewer:
        presenter = self.presenter
        if presenter is None:
            return viewer
        viewer.cite.connect(lambda selector: presenter.cite(item.id, selector))
        viewer.cited.connect(presenter.jump)
        viewer.looked.connect(lambda start, end, seconds: presenter.viewed(item.id, start, end, seconds))
        viewer.said.connect(self.say)
        viewer.preferred.connect(lambda name, value: presenter.preferences.set(**{name: value}))
        viewer.trouble.connect(lambda why: QTimer.singleShot(0, self, lambda: self._replace(viewer, item, probe, why)))
        if isinstance(viewer, MessageViewer):
            viewer.not_scorable.connect(self.evidence.offer_conditions)
        return viewer

    def _replace(self, viewer: Viewer, item: EvidenceItem, probe: Probe, why: str) -> None:
        """An item that turns out not to be showable gives its place to the message that says so."""
        if self.stage.viewers.get(item.id) is not viewer or self.presenter is None:
            return
        self.stage.drop(item.id)
        message = MessageViewer(self._material(item, probe), why)
        self.stage.adopt(item.id, self._connect_viewer(message, item, probe))
        self.presenter.refresh_stage()

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

    def finalise(self) -> None:
        """Keep what was typed, then stand by it."""
        self.rubric.flush()
        if self.presenter is not None:
            self.presenter.finalise()

    def cite(self) -> None:
        """Cite what is shown or selected in the item in hand."""
        viewer = self.stage.current
        if viewer is None:
            return
        found = viewer.here()
        if found is not None:
            viewer.cite.emit(found)

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

    # -- keys --
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no field or button took."""
        if self.presenter is None or self.state is None:
            super().keyPressEvent(event)
            return
        settings = self.presenter.preferences.settings
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        sequence = QKeySequence(QKeyCombination(modifiers, Qt.Key(event.key()))).toString()
        act = key_map(settings.keys, settings.single_letter_keys).get(sequence)
        if act is None or (event.isAutoRepeat() and not act.startswith(("review.step", "review.jump"))):
            event.ignore()
            return
        self.perform(act)
        event.accept()

    def perform(self, act: str) -> None:
        """Do what a key stands for (see ``keys.REVIEW_KEYS``)."""
        presenter = self.presenter
        if presenter is None:
            return
        name = act.removeprefix("review.")
        if name.startswith("level-"):
            presenter.score_active(int(name.removeprefix("level-")))
            return
        acts = {
            "next-indicator": lambda: self._move(1),
            "previous-indicator": lambda: self._move(-1),
            "cite": self.cite,
            "comment": self._write,
            "snippet": self._snippet,
            "next-item": lambda: presenter.step_item(1),
            "previous-item": lambda: presenter.step_item(-1),
            "undo": presenter.undo,
            "redo": presenter.redo,
            "finalise": self.finalise,
            "next": self._on_next,
            "leave-field": self.setFocus,
        }
        if name in acts:
            acts[name]()
            return
        self._to_viewer(name)

    def _to_viewer(self, name: str) -> None:
        """Playing and searching go to the item in hand, else to the other one on the stage."""
        current = self.stage.current
        others = [p.viewer for p in self.stage.panes if isinstance(p.viewer, Viewer) and p.viewer is not current]
        for viewer in ([current] if current is not None else []) + others:
            if viewer.key(name):
                return

    def _move(self, step: int) -> None:
        self.rubric.flush()
        if self.presenter is not None:
            self.presenter.move(step)

    def _write(self) -> None:
        card = self.rubric.active_card
        if card is not None and card.body is not None:
            card.body.comment.setFocus()

    def _snippet(self) -> None:
        card = self.rubric.active_card
        if card is not None and card.body is not None:
            card.body.offer_snippets()

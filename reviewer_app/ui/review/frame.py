"""The frame of the scoring screen: its parts, the viewers on its stage, and its keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QKeyCombination, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from reviewer_app.domain.captions import captions_for
from reviewer_app.domain.submission import EvidenceItem
from reviewer_app.evidence.values import Probe
from reviewer_app.ui.review.banner import Banner
from reviewer_app.ui.review.companions import pictures_beside, words_allowed
from reviewer_app.ui.review.evidence_list import EvidenceList
from reviewer_app.ui.review.keys import key_map
from reviewer_app.ui.review.rubric import RubricPanel
from reviewer_app.ui.review.stage import Stage
from reviewer_app.ui.review.state import ReviewState
from reviewer_app.ui.review.top_bar import TopBar
from reviewer_app.ui.viewers.base import Material, Sibling, Sidecar, SlowLane, Viewer
from reviewer_app.ui.viewers.factory import viewer_for
from reviewer_app.ui.viewers.message import MessageViewer
from reviewer_app.ui.widgets.notice import Notices
from reviewer_app.workflow.originals import save_original

if TYPE_CHECKING:
    from reviewer_app.ui.review.presenter import ReviewPresenter

_FIRST_SIZES = (216, 788, 436)


class ReviewBase(QWidget):
    """Parts, viewers and keys; ``ReviewView`` adds what the presenter asks."""

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
        for part, least in ((self.evidence, 170), (self.stage, 380), (self.rubric, 360)):
            part.setMinimumWidth(least)
            self.splitter.addWidget(part)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes(list(_FIRST_SIZES))
        self._keep_sizes = QTimer(self, singleShot=True, interval=600)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.splitter, 1)
        self.column = column
        self.banner = Banner()
        column.insertWidget(1, self.banner)
        self.notices = Notices(self, over=self.stage)

    def say(self, message: str, tone: str = "neutral", *, undo: bool = False) -> None:
        """Tell, without stopping anybody."""
        act = self.presenter.undo if undo and self.presenter is not None else None
        self.notices.say(message, tone, undo=act)

    def finalise(self) -> None:
        """Keep what was typed and what was played, then stand by it."""
        self.rubric.flush()
        for viewer in self.stage.viewers.values():
            viewer.hush()
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

    def go_on(self) -> None:
        """Keep what was typed, then ask for the next submission."""
        self.rubric.flush()
        self.next_requested.emit()

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
            settings=settings,
            strips=workspace.strips,
            sidecars=lambda: self._sidecars(item),
            siblings=lambda: self._pictures(item),
            words_allowed=words_allowed(presenter.desk, item),
            save_original=lambda dest: save_original(workspace, item, dest),
        )

    def _sidecars(self, item: EvidenceItem) -> tuple[Sidecar, ...]:
        """The caption files of the submission, for a recording."""
        presenter = self.presenter
        if presenter is None or presenter.desk is None:
            return ()
        workspace, evidence = presenter.workspace, presenter.desk.submission.evidence
        found = captions_for(item, evidence)
        return tuple(Sidecar(label=c.title, recipe=partial(workspace.recipe, c), fits=fits) for c, fits in found)

    def _pictures(self, item: EvidenceItem) -> tuple[Sibling, ...]:
        """The other pictures of the submission, to compare with."""
        presenter = self.presenter
        if presenter is None or presenter.desk is None:
            return ()
        evidence = presenter.desk.submission.evidence
        return pictures_beside(presenter.workspace, evidence, item, presenter.probe_of)

    def _viewer(self, item: EvidenceItem, probe: Probe) -> Viewer:
        return self._connect_viewer(viewer_for(self._material(item, probe)), item, probe)

    def _connect_viewer(self, viewer: Viewer, item: EvidenceItem, probe: Probe) -> Viewer:
        presenter = self.presenter
        if presenter is None:
            return viewer
        viewer.cite.connect(lambda selector: presenter.cite(item.id, selector))
        viewer.cited.connect(presenter.meet)
        viewer.looked.connect(lambda start, end, seconds: presenter.viewed(item.id, start, end, seconds))
        viewer.said.connect(self.say)
        viewer.recited.connect(presenter.recite)
        viewer.still.connect(lambda selector: presenter.still(item.id, selector))
        viewer.speech.connect(lambda lines: presenter.cite(item.id, lines.selector, lines.words))
        viewer.preferred.connect(lambda name, value: presenter.preferences.set(**{name: value}))
        viewer.trouble.connect(lambda why: QTimer.singleShot(0, self, lambda: self._replace(viewer, item, probe, why)))
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
        acts: dict[str, Callable[[], object]] = {
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
            "next": self.go_on,
            "leave-field": self.leave_field,
            **self.more_acts(),
        }
        if name in acts:
            acts[name]()
            return
        self._to_viewer(name)

    def more_acts(self) -> dict[str, Callable[[], object]]:
        """What other keys do, by the name of the act."""
        return {}

    def leave_field(self) -> None:
        """The keyboard goes back to the screen."""
        self.setFocus()

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

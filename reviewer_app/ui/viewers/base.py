"""What every viewer has in common: what it shows, what it can be asked, how it waits for the readers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QHideEvent, QImage, QShowEvent
from PySide6.QtWidgets import QWidget

from reviewer_app.domain.citation import Selector
from reviewer_app.domain.ids import IndicatorId
from reviewer_app.domain.submission import EvidenceItem
from reviewer_app.errors import ReviewerError
from reviewer_app.evidence.strips import StripStore
from reviewer_app.evidence.values import Picture, Probe
from reviewer_app.evidence.vault import Recipe
from reviewer_app.evidence.worker import Readers
from reviewer_app.jobs import Job
from reviewer_app.settings import Settings
from reviewer_app.ui.tasks import Tasks
from reviewer_app.ui.viewers.places import Mark, Target

T = TypeVar("T")
ATTENTION_MS = 10_000  # what was looked at is told at least this often


class SlowLane(QObject):
    """Long readings (filmstrips, waveforms) one after another, so that pages never wait behind two of them."""

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._waiting: deque[tuple[Job, Callable[[Job], object], Callable[[], None]]] = deque()
        self._running = False

    def add(self, work: Callable[[Job], object], done: Callable[[], None]) -> Job:
        """Do ``work`` on a reader thread when its turn comes; ``done`` follows on the GUI thread, whatever happened."""
        job = Job()
        self._waiting.append((job, work, done))
        self._next()
        return job

    def _next(self) -> None:
        if self._running or not self._waiting:
            return
        job, work, done = self._waiting.popleft()
        self._running = True

        def after(_answer: object) -> None:
            self._running = False
            done()
            self._next()

        def run() -> None:
            job.check()
            work(job)

        self._tasks.read(run, after, after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sidecar:
    """A caption file of the same submission; ``fits`` says that it seems to belong to the recording."""

    label: str
    recipe: Callable[[], Recipe]
    fits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Lines of a transcript that are to be cited: when they were said, and their words."""

    selector: Selector
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sibling:
    """Another picture of the same submission, to be compared with."""

    title: str
    probe: Probe
    recipe: Callable[[], Recipe]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One evidence item and the ways to it: the readers (in child processes), and the bytes for the player.

    ``strips`` keeps filmstrips and waveforms for the next time; ``save_original`` writes the file as it was handed in
    to a place the person chose; None: not offered here. ``words_allowed`` are the least and most words that the program
    asks for.
    """

    item: EvidenceItem
    probe: Probe
    recipe: Callable[[], Recipe]
    open: Callable[[], BinaryIO]
    readers: Readers
    tasks: Tasks
    slow: SlowLane
    volume: float = 1.0
    rate: float = 1.0
    strips: StripStore | None = None
    save_original: Callable[[Path], None] | None = None
    sidecars: Callable[[], tuple[Sidecar, ...]] = tuple
    siblings: Callable[[], tuple[Sibling, ...]] = tuple
    words_allowed: tuple[int | None, int | None] = (None, None)
    settings: Settings = field(default_factory=Settings)
    read_only: bool = False  # nothing is cited here: what is for citing is not shown


def to_image(picture: Picture) -> QImage:
    """A picture from the readers as Qt has it (a copy: the bytes may go)."""
    return QImage(picture.rgb, picture.width, picture.height, picture.width * 3, QImage.Format.Format_RGB888).copy()


class Viewer(QWidget):
    """Shows one evidence item. Ask nothing of it after ``release``."""

    cite = Signal(object)  # Selector: cite this for the active indicator
    cited = Signal(object)  # CitationId: a mark was clicked
    looked = Signal(int, int, int)  # from, to (ms, pages or hundredths), seconds of attention
    trouble = Signal(str)  # why it can't be shown
    said = Signal(str)  # something to tell, such as a citation that can't be found
    preferred = Signal(str, object)  # a setting that should be remembered, such as volume or playback_rate
    recited = Signal(object, object)  # CitationId, Selector: a mark was trimmed
    still = Signal(object)  # Selector with a region: this picture should go into the feedback
    speech = Signal(object)  # Speech: cite these lines of a transcript
    not_scorable = Signal()  # the person wants to say that the item can't be scored

    searchable = False  # whether ``open_search`` finds anything here

    def __init__(self, material: Material, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(material.item.title)
        self.material = material
        self.marks: tuple[Mark, ...] = ()
        self.target: Target | None = None
        self._released = False

    @property
    def released(self) -> bool:
        """Whether the end has come."""
        return self._released

    @property
    def is_playing(self) -> bool:
        """Whether it plays now."""
        return False

    def ask(
        self,
        work: Callable[[Readers, Recipe], T],
        then: Callable[[T], None],
        failed: Callable[[ReviewerError], None] | None = None,
    ) -> None:
        """Ask the readers off the GUI thread; answers that come after the end are dropped."""
        material = self.material

        def answer(found: T) -> None:
            if not self._released:
                then(found)

        def refuse(error: ReviewerError) -> None:
            if not self._released:
                (failed or self._on_failed)(error)

        material.tasks.read(lambda: work(material.readers, material.recipe()), answer, refuse)

    def _on_failed(self, error: ReviewerError) -> None:
        self.trouble.emit(error.message)

    # -- what the review screen asks --
    def show_marks(self, marks: tuple[Mark, ...]) -> None:
        """The citations of this item."""
        self.marks = marks

    def show_only(self, indicator: IndicatorId | None) -> None:
        """Only the marks of this indicator; None: all."""

    def open_search(self) -> None:
        """Let the person search in the item."""

    def show_target(self, target: Target | None) -> None:
        """What a new citation is for; None: citing is off."""
        self.target = target

    def show_seen(self, spans: tuple[tuple[int, int], ...]) -> None:
        """What of it was looked at, as the journal has it."""

    def here(self) -> Selector | None:
        """What citing now would cite; None when nothing is chosen (the viewer says what to do)."""
        return None

    def go_to(self, selector: Selector) -> None:
        """Show a citation's exact place; one that can't be found is said by ``said``."""

    def clear_choice(self) -> None:
        """What was chosen has been cited."""

    def hush(self) -> None:
        """Hold what plays (a comment is being written)."""

    def key(self, name: str) -> bool:
        """A key of the review screen meant for the viewer, such as ``play``; True when it was one for this viewer."""
        return False

    def release(self) -> None:
        """Let go of everything; called once, before the widget is destroyed."""
        self._released = True


class Attention(QObject):
    """Counts seconds of attention and tells them now and then, with what was looked at."""

    def __init__(self, tell: Callable[[int], None], parent: QObject) -> None:
        super().__init__(parent)
        self._tell = tell
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self._on_tick)
        self._seconds = 0

    def resume(self) -> None:
        """Attention from now on."""
        if not self._timer.isActive():
            self._timer.start()

    def rest(self) -> None:
        """No attention from now on; what was counted is told."""
        self._timer.stop()
        self.flush()

    def flush(self) -> None:
        """Tell what was counted so far."""
        seconds, self._seconds = self._seconds, 0
        self._tell(seconds)

    def _on_tick(self) -> None:
        self._seconds += 1
        if self._seconds * 1000 >= ATTENTION_MS:
            self.flush()


class StillViewer(Viewer):
    """Shows what stands still: it asks the readers when it is first seen, and has attention while it is in view."""

    def __init__(self, material: Material) -> None:
        super().__init__(material)
        self._asked = False
        self._attention = Attention(self.tell, self)

    def begin(self) -> None:
        """Ask the readers; called once, when it is first seen."""
        raise NotImplementedError

    def tell(self, seconds: int) -> None:
        """Send ``looked`` for what was in view for so many seconds."""
        raise NotImplementedError

    def showEvent(self, event: QShowEvent) -> None:
        """Begin when first seen; attention from now on."""
        super().showEvent(event)
        self._attention.resume()
        if not self._asked:
            self._asked = True
            self.begin()

    def hideEvent(self, event: QHideEvent) -> None:
        """No attention while hidden."""
        super().hideEvent(event)
        if not self.released:
            self._attention.rest()

    def release(self) -> None:
        """Tell how long it was looked at."""
        if not self.released:
            self._attention.rest()
        super().release()

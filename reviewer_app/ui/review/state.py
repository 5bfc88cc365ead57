"""What the scoring screen shows: plain values, made by ``build`` from the desk and drawn by the view."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reviewer_app.domain.citation import Selector
from reviewer_app.domain.ids import CitationId, EventId, IndicatorId, ItemId, SubmissionId
from reviewer_app.ui.viewers.places import Mark, Target


class Mode(StrEnum):
    """What is recorded: levels, met or not yet, or feedback only."""

    SCORED = "scored"
    QUICK = "quick"
    FORMATIVE = "formative"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A short state. ``tone``: neutral, accent, good, caution, bad. ``tip``: the whole of it; ``short``: where it is
    narrow."""

    text: str
    tone: str = "neutral"
    tip: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveState:
    """What is true about saving. ``retry`` True: something is not saved and can be tried again."""

    text: str
    tone: str = "good"
    retry: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """An evidence item in the list; ``viewed`` is the share that was looked at, 0 to 1."""

    id: ItemId
    title: str
    detail: str
    kind: str
    viewed: float = 0.0
    selected: bool = False
    shown: bool = False
    bad: bool = False
    number: int = 0
    coverage: str = ""  # how much of it was looked at, in its own measure: 12 of 19 min, 3 of 4 pages
    cited: int = 0  # how many citations it has


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionChoice:
    """A reason why something is not scorable, on or off."""

    code: str
    label: str
    on: bool
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelState:
    """One level of an indicator."""

    value: int
    name: str
    descriptor: str
    chosen: bool
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationRow:
    """A citation in its indicator's card."""

    id: CitationId
    item: ItemId
    icon: str
    place: str
    words: str
    selector: Selector


@dataclass(frozen=True, slots=True, kw_only=True)
class SnippetChoice:
    """A piece of feedback, filled in; ``own`` says whose it is."""

    title: str
    text: str
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveTarget:
    """Where a citation can be moved to; ``id`` None: the whole submission."""

    id: IndicatorId | None
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceRow:
    """Something about the feedback worth another look, and the card where it is."""

    indicator: IndicatorId | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldState:
    """Why the submission is not to be scored now, and what to do; ``hides`` keeps the evidence out of sight."""

    title: str
    text: str
    hides: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerScore:
    """One review of two, as it was finalised: its level, its feedback and how many places it cites."""

    label: str
    level: str
    feedback: str = ""
    citations: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CardState:
    """An indicator's card; ``id`` None is the card for the whole submission."""

    id: IndicatorId | None
    title: str
    hue: int
    levels: tuple[LevelState, ...]
    active: bool
    summary: str
    summary_tone: str
    citations: tuple[CitationRow, ...]
    comment: str
    note: str
    confidence: str
    conditions: tuple[ConditionChoice, ...]
    description: str = ""
    look_fors: tuple[str, ...] = ()
    snippets: tuple[SnippetChoice, ...] = ()
    reference: bool = False  # shown to be read, nothing is recorded on it
    earlier: str = ""  # what an earlier attempt came to here, where the program lets it be seen
    peers: tuple[PeerScore, ...] = ()  # the two reviews that are settled here
    advice: tuple[str, ...] = ()
    targets: tuple[MoveTarget, ...] = ()  # where its citations can go
    by: str = "place"  # how the citations are sorted: place or made
    only: bool = False  # only its marks are shown in the evidence

    @property
    def scored(self) -> LevelState | None:
        """The chosen level."""
        return next((x for x in self.levels if x.chosen), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierState:
    """What an earlier attempt led to, where the program lets it be seen."""

    title: str
    feedback: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeState:
    """The box at the bottom. ``missing`` says what keeps it from being finalised."""

    badge: Chip
    rule: str
    reason: str
    counts: str
    missing: tuple[str, ...]
    first: str  # of what is missing, what the badge does not say already
    can_finalise: bool
    title: str = "Outcome so far"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneState:
    """What is said once it is finalised or sealed."""

    text: str
    can_reopen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One line of the history: when, what; ``gone``: it was undone; ``chapter``: it parts the history."""

    event: EventId
    when: str
    text: str
    gone: bool = False
    chapter: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryState:
    """The history, the latest first."""

    rows: tuple[HistoryRow, ...]
    can_start_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceRow:
    """What differs: ``3.2 · Level``, then and now."""

    what: str
    then: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewState:
    """The whole screen."""

    submission: SubmissionId
    title: str
    chips: tuple[Chip, ...]
    today: str
    save: SaveState
    mode: Mode
    open: bool
    program: str
    items: tuple[ItemRow, ...]
    statements: tuple[Chip, ...]
    remarks: tuple[str, ...]  # to be known before scoring: what is missing, too much, out of time
    conditions: tuple[ConditionChoice, ...]
    cards: tuple[CardState, ...]
    earlier: tuple[EarlierState, ...]
    outcome: OutcomeState
    done: DoneState | None
    target: Target | None
    marks: tuple[tuple[ItemId, tuple[Mark, ...]], ...]
    seen: tuple[tuple[ItemId, tuple[tuple[int, int], ...]], ...]
    settled: bool = True  # nothing is on its way: what is shown is what the journal has
    sample: str = ""
    protocol: tuple[str, ...] = ()
    advice: tuple[AdviceRow, ...] = ()
    carried: str = ""  # what is not scored again, and why
    hold: HoldState | None = None
    why: tuple[str, ...] = ()  # why there is a second or third review
    banner: Chip | None = None  # what kind of review this is, where it is not the first
    only: IndicatorId | None = None
    coverage: str = ""  # of all the evidence, in a few words

    @property
    def active(self) -> CardState | None:
        """The card that is expanded."""
        return next((c for c in self.cards if c.active), None)

    def marks_of(self, item: ItemId) -> tuple[Mark, ...]:
        """The citations of an item."""
        return next((m for i, m in self.marks if i == item), ())

    def seen_of(self, item: ItemId) -> tuple[tuple[int, int], ...]:
        """What was looked at of an item."""
        return next((s for i, s in self.seen if i == item), ())

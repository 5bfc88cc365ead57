"""What the scoring screen shows: plain values, made by ``build`` from the desk and drawn by the view."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reviewer_app.domain.citation import Selector
from reviewer_app.domain.ids import CitationId, IndicatorId, ItemId, SubmissionId
from reviewer_app.ui.viewers.places import Mark, Target


class Mode(StrEnum):
    """What is recorded: levels, met or not yet, or feedback only."""

    SCORED = "scored"
    QUICK = "quick"
    FORMATIVE = "formative"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A short state. ``tone``: neutral, accent, good, caution, bad. ``tip``: the whole of it."""

    text: str
    tone: str = "neutral"
    tip: str = ""


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
    """A piece of feedback, filled in."""

    title: str
    text: str


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

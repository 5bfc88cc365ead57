"""A program: a versioned file that says everything about a micro-credential. Values only; rules are in ``rules.py``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from reviewer_app.domain.ids import ComponentId, IndicatorId, ProgramId
from reviewer_app.domain.requirements import Requirement
from reviewer_app.domain.rules import PassRule, Rules


class Approval(StrEnum):
    """Where a program's definition stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRecord:
    """Who approved the definition, and when."""

    status: Approval
    by: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One step of a scale; ``value`` is what is recorded (small whole numbers, higher is better).

    ``anchors`` are examples of work at this level, one or two sentences each.
    """

    value: int
    name: str
    descriptor: str = ""
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """A standard that an indicator or component speaks to."""

    framework: str
    code: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One criterion. ``levels`` carries its own descriptors, lowest value first, over the same values as the scale."""

    id: IndicatorId
    title: str
    levels: tuple[Level, ...]
    description: str = ""
    category: str = ""  # the characteristic it belongs to
    weight: int = 1
    look_fors: tuple[str, ...] = ()
    alignment: tuple[Alignment, ...] = ()

    def level(self, value: int) -> Level | None:
        """The level of that value, if the scale has it."""
        return next((x for x in self.levels if x.value == value), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRequirement:
    """What a candidate has to hand in; limits are per item (``max_minutes``, ``max_words``) or counts of items."""

    id: str
    title: str
    kinds: tuple[str, ...]  # Kind values that answer it
    minimum: int = 1
    maximum: int | None = None
    max_minutes: int | None = None
    min_words: int | None = None
    max_words: int | None = None
    max_pages: int | None = None
    prompt: str = ""
    snapshot: bool = False  # a link needs a picture or a PDF of what it showed beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """The unit that is submitted and decided: an indicator, a course, a challenge, a module, a level.

    ``indicators`` empty: all of the program's. ``pass_rule`` None: the program's own. ``review`` is ``scored``,
    ``quick`` (one look, met or not) or ``formative`` (feedback, no scores, no outcome).
    """

    id: ComponentId
    title: str
    kind: str  # indicator, course, challenge, module, level, project, intent
    indicators: tuple[IndicatorId, ...] = ()
    requirements: tuple[EvidenceRequirement, ...] = ()
    pass_rule: PassRule | None = None
    review: Literal["scored", "quick", "formative"] = "scored"
    group: str = ""  # course, theme, category
    pathway: str = ""  # what several groups lead to
    stage: str = ""  # Explorer, Adventurer …
    choice: str = ""  # mandatory or free, where a theme has both
    effort: int = 0  # stars
    opens: date | None = None
    closes: date | None = None
    description: str = ""
    alignment: tuple[Alignment, ...] = ()
    starts: Requirement | None = None  # what should be true before it is begun; said as advice


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One run of a group of components, such as a course in a term; a submission's ``window`` names it."""

    id: str
    title: str
    group: str = ""  # the components' group; empty: all
    number: str = ""  # the learning system's course number
    term: str = ""
    opens: date | None = None
    closes: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Earnings:
    """What is given when something is earned. Credit is in ``credit_unit``; money in whole units of ``currency``."""

    credit: Decimal = Decimal(0)
    credit_unit: str = ""
    stipend: int = 0
    currency: str = "USD"
    stipend_to: tuple[str, ...] = ()  # person, school-project
    stipend_fact: str = "no-personal-stipend"  # attested: the stipend goes to a school project instead
    badge: str = ""
    certificate: str = ""
    recognition: tuple[str, ...] = ()  # pin, listing …


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """Something a candidate earns when its requirement is met; awards may require other awards (stacking)."""

    id: str
    title: str
    kind: str  # credential, badge, course, module-credit, level
    requires: Requirement
    earns: Earnings = Earnings()
    group: str = ""  # theme or pathway it belongs to
    stage: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A reusable piece of feedback; ``{indicator}``, ``{level}``, ``{time}`` and ``{quote}`` are filled in."""

    title: str
    text: str
    indicator: IndicatorId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackTexts:
    """The texts for feedback and what good feedback is here. ``outcome_*`` is what the program calls each outcome.

    ``stills`` lets the letter carry small pictures of cited areas of recordings, pictures and pages; ``bundle_stills``
    lets them go into the bundle, too.
    """

    norms: tuple[str, ...] = ()
    snippets: tuple[Snippet, ...] = ()
    outcome_met: str = "Demonstrated"
    outcome_not_met: str = "Not yet"
    letter_opening: str = ""
    letter_closing: str = ""
    stills: bool = False
    bundle_stills: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredStatement:
    """What has to be attested with each submission; ``when_seen``: only where somebody may be seen or heard."""

    code: str
    text: str
    when_seen: bool = False
    instead: tuple[str, ...] = ()  # codes of statements that serve as well


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Everything about one micro-credential, one version. ``sample`` True: the wording is ours, not a district's."""

    format: int
    id: ProgramId
    version: str
    title: str
    issuer: str
    approval: ApprovalRecord
    scale: tuple[Level, ...]
    indicators: tuple[Indicator, ...]
    components: tuple[Component, ...]
    rules: Rules
    awards: tuple[Award, ...]
    short_title: str = ""
    description: str = ""
    sample: bool = False
    sample_note: str = ""
    language: str = "en"
    protocol: tuple[str, ...] = ()
    feedback: FeedbackTexts = FeedbackTexts()
    open_to: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    statements: tuple[RequiredStatement, ...] = ()

    def indicator(self, indicator_id: str) -> Indicator | None:
        """The indicator of that id, if there is one."""
        return next((i for i in self.indicators if i.id == indicator_id), None)

    def component(self, component_id: str) -> Component | None:
        """The component of that id, if there is one."""
        return next((c for c in self.components if c.id == component_id), None)

    def indicators_of(self, component: Component, focus: str = "") -> tuple[Indicator, ...]:
        """The indicators that are scored for a component, in the program's order; ``focus`` does not narrow them."""
        if not component.indicators:
            return self.indicators
        wanted = set(component.indicators)
        return tuple(i for i in self.indicators if i.id in wanted)

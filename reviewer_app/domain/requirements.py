"""What has to be true before something is earned or started: a tree of named needs. Evaluated in ``progress``.

A tagged union: the ``need`` field names the member, so a program file reads ``{need: attested, code: book-study}``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from reviewer_app.domain.tagged import Tagged


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentMet:
    """That component was met."""

    component: str
    need: Literal["component_met"] = "component_met"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentsMet:
    """``count`` components (None: all of them) that answer the filters were met; an empty filter lets all through."""

    count: int | None = None
    group: str = ""
    pathway: str = ""
    stage: str = ""
    choice: str = ""
    kind: str = ""
    need: Literal["components_met"] = "components_met"


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortOf:
    """Components met that answer the filters come to ``stars`` stars together; an empty filter lets all through."""

    stars: int
    group: str = ""
    pathway: str = ""
    need: Literal["effort"] = "effort"


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardEarned:
    """That award was earned; ``program`` empty is this program (any version)."""

    award: str
    program: str = ""
    need: Literal["award_earned"] = "award_earned"


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf:
    """All of them."""

    of: tuple[Requirement, ...]
    need: Literal["all_of"] = "all_of"


@dataclass(frozen=True, slots=True, kw_only=True)
class NOf:
    """At least ``n`` of them."""

    n: int
    of: tuple[Requirement, ...]
    need: Literal["n_of"] = "n_of"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """All of them, one after the other: none counts before the one in front of it is fulfilled."""

    of: tuple[Requirement, ...]
    need: Literal["chain"] = "chain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attested:
    """A fact that somebody vouches for and that arrives in the package, such as a finished book study."""

    code: str
    label: str = ""
    need: Literal["attested"] = "attested"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSameYear:
    """Not in the school year of that award or attested fact (give one of the two)."""

    award: str = ""
    program: str = ""
    fact: str = ""
    label: str = ""
    need: Literal["not_same_year"] = "not_same_year"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTogetherWith:
    """Not for somebody who already has that award or attested fact (give one of the two)."""

    award: str = ""
    program: str = ""
    fact: str = ""
    label: str = ""
    need: Literal["not_together_with"] = "not_together_with"


@dataclass(frozen=True, slots=True, kw_only=True)
class WithinTime:
    """The inner requirement was fulfilled within ``months`` months, from its first part to its last."""

    months: int
    of: Requirement
    need: Literal["within_time"] = "within_time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """That award was not earned before, in whatever version."""

    award: str
    program: str = ""
    need: Literal["once"] = "once"


Requirement = Annotated[
    ComponentMet
    | ComponentsMet
    | EffortOf
    | AwardEarned
    | AllOf
    | NOf
    | Chain
    | Attested
    | NotSameYear
    | NotTogetherWith
    | WithinTime
    | Once,
    Tagged(field="need"),
]

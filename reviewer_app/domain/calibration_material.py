"""What a calibration report is made from: a set, its masters and everybody's decisions, as one table of ratings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import numpy as np

from reviewer_app.domain.agreement.table import MISSING, Ratings, Scale, ScaleKind
from reviewer_app.domain.calibration_set import CalibrationSet, Consensus, Master, SetItem
from reviewer_app.domain.decision import Decision, Outcome, decide, in_scope
from reviewer_app.domain.ids import ComponentId, IndicatorId, KeyId, PackageId, ReviewId, SubmissionId
from reviewer_app.domain.program import Indicator, Program
from reviewer_app.domain.review import Review, Stage, fold
from reviewer_app.domain.submission import Purpose, Submission

_NOBODY: Final = ReviewId("-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One reviewer's decision on one submission of the set.

    ``late``: it came after the due time; ``after``: it came when the masters were known, so it counts for nothing.
    """

    reviewer: str
    key: KeyId
    decision: Decision
    late: bool = False
    after: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A whole session: ``masters`` as they were committed to, ``consensus`` oldest first."""

    set: CalibrationSet
    program: Program
    masters: tuple[Master, ...]
    sheets: tuple[Sheet, ...]
    consensus: tuple[Consensus, ...] = ()
    revealed_at: datetime | None = None
    expected: frozenset[str] = field(default_factory=frozenset)  # labels on the roster
    _rulings: dict[tuple[str, str], int] = field(init=False, repr=False, compare=False, default_factory=dict)
    _scored: dict[str, tuple[Indicator, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._rulings.update(((m.submission, m.indicator), m.level) for m in self.masters)
        self._rulings.update(((c.submission, c.indicator), c.level) for c in self.consensus)
        for item in self.set.items:
            component = self.program.component(item.component)
            scored = () if component is None else in_scope(self.program, component, submission_of(self.set, item))
            self._scored[item.submission] = scored

    @property
    def reviewers(self) -> tuple[str, ...]:
        """Everybody who scored something, by label."""
        return tuple(sorted({s.reviewer for s in self.sheets}, key=_natural))

    @property
    def counted(self) -> tuple[Sheet, ...]:
        """The decisions that came before the masters were known."""
        return tuple(s for s in self.sheets if not s.after)

    def sheets_of(self, reviewer: str) -> tuple[Sheet, ...]:
        """One reviewer's decisions in the order of the set."""
        place = {item.submission: n for n, item in enumerate(self.set.items)}
        own = [s for s in self.sheets if s.reviewer == reviewer]
        return tuple(sorted(own, key=lambda s: place.get(s.decision.submission, len(place))))

    def ruling(self, submission: str, indicator: str) -> int | None:
        """The level that counts as right: the newest consensus, else the master."""
        return self._rulings.get((submission, indicator))

    def indicators(self, item: SetItem) -> tuple[Indicator, ...]:
        """What is scored on a submission of the set."""
        return self._scored.get(item.submission, ())

    def all_indicators(self) -> tuple[Indicator, ...]:
        """What is scored anywhere in the set, in the program's order."""
        there = {i.id for item in self.set.items for i in self.indicators(item)}
        return tuple(i for i in self.program.indicators if i.id in there)

    def outcome(self, item: SetItem) -> Outcome | None:
        """The outcome by the masters; None when they leave something open."""
        component = self.program.component(item.component)
        if component is None:
            return None
        scores = {i.id: self.ruling(item.submission, i.id) for i in self.indicators(item)}
        known = {i: level for i, level in scores.items() if level is not None}
        review = Review(id=_NOBODY, stage=Stage.IN_PROGRESS, scores=known)
        found = decide(self.program, component, submission_of(self.set, item), review).outcome
        return found if found in (Outcome.MET, Outcome.NOT_MET) else None


def _natural(label: str) -> tuple[str, str]:
    return (label.casefold(), label)


def submission_of(of: CalibrationSet, item: SetItem) -> Submission:
    """The submission that a set's package carries, as far as the set's file says it."""
    return Submission(
        id=SubmissionId(item.submission),
        package=PackageId(item.submission),
        program=of.program,
        component=ComponentId(item.component),
        candidate=item.label,
        attempt=1,
        purpose=Purpose.CALIBRATION,
        evidence=item.evidence,
        packed_at=of.made_at,
        focus=item.focus,
        audience=of.audience,
        nonce=item.nonce,
    )


def review_of(decision: Decision) -> Review:
    """The review as it was when the decision was made, from the decision's own events."""
    return fold(decision.review, decision.events)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One row of the table."""

    item: SetItem
    indicator: Indicator


def units_of(material: Material, indicator: str | None = None) -> tuple[Unit, ...]:
    """The rows of the table: each submission's indicators, or that indicator of each."""
    return tuple(
        Unit(item=item, indicator=one)
        for item in material.set.items
        for one in material.indicators(item)
        if indicator is None or one.id == indicator
    )


def scale_of(material: Material) -> Scale:
    """All levels of the program, lowest first; a level that only one indicator has is one of them."""
    values = {level.value for level in material.program.scale}
    values |= {level.value for one in material.all_indicators() for level in one.levels}
    return Scale(kind=ScaleKind.ORDINAL, categories=tuple(float(v) for v in sorted(values)))


def table_of(material: Material, units: tuple[Unit, ...], *, masters: bool = True) -> Ratings:
    """The ratings of those units by everybody, with the masters, in the order of set and program."""
    scale = scale_of(material)
    place = {int(value): n for n, value in enumerate(scale.categories) if not isinstance(value, str)}
    raters = tuple(sorted({s.reviewer for s in material.counted}, key=_natural))
    shape = (len(units), len(raters))
    levels = np.full(shape, MISSING, dtype=np.int64)
    when = np.full(shape, np.nan)
    row = {(u.item.submission, u.indicator.id): n for n, u in enumerate(units)}
    for sheet in material.counted:
        column = raters.index(sheet.reviewer)
        for score in sheet.decision.scores:
            at = row.get((sheet.decision.submission, score.indicator))
            if at is not None and score.level in place:
                levels[at, column] = place[score.level]
                when[at, column] = sheet.decision.decided_at.timestamp()
    right = np.full(len(units), MISSING, dtype=np.int64)
    for n, unit in enumerate(units):
        ruling = material.ruling(unit.item.submission, unit.indicator.id)
        right[n] = MISSING if ruling is None else place.get(ruling, MISSING)
    order = {item.submission: n for n, item in enumerate(material.set.items)}
    kinds = {one.id: n for n, one in enumerate(material.all_indicators())}
    return Ratings(
        scale=scale,
        raters=raters,
        units=tuple(f"{u.item.label} {u.indicator.id}" for u in units),
        levels=levels,
        submission=np.array([order[u.item.submission] for u in units], dtype=np.int64),
        indicator=np.array([kinds[u.indicator.id] for u in units], dtype=np.int64),
        when=when,
        master=right if masters and (right >= 0).any() else None,
    )


def score_of(sheet: Sheet, indicator: IndicatorId) -> int | None:
    """The level a decision gives an indicator, if it does."""
    return next((s.level for s in sheet.decision.scores if s.indicator == indicator), None)

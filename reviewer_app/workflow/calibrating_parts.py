"""The submissions of a calibration set that is being made, each with its masters, and what is wrong with them."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reviewer_app.domain.calibration_set import Master, SetItem, SetUse
from reviewer_app.domain.citation import Citation
from reviewer_app.domain.ids import CitationId, SubmissionId
from reviewer_app.domain.review import Stage
from reviewer_app.domain.submission import Purpose, Submission
from reviewer_app.errors import BadInput, Problem, UsageError
from reviewer_app.workflow.cases import own_review, package_of, program_of
from reviewer_app.workflow.setfile import SetSpec, SpecItem, SpecMaster
from reviewer_app.workspace import Workspace

if TYPE_CHECKING:
    from reviewer_app.domain.program import Indicator
    from reviewer_app.store.catalogue import PackageRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One submission of the set being made."""

    item: SetItem
    submission: Submission
    masters: tuple[Master, ...]


def parts_of(ws: Workspace, spec: SetSpec, set_id: str) -> tuple[list[Part], list[Problem]]:
    """The submissions with their masters, and everything that is wrong with them."""
    parts: list[Part] = []
    problems: list[Problem] = []
    labels: set[str] = set()
    taken = {p.submission.id for p in ws.catalogue.packages()}
    for n, given in enumerate(spec.items, 1):
        label = given.label or f"A{n:02}"
        try:
            record = package_of(ws, given.submission)
            _, component = program_of(ws, record.submission)
        except (BadInput, UsageError) as error:
            problems.append(error.as_problem(given.submission))
            continue
        if label in labels or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", label):
            problems.append(wrong_in("set-label", f"The label “{label}” can't be used, or comes twice.", label))
        labels.add(label)
        sid = _new_id(record.submission.id, label, set_id, spec.use, taken)
        taken.add(sid)
        part = _part(record, label, sid)
        indicators = _indicators(ws, part.submission)
        if not indicators:
            problems.append(
                wrong_in("set-formative", f"{component.title} is not scored, so it can't be in a set.", label)
            )
        masters, wrong = _masters(ws, given, part, indicators)
        problems += wrong
        parts.append(replace(part, masters=masters))
    if len({p.submission.program for p in parts}) > 1:
        problems.append(wrong_in("set-programs", "The submissions are of several programs, or several versions.", ""))
    if not parts and not problems:
        problems.append(wrong_in("set-empty", "The set needs a submission.", "items"))
    return parts, problems


def _part(record: PackageRecord, label: str, sid: SubmissionId) -> Part:
    was = record.submission
    evidence = tuple(replace(item, original_name="") for item in was.evidence)
    now = replace(was, id=sid, evidence=evidence, attempt=1, earlier=(), window="", handed_in=None, due=None)
    item = SetItem(
        label=label,
        submission=sid,
        component=was.component,
        package="",
        path=f"data/packages/{sid}.zip",
        nonce="",
        evidence=evidence,
        focus=was.focus,
    )
    return Part(item=item, submission=now, masters=())


def _new_id(was: str, label: str, set_id: str, use: SetUse, taken: set[SubmissionId]) -> SubmissionId:
    """An id of its own; among normal work it looks like any other."""
    if use is SetUse.CALIBRATION:
        return SubmissionId(f"C{set_id[-6:]}-{label}")
    while True:
        digits = re.sub(r"[0-9]", lambda _: secrets.choice("0123456789"), was)
        made = SubmissionId(digits if digits != was else f"{was[:58]}-{secrets.randbelow(10_000):04}")
        if made not in taken:
            return made


def _indicators(ws: Workspace, submission: Submission) -> dict[str, Indicator]:
    from reviewer_app.domain.decision import in_scope

    program, component = program_of(ws, submission)
    return {i.id: i for i in in_scope(program, component, submission)}


def _masters(
    ws: Workspace, given: SpecItem, part: Part, indicators: dict[str, Indicator]
) -> tuple[tuple[Master, ...], list[Problem]]:
    label = part.item.label
    if not given.masters:
        masters = _from_review(ws, given.submission, part.item)
        if not masters:
            message = f"{label} has no masters, and your own review of {given.submission} is not finalised."
            return (), [wrong_in("masters-none", message, label)]
        return masters, []
    problems: list[Problem] = []
    made: list[Master] = []
    for one in given.masters:
        known = indicators.get(one.indicator)
        if known is None or known.level(one.level) is None:
            what = f"is not scored in {label}" if known is None else f"has no level {one.level}"
            problems.append(wrong_in("bad-master", f"{one.indicator} {what}.", label))
            continue
        if any(m.indicator == one.indicator for m in made):
            problems.append(wrong_in("bad-master", f"{one.indicator} of {label} has two masters.", label))
        citations, wrong = _places(ws, one, part.item)
        problems += wrong
        made.append(
            Master(
                submission=part.item.submission,
                indicator=one.indicator,
                level=one.level,
                rationale=one.rationale,
                citations=citations,
            )
        )
    missing = [i for i in indicators if not any(m.indicator == i for m in made)]
    if missing and made:
        message = f"{label} has no master for {', '.join(missing)}: that can only be compared between reviewers."
        problems.append(Problem(code="master-missing", message=message, where=label, severity="note"))
    return tuple(made), problems


def _places(ws: Workspace, one: SpecMaster, item: SetItem) -> tuple[tuple[Citation, ...], list[Problem]]:
    files = {e.id: e for e in item.evidence}
    made, problems = [], []
    for place, selector in one.places:
        file = files.get(place)
        if file is None:
            problems.append(wrong_in("unknown-item", f"{item.label} has no evidence {place}.", item.label))
            continue
        made.append(
            Citation(
                id=CitationId(ws.clock.new_id()),
                item=place,
                sha256=file.sha256,
                selector=selector,
                indicator=one.indicator,
            )
        )
    return tuple(made), problems


def _from_review(ws: Workspace, submission: SubmissionId, item: SetItem) -> tuple[Master, ...]:
    """The lead's own finalised review as masters."""
    review = own_review(ws, submission)
    if review.stage not in (Stage.FINALISED, Stage.SEALED):
        return ()
    return tuple(
        Master(
            submission=item.submission,
            indicator=indicator,
            level=level,
            rationale=review.comments.get(indicator, ""),
            citations=review.citations_of(indicator),
        )
        for indicator, level in review.scores.items()
    )


def bound(part: Part, set_id: str, commitment: str, use: SetUse) -> Part:
    """With purpose, audience and a nonce that ties the answers to what the masters are committed to."""
    nonce = hashlib.sha256(f"{set_id}:{commitment}:{part.item.submission}".encode()).hexdigest()[:32]
    hidden = use is SetUse.SEEDED
    now = replace(
        part.submission,
        candidate=_other_digits(part.submission.candidate) if hidden else part.item.label,
        purpose=Purpose.FIRST if hidden else Purpose.CALIBRATION,
        audience=part.submission.audience if hidden else f"calibration:{set_id}",
        nonce=nonce,
    )
    return replace(part, item=replace(part.item, nonce=nonce), submission=now)


def _other_digits(code: str) -> str:
    changed = re.sub(r"[0-9]", lambda _: secrets.choice("0123456789"), code)
    return changed if changed != code else f"{code[:58]}-{secrets.randbelow(1000):03}"


def wrong_in(code: str, message: str, where: str) -> Problem:
    """Something that is wrong with the set's description."""
    return Problem(code=code, message=message, hint="Correct it in the set's description.", where=where)

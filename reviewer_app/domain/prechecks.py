"""What measuring the files shows before anybody scores: too long, another kind, unreadable, a name that can be seen.

Facts for a person to weigh; never a reason for a low score. Of names only that there is one is said, never which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from reviewer_app.domain.completeness import answering
from reviewer_app.domain.passing import Reason
from reviewer_app.domain.program import Component, EvidenceRequirement, Program
from reviewer_app.domain.similarity import Fingerprint
from reviewer_app.domain.submission import EvidenceItem, Kind, Submission

NO_MARK = Fingerprint()
_SEEN = (Kind.VIDEO, Kind.AUDIO, Kind.IMAGE)
_LOOSE = {Kind.OTHER, Kind.LINK}
_WORD = re.compile(r"[A-Z][a-zà-öø-ÿ'’]+|[A-Z]+|[a-zà-öø-ÿ]+|\d+", re.UNICODE)
_NOBODY = """
    after artifact audio before chart class clip conference copy course data day document draft english essay
    evidence family final form goals grade history image img improved intent learning lesson letter level math
    module notes page part photo picture plan portfolio practice presentation project question reading record
    recording reflection report response results sample scan science screen screencast screenshot sheet shot slide
    slides student students summary survey task teacher teaching template test text transcript unit version video
    week work worksheet writing year
"""
_COMMON = frozenset(_NOBODY.split())
"""What file names are made of that may begin with a capital and is nobody's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What the readers made of an evidence file; ``trouble`` is a sentence when it can't be shown, or only in part."""

    kind: Kind
    refused: bool = False
    trouble: str = ""
    pages: int = 0
    duration_ms: int = 0
    words: int = 0
    locked: bool = False
    named: bool = False  # somebody is named in the file's properties
    fingerprint: Fingerprint = NO_MARK


def measured_remarks(
    component: Component, submission: Submission, measures: Mapping[str, Measured]
) -> tuple[Reason, ...]:
    """All that the measures of the evidence (by SHA-256) show, item by item; what was not measured is passed over."""
    reasons: list[Reason] = []
    for item in submission.evidence:
        found = measures.get(item.sha256)
        if found is not None:
            reasons += _item(item, found)
    for requirement in component.requirements:
        for item in answering(component, requirement, submission.evidence):
            found = measures.get(item.sha256)
            if found is not None and not found.refused:
                reasons += _limits(requirement, item, found)
    return tuple(reasons)


def name_remarks(evidence: Iterable[EvidenceItem]) -> tuple[Reason, ...]:
    """The items whose own file name seems to hold somebody's name, which is shown nowhere."""
    return tuple(
        Reason(code="name-in-file-name", text=f"Item {i.id}: its own file name may hold a name. It is not shown here.")
        for i in evidence
        if may_name(i.original_name)
    )


def statement_remarks(program: Program, submission: Submission) -> tuple[Reason, ...]:
    """What was not attested: a statement that was not given, and each that the program asks for and that is absent.

    Where one statement serves instead of another, one of them is enough.
    """
    given = {s.code for s in submission.statements if s.given}
    served = {c for w in program.statements if given & {w.code, *w.instead} for c in (w.code, *w.instead)}
    reasons = [
        Reason(code="statement-not-given", text=f"Not confirmed: {s.text or s.code}")
        for s in submission.statements
        if not s.given and s.code not in served
    ]
    codes = {s.code for s in submission.statements}
    seen = any(i.kind in _SEEN for i in submission.evidence)
    for wanted in program.statements:
        if (seen or not wanted.when_seen) and codes.isdisjoint((wanted.code, *wanted.instead)):
            reasons.append(Reason(code="statement-missing", text=f"This statement is missing: {wanted.text}"))
    return tuple(reasons)


def may_name(file_name: str) -> bool:
    """Whether two words side by side in a file name look like a person's first and last name."""
    words = _WORD.findall(file_name.rpartition(".")[0])
    return any(_like_name(one) and _like_name(two) for one, two in pairwise(words))


def _like_name(word: str) -> bool:
    return len(word) > 1 and word[0].isupper() and word[1:].islower() and word.casefold() not in _COMMON


def _item(item: EvidenceItem, found: Measured) -> list[Reason]:
    reasons = []
    if found.refused:
        why = f" {found.trouble}" if found.trouble else ""
        reasons.append(Reason(code="cannot-open", text=f"Item {item.id} can't be shown.{why}"))
    elif found.trouble:
        reasons.append(Reason(code="partly-readable", text=f"Item {item.id}: {found.trouble}"))
    if not found.refused and found.kind is not item.kind and item.kind not in _LOOSE:
        text = f"Item {item.id} is called {item.kind.value}, but it is {found.kind.value}."
        reasons.append(Reason(code="wrong-kind", text=text))
    if found.locked:
        reasons.append(Reason(code="locked", text=f"Item {item.id} is locked with a password."))
    if found.named:
        text = f"Item {item.id}: a name is visible in the document's properties. It is not shown here."
        reasons.append(Reason(code="name-in-properties", text=text))
    return reasons


def _limits(requirement: EvidenceRequirement, item: EvidenceItem, found: Measured) -> list[Reason]:
    reasons = []
    minutes = found.duration_ms / 60_000
    if requirement.max_minutes is not None and minutes > requirement.max_minutes:
        length = f"{found.duration_ms // 60_000}:{found.duration_ms // 1000 % 60:02}"
        text = f"{requirement.title}: item {item.id} is {length} long, at most {requirement.max_minutes} min asked for."
        reasons.append(Reason(code="too-long", text=text))
    for limit, code, over in (
        (requirement.max_words, "too-long", True),
        (requirement.min_words, "too-short", False),
    ):
        if limit is not None and found.words and (found.words > limit if over else found.words < limit):
            asked = f"at {'most' if over else 'least'} {limit} asked for"
            text = f"{requirement.title}: item {item.id} has {found.words} words, {asked}."
            reasons.append(Reason(code=code, text=text))
    if requirement.max_pages is not None and found.pages > requirement.max_pages:
        text = (
            f"{requirement.title}: item {item.id} has {found.pages} pages, at most {requirement.max_pages} asked for."
        )
        reasons.append(Reason(code="too-long", text=text))
    return reasons

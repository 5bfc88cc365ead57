"""Was it handed in before? The very same file by its SHA-256, near copies by the fingerprints of what was measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.holding import Held, HoldKind
from reviewer_app.domain.ids import SubmissionId
from reviewer_app.domain.similarity import HANDOUT, Fingerprint, similar
from reviewer_app.domain.submission import EvidenceItem, Kind, Submission
from reviewer_app.store.catalogue import PackageRecord
from reviewer_app.workflow.cases import package_of
from reviewer_app.workflow.deskvalues import Duplicate
from reviewer_app.workflow.holding import hold
from reviewer_app.workflow.lookalikes import lookalikes
from reviewer_app.workspace import Workspace

_MOST = 50  # findings that are kept of one submission: a file that is everywhere says nothing more by more of them

_UNMARKED = (Kind.VIDEO, Kind.AUDIO, Kind.OTHER)
"""What says something though it may have no fingerprint."""
_Place = tuple[Submission, EvidenceItem]


def duplicates(ws: Workspace, submission: SubmissionId) -> tuple[Duplicate, ...]:
    """What of a submission was handed in with others here, the most alike first; nothing of the evidence is told.

    A candidate's own earlier attempts are found too and say so. UsageError ``unknown-submission``.
    """
    record = package_of(ws, submission)
    state = (len(ws.catalogue.packages()), len(ws.measures.all()))  # both only grow
    kept: dict[SubmissionId, tuple[tuple[int, int], tuple[Duplicate, ...]]] = ws.cache.setdefault("duplicates", {})
    if submission not in kept or kept[submission][0] != state:
        found = [*_exact(ws, record), *_near(ws, record)]
        found.sort(key=lambda d: (d.same_candidate, -d.exact, -d.percent, d.item, d.other))
        kept[submission] = (state, tuple(found[:_MOST]))
    return kept[submission][1]


def guard(ws: Workspace, submission: SubmissionId) -> Changes:
    """Put an integrity hold on the later of two exact copies by different candidates; once for each finding.

    Not for a link to the same page, nor for a file that says next to nothing: two blank ones are alike by chance.
    """
    record = package_of(ws, submission)
    held = ws.marks.of(submission).holds
    before = {m.act.reason for m in ws.marks.history(submission) if isinstance(m.act, Held)}
    for one in duplicates(ws, submission):
        other = package_of(ws, one.other)
        later = (record.added_at, record.submission.id) > (other.added_at, other.submission.id)
        handout = len(_candidates(ws, record, one)) >= HANDOUT
        if (
            not one.exact
            or one.same_candidate
            or handout
            or not later
            or one.text in before
            or not _telling(ws, record, one)
        ):
            continue
        if not any(h.kind is HoldKind.INTEGRITY for h in held):
            return hold(ws, submission, one.text, HoldKind.INTEGRITY)
    return Changes()


def _telling(ws: Workspace, record: PackageRecord, one: Duplicate) -> bool:
    """Whether a file is enough of a work that the same twice is no chance."""
    item = record.submission.item(one.item)
    assert item is not None
    if item.kind is Kind.LINK:
        return False
    known = ws.measures.all().get(item.sha256)
    return known is None or item.kind in _UNMARKED or known.fingerprint != Fingerprint()


def _candidates(ws: Workspace, record: PackageRecord, one: Duplicate) -> set[str]:
    """The other candidates with the very same file."""
    item = record.submission.item(one.item)
    assert item is not None
    every = {s.candidate for s, _ in ws.catalogue.places(item.sha256)}
    return every - {record.submission.candidate}


def _exact(ws: Workspace, record: PackageRecord) -> Iterator[Duplicate]:
    here = record.submission
    for item in here.evidence:
        places = [p for p in ws.catalogue.places(item.sha256) if p[0].id != here.id]
        if len({s.candidate for s, _ in places} - {here.candidate}) >= HANDOUT:
            one = _finding(here, item, places[0], 100, exact=True)
            text = f"Item {item.id} came with {len(places)} other submissions too: a handout?"
            yield replace(one, same_candidate=False, text=text)
            continue
        for place in places:
            yield _finding(here, item, place, 100, exact=True)


def _near(ws: Workspace, record: PackageRecord) -> Iterator[Duplicate]:
    """Near copies of each item, at most one for each other submission: the most alike.

    What is like that of many other candidates is taken for a form that all fill in: one line tells of it.
    """
    here, measures = record.submission, ws.measures.all()
    for item in here.evidence:
        mark = measures[item.sha256].fingerprint if item.sha256 in measures else Fingerprint()
        best: dict[SubmissionId, tuple[float, _Place]] = {}
        for sha256 in lookalikes(ws).near(ws, mark) - {item.sha256}:
            like = similar(mark, measures[sha256].fingerprint)
            share = max(like.text, like.pictures)
            for place in ws.catalogue.places(sha256) if like.alike else ():
                if place[0].id != here.id and share > best.get(place[0].id, (0.0, place))[0]:
                    best[place[0].id] = (share, place)
        found = [_finding(here, item, place, round(100 * share), exact=False) for share, place in best.values()]
        if len({place[0].candidate for _, place in best.values()} - {here.candidate}) >= HANDOUT:
            most = max((d for d in found if not d.same_candidate), key=lambda d: (d.percent, d.other))
            others = f"{len(best) - 1} other submissions have the like too: a form?"
            found = [d for d in found if d.same_candidate] + [replace(most, text=f"{most.text} {others}")]
        yield from found


def _finding(here: Submission, item: EvidenceItem, place: _Place, percent: int, *, exact: bool) -> Duplicate:
    other, theirs = place
    same = other.candidate == here.candidate
    whose = "of the same candidate" if same else "of another candidate"
    what = "is the very same file as" if exact else f"is {percent} % like"
    return Duplicate(
        item=item.id,
        other=other.id,
        percent=percent,
        exact=exact,
        same_candidate=same,
        text=f"Item {item.id} {what} item {theirs.id} of {other.id}, {whose}.",
    )

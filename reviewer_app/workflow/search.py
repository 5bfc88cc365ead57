"""Full-text search over ids, programs, one's own feedback and notes, transcripts and documents.

The index is filled in the background and answers from what it has. Nobody finds what another identity wrote.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reviewer_app.domain.captions import captions_for
from reviewer_app.domain.citation import Selector, TextQuote, TimeSpan
from reviewer_app.domain.ids import IndicatorId, ItemId, SubmissionId
from reviewer_app.domain.submission import EvidenceItem, Kind, Submission
from reviewer_app.errors import BadInput, ReviewerError
from reviewer_app.store.search import MARKS, Entry, Found
from reviewer_app.workspace import Workspace

if TYPE_CHECKING:
    from reviewer_app.domain.review import Review
    from reviewer_app.evidence.values import PlainText, Track
    from reviewer_app.evidence.worker import Readers
    from reviewer_app.jobs import Job
    from reviewer_app.store.catalogue import PackageRecord

CARD, OWN = "card", "own"
_READ = "read"  # the mark that an item was read, also when there was nothing in it
_AT_ONCE = 200  # packages in one transaction
_PIECE = 1_200  # characters of a text that are found as one
_LINES = 8  # lines of a transcript that are found as one
_MOST_TEXTS = 100_000  # of one submission
_LONGEST = 4_000_000  # characters of one item that are kept
_SPOKEN, _WRITTEN = (Kind.VIDEO, Kind.AUDIO), (Kind.PDF, Kind.DOCUMENT, Kind.TEXT)
SOURCES = {
    CARD: "Submission",
    "feedback": "Your feedback",
    "note": "Your note",
    "citation": "Your citation",
    "transcript": "Transcript",
    "document": "Document",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Where the words stand: in which submission and what. ``snippet`` has them between ``MARKS``."""

    submission: SubmissionId
    source: str
    label: str
    snippet: str
    item: ItemId | None = None
    selector: Selector | None = None
    indicator: IndicatorId | None = None

    @property
    def words(self) -> str:
        """The snippet without its marks."""
        return self.snippet.replace(MARKS[0], "").replace(MARKS[1], "")


# --- looking ---------------------------------------------------------------------------------------------------------


def submissions(ws: Workspace, text: str) -> frozenset[SubmissionId]:
    """The submissions in which the words are found, together in one text; under a privacy hold not in its evidence."""
    found = ws.texts.submissions(text, ws.key_id)
    hidden = {s for s in found if ws.withheld.items(s)}
    return found - {s for s in hidden if not hits(ws, text, s, _MOST_TEXTS)}


def hits(ws: Workspace, text: str, submission: SubmissionId | None = None, most: int = 20) -> tuple[Hit, ...]:
    """Where the words stand, the most telling first; under a privacy hold nothing of the evidence is told."""
    found = ws.texts.find(text, ws.key_id, submission=submission or "", most=most)
    told = found if not ws.marks.hiding() else tuple(_told(ws, f, text) for f in found)
    return tuple(_hit(f) for f in told if f is not None)


def _told(ws: Workspace, found: Found, text: str) -> Found | None:
    """What may be told of it: under a privacy hold only the submission's label, where its label or program was meant.

    A file that is withheld because the same one is held elsewhere is found in no submission.
    """
    record = ws.catalogue.package(found.submission)
    if found.submission not in ws.marks.hiding() or record is None:
        item = _place(found.place).get("item") if found.source == "citation" else found.part
        return None if item in ws.withheld.items(found.submission) else found
    bare = replace(record, submission=replace(record.submission, evidence=()))
    if found.part != CARD or not _begin(text, _card(ws, bare).body):
        return None
    return replace(found, snippet=str(found.submission))


def _begin(text: str, body: str) -> bool:
    """Whether each of these words begins one of a text's."""
    wanted, there = (re.findall(r"\w+", t.casefold()) for t in (text, body))
    return all(any(word.startswith(w) for word in there) for w in wanted)


def _hit(found: Found) -> Hit:
    place = _place(found.place)
    item = None if found.part in (CARD, OWN) else ItemId(found.part)
    if found.source == "citation":
        item = ItemId(str(place.get("item", "")))
    indicator = place.get("indicator")
    return Hit(
        submission=found.submission,
        source=found.source,
        label=_label(found.source, place),
        snippet=found.snippet,
        item=item,
        selector=_selector(found, place),
        indicator=IndicatorId(indicator) if isinstance(indicator, str) else None,
    )


def _place(text: str) -> dict[str, object]:
    try:
        place = json.loads(text) if text else {}
    except ValueError:
        return {}
    return place if isinstance(place, dict) else {}


def _number(place: dict[str, object], name: str) -> int:
    value = place.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0


def _label(source: str, place: dict[str, object]) -> str:
    label = SOURCES.get(source, source)
    if place.get("page"):
        return f"{label}, page {place['page']}"
    if source == "transcript":
        seconds = _number(place, "start") // 1000
        return f"{label}, {seconds // 60}:{seconds % 60:02}"
    return f"{label} on {place['indicator']}" if place.get("indicator") else label


def _selector(found: Found, place: dict[str, object]) -> Selector | None:
    """The place in the evidence: a time, or the very words."""
    if found.source == "transcript":
        return Selector(time=TimeSpan(start=_number(place, "start"), end=_number(place, "end")))
    if found.source != "document":
        return None
    page = _number(place, "page") or None
    quote = _quoted(found.snippet)
    return Selector(page=page, quote=TextQuote(exact=quote) if quote else None)


def _quoted(snippet: str) -> str:
    """The first word of the snippet that was looked for."""
    _, _, after = snippet.partition(MARKS[0])
    return after.partition(MARKS[1])[0]


# --- filling ---------------------------------------------------------------------------------------------------------


def fill(ws: Workspace, readers: Readers, job: Job) -> int:
    """Read what was not read yet; returns how many parts. May be stopped between any two."""
    known = ws.texts.parts()
    done = _fill_cards(ws, known, job)
    todo = [
        (record.submission, item)
        for record in ws.catalogue.packages()
        for item in record.submission.evidence
        if item.kind in (*_SPOKEN, *_WRITTEN)
        and (record.submission.id, item.id) not in known
        and item.sha256 not in ws.withheld
    ]
    for n, (submission, item) in enumerate(todo):
        job.report(n, len(todo), "Reading evidence, so that it can be searched")
        ws.texts.put([(submission.id, "", item.id, _entries(ws, readers, item, submission))])
    return done + len(todo)


def _fill_cards(ws: Workspace, known: set[tuple[SubmissionId, str]], job: Job) -> int:
    fresh = [r for r in ws.catalogue.packages() if (r.submission.id, CARD) not in known]
    for start in range(0, len(fresh), _AT_ONCE):
        job.check()
        part = fresh[start : start + _AT_ONCE]
        ws.texts.put([(r.submission.id, "", CARD, [_card(ws, r)]) for r in part])
        note(ws, [r.submission.id for r in part], only_written=True)
    return len(fresh)


def note(ws: Workspace, touched: Iterable[SubmissionId], *, only_written: bool = False) -> None:
    """The current reviewer wrote something on these submissions: find it from now on."""
    from reviewer_app.workflow.cases import own_review

    rows = [(s, ws.key_id, OWN, _own(own_review(ws, s))) for s in touched if ws.catalogue.package(s) is not None]
    wanted = [r for r in rows if r[3] or not only_written]
    if wanted:
        ws.texts.put(wanted)


def _card(ws: Workspace, record: PackageRecord) -> Entry:
    s = record.submission
    parts = [s.id, s.program.id, s.component, s.window, s.focus, *(i.title for i in s.evidence)]
    try:
        program = ws.program(s.program).program
    except BadInput:
        return Entry(source=CARD, body=_clean(" \n".join(parts)))
    component = program.component(s.component)
    parts += [program.title, program.short_title]
    if component is not None:
        parts += [component.title, *(f"{i.id} {i.title}" for i in program.indicators_of(component, s.focus))]
    return Entry(source=CARD, body=_clean(" \n".join(parts)))


def _own(review: Review) -> list[Entry]:
    found = [Entry(source="feedback", body=_clean(text), place=_on(i)) for i, text in review.comments.items()]
    found += [Entry(source="note", body=_clean(text), place=_on(i)) for i, text in review.notes.items()]
    for citation in review.citations:
        if citation.note:
            place = json.dumps({"item": citation.item})
            found.append(Entry(source="citation", body=_clean(citation.note), place=place))
    return found


def _on(indicator: IndicatorId | None) -> str:
    return "" if indicator is None else json.dumps({"indicator": indicator})


def _entries(ws: Workspace, readers: Readers, item: EvidenceItem, submission: Submission) -> list[Entry]:
    """The texts of an item, after the mark that it was read; what can't be read has none."""
    found = [Entry(source=_READ, body="")]
    try:
        if item.kind in _SPOKEN:
            for track in _tracks(ws, readers, item, submission):
                found += _spoken(track)
        elif not _spoken_elsewhere(item, submission):
            found += _written(readers.text(ws.recipe(item)))
    except ReviewerError as error:
        if error.code == "readers-closed":
            raise
    return found


def _tracks(ws: Workspace, readers: Readers, item: EvidenceItem, submission: Submission) -> list[Track]:
    """What is said in a recording: the captions inside it and those of the files beside it that belong to it."""
    recipe = ws.recipe(item)
    inside = readers.captions(recipe).tracks
    found = list(inside)
    for beside, fits in captions_for(item, submission.evidence):
        if fits:
            every = readers.captions(recipe, ws.recipe(beside)).tracks
            found += every[: len(every) - len(inside)]
    return found


def _spoken_elsewhere(item: EvidenceItem, submission: Submission) -> bool:
    """Whether a file has the captions of a recording: its words are found there, at their time."""
    recordings = (r for r in submission.evidence if r.kind in _SPOKEN)
    return any(fits and i.id == item.id for r in recordings for i, fits in captions_for(r, submission.evidence))


def _spoken(track: Track) -> Iterator[Entry]:
    for start in range(0, len(track.cues), _LINES):
        lines = track.cues[start : start + _LINES]
        place = json.dumps({"start": lines[0].start_ms, "end": lines[-1].end_ms})
        yield Entry(source="transcript", body=_clean("\n".join(c.text for c in lines)), place=place)


def _written(plain: PlainText) -> Iterator[Entry]:
    """A piece for each page, long ones in several."""
    text = plain.text[:_LONGEST]
    paged = len(plain.starts) > 1
    for number, (start, end) in enumerate(_spans(plain.starts, len(text)), 1):
        for at in _pieces(text, start, end):
            place = json.dumps({"page": number}) if paged else ""
            yield Entry(source="document", body=_clean(text[at[0] : at[1]]), place=place)


def _spans(starts: Sequence[int], length: int) -> Iterator[tuple[int, int]]:
    ends = (*starts[1:], length)
    return ((min(s, length), min(e, length)) for s, e in zip(starts, ends, strict=True))


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Pieces that end between words."""
    while start < end:
        stop = min(start + _PIECE, end)
        if stop < end:
            space = max(text.rfind(" ", start, stop), text.rfind("\n", start, stop))
            stop = space if space > start else stop
        yield start, stop
        start = stop


def _clean(text: str) -> str:
    """Without what would look like the marks of a snippet."""
    return text.replace(MARKS[0], " ").replace(MARKS[1], " ")

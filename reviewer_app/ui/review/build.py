"""From the desk's values to what the screen shows: wording and counting only, pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from reviewer_app.domain.citation import Citation
from reviewer_app.domain.decision import Outcome, is_formative
from reviewer_app.domain.ids import IndicatorId, ItemId
from reviewer_app.domain.program import Indicator, Program
from reviewer_app.domain.review import Review
from reviewer_app.domain.submission import EarlierAttempt, EvidenceItem, Kind, Statement, Submission
from reviewer_app.evidence.values import Probe
from reviewer_app.ui.review.outcome import done_state, outcome_state
from reviewer_app.ui.review.state import (
    CardState,
    Chip,
    CitationRow,
    ConditionChoice,
    EarlierState,
    ItemRow,
    LevelState,
    Mode,
    ReviewState,
    SaveState,
    SnippetChoice,
)
from reviewer_app.ui.viewers.places import Mark, Target, length, shorten, where
from reviewer_app.ui.words import day_text, listed, many
from reviewer_app.workflow.desk import Desk, PackageInfo, outcome_label

_ICONS = {
    Kind.VIDEO: "play-fill",
    Kind.AUDIO: "speaker-high",
    Kind.PDF: "file-pdf",
    Kind.DOCUMENT: "text-align-left",
    Kind.TEXT: "text-align-left",
    Kind.IMAGE: "image",
    Kind.LINK: "link",
    Kind.OTHER: "file",
}
_KINDS = {
    Kind.VIDEO: "Video",
    Kind.AUDIO: "Audio",
    Kind.PDF: "PDF",
    Kind.DOCUMENT: "Document",
    Kind.TEXT: "Text",
    Kind.IMAGE: "Photo",
    Kind.LINK: "Link",
    Kind.OTHER: "File",
}

_DOCUMENTS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "Slides",
    "application/vnd.oasis.opendocument.presentation": "Slides",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Table",
    "application/vnd.oasis.opendocument.spreadsheet": "Table",
}


class Pointer:
    """Where the screen is: the active card, the item in hand. Not data: the journal holds nothing of it."""

    def __init__(self) -> None:
        self.active: IndicatorId | None = None
        self.item: ItemId | None = None
        self.shown: tuple[ItemId, ...] = ()
        self.settled = True


def build(desk: Desk, probes: Mapping[ItemId, Probe], save: SaveState, pointer: Pointer, today: date) -> ReviewState:
    """The whole screen."""
    s, review = desk.submission, desk.review
    mode = mode_of(desk)
    indicators = desk.indicators
    hues = {i.id: n for n, i in enumerate(indicators)}
    cards = tuple(_card(desk, i, n, pointer) for n, i in enumerate(indicators))
    if mode is Mode.FORMATIVE:
        cards = tuple(_reference(i, n) for n, i in enumerate(desk.program.indicators_of(desk.component)))
    overall = _overall_card(desk, pointer)
    active = next((i for i in indicators if i.id == pointer.active), None)
    target = None
    if review.open:
        target = Target(label=active.id, hue=hues[active.id]) if active else Target(label="the whole", hue=-1)
    return ReviewState(
        submission=s.id,
        title=title_of(desk),
        chips=(*_chips(s, desk.program), package_chip(desk.package)),
        today=_today(desk, today),
        save=save,
        mode=mode,
        open=review.open,
        program=f"{desk.program.short_title or desk.program.title} · v{desk.program.version}"
        f" · {desk.program.approval.status}",
        items=tuple(_item(i, n, probes.get(i.id), review, pointer) for n, i in enumerate(s.evidence, 1)),
        statements=tuple(statement_chip(x) for x in s.statements),
        remarks=tuple(r.text for r in desk.remarks),
        conditions=_conditions(desk.program, review, None),
        cards=(overall, *cards) if mode is Mode.FORMATIVE else (*cards, overall),
        earlier=_earlier(desk.program, s, today),
        outcome=outcome_state(desk, mode),
        done=done_state(desk),
        target=target,
        marks=tuple((i.id, marks_of(review, i.id, hues)) for i in s.evidence),
        seen=tuple((i.id, review.viewed.get(i.id, ())) for i in s.evidence),
        settled=pointer.settled,
        sample=desk.program.sample_note if desk.program.sample else "",
        protocol=desk.program.protocol,
    )


def mode_of(desk: Desk) -> Mode:
    """What is recorded here."""
    if is_formative(desk.component, desk.submission):
        return Mode.FORMATIVE
    return Mode.QUICK if desk.component.review == "quick" else Mode.SCORED


def title_of(desk: Desk) -> str:
    """``R-0417 · Micro-Course 3 · Partnerships``: ids and the program's words only; the rubric names the program."""
    return f"{desk.submission.id} · {desk.component.title}"


def _chips(s: Submission, program: Program) -> tuple[Chip, ...]:
    allowed = program.rules.resubmission.attempts
    attempt = f"Attempt {s.attempt} of {allowed}" if allowed else f"Attempt {s.attempt}"
    return (Chip(text=attempt), Chip(text="Blind review", tone="accent", tip="You see ids only, never names."))


def package_chip(package: PackageInfo) -> Chip:
    """Who vouches for the package."""
    if not package.signed_by and not package.signer_key:
        return Chip(text="Package verified · not signed", tone="caution", tip="Every file matches the package's list.")
    if package.trusted is False:
        return Chip(text=f"Package verified · {package.signed_by}, not trusted", tone="caution")
    known = "" if package.trusted else " · key not known here"
    return Chip(text=f"✓ Package verified · signed by {package.signed_by}{known}", tone="good")


def _today(desk: Desk, today: date) -> str:
    place, total = desk.position
    text = f"{place} of {total} today"
    return f"{text} · due {day_text(desk.due, today)}" if desk.due else text


def statement_chip(statement: Statement) -> Chip:
    """``✓ Own work``; what is not stated is a caution."""
    text = (statement.text or statement.code.replace("-", " ").capitalize()).rstrip(".")
    if statement.given:
        return Chip(text=f"✓ {text}", tone="good", tip=statement.text)
    return Chip(text=f"Not stated: {text}", tone="caution", tip=statement.text)


# -- evidence --
def _item(item: EvidenceItem, number: int, probe: Probe | None, review: Review, pointer: Pointer) -> ItemRow:
    return ItemRow(
        id=item.id,
        title=item.title or f"Item {item.id}",
        detail=item_detail(item, probe),
        kind=str(probe.kind if probe is not None and probe.readable else item.kind),
        viewed=viewed_share(probe, review.viewed.get(item.id, ())),
        selected=item.id == pointer.item,
        shown=item.id in pointer.shown,
        bad=probe is not None and not probe.readable,
        number=number,
    )


def item_detail(item: EvidenceItem, probe: Probe | None) -> str:
    """``Video · 18:42``; never a file name."""
    if probe is None:
        return _KINDS[item.kind]
    if not probe.readable:
        return "Can't be shown"
    size = ""
    if probe.duration_ms:
        size = length(probe.duration_ms)
    elif probe.pages:
        size = many(probe.pages, "page")
    elif probe.kind is Kind.IMAGE and probe.frames > 1:
        size = many(probe.frames, "picture")
    elif probe.words:
        size = many(probe.words, "word")
    what = _DOCUMENTS.get(probe.media_type, _KINDS[probe.kind])
    return f"{what} · {size}" if size else what


def viewed_share(probe: Probe | None, spans: tuple[tuple[int, int], ...]) -> float:
    """How much of an item was looked at, 0 to 1: of its time, its pages, or (text) its hundredths."""
    if probe is None or not spans:
        return 0.0
    if probe.duration_ms:
        return min(1.0, sum(end - start for start, end in spans) / probe.duration_ms)
    if probe.kind is Kind.PDF and probe.pages:
        return min(1.0, len({p for a, b in spans for p in range(a, b + 1)}) / probe.pages)
    if probe.kind is Kind.IMAGE:
        return min(1.0, len({p for a, b in spans for p in range(a, b + 1)}) / max(1, probe.frames))
    return min(1.0, sum(end - start for start, end in spans) / 100)


def marks_of(review: Review, item: ItemId, hues: Mapping[IndicatorId, int]) -> tuple[Mark, ...]:
    """The citations of an item as its viewer shows them."""
    return tuple(
        Mark(
            citation=c.id,
            selector=c.selector,
            indicator=c.indicator,
            hue=hues.get(c.indicator, -1) if c.indicator else -1,
            label=str(c.indicator or "whole submission"),
        )
        for c in review.citations
        if c.item == item
    )


# -- the rubric --
def _card(desk: Desk, indicator: Indicator, hue: int, pointer: Pointer) -> CardState:
    review = desk.review
    score = review.scores.get(indicator.id)
    citations = review.citations_of(indicator.id)
    conditions = _conditions(desk.program, review, indicator.id)
    summary, tone = _summary(score is not None, citations, conditions, review, indicator.id)
    return CardState(
        id=indicator.id,
        title=f"{indicator.id} {indicator.title}",
        hue=hue,
        levels=tuple(
            LevelState(value=x.value, name=x.name, descriptor=x.descriptor, chosen=x.value == score)
            for x in indicator.levels
        ),
        active=pointer.active == indicator.id,
        summary=summary,
        summary_tone=tone,
        citations=tuple(citation_row(c, desk.submission) for c in citations),
        comment=review.comments.get(indicator.id, ""),
        note=review.notes.get(indicator.id, ""),
        confidence=review.confidence.get(indicator.id, ""),
        conditions=conditions,
        description=indicator.description,
        look_fors=indicator.look_fors,
        snippets=snippets_for(desk.program, indicator, score),
    )


def _reference(indicator: Indicator, hue: int) -> CardState:
    """An indicator to be read beside a draft that only gets feedback."""
    return CardState(
        id=indicator.id,
        title=f"{indicator.id} {indicator.title}",
        hue=hue,
        levels=(),
        active=False,
        summary=indicator.description,
        summary_tone="third",
        citations=(),
        comment="",
        note="",
        confidence="",
        conditions=(),
        look_fors=indicator.look_fors,
        reference=True,
    )


def _overall_card(desk: Desk, pointer: Pointer) -> CardState:
    review = desk.review
    comment = review.comments.get(None, "")
    citations = review.citations_of(None)
    summary = f"“{shorten(comment, 60)}”" if comment else "For the submission as a whole"
    return CardState(
        id=None,
        title="Overall feedback",
        hue=-1,
        levels=(),
        active=pointer.active is None,
        summary=summary,
        summary_tone="third",
        citations=tuple(citation_row(c, desk.submission) for c in citations),
        comment=comment,
        note=review.notes.get(None, ""),
        confidence="",
        conditions=_conditions(desk.program, review, None),
        snippets=tuple(
            SnippetChoice(title=x.title, text=x.text) for x in desk.program.feedback.snippets if x.indicator is None
        ),
    )


def _summary(
    scored: bool,
    citations: tuple[Citation, ...],
    conditions: tuple[ConditionChoice, ...],
    review: Review,
    of: IndicatorId,
) -> tuple[str, str]:
    standing = [c.label for c in conditions if c.on]
    if standing:
        return f"Not scorable · {', '.join(standing).lower()}", "caution"
    count = many(len(citations), "citation")
    if not scored:
        waiting = f" · {count} waiting" if citations else ""
        return f"Not scored yet{waiting}", "caution"
    comment = review.comments.get(of, "")
    quoted = f" · “{shorten(comment, 44)}”" if comment else " · no feedback yet"
    return f"{count}{quoted}", "third"


def citation_row(citation: Citation, submission: Submission) -> CitationRow:
    """``05:31–06:02 asks what would help`` or ``Reflection p.2 “When I asked…”``."""
    item = submission.item(citation.item)
    kind = item.kind if item is not None else Kind.OTHER
    title = shorten(item.title, 18) if item is not None else str(citation.item)
    place = where(citation.selector)
    if citation.selector.time is None:
        place = f"{title}{' ' if place.startswith('p.') else ' · ' if place else ''}{place}"
    quote = citation.selector.quote
    words = citation.note or (f"“{shorten(quote.exact, 80)}”" if quote is not None else "")
    if not words and citation.selector.time is not None:
        words = title
    return CitationRow(
        id=citation.id, item=citation.item, icon=_ICONS[kind], place=place, words=words, selector=citation.selector
    )


def _conditions(program: Program, review: Review, indicator: IndicatorId | None) -> tuple[ConditionChoice, ...]:
    on = {c.code for c in review.conditions if c.indicator == indicator}
    return tuple(
        ConditionChoice(code=c.code, label=c.label, on=c.code in on, advice=c.advice)
        for c in program.rules.conditions.codes
        if indicator is None or c.code != "conflict"
    )


def snippets_for(program: Program, indicator: Indicator, score: int | None) -> tuple[SnippetChoice, ...]:
    """The pieces of feedback that fit the indicator, with its title and level filled in."""
    level = indicator.level(score) if score is not None else None
    found = [x for x in program.feedback.snippets if x.indicator in (None, indicator.id)]
    found.sort(key=lambda x: x.indicator is None)
    return tuple(
        SnippetChoice(
            title=x.title,
            text=x.text.replace("{indicator}", indicator.title).replace("{level}", level.name if level else "…"),
        )
        for x in found
    )


def _earlier(program: Program, s: Submission, today: date) -> tuple[EarlierState, ...]:
    if not program.rules.resubmission.sees_earlier:
        return ()
    return tuple(_earlier_one(program, e, today) for e in sorted(s.earlier, key=lambda e: -e.attempt))


def _earlier_one(program: Program, e: EarlierAttempt, today: date) -> EarlierState:
    """``Attempt 1: Not yet · 3.2 to redo · Oct 12``, the outcome as the program calls it."""
    known = {o.value: o for o in Outcome}
    outcome = outcome_label(program, known[e.outcome]) if e.outcome in known else e.outcome
    redo = f"{listed([str(i) for i in e.unmet])} to redo" if e.unmet else ""
    on = day_text(e.decided_on, today) if e.decided_on else ""
    said = " · ".join(x for x in (outcome, redo, on) if x)
    return EarlierState(title=f"Attempt {e.attempt}: {said}", feedback=e.feedback)

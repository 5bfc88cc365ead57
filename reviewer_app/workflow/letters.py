"""The letter to a candidate: one model, shown in the window and written as a Word document or a PDF."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from reviewer_app.domain.citation import Citation, Selector
from reviewer_app.domain.decision import Outcome, Verdict
from reviewer_app.domain.feedback import Block, Run, blocks
from reviewer_app.domain.ids import CitationId, SubmissionId
from reviewer_app.domain.passing import Scores, show
from reviewer_app.domain.program import Component, Indicator, Program
from reviewer_app.domain.review import Review
from reviewer_app.domain.submission import Submission
from reviewer_app.files import written_whole
from reviewer_app.workflow import papers
from reviewer_app.workflow.cases import case_of
from reviewer_app.workflow.deciding import stands
from reviewer_app.workflow.desk import outcome_label, without
from reviewer_app.workflow.papers import TITLE_MOST, clean, escaped
from reviewer_app.workspace import Workspace

_PICTURE_CM = 6.0
_PICTURE_HIGH = 1.5  # at most so many times as high as wide: a taller one is as narrow as that takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in the evidence that the feedback rests on; ``picture`` is a PNG of it, where the program allows."""

    where: str
    words: str = ""
    picture: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What is said of one indicator. ``result`` is its level, or why it could not be scored."""

    title: str
    result: str
    meaning: str = ""  # the level's descriptor
    feedback: tuple[Block, ...] = ()
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Everything that the letter says, in its order. ``draft``: it may not go out (yet), and ``why_draft``."""

    program: str
    component: str
    submission: str
    candidate: str
    attempt: int
    on: date
    outcome: str
    reason: str
    opening: str = ""
    sections: tuple[Section, ...] = ()
    overall: tuple[Block, ...] = ()
    closing: str = ""
    note: str = ""  # that the wording is a sample
    draft: bool = True
    why_draft: str = ""


def letter(ws: Workspace, submission: SubmissionId, pictures: Mapping[CitationId, bytes] | None = None) -> Letter:
    """The letter as it would be sent now; never with a private note, never with a name of a file.

    An adjudicator's says what was settled. Under a privacy hold nothing of the evidence is in it.
    """
    case = case_of(ws, submission)
    review = without(case.review, ws.withheld.items(submission))
    on = (case.review.last_at or ws.clock.now()).astimezone().date()
    settled = None if case.settled is None else case.settled.scores
    made = letter_of(
        case.program, case.component, case.submission, review, case.verdict(), case.indicators, on, pictures or {},
        settled,
    )  # fmt: skip
    if case.review.open:
        return replace(made, why_draft="The review is not finalised.")
    worth = stands(ws, submission)
    return made if worth.letter else replace(made, draft=True, why_draft=worth.text)


def letter_of(
    program: Program,
    component: Component,
    submission: Submission,
    review: Review,
    verdict: Verdict,
    indicators: tuple[Indicator, ...],
    on: date,
    pictures: Mapping[CitationId, bytes],
    settled: Scores | None = None,
) -> Letter:
    """The letter of a review; ``settled``: the scores that stand instead of its own."""
    shown = pictures if program.feedback.stills else {}
    scores = review.scores if settled is None else settled
    sections = tuple(_section(i, program, submission, review, scores, shown) for i in indicators)
    return Letter(
        program=program.title,
        component=component.title,
        submission=str(submission.id),
        candidate=submission.candidate,
        attempt=submission.attempt,
        on=on,
        outcome="" if verdict.outcome is Outcome.OPEN else outcome_label(program, verdict.outcome),
        reason="; ".join(r.text for r in verdict.reasons[:3]) if verdict.outcome is not Outcome.OPEN else "",
        opening=program.feedback.letter_opening,
        sections=sections,
        overall=blocks(review.comments.get(None, "")),
        closing=program.feedback.letter_closing,
        note=program.sample_note if program.sample else "",
        draft=review.open,
    )


def _section(
    indicator: Indicator,
    program: Program,
    submission: Submission,
    review: Review,
    scores: Scores,
    pictures: Mapping[CitationId, bytes],
) -> Section:
    score = scores.get(indicator.id)
    level = indicator.level(int(score)) if score is not None and score == int(score) else None
    standing = [c.code for c in review.conditions if c.indicator == indicator.id]
    result = f"{level.value} {level.name}" if level is not None else "" if score is None else show(score)
    if standing:
        known = program.rules.conditions.code(standing[0])
        result = f"Could not be scored: {(known.label if known else standing[0]).lower()}"
    return Section(
        title=f"{indicator.id} {indicator.title}",
        result=result,
        meaning=level.descriptor if level is not None and not standing else "",
        feedback=blocks(review.comments.get(indicator.id, "")),
        places=tuple(_place(c, submission, pictures) for c in review.citations_of(indicator.id)),
    )


def _place(citation: Citation, submission: Submission, pictures: Mapping[CitationId, bytes]) -> Place:
    item = submission.item(citation.item)
    title = (item.title if item is not None else "") or f"Item {citation.item}"
    at = place_text(citation.selector)
    quote = citation.selector.quote
    words = citation.note or (f"“{_short(quote.exact)}”" if quote is not None else "")
    return Place(where=f"{title}, {at}" if at else title, words=words, picture=pictures.get(citation.id, b""))


def place_text(selector: Selector) -> str:
    """Where in an item, in words for a letter: ``05:31 to 06:02``, ``page 2``."""
    parts = []
    if selector.time is not None:
        start, end = _clock(selector.time.start), _clock(selector.time.end)
        parts.append(start if start == end else f"{start} to {end}")
    if selector.page is not None:
        parts.append(f"page {selector.page}")
    return ", ".join(parts)


def _clock(ms: int) -> str:
    seconds = ms // 1000
    hours = f"{seconds // 3600}:" if seconds >= 3600 else ""
    return f"{hours}{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _short(text: str, most: int = 160) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"


def heading(made: Letter) -> tuple[str, ...]:
    """The lines under the title: what it is about."""
    attempt = f" · attempt {made.attempt}" if made.attempt > 1 else ""
    draft = (f"Draft, not to be sent. {made.why_draft}".strip(),) if made.draft else ()
    return (
        *draft,
        made.component,
        f"Submission {made.submission} · candidate {made.candidate}{attempt} · {_day(made.on)}",
    )


def _day(on: date) -> str:
    return f"{on:%B} {on.day}, {on.year}"


# --- Word ------------------------------------------------------------------------------------------------------------


def write_docx(made: Letter, dest: Path) -> None:
    """Write it as a Word document; nothing is overwritten."""
    from docx import Document

    document: Any = Document()
    document.core_properties.author = ""
    document.core_properties.title = clean(f"{made.program}: {made.submission}")[:TITLE_MOST]
    document.add_heading(clean(made.program), 1)
    for line in heading(made):
        document.add_paragraph(clean(line))
    if made.outcome:
        document.add_heading(clean(made.outcome), 2)
    for words in (made.reason, made.opening):
        if words:
            document.add_paragraph(clean(words))
    _docx_blocks(document, made.overall)
    for section in made.sections:
        _docx_section(document, section)
    for words in (made.closing, made.note):
        if words:
            document.add_paragraph(clean(words))
    with written_whole(dest, "write the letter") as file:
        document.save(file)


def _docx_section(document: Any, section: Section) -> None:
    from docx.shared import Cm

    document.add_heading(clean(section.title), 2)
    if section.result:
        paragraph = document.add_paragraph()
        paragraph.add_run(clean(section.result)).bold = True
        if section.meaning:
            paragraph.add_run(clean(f"  {section.meaning}"))
    _docx_blocks(document, section.feedback)
    for place in section.places:
        document.add_paragraph(clean(" ".join((place.where, place.words)).strip()), style="List Bullet")
        if place.picture:
            document.add_picture(io.BytesIO(place.picture), width=Cm(_PICTURE_CM * _narrowed(place.picture)))


_STYLES = {"paragraph": "Normal", "bullet": "List Bullet", "number": "List Number"}


def _docx_blocks(document: Any, found: Iterable[Block]) -> None:
    for block in found:
        paragraph = document.add_paragraph(style=_STYLES[block.kind])
        for run in block.runs:
            added = paragraph.add_run(clean(run.text))
            added.bold, added.italic = run.bold or None, run.italic or None


def _narrowed(picture: bytes) -> float:
    """By how much a tall picture is to be narrower than the others, so that it fits on a page."""
    from PIL import Image

    with Image.open(io.BytesIO(picture)) as image:
        return min(1.0, _PICTURE_HIGH * image.width / image.height)


# --- HTML and PDF ----------------------------------------------------------------------------------------------------

_CSS = """
body { font-family: serif; font-size: 11pt; line-height: 1.35; color: #1d2530; }
h1 { font-family: sans-serif; font-size: 18pt; margin: 0 0 4pt 0; }
h2 { font-family: sans-serif; font-size: 12.5pt; margin: 14pt 0 3pt 0; }
p { margin: 0 0 6pt 0; } .about { font-family: sans-serif; font-size: 9.5pt; color: #5b6675; margin: 0 0 2pt 0; }
.small { font-size: 9pt; color: #5b6675; } ul, ol { margin: 0 0 6pt 0; } li { margin: 0 0 2pt 0; }
"""


def html_of(made: Letter, *, picture: str = "picture-{}.png") -> str:
    """The letter as simple HTML; every word that somebody typed is escaped."""
    parts = [f"<h1>{escaped(made.program)}</h1>", *(f'<p class="about">{escaped(x)}</p>' for x in heading(made))]
    if made.outcome:
        parts.append(f"<h2>{escaped(made.outcome)}</h2>")
    parts += [f"<p>{escaped(x)}</p>" for x in (made.reason, made.opening) if x]
    parts.append(_html_blocks(made.overall))
    number = 0
    for section in made.sections:
        parts.append(f"<h2>{escaped(section.title)}</h2>")
        if section.result:
            parts.append(f"<p><b>{escaped(section.result)}</b> {escaped(section.meaning)}</p>")
        parts.append(_html_blocks(section.feedback))
        for place in section.places:
            parts.append(f'<p class="small">• {escaped(place.where)} {escaped(place.words)}</p>')
            if place.picture:
                width = max(1, round(220 * _narrowed(place.picture)))
                parts.append(f'<p><img src="{picture.format(number)}" width="{width}"></p>')
            number += 1
    parts += [f"<p>{escaped(made.closing)}</p>" if made.closing else ""]
    parts += [f'<p class="small">{escaped(made.note)}</p>' if made.note else ""]
    return "\n".join(p for p in parts if p)


def pictures_of(made: Letter) -> dict[int, bytes]:
    """The pictures of the letter by their number, as ``html_of`` names them."""
    places = [p for s in made.sections for p in s.places]
    return {number: p.picture for number, p in enumerate(places) if p.picture}


def _html_blocks(found: Iterable[Block]) -> str:
    parts: list[str] = []
    inside = ""
    for block in found:
        tag = {"bullet": "ul", "number": "ol"}.get(block.kind, "")
        if tag != inside:
            parts += [f"</{inside}>" if inside else "", f"<{tag}>" if tag else ""]
            inside = tag
        words = "".join(_html_run(r) for r in block.runs)
        parts.append(f"<li>{words}</li>" if tag else f"<p>{words}</p>")
    return "".join((*parts, f"</{inside}>" if inside else ""))


def _html_run(run: Run) -> str:
    words = escaped(run.text)
    words = f"<b>{words}</b>" if run.bold else words
    return f"<i>{words}</i>" if run.italic else words


def write_pdf(made: Letter, dest: Path) -> None:
    """Write it as a PDF on A4; nothing is overwritten."""
    pictures = {f"picture-{number}.png": data for number, data in pictures_of(made).items()}
    papers.write_pdf(html_of(made), _CSS, pictures, dest, "write the letter", side=62)

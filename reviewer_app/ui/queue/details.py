"""What the panel beside the queue says about one submission."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from reviewer_app.domain.roles import CONFLICT
from reviewer_app.ui.queue.state import NOT_OPEN, Details
from reviewer_app.ui.words import day_text, listed, many, size_text

if TYPE_CHECKING:
    from reviewer_app.domain.prechecks import Measured
    from reviewer_app.domain.submission import EarlierAttempt, EvidenceItem
    from reviewer_app.workflow.scoring import Desk, QueueRow

Fact = tuple[str, str | tuple[str, str]]

_REMARKS = 4  # the desk shows them all
_NOUNS = {
    "video": ("video", "videos"),
    "audio": ("recording", "recordings"),
    "pdf": ("PDF", "PDFs"),
    "document": ("document", "documents"),
    "text": ("text", "texts"),
    "image": ("picture", "pictures"),
    "link": ("link", "links"),
    "other": ("other file", "other files"),
}


def details_of(row: QueueRow, desk: Desk, today: date, measures: Mapping[str, Measured] | None = None) -> Details:
    """The panel of one submission."""
    return Details(
        submission=row.submission,
        title=str(row.submission),
        subtitle=f"{row.program_title} · {row.component_title}",
        facts=(
            *_package(desk, today),
            *_on_hold(desk),
            ("Rubric", _rubric(desk)),
            ("Attempt", _attempt(row, desk)),
            ("Evidence", _evidence(desk, measures or {})),
            *_concerns(desk),
            *_handed_in(desk),
            ("Blind", "Names hidden; file names replaced"),
            *_outcome(row),
        ),
        feedback=tuple(
            (f"Feedback on attempt {e.attempt}", e.feedback) for e in reversed(desk.submission.earlier) if e.feedback
        ),
        action=_action(row),
        conditions=tuple((c.code, c.label) for c in desk.program.rules.conditions.codes if c.code != CONFLICT),
    )


def evidence_words(kind: str, count: int) -> str:
    """A kind of evidence with its count: 2 videos."""
    return many(count, *_NOUNS[kind])


def _package(desk: Desk, today: date) -> list[Fact]:
    package = desk.package
    when = day_text(desk.submission.packed_at.astimezone().date(), today)
    facts: list[Fact] = [("Package", ("✓ Verified", "good"))]
    if not package.signed_by:
        facts.append(("Signed by", ("Not signed", "caution")))
    elif package.trusted is False:
        facts.append(("Signed by", f"{package.signed_by} · {when} · key not trusted here"))
    else:
        facts.append(("Signed by", f"{package.signed_by} · {when}"))
    return facts


def _rubric(desk: Desk) -> str:
    program = desk.program
    said = f"{program.short_title or program.title} v{program.version} · {program.approval.status.value}"
    return f"{said} · sample wording" if program.sample else said


def _attempt(row: QueueRow, desk: Desk) -> str:
    said = f"{row.attempt} of {row.attempts_allowed}" if row.attempts_allowed else str(row.attempt)
    earlier: EarlierAttempt | None = max(desk.submission.earlier, key=lambda e: e.attempt, default=None)
    if earlier is None or not earlier.unmet:
        return said
    verb = "was" if len(earlier.unmet) == 1 else "were"
    return f"{said} — only {listed([str(i) for i in earlier.unmet])} {verb} not met"


def _evidence(desk: Desk, measures: Mapping[str, Measured]) -> str:
    """How many of each kind, how long they are as far as that is known, and their size."""
    if desk.evidence_hidden:
        return "Hidden until the office lifts the hold"
    items: dict[str, list[EvidenceItem]] = {}
    for item in desk.submission.evidence:
        items.setdefault(item.kind.value, []).append(item)
    words = [
        " ".join(filter(None, (evidence_words(kind, len(of)), _length([measures.get(i.sha256) for i in of]))))
        for kind, of in items.items()
    ]
    size = sum(item.size for item in desk.submission.evidence)
    return f"{', '.join(words)} · {size_text(size)}"


def _length(found: list[Measured | None]) -> str:
    """Minutes of recordings, pages of documents, once all of a kind were measured."""
    known = [m for m in found if m is not None]
    if len(known) < len(found):
        return ""
    if milliseconds := sum(m.duration_ms for m in known):
        return f"({clock_text(milliseconds)})"
    pages = sum(m.pages for m in known)
    return f"({many(pages, 'page')})" if pages else ""


def clock_text(milliseconds: int) -> str:
    """How long a recording runs: 45 s, 19 min, 1 h 05 min."""
    seconds = round(milliseconds / 1000)
    if seconds < 60:
        return f"{max(1, seconds)} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


def _on_hold(desk: Desk) -> list[Fact]:
    return [("On hold" if n == 0 else "", h.text) for n, h in enumerate(desk.holds)]


def _concerns(desk: Desk) -> list[Fact]:
    """What is missing, too long, not to be opened: before anybody opens it."""
    return [("To know" if n == 0 else "", r.text) for n, r in enumerate(desk.remarks[:_REMARKS])]


def _handed_in(desk: Desk) -> list[Fact]:
    facts: list[Fact] = []
    if desk.submission.window:
        facts.append(("Handed in", desk.submission.window))
    if desk.submission.focus:
        facts.append(("Focus", desk.submission.focus))
    return facts


def _outcome(row: QueueRow) -> list[Fact]:
    if row.outcome is None:
        return []
    return [("Outcome", (row.outcome_label, OUTCOME_TONES.get(row.outcome.value, "neutral")))]


OUTCOME_TONES = {"met": "good", "not-met": "caution", "incomplete": "bad", "formative": "neutral"}


def _action(row: QueueRow) -> str:
    if row.state.name in NOT_OPEN:
        return "Look at it again"
    if row.state.name == "FORMATIVE":
        return "Write feedback"
    return "Continue scoring" if row.scored or row.state.name == "IN_PROGRESS" else "Start scoring"

"""Rows and reports of the workflow, as lines of the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.ui.outbox.state import BundleLine, CheckState, ReadyLine, StepLine
from reviewer_app.ui.words import listed, many, when_text

if TYPE_CHECKING:
    from reviewer_app.domain.ids import BundleId
    from reviewer_app.workflow.checking import CheckReport
    from reviewer_app.workflow.sealing import BundleRow, ReadyRow

TONES = {"met": "good", "not-met": "caution", "incomplete": "bad", "formative": "neutral"}


def ready_line(row: ReadyRow, now: datetime, checked: bool) -> ReadyLine:
    """A decision that waits."""
    return ReadyLine(
        submission=row.submission,
        component=row.component_title,
        program=row.program_title,
        outcome=row.outcome_label,
        tone=TONES.get(row.outcome.value if row.outcome is not None else "", "neutral"),
        reason=" ".join(row.reasons),
        finalised=when_text(row.finalised_at, now) if row.finalised_at is not None else "",
        digest=short_digest(row.tagmanifest),
        audience=row.audience,
        checked=checked and not row.problem,
        problem=row.problem,
        stills=row.stills,
    )


def bundle_line(row: BundleRow, now: datetime) -> BundleLine:
    """A sealed bundle."""
    places = [f"{_place(s.where)} · {when_text(s.at, now)}" for s in sorted(row.sent, key=lambda s: s.at, reverse=True)]
    more = f", and {len(places) - 1} more" if len(places) > 1 else ""
    return BundleLine(
        id=row.id,
        name=row.name,
        path=str(row.path),
        decisions=row.decisions,
        sealed=when_text(row.sealed_at, now),
        where=f"{places[0]}{more}" if places else "",
        places="\n".join(f"{s.where} · {when_text(s.at, now)}" for s in row.sent),
    )


def _place(target: str) -> str:
    """A folder or drive by its name."""
    return Path(target).name or target


def short_digest(digest: str) -> str:
    """A digest as it is shown: its first and last four digits."""
    return f"{digest[:4]}…{digest[-4:]}"


def seal_text(chosen: Sequence[ReadyLine], name: str, *, covered: bool = False) -> str:
    """What is about to happen. ``covered``: faces are shown blurred here."""
    offices = sorted({_office(line.audience) for line in chosen if line.audience})
    to = f" for {listed(offices)}" if offices else ""
    count = len({line.audience for line in chosen})
    bundles = "one bundle" if count == 1 else f"{count} bundles, one for each office"
    return (
        f"{many(len(chosen), 'decision')}{to} will be signed as {name} and sealed in {bundles}. "
        "A sealed decision can't be changed; a later one can take its place."
        f"{_stills_text(sum(line.stills for line in chosen), covered=covered)}"
    )


def _office(audience: str) -> str:
    """For whom it is sealed, as it is said in a sentence."""
    return "the office" if audience == "office" else audience


def _stills_text(count: int, *, covered: bool) -> str:
    """That pictures go along, and what is done about faces; nothing when there are none."""
    if not count:
        return ""
    them = "A picture of 1 cited area goes" if count == 1 else f"Pictures of {count} cited areas go"
    if covered:
        return f" {them} along, as the program asks; faces are covered where they are found, which is no guarantee."
    return f" {them} along, as the program asks; faces in them can be seen, as you watch without blurring."


def sealed_text(decisions: int, names: Sequence[str], stills: int, missing: int) -> str:
    """What was sealed."""
    along = f", with {many(stills, 'still')}" if stills else ""
    lost = f" {many(missing, 'cited area')} could not be read and did not go along." if missing else ""
    done = f"{many(decisions, 'decision')} sealed in {listed(list(names))}{along}.{lost}"
    return f"{done} Copy it to a drive to hand it over."


def check_state(report: CheckReport, bundle: BundleId | None) -> CheckState:
    """What a check found, for the panel."""
    name = Path(report.path).name
    unsigned = report.valid and report.signer is None
    return CheckState(
        name=name,
        tone="bad" if not report.valid else "caution" if unsigned else "good",
        headline=report.headline,
        summary=report.summary,
        steps=tuple(StepLine(title=s.title, detail=s.detail, ok=s.ok) for s in report.steps),
        problems=tuple(("bad" if p.severity == "error" else "caution", p.message, p.hint) for p in report.problems),
        command=f"reviewer-app check {_quoted(name)}",
        bundle=bundle,
    )


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name

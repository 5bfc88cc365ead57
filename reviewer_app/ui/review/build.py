"""From the desk's values to what the screen shows: wording and counting only, pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from reviewer_app.domain.decision import is_formative
from reviewer_app.domain.holding import HoldKind
from reviewer_app.domain.ids import ItemId
from reviewer_app.domain.program import Program
from reviewer_app.domain.submission import Purpose, Submission
from reviewer_app.evidence.values import Probe
from reviewer_app.ui.review.indicators import card, carried, condition_choices, earlier_states, overall_card, reference
from reviewer_app.ui.review.items import coverage_of_all, item_row, package_chip, statement_chip
from reviewer_app.ui.review.outcome import done_state, outcome_state
from reviewer_app.ui.review.pointer import Pointer
from reviewer_app.ui.review.prepare import Prepared, prepare
from reviewer_app.ui.review.remarks import remarks_of
from reviewer_app.ui.review.state import AdviceRow, CardState, Chip, HoldState, Mode, ReviewState, SaveState
from reviewer_app.ui.viewers.places import Target
from reviewer_app.ui.words import day_text
from reviewer_app.workflow.desk import Desk


def build(
    found: Prepared | Desk, probes: Mapping[ItemId, Probe], save: SaveState, pointer: Pointer, today: date
) -> ReviewState:
    """The whole screen."""
    prepared = prepare(found) if isinstance(found, Desk) else found
    desk = prepared.desk
    s, review, program = desk.submission, desk.review, desk.program
    mode = mode_of(desk)
    place = (pointer.item, pointer.shown)
    items = tuple(
        item_row(i, n, probes.get(i.id), review, len(prepared.marks.get(i.id, ())), place)
        for n, i in enumerate(s.evidence, 1)
    )
    return ReviewState(
        submission=s.id,
        title=title_of(desk),
        chips=(*_chips(s, program), package_chip(desk.package)),
        today=_today(desk, today),
        save=save,
        mode=mode,
        open=review.open,
        program=f"{program.short_title or program.title} · v{program.version} · {program.approval.status}",
        items=items,
        statements=tuple(statement_chip(x) for x in s.statements),
        remarks=remarks_of(desk),
        conditions=condition_choices(program, review, None),
        cards=_cards(prepared, mode, pointer),
        earlier=earlier_states(program, s, today),
        outcome=outcome_state(desk, mode),
        done=done_state(desk),
        target=_target(desk, pointer),
        marks=tuple((i.id, prepared.marks.get(i.id, ())) for i in s.evidence),
        seen=tuple((i.id, review.viewed.get(i.id, ())) for i in s.evidence),
        settled=pointer.settled,
        sample=program.sample_note if program.sample else "",
        protocol=program.protocol,
        advice=tuple(AdviceRow(indicator=a.indicator, text=a.text) for a in prepared.advice) if review.open else (),
        carried=carried(desk),
        hold=hold_of(desk),
        why=desk.why,
        banner=_banner(desk),
        only=pointer.only,
        coverage=coverage_of_all(items),
    )


def _cards(prepared: Prepared, mode: Mode, pointer: Pointer) -> tuple[CardState, ...]:
    desk = prepared.desk
    overall = overall_card(prepared, pointer)
    if mode is Mode.FORMATIVE:
        return (overall, *(reference(i, n) for n, i in enumerate(desk.program.indicators_of(desk.component))))
    return (*(card(prepared, i, n, pointer) for n, i in enumerate(desk.indicators)), overall)


def _target(desk: Desk, pointer: Pointer) -> Target | None:
    if not desk.review.open:
        return None
    hue = next((n for n, i in enumerate(desk.indicators) if i.id == pointer.active), -1)
    return Target(label=str(desk.indicators[hue].id) if hue >= 0 else "the whole", hue=hue)


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


def _today(desk: Desk, today: date) -> str:
    place, total = desk.position
    text = f"{place} of {total} today"
    return f"{text} · due {day_text(desk.due, today)}" if desk.due else text


_BANNERS = {
    Purpose.SECOND: "Second score: you don't see the first one, and the first reviewer doesn't see yours.",
    Purpose.ADJUDICATION: "Adjudication: both reviews are final. Score what they differ in; theirs stay as they are.",
    Purpose.CALIBRATION: "Calibration: scored alone. Results are shown when everybody's are in.",
}


def _banner(desk: Desk) -> Chip | None:
    text = _BANNERS.get(desk.submission.purpose, "")
    if desk.waiting_on and desk.review.open:
        return Chip(text=f"With another reviewer: it waits for {desk.waiting_on}.", tone="caution")
    if not text:
        return None
    return Chip(text=text, tone="accent", tip="\n".join(desk.why))


def hold_of(desk: Desk) -> HoldState | None:
    """Why the submission is not to be scored now: the hold of the office's kind goes before one's own."""
    holds = sorted(desk.holds, key=lambda h: (h.kind is not HoldKind.PRIVACY, not h.kind.by_office))
    if not holds:
        return None
    first = holds[0]
    lifts = "The office lifts it." if first.kind.by_office else "Lift it in the queue when it no longer holds."
    return HoldState(
        title=first.kind.label,
        text=" ".join(x for x in (_sentence(first.reason), lifts) if x),
        hides=any(h.kind is HoldKind.PRIVACY for h in holds),
    )


def _sentence(text: str) -> str:
    words = text.strip()
    return words if not words or words[-1] in ".!?" else f"{words}."

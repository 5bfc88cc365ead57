"""A calibration report for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reviewer_app.domain.calibration_report import (
        CalibrationReport,
        Dispute,
        ResultRow,
        ReviewerRow,
        Severity,
        Statistic,
    )
    from reviewer_app.workflow.calibrating import LiveReport

_MOST = 10


def statistic_data(one: Statistic) -> dict[str, Any]:
    """A figure as JSON."""
    return {
        "key": one.key,
        "label": one.label,
        "value": one.value,
        "low": one.low,
        "high": one.high,
        "n": one.n,
        "counts": one.counts,
        "strength": one.strength.value,
        "reason": one.reason or None,
        "chance": one.chance,
        "goal": one.goal,
        "formula": one.formula,
        "caveat": one.caveat,
    }


def live_data(made: LiveReport) -> dict[str, Any]:
    """Live scoring of one program as JSON."""
    return {
        "program": made.program.id,
        "version": made.program.version,
        "submissions": made.submissions,
        "twice": made.twice,
        "masters": made.masters,
        "seeded": [
            {
                "set": x.set,
                "submission": x.submission,
                "decision": x.decision,
                "reviewer": x.reviewer,
                "bundle": x.bundle,
            }
            for x in made.seeded
        ],
        "report": report_data(made.report),
    }


def report_text(made: CalibrationReport) -> str:
    """The report, the most important first."""
    what = "the masters" if made.against.value == "master" else "each other"
    lines = [f"{made.title} · {made.program} · against {what}"]
    if made.note:
        lines.append(made.note)
    lines += ["", *(_figure(s) for s in (*made.overview, *made.decision_study))]
    lines += ["", "Severe (-) or lenient (+), in levels:"]
    if made.severity.warning:
        lines.append(f"  {made.severity.warning}")
    for row in made.severity.rows:
        if row.value is None:
            lines.append(f"  {row.reviewer:<14} {row.reason}")
        else:
            ends = f" ({row.low:+.2f} to {row.high:+.2f})" if row.low is not None and row.high is not None else ""
            lines.append(f"  {row.reviewer:<14} {row.value:+.2f}{ends}{f'  {row.word}' if row.flagged else ''}")
    for reviewer in made.reviewers:
        lines += [f"  {reviewer.reviewer}: {flag.words}" for flag in reviewer.flags]
    large = [d for d in made.disputes if d.large]
    if large:
        lines += ["", f"More than one level apart: {len(large)}"]
    for dispute in large[:_MOST]:
        scores = ", ".join(f"{v.reviewer} {v.level}" for v in dispute.voices)
        master = f"master {dispute.master.level}; " if dispute.master else ""
        lines.append(f"  {dispute.submission.label} {dispute.indicator}: {master}{scores}")
    mixed = [f"  {r.indicator}: {m.words}" for r in made.by_indicator for m in r.mixed]
    if mixed:
        lines += ["", "Read two ways:", *mixed]
    if made.results:
        lines += ["", f"Results ({made.rule or 'no rule'}):", results_text(made.results)]
    lines += ["", f"Seed {made.seed}, {made.resamples:,} resamples."]
    return "\n".join(lines)


def results_text(rows: Sequence[ResultRow]) -> str:
    """Who qualifies."""
    lines = []
    for row in rows:
        left = "" if row.attempts_left is None else f" · {row.attempts_left} attempts left"
        until = f" · until {row.valid_until.isoformat()}" if row.valid_until else ""
        lines.append(f"  {row.reviewer:<14} {row.standing.value}: {row.words}{left}{until}")
    return "\n".join(lines) or "  Nobody yet."


def _figure(one: Statistic) -> str:
    def shown(value: float | None) -> str:
        if value is None:
            return ""
        return f"{100 * value:.1f} %" if one.percent else f"{value:.2f}"

    if one.value is None:
        return f"  {one.label:<38} - ({one.reason})"
    ends = f", 95 % {shown(one.low)} to {shown(one.high)}" if one.low is not None else ""
    chance = f", by chance {shown(one.chance)}" if one.chance is not None else ""
    counts = f" ({one.counts})" if one.counts else ""
    rough = f" [{one.strength.value}]" if one.strength.value else ""
    return f"  {one.label:<38} {shown(one.value)}{counts}{ends}{chance}{rough}"


def live_text(live: LiveReport) -> str:
    """A program's live scoring; what was seeded is nobody's result."""
    lines = [report_text(live.report)]
    if live.seeded:
        lines += ["", "Seeded, nobody's result; leave out of what candidates are told:"]
        lines += [f"  {x.submission}  {x.reviewer}  decision {x.decision}" for x in live.seeded]
    return "\n".join(lines)


def results_data(rows: Sequence[ResultRow]) -> list[dict[str, Any]]:
    """Results as JSON."""
    return [
        {
            "reviewer": r.reviewer,
            "standing": r.standing.value,
            "words": r.words,
            "reasons": list(r.reasons),
            "attempt": r.attempt,
            "attempts_left": r.attempts_left,
            "valid_until": r.valid_until.isoformat() if r.valid_until else None,
        }
        for r in rows
    ]


def report_data(made: CalibrationReport) -> dict[str, Any]:
    """A report as JSON: the same keys as ``agreement`` under ``statistics``."""
    return {
        "id": made.set_id,
        "title": made.title,
        "program": made.program,
        "against": made.against.value,
        "indicator": made.indicator,
        "note": made.note,
        "seed": made.seed,
        "resamples": made.resamples,
        "overview": [statistic_data(s) for s in made.overview],
        "decision_study": [statistic_data(s) for s in made.decision_study],
        "statistics": {
            key: {"value": e.value, "low": e.low, "high": e.high, "n": e.n, "reason": e.reason or None}
            for key, e in made.everything
        },
        "severity": _severity_data(made.severity),
        "reviewers": [_reviewer_data(r) for r in made.reviewers],
        "disagreements": [_dispute_data(d) for d in made.disputes],
        "indicators": [
            {"indicator": r.indicator, "exact": r.exact, "of": r.of, "mixed": [m.words for m in r.mixed]}
            for r in made.by_indicator
        ],
        "results": results_data(made.results),
    }


def _severity_data(made: Severity) -> dict[str, Any]:
    return {
        "warning": made.warning,
        "sentences": list(made.sentences),
        "reviewers": [
            {
                "reviewer": r.reviewer,
                "value": r.value,
                "low": r.low,
                "high": r.high,
                "word": r.word,
                "flagged": r.flagged,
            }
            for r in made.rows
        ],
    }


def _reviewer_data(row: ReviewerRow) -> dict[str, Any]:
    return {
        "reviewer": row.reviewer,
        "scores": row.scores,
        "exact": row.exact,
        "of": row.of,
        "flags": [{"pattern": f.pattern, "words": f.words} for f in row.flags],
        "unseen": [{"submission": label, "words": u.words} for label, u in row.unseen],
        "late": row.late,
    }


def _dispute_data(dispute: Dispute) -> dict[str, Any]:
    return {
        "submission": dispute.submission.label,
        "indicator": dispute.indicator,
        "apart": dispute.apart,
        "master": dispute.master.level if dispute.master else None,
        "scores": {v.reviewer: v.level for v in dispute.voices},
        "consensus": [c.level for c in dispute.consensus],
    }

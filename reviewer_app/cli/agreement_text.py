"""An agreement report as text for people: the main figures, the reviewers, what stands out, and how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from reviewer_app.domain.agreement.table import Estimate
    from reviewer_app.workflow.agreement import AgreementReport

FEWEST, ROUGH = 10, 30
MOST_SHOWN = 10

SHARES: Final = (
    ("Exact agreement", "exact_agreement"),
    ("  by chance alone", "exact_agreement.chance"),
    ("Within one level", "within1_agreement"),
    ("  by chance alone", "within1_agreement.chance"),
    ("All reviewers the same", "unanimous_agreement"),
    ("Same outcome", "same_outcome_agreement"),
)
NOMINAL: Final = (
    ("Krippendorff's alpha (nominal)", "alpha.nominal"),
    ("Gwet's AC1", "gwet_ac1.unweighted"),
    ("Cohen's kappa", "cohen_kappa.unweighted"),
    ("Conger's kappa", "conger_kappa.unweighted"),
)
ORDERED: Final = (
    ("Krippendorff's alpha (ordinal)", "alpha.ordinal"),
    ("Krippendorff's alpha (interval)", "alpha.interval"),
    ("Gwet's AC2 (quadratic)", "gwet_ac2.quadratic"),
    ("Cohen's kappa (linear)", "cohen_kappa.linear"),
    ("Cohen's kappa (quadratic)", "cohen_kappa.quadratic"),
    ("Conger's kappa (quadratic)", "conger_kappa.quadratic"),
    ("ICC(2,1), one reviewer", "icc.2_1"),
)
REVIEWERS: Final = (
    ("bias", "anchor.{}.bias", "+.2f"),
    ("exact", "anchor.{}.exact", ".0%"),
    ("qwk", "anchor.{}.qwk", ".2f"),
    ("severity", "severity.additive.{}", "+.2f"),
    ("ends", "reviewer.{}.end_level_share", ".0%"),
    ("spread", "reviewer.{}.within_submission_sd", ".2f"),
    ("drift", "drift.{}.difference", "+.2f"),
)
LEGEND: Final = (
    "bias: mean of reviewer minus master in levels (plus is lenient) · exact, qwk: agreement with the master scores ·",
    "severity: against the other reviewers on the same work (plus is lenient) · ends: share of lowest and highest",
    "level · spread: within submissions · drift: later half minus earlier half.",
)


def as_text(report: AgreementReport) -> str:
    """The report in lines of up to 120 characters."""
    if report.scale is None:
        return "\n".join([_series_heading(report), *_all(report), *_notes(report)])
    lines = [_heading(report), "", *_agreement(report)]
    lines += _reviewers(report)
    lines += _outstanding(report)
    lines += _disagreements(report)
    return "\n".join([*lines, *_notes(report)])


def _series_heading(report: AgreementReport) -> str:
    return f"{report.name}: a series of {report.units} values in time"


def _heading(report: AgreementReport) -> str:
    scale = report.scale
    names = [] if scale is None else [scale.label(place) for place in range(len(scale.categories))]
    levels = ", ".join(names[:10]) + (" …" if len(names) > 10 else "")
    reviewers = "1 reviewer" if len(report.raters) == 1 else f"{len(report.raters):,} reviewers"
    units = "1 unit" if report.units == 1 else f"{report.units:,} units"
    return f"{report.name}: {reviewers}, {units}, {scale.kind if scale else ''} scale {levels}"


def _all(report: AgreementReport) -> list[str]:
    return [f"  {key:<28} {_figure(point, '.4g')}" for key, point in report.comparison.statistics.items()]


def _figure(point: Estimate, shape: str) -> str:
    return f"not computable: {point.reason}" if point.value is None else format(point.value, shape)


def _agreement(report: AgreementReport) -> list[str]:
    found = report.comparison.statistics
    lines = [f"{'Do we agree?':<34} {'value':>7}  {'95 % interval':<16} submissions"]
    for label, key in SHARES:
        if key in found:
            lines.append(_line(label, found[key], ".1%", counts=False))
    nominal = report.scale is not None and report.scale.kind == "nominal"
    for label, key in NOMINAL if nominal else ORDERED:
        pair_only = key.startswith("cohen_kappa") and len(report.raters) > 2
        many_only = key.startswith("conger_kappa") and len(report.raters) == 2
        if key in found and not pair_only and not many_only:
            lines.append(_line(label, found[key], ".3f", counts=True))
    return lines


def _line(label: str, point: Estimate, shape: str, *, counts: bool) -> str:
    start = f"{label:<34} "
    if point.value is None:
        reason = point.reason if point.reason.startswith("not computable") else f"not computable: {point.reason}"
        return f"{start}{'—':>7}  {reason}"
    if counts and point.n < FEWEST:
        return f"{start}{'—':>7}  {point.n} shared submissions are too few to say (the figure is in --json)"
    ends = "" if point.low is None or point.high is None else f"{point.low:{shape}} to {point.high:{shape}}"
    rough = " rough" if FEWEST <= point.n < ROUGH else ""
    return f"{start}{point.value:>7{shape}}  {ends:<16} {point.n:,}{rough}"


def _reviewers(report: AgreementReport) -> list[str]:
    found = report.comparison.statistics
    columns = [c for c in REVIEWERS if any(_known(found, c[1].format(name)) for name in report.raters)]
    if not columns:
        return []
    lines = ["", f"{'Reviewers':<20}" + "".join(f"{title:>10}" for title, _, _ in columns)]
    for name in report.raters[: 5 * MOST_SHOWN]:
        cells = []
        for _, key, shape in columns:
            point = found.get(key.format(name))
            cells.append("—" if point is None or point.value is None else format(point.value, shape))
        lines.append(f"{name[:20]:<20}" + "".join(f"{cell:>10}" for cell in cells))
    if len(report.raters) > 5 * MOST_SHOWN:
        lines.append(f"… and {len(report.raters) - 5 * MOST_SHOWN:,} more (all are in --json)")
    return [*lines, *LEGEND, *_comparable(found, report.raters)]


def _comparable(found: dict[str, Estimate], raters: tuple[str, ...]) -> list[str]:
    """Why severity is not shown, where it is not."""
    reasons = dict.fromkeys(point.reason for n in raters if (point := found.get(f"severity.additive.{n}")) is not None)
    return [f"Severity is not shown: {reason}." for reason in reasons if reason]


def _known(found: dict[str, Estimate], key: str) -> bool:
    point = found.get(key)
    return point is not None and point.value is not None


def _outstanding(report: AgreementReport) -> list[str]:
    flags = report.comparison.flags
    return ["", "Stand out:", *(f"  {flag.reviewer} — {flag.words}" for flag in flags)] if flags else []


def _disagreements(report: AgreementReport) -> list[str]:
    listed = report.comparison.disagreements
    if not listed:
        return []
    lines = ["", "Farthest apart:"]
    for one in listed[:MOST_SHOWN]:
        given = ", ".join(f"{name} {level}" for name, level in one.given[:MOST_SHOWN])
        more = " …" if len(one.given) > MOST_SHOWN else ""
        master = f" (master {one.master})" if one.master else ""
        lines.append(f"  {one.unit}: {given}{more}{master}")
    return lines


def _notes(report: AgreementReport) -> list[str]:
    return ["", *(f"Note: {n.message} {n.hint}".rstrip() for n in report.notes)] if report.notes else []

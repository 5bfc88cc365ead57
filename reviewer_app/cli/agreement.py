"""``reviewer-app agreement FILE``: statistics of any ratings table (units x raters, empty = missing)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewer_app.cli.session import print_json, tell

if TYPE_CHECKING:
    from reviewer_app.domain.agreement.table import Estimate
    from reviewer_app.workflow.agreement import AgreementReport


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("agreement")(agreement)


def agreement(
    file: Annotated[Path, typer.Argument(help="CSV (units x reviewers, or one row per score) or JSON.")],
    master: Annotated[str | None, typer.Option(help="The column (or reviewer) of the master scores.")] = None,
    scale: Annotated[
        str | None, typer.Option(help="All levels, lowest first: 1-4, or “Not met,Met”, or nominal:1-5.")
    ] = None,
    cut: Annotated[
        str | None, typer.Option(help="The lowest level that is met: adds agreement on the outcome.")
    ] = None,
    resamples: Annotated[int, typer.Option(help="How often submissions are resampled for the intervals.")] = 1000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same intervals.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document with all statistics.")] = False,
) -> None:
    """Say how much reviewers agree, who is severe or lenient, and how sure that is."""
    from reviewer_app.cli.agreement_text import as_text
    from reviewer_app.workflow.agreement import AgreementRequest
    from reviewer_app.workflow.agreement import agreement as compare

    request = AgreementRequest(master=master, scale=scale, cut=cut, resamples=resamples, seed=seed)
    reports = compare(file, request)
    if as_json:
        shown = [_as_json(report) for report in reports]
        document = shown[0] if len(shown) == 1 else {"cases": shown}
        print_json(document)
    else:
        tell("\n\n".join(as_text(report) for report in reports))


def _as_json(report: AgreementReport) -> dict[str, object]:
    scale = report.scale
    found = report.comparison
    patterns = dict.fromkeys(flag.pattern for flag in found.flags)
    return {
        "name": report.name,
        "scale": None
        if scale is None
        else {"level": str(scale.kind), "categories": list(scale.categories), "declared": scale.declared},
        "n_units": report.units,
        "n_raters": len(report.raters),
        "raters": list(report.raters),
        "statistics": {key: _estimate(value) for key, value in found.statistics.items()},
        "flags": {p: [flag.reviewer for flag in found.flags if flag.pattern == p] for p in patterns},
        "flag_words": [{"reviewer": f.reviewer, "pattern": f.pattern, "words": f.words} for f in found.flags],
        "disagreements": [
            {"unit": d.unit, "apart": d.apart, "scores": dict(d.given), "master": d.master or None}
            for d in found.disagreements
        ],
        "confusions": {name: [list(row) for row in grid] for name, grid in found.confusions.items()},
        "notes": [{"code": n.code, "message": n.message, "hint": n.hint, "where": n.where} for n in report.notes],
    }


def _estimate(point: Estimate) -> dict[str, float | int | str | None]:
    return {"value": point.value, "low": point.low, "high": point.high, "n": point.n, "reason": point.reason or None}

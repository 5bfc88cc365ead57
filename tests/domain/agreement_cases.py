"""Reference cases: a file with ``cases`` or one case, each with ``expected`` values."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from reviewer_app.workflow.agreement import AgreementRequest, agreement

PUBLISHED = Path(__file__).parent.parent / "data" / "agreement" / "published.json"


def cases_of(path: Path) -> list[dict[str, Any]]:
    document = json.loads(path.read_text(encoding="utf-8"))
    return list(document.get("cases", [document]))


def misses(case: dict[str, Any], found: dict[str, float | None]) -> dict[str, tuple[float | None, float | None]]:
    """The statistics that are not what the case expects: (found, expected); a missing key counts as NaN."""
    wrong = {}
    for key, expected in case["expected"].items():
        value, wanted = found.get(key, math.nan), expected["value"]
        if value is None or wanted is None:
            right = value is None and wanted is None
        else:
            right = abs(value - wanted) <= expected.get("tolerance", 0.0)
        if not right:
            wrong[key] = (value, wanted)
    return wrong


def all_misses(path: Path) -> dict[str, dict[str, tuple[float | None, float | None]]]:
    """What is wrong in each case of a file, from Python."""
    reports = agreement(path, AgreementRequest(resamples=50))
    wrong = {}
    for case, report in zip(cases_of(path), reports, strict=True):
        values = {key: point.value for key, point in report.comparison.statistics.items()}
        wrong[case["name"]] = misses(case, values)
    return {name: found for name, found in wrong.items() if found}

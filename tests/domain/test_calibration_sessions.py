"""Sessions of many: what must change nothing, planted reviewers, intervals that hold what they claim."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer_app.domain.agreement.report import Options, compare, quick
from reviewer_app.domain.agreement.table import Floats, Ratings, Scale, ScaleKind
from reviewer_app.domain.calibration_figures import Resampling, overview
from reviewer_app.domain.calibration_material import Material, table_of, units_of
from reviewer_app.domain.calibration_report import Against, CalibrationReport, Statistic
from reviewer_app.domain.calibration_reporting import build
from tests.domain.calibration_made import session

TODAY = date(2026, 11, 21)
NONE = Resampling(seed=7, resamples=0)
REPORTS = Path(__file__).resolve().parents[2] / ".venv" / "reports"
Pair = tuple[int | None, int | None]

level = st.integers(1, 4)
pair = st.tuples(level, level)


@st.composite
def sessions(draw: st.DrawFn) -> tuple[list[tuple[int, int]], dict[str, list[Pair]]]:
    masters = draw(st.lists(pair, min_size=2, max_size=12))
    width = len(masters)
    nothing: Pair = (None, None)
    rows: st.SearchStrategy[list[Pair]] = st.lists(st.one_of(pair, st.just(nothing)), min_size=width, max_size=width)
    return masters, {f"R-{n}": draw(rows) for n in range(draw(st.integers(1, 4)))}


def figures(made: CalibrationReport) -> dict[str, tuple[float | None, str, str]]:
    return {s.key: (None if s.value is None else round(s.value, 9), s.counts, s.reason) for s in made.overview}


def report(material: Material, against: Against = Against.MASTER) -> CalibrationReport:
    return build(material, against=against, how=NONE, today=TODAY)


@given(sessions(), st.sampled_from(Against))
@settings(max_examples=8, deadline=None)
def test_names_and_order_change_nothing(
    made: tuple[list[tuple[int, int]], dict[str, list[Pair]]], against: Against
) -> None:
    masters, rows = made
    plain = report(session(masters, rows), against)
    renamed: dict[str, list[Pair]] = {f"Z{9 - n}": given for n, given in enumerate(rows.values())}
    assert figures(report(session(masters, renamed), against)) == figures(plain)
    backwards = {name: given[::-1] for name, given in rows.items()}
    assert figures(report(session(masters[::-1], backwards), against)) == figures(plain)
    nobody: dict[str, list[Pair]] = {**rows, "Nobody": [(None, None)] * len(masters)}
    assert figures(report(session(masters, nobody), against)) == figures(plain)


@given(st.lists(pair, min_size=10, max_size=14), st.integers(2, 4))
@settings(max_examples=4, deadline=None)
def test_perfect_agreement_is_one(masters: list[tuple[int, int]], people: int) -> None:
    everybody: dict[str, list[Pair]] = {f"R-{n}": list(masters) for n in range(people)}
    several = len({x for m in masters for x in m}) > 1
    for against in Against:
        made = figures(report(session(masters, everybody), against))
        assert made["exact"][0] == made["adjacent"][0] == made["same-outcome"][0] == 1.0
        for key in ("kappa", "alpha"):
            assert made[key][0] == (1.0 if several else None)
            assert several or "one level" in made[key][2]
    shown = report(session(masters, everybody))
    assert shown.disputes == () and all(not r.flags for r in shown.reviewers)
    assert all(c.off == 0 for m in shown.matrices for r in m.rows for c in r.cells)


def test_planted_reviewers_stand_out_in_the_report_and_nobody_else() -> None:
    rng = np.random.default_rng(5)
    masters = [(int(a), int(min(4, max(1, a + rng.integers(-1, 2))))) for a in rng.integers(1, 5, 30)]

    def given(shift: float, noise: float) -> list[Pair]:
        return [
            tuple(int(np.clip(round(x + shift + rng.normal(0, noise)), 1, 4)) for x in m)  # type: ignore[misc]
            for m in masters
        ]

    rows: dict[str, list[Pair]] = {
        "severe": given(-0.8, 0.3),
        "lenient": given(0.8, 0.3),
        "erratic": [(int(a), int(b)) for a, b in rng.integers(1, 5, (30, 2))],
        "fine-1": given(0.0, 0.35),
        "fine-2": given(0.0, 0.35),
        "fine-3": given(0.0, 0.35),
    }
    made = report(session(masters, rows))
    raised = {(r.reviewer, f.pattern) for r in made.reviewers for f in r.flags}
    assert {("severe", "severe"), ("lenient", "lenient"), ("erratic", "erratic")} <= raised
    assert not {r for r, _ in raised if r.startswith("fine")}
    words = {r.reviewer: r.word for r in made.severity.rows if r.flagged}
    assert words.items() >= {"severe": "severe", "lenient": "lenient"}.items()


# --- decision study --------------------------------------------------------------------------------------------------


def crossed(rng: np.random.Generator, submissions: int, items: int, raters: int, noise: float) -> Ratings:
    """Submissions x indicators x reviewers with known variance."""
    p = rng.normal(0, 1.0, (submissions, 1, 1))
    r = rng.normal(0, 0.4, (1, 1, raters))
    seen = 2.5 + p + r + rng.normal(0, noise, (submissions, items, raters))
    levels = np.clip(np.round(seen * 10), 0, 59).astype(np.int64)
    return Ratings(
        scale=Scale(kind=ScaleKind.INTERVAL, categories=tuple(float(x) for x in range(60))),
        raters=tuple(f"R{n}" for n in range(raters)),
        units=tuple(str(n) for n in range(submissions * items)),
        levels=levels.reshape(-1, raters),
        submission=np.arange(submissions).repeat(items),
        indicator=np.tile(np.arange(items), submissions),
    )


def test_how_many_reviewers_for_eighty_is_where_the_study_crosses_it() -> None:
    found = compare(crossed(np.random.default_rng(2), 40, 3, 4, 1.6), Options(resamples=0)).statistics
    for name in ("erho2", "phi"):
        needed = found[f"dstudy.reviewers_for_{name}_80"].value
        assert needed is not None and 1 < needed <= 20
        at, before = (found[f"dstudy.{name}.i3_r{int(m)}"].value for m in (needed, needed - 1))
        assert at is not None and before is not None
        assert at >= 0.8 > before


def test_missing_scores_leave_the_study_standing() -> None:
    rng = np.random.default_rng(3)
    whole = crossed(rng, 30, 3, 5, 1.0)
    levels = whole.levels.copy()
    levels[rng.random(levels.shape) < 0.2] = -1
    full = compare(whole, Options(resamples=0)).statistics
    holed = compare(
        Ratings(
            scale=whole.scale, raters=whole.raters, units=whole.units, levels=levels, submission=whole.submission,
            indicator=whole.indicator,
        ),
        Options(resamples=0),
    ).statistics  # fmt: skip
    for key in ("g.var.p", "g.var.pir"):
        assert holed[key].value == pytest.approx(full[key].value, rel=0.4), key
    assert holed["dstudy.phi.i3_r5"].value == pytest.approx(full["dstudy.phi.i3_r5"].value, abs=0.05)


# --- coverage --------------------------------------------------------------------------------------------------------


def drawn(rng: np.random.Generator, submissions: int) -> tuple[list[tuple[int, int]], dict[str, list[Pair]]]:
    """Four reviewers of a latent quality; what they think of a submission shows in both indicators."""
    quality = rng.normal(0, 1.2, (submissions, 1))

    def cut(seen: Floats) -> list[tuple[int, int]]:
        return [(int(a) + 1, int(b) + 1) for a, b in np.digitize(seen, [-1.2, 0.0, 1.5])]

    masters = cut(quality + rng.normal(0, 0.3, (submissions, 2)))
    people: dict[str, list[Pair]] = {}
    for n, bias in enumerate((-0.2, 0.0, 0.0, 0.3)):
        mood = rng.normal(0, 0.5, (submissions, 1))
        people[f"R-{n}"] = list(cut(quality + bias + mood + rng.normal(0, 0.5, (submissions, 2))))
    return masters, people


def statistics(rng: np.random.Generator, submissions: int, resamples: int, seed: int) -> dict[str, Statistic]:
    masters, people = drawn(rng, submissions)
    material = session(masters, people)
    table = table_of(material, units_of(material))
    found = quick(table, Options(resamples=resamples, seed=seed))
    made = overview(material, table, found, Against.MASTER, Resampling(seed=seed, resamples=resamples))
    bias = found.statistics["anchor.R-3.bias"]
    return {s.key: s for s in made} | {
        "bias": Statistic(key="bias", label="", value=bias.value, low=bias.low, high=bias.high)
    }


@pytest.mark.slow
@pytest.mark.parametrize(("submissions", "least"), [(12, 0.82), (30, 0.86)])
def test_a_session_s_intervals_hold_the_truth_as_often_as_they_claim(submissions: int, least: float) -> None:
    keys, runs = ("exact", "adjacent", "same-outcome", "kappa", "alpha", "ac2", "bias"), 60
    truth = statistics(np.random.default_rng(99), 800, 0, 1)
    rng = np.random.default_rng(submissions)
    held = dict.fromkeys(keys, 0)
    shown = dict.fromkeys(keys, 0)
    for run in range(runs):
        found = statistics(rng, submissions, 300, run)
        for key in keys:
            one, true = found[key], truth[key].value
            if one.low is not None and one.high is not None and true is not None:
                shown[key] += 1
                held[key] += one.low <= true <= one.high
    share = {key: round(held[key] / shown[key], 3) for key in keys if shown[key] >= runs // 2}
    REPORTS.mkdir(parents=True, exist_ok=True)
    data = {"runs": runs, "nominal": 0.95, "submissions": submissions, "coverage": share, "with interval": shown}
    (REPORTS / f"coverage-session-{submissions}.json").write_text(json.dumps(data, indent=2))
    assert {key: s for key, s in share.items() if s < least} == {}
    assert len(share) >= 6

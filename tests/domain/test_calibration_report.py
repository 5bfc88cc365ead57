"""The calibration report: every figure against one worked out by hand, and what it says when little can be said."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import pytest

from reviewer_app.domain.calibration_figures import Resampling
from reviewer_app.domain.calibration_report import Against, CalibrationReport, Standing, Strength
from reviewer_app.domain.calibration_reporting import build
from reviewer_app.domain.calibration_set import Consensus
from reviewer_app.domain.ids import SubmissionId
from tests.domain.calibration_made import AT, I1, I2, key_of, session

TODAY = date(2026, 11, 21)
QUICK = Resampling(seed=7, resamples=200)
MASTERS = [(3, 3), (2, 2), (4, 4), (3, 3), (1, 1), (3, 3), (2, 2), (4, 4), (3, 3), (2, 2)]


def shifted(by: int, rows: list[tuple[int, int]] = MASTERS) -> list[tuple[int | None, int | None]]:
    """Everything so many levels off, within the scale."""
    return [(min(4, max(1, a + by)), min(4, max(1, b + by))) for a, b in rows]


def report(*args: object, **kwargs: object) -> CalibrationReport:
    """A report with few resamples."""
    return build(*args, how=QUICK, today=TODAY, **kwargs)  # type: ignore[arg-type]


def figure(made: CalibrationReport, key: str):  # type: ignore[no-untyped-def]
    """One of the overview's figures."""
    return next(s for s in made.overview if s.key == key)


def test_figures_are_those_worked_out_by_hand() -> None:
    made = report(session(MASTERS, {"R-1": shifted(0), "R-2": shifted(-1)}))
    exact = figure(made, "exact")
    assert exact.counts == "22 of 40 scores"  # the 1s stay 1s
    assert exact.value == pytest.approx(22 / 40)
    assert figure(made, "adjacent").value == 1.0
    assert figure(made, "same-outcome").counts == "16 of 20 decisions"  # the four 3s of R-2 fell below
    assert exact.goal == 0.8
    assert exact.low is not None and exact.low < exact.value < exact.high
    assert figure(made, "kappa").goal == 0.7


def test_every_statistic_says_why() -> None:
    made = report(session(MASTERS, {"R-1": shifted(0), "R-2": shifted(-1)}))
    for one in made.overview + tuple(s for r in made.reviewers for s in r.statistics):
        assert one.formula and one.caveat, one.key
        assert one.value is not None or one.reason, one.key
        assert one.value is None or math.isfinite(one.value)


def test_the_chance_level_stands_beside_within_one() -> None:
    made = report(session(MASTERS, {"R-1": shifted(0)}))
    share = [sum(m[0] == level for m in MASTERS) / 10 for level in (1, 2, 3, 4)]
    by_hand = sum(share[i] * share[j] for i in range(4) for j in range(4) if abs(i - j) <= 1)
    assert figure(made, "adjacent").chance == pytest.approx(by_hand)


@pytest.mark.parametrize(("n", "strength"), [(9, Strength.COUNTS), (10, Strength.ROUGH), (30, Strength.SOUND)])
def test_little_is_said_of_few_submissions(n: int, strength: Strength) -> None:
    masters = (MASTERS * 3)[:n]
    made = report(session(masters, {"R-1": shifted(0, masters), "R-2": shifted(-1, masters)}))
    exact, kappa = figure(made, "exact"), figure(made, "kappa")
    assert exact.strength is strength
    assert (kappa.value is None) == (n < 10)
    assert (exact.low is None) == (n < 10)
    if n < 10:
        assert "fewer than 10" in kappa.reason
        assert "counts" in made.note


def test_the_matrix_marks_what_is_off_and_shows_gaps() -> None:
    rows = shifted(0)
    rows[1] = (None, None)
    rows[2] = (2, 4)
    made = report(session(MASTERS, {"R-1": rows}))
    matrix = made.matrices[0]
    assert matrix.indicator == I1
    assert matrix.masters == tuple(a for a, _ in MASTERS)
    row = matrix.rows[0]
    assert (row.cells[1].level, row.cells[1].off) == (None, None)
    assert (row.cells[2].level, row.cells[2].off) == (2, -2)
    assert (row.exact, row.of) == (8, 9)


def test_severe_and_lenient_are_words_and_flags() -> None:
    made = report(session(MASTERS * 2, {"R-1": shifted(0, MASTERS * 2), "R-2": shifted(-1, MASTERS * 2)}))
    rows = {r.reviewer: r for r in made.severity.rows}
    assert (rows["R-1"].word, rows["R-1"].flagged) == ("", False)
    assert (rows["R-2"].word, rows["R-2"].flagged) == ("severe", True)
    assert rows["R-2"].value == pytest.approx(-0.9)
    assert made.severity.sentences[0] == "R-2 scores about a level below the master."
    assert [f.pattern for r in made.reviewers if r.reviewer == "R-2" for f in r.flags] == ["severe"]


def test_a_disconnected_design_gets_a_warning_and_no_severity() -> None:
    none: tuple[int | None, int | None] = (None, None)
    first: list[tuple[int | None, int | None]] = [*MASTERS[:5], *[none] * 5]
    second: list[tuple[int | None, int | None]] = [*[none] * 5, *MASTERS[5:]]
    given = {"R-1": first, "R-2": first, "R-3": second, "R-4": second}
    made = report(session(MASTERS, given), against=Against.EACH_OTHER)
    assert "2 groups" in made.severity.warning
    assert all(r.value is None and r.reason for r in made.severity.rows)


def test_disagreements_come_largest_first_with_everybodys_voice() -> None:
    far = shifted(0)
    far[2] = (4, 2)
    near = shifted(0)
    near[0] = (3, 2)
    made = report(session(MASTERS, {"R-1": shifted(0), "R-2": far, "R-3": near}, cited=[(430_000, 472_000)]))
    first = made.disputes[0]
    assert (first.submission.label, first.indicator, first.apart, first.large) == ("A03", I2, 2, True)
    assert first.master is not None and (first.master.level, first.master.rationale) == (4, "Why 4")
    assert first.voices[0].reviewer == "R-2" and first.voices[0].off == -2
    assert first.voices[0].comment == "R-2 on 3.2"
    assert [u.words for u in first.voices[0].unseen] == ["Did not watch 07:10–07:52 of “Lesson” (watched to 01:00)."]
    assert len(first.voices[0].citations) == 1
    assert (made.disputes[1].submission.label, made.disputes[1].large) == ("A01", False)
    assert len(made.disputes) == 2


def test_an_indicator_says_which_levels_are_read_two_ways() -> None:
    rows = [(a, b - 1 if b == 3 else b) for a, b in MASTERS]
    made = report(session(MASTERS, {"R-1": rows, "R-2": shifted(0)}))
    worst = made.by_indicator[0]
    assert (worst.indicator, worst.exact, worst.of) == (I2, 16, 20)
    assert [m.words for m in worst.mixed] == ["settled as Meets, confused with Emerging: 4 of 8"]
    assert dict(worst.descriptors)[3] == "It is seen."
    assert made.by_indicator[1].mixed == ()


def test_consensus_counts_and_the_master_stays() -> None:
    agreed = Consensus(
        id="k1", set="fall-set-a", submission=SubmissionId("CAL-001"), indicator=I1, level=2, rationale="Read again.",
        citations=(), by=key_of("lead"), at=AT + timedelta(days=2),
    )  # fmt: skip
    before = report(session(MASTERS, {"R-1": shifted(0)}))
    after = report(session(MASTERS, {"R-1": shifted(0)}, consensus=(agreed,)))
    assert figure(before, "exact").counts == "20 of 20 scores"
    assert figure(after, "exact").counts == "19 of 20 scores"
    dispute = after.disputes[0]
    assert dispute.master is not None and dispute.master.level == 3
    assert [c.level for c in dispute.consensus] == [2]
    assert "1 master settled anew" in after.note


def test_scores_that_came_after_the_reveal_count_for_nothing_and_show() -> None:
    material = session(MASTERS, {"R-1": shifted(-1), "R-2": shifted(0)}, after=["R-2"])
    made = report(material)
    assert figure(made, "exact").counts.endswith("of 20 scores")
    rows = {r.reviewer: r for r in made.reviewers}
    assert rows["R-2"].late and rows["R-2"].scores == 20
    assert "masters were known" in rows["R-2"].statistics[0].reason
    assert {r.reviewer: r.standing for r in made.results}["R-2"] is Standing.INCOMPLETE
    assert [row.reviewer for row in made.matrices[0].rows] == ["R-1", "R-2"]


def test_standing_over_sessions() -> None:
    bad, good = shifted(-1), shifted(0)
    sessions = [
        session(MASTERS, {"R-1": rows}, title=f"Set {n}", at=AT + timedelta(days=30 * n))
        for n, rows in enumerate((bad, bad, good))
    ]
    one = report(sessions[0]).results[0]
    assert (one.standing, one.attempt, one.attempts_left) == (Standing.RETRAIN, 1, 2)
    two = report(sessions[1], earlier=sessions[:1]).results[0]
    assert (two.standing, two.attempts_left) == (Standing.RETRAIN, 1)
    three = report(sessions[2], earlier=sessions[:2]).results[0]
    assert (three.standing, three.attempts_left) == (Standing.QUALIFIED, 3)
    assert three.valid_until == date(2027, 12, 31)
    later = build(sessions[2], earlier=sessions[:2], how=QUICK, today=date(2028, 1, 1)).results[0]
    assert later.standing is Standing.EXPIRED
    four = [*sessions, session(MASTERS, {"R-1": bad}, title="Set 4", at=AT + timedelta(days=120))]
    again = report(four[3], earlier=four[:3]).results[0]
    assert (again.standing, again.attempt, again.attempts_left) == (Standing.RETRAIN, 1, 2)


def test_whoever_is_expected_and_absent_is_shown() -> None:
    made = report(session(MASTERS, {"R-1": shifted(0)}, expected=["R-1", "R-9"]))
    assert [(r.reviewer, r.standing) for r in made.results] == [
        ("R-1", Standing.QUALIFIED),
        ("R-9", Standing.NONE),
    ]


def test_a_line_over_sessions_signals_a_shift() -> None:
    mixed = [(min(4, a + (n % 2)), max(1, b - (n % 2))) for n, (a, b) in enumerate(MASTERS)]
    material = [
        session(MASTERS, {"R-1": mixed if n < 3 else shifted(-1)}, title=f"S{n}", at=AT + timedelta(days=30 * n))
        for n in range(6)
    ]
    line = report(material[-1], earlier=material[:-1]).over_time[0]
    assert [p.label for p in line.points] == [f"S{n}" for n in range(6)]
    assert not any(p.signal for p in line.points[:3])
    assert line.points[-1].signal
    assert "below the masters" in line.words
    assert len(line.smoothed) == 6


def test_one_indicator_narrows_everything_but_the_people() -> None:
    rows = [(a, b - 1 if b > 1 else b) for a, b in MASTERS]
    made = report(session(MASTERS, {"R-1": rows, "R-2": shifted(0)}), indicator=I2)
    assert figure(made, "exact").counts == "11 of 20 scores"
    assert [m.indicator for m in made.matrices] == [I2]
    assert {d.indicator for d in made.disputes} == {I2}
    assert made.reviewers[0].of == 20


def test_the_same_seed_gives_the_same_report() -> None:
    material = session(MASTERS, {"R-1": shifted(0), "R-2": shifted(-1)})
    assert report(material) == report(material)
    other = build(material, how=Resampling(seed=8, resamples=200), today=TODAY)
    assert other.overview != report(material).overview
    assert replace(other, overview=()).disputes == report(material).disputes


def test_nothing_breaks_on_an_empty_session() -> None:
    made = report(session(MASTERS, {}))
    assert all(s.value is None and s.reason for s in made.overview)
    assert made.disputes == () and made.reviewers == () and made.results == ()

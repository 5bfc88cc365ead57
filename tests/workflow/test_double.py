"""Double scoring in one workspace: whose turn it is, what nobody sees too early, and how two scores are settled."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.citation import Selector, TimeSpan
from reviewer_app.domain.decision import Outcome
from reviewer_app.domain.ids import ItemId, SubmissionId
from reviewer_app.domain.submission import Purpose
from reviewer_app.errors import BadInput, ReviewerError
from reviewer_app.workflow import deciding, history, holding, intake, packing, scoring, sealing, search, settling
from reviewer_app.workflow.deskvalues import QueueRow, QueueState
from reviewer_app.workflow.queueing import rows_of
from reviewer_app.workspace import Workspace
from tests.builders import I1, I2, SID, FixedClock, make_folder, make_workspace, program_text, submission_text

A, B, C = "Reviewer 17", "Reviewer 18", "Reviewer 19"
ALWAYS = "second_scoring: [{rule: always}]"
WORDS = "The plan was changed by the family zz{}"


def shared(
    root: Path, rules: str = "", *, submissions: tuple[str, ...] = (SID,), extra: str = "", attempt: int = 1
) -> Workspace:
    """A workspace of three reviewers and a program with these rules, with the submissions taken in; A is at work."""
    ws = make_workspace(root / "ws")
    text = program_text().replace("  resubmission:", f"  {rules}\n  resubmission:" if rules else "  resubmission:")
    (ws.root / "programs" / "test-program.yaml").write_text(text, encoding="utf-8")
    for name in (B, C):
        ws.add_identity(name)
    for number, sid in enumerate(submissions, 1):
        folder = make_folder(root / sid, submission_text(sid, extra=extra, attempt=attempt))
        packing.pack(folder, root / f"{sid}.zip", signer=None, clock=FixedClock(salt=number), programs=ws.programs)
        result = intake.intake(ws, [root / f"{sid}.zip"])
        assert not result.refused, result.refused
    return ws


def score(ws: Workspace, who: str, levels: tuple[int, int], sid: SubmissionId = SID, *, final: bool = True) -> None:
    """That reviewer scores both indicators, cites, writes, and (``final``) stands by it."""
    ws.become(who)
    for indicator, level in zip((I1, I2), levels, strict=True):
        scoring.score(ws, sid, indicator, level)
        scoring.comment(ws, sid, indicator, WORDS.format(who[-2:]))
        scoring.note(ws, sid, indicator, f"note {WORDS.format(who[-2:])}")
        scoring.confide(ws, sid, indicator, "unsure")
    scoring.cite(ws, sid, ItemId("0003"), Selector(time=TimeSpan(start=1, end=2)), I1, WORDS.format(who[-2:]))
    scoring.viewed(ws, sid, ItemId("0002"), 1, 1, 77)
    if final:
        deciding.finalise(ws, sid)


def row(ws: Workspace, who: str, sid: SubmissionId = SID) -> QueueRow:
    ws.become(who)
    return next(r for r in scoring.queue(ws) if r.submission == sid)


def code(act: Callable[[], object]) -> str:
    with pytest.raises(ReviewerError) as caught:
        act()
    return caught.value.code


# ----- whose turn
def test_a_second_score_is_asked_of_somebody_else_and_says_why(tmp_path: Path) -> None:
    with shared(tmp_path, ALWAYS) as ws:
        assert row(ws, A).state is QueueState.TO_SCORE
        score(ws, A, (3, 3))
        mine, theirs = row(ws, A), row(ws, B)
        assert (mine.state, mine.waiting_on) == (QueueState.FINALISED, "a second score")
        assert (theirs.state, theirs.purpose) == (QueueState.SECOND, Purpose.SECOND)
        assert theirs.why == ("Every submission is scored twice.",)
        assert (theirs.scored, theirs.outcome, theirs.seconds) == (0, None, 0)
        score(ws, B, (3, 4))
        assert deciding.decision_of(ws, SID).purpose is Purpose.SECOND
        assert row(ws, C).state is QueueState.ELSEWHERE
        assert row(ws, A).waiting_on == ""
        ws.become(A)
        assert deciding.decision_of(ws, SID).purpose is Purpose.FIRST


def test_without_a_rule_nobody_scores_it_again(tmp_path: Path) -> None:
    with shared(tmp_path) as ws:
        score(ws, A, (3, 3), final=False)
        started = row(ws, B)
        assert (started.state, started.waiting_on) == (QueueState.ELSEWHERE, f"{A}, who scores it")
        ws.become(A)
        deciding.finalise(ws, SID)
        done = row(ws, B)
        assert (done.state, done.outcome, done.outcome_label) == (QueueState.ELSEWHERE, None, "")
        assert code(lambda: scoring.score(ws, SID, I1, 3)) == "with-another"
        assert scoring.start(ws, SID) == Changes()
        assert len(ws.catalogue.reviews_of(SID)) == 1
        ws.become(A)
        holding.pick(ws, SID, "The lead reads it too.")
        again = row(ws, B)
        assert (again.state, again.why) == (QueueState.SECOND, ("The lead reads it too.",))


def test_the_draw_is_of_the_recorded_seed_and_each_rule_is_heard(tmp_path: Path) -> None:
    rules = "second_scoring: [{rule: all_not_met}, {rule: near_cut, within: 1}]"
    with shared(tmp_path, rules, submissions=("R-1", "R-2", "R-3")) as ws:
        for sid, levels in (("R-1", (4, 4)), ("R-2", (3, 3)), ("R-3", (1, 3))):
            score(ws, A, levels, SubmissionId(sid))
        assert row(ws, B, SubmissionId("R-1")).state is QueueState.ELSEWHERE
        found = {sid: row(ws, A, SubmissionId(sid)) for sid in ("R-1", "R-2", "R-3")}
        assert "Near the cut" in found["R-2"].why[0]
        assert "not met" in found["R-3"].why[0]
        seed = ws.seed
    with Workspace.open(tmp_path / "ws") as ws:
        assert ws.seed == seed
    with shared(tmp_path / "all", "second_scoring: [{rule: random, percent: 100}]") as ws:
        score(ws, A, (4, 4))
        assert ws.seed in row(ws, B).why[0]


def test_a_package_for_a_second_score_is_one_reviewers_work(tmp_path: Path) -> None:
    with shared(tmp_path, ALWAYS, extra="purpose: second\n") as ws:
        assert row(ws, A).state is QueueState.SECOND
        score(ws, A, (3, 3))
        assert row(ws, A).waiting_on == ""
        assert row(ws, B).state is QueueState.ELSEWHERE
        ws.become(A)
        assert deciding.decision_of(ws, SID).purpose is Purpose.SECOND


def test_everybody_scores_a_calibration_alone(tmp_path: Path) -> None:
    with shared(tmp_path, ALWAYS, extra="purpose: calibration\n") as ws:
        for who, levels in ((A, (1, 4)), (B, (4, 1)), (C, (2, 2))):
            assert row(ws, who).state is QueueState.TO_SCORE
            score(ws, who, levels)
        assert settling.side_by_side(ws, SID) is None
        assert deciding.decision_of(ws, SID).purpose is Purpose.CALIBRATION
        assert not deciding.stands(ws, SID).letter


def test_whoever_scored_an_earlier_attempt_is_left_out(tmp_path: Path) -> None:
    rules = "resubmission: {redo: all, attempts: 3, exclude_earlier_scorers: true}"
    ws = shared(tmp_path, submissions=())
    text = program_text().replace("resubmission: {redo: unmet_only, attempts: 3}", rules)
    (ws.root / "programs" / "test-program.yaml").write_text(text, encoding="utf-8")
    with ws:
        for n in (1, 2):
            folder = make_folder(tmp_path / f"R-{n}", submission_text(f"R-{n}", attempt=n))
            dest = tmp_path / f"R-{n}.zip"
            packing.pack(folder, dest, signer=None, clock=FixedClock(salt=n), programs=ws.programs)
            assert intake.intake(ws, [dest]).added
        assert row(ws, A, SubmissionId("R-2")).state is QueueState.TO_SCORE
        score(ws, A, (2, 2), SubmissionId("R-1"))
        assert row(ws, A, SubmissionId("R-2")).state is QueueState.ELSEWHERE
        assert row(ws, B, SubmissionId("R-2")).state is QueueState.TO_SCORE


# ----- blindness
def everything(ws: Workspace, sid: SubmissionId = SID) -> str:
    """All that the reading functions tell the reviewer at work, as one text."""
    found: list[Any] = [scoring.queue(ws), rows_of(ws, [sid]), scoring.desk(ws, sid), sealing.ready(ws)]
    found += [sealing.bundles(ws), settling.side_by_side(ws, sid), history.moments(scoring.desk(ws, sid).events)]
    search.note(ws, [sid])
    found += [ws.identities(), search.hits(ws, "family"), search.hits(ws, "note"), search.submissions(ws, "family")]
    try:
        found.append(deciding.decision_of(ws, sid))
    except (BadInput, ReviewerError) as error:
        found.append(error.message)
    return "\n".join(plain(f) for f in found)


def plain(value: Any) -> str:
    if isinstance(value, tuple):
        return "\n".join(plain(v) for v in value)
    return (
        repr(dataclasses.asdict(value))
        if dataclasses.is_dataclass(value) and not isinstance(value, type)
        else repr(value)
    )


def test_until_both_are_final_nothing_of_the_other_shows(tmp_path: Path) -> None:
    with shared(tmp_path, ALWAYS) as ws:
        score(ws, A, (1, 4))
        sealing.seal(ws)
        ws.become(B)
        clean = everything(ws)
        for secret in (WORDS.format(17), "unsure", "'seconds': 77", "not-met", "Try again", "decisions-"):
            assert secret not in clean
        score(ws, B, (2, 2), final=False)
        ws.become(A)
        assert WORDS.format(17) in everything(ws)  # one's own is found
        assert WORDS.format(18) not in everything(ws)
        ws.become(B)
        assert WORDS.format(17) not in everything(ws)
        deciding.finalise(ws, SID)
        for who in (A, B, C):
            ws.become(who)
            told = plain(settling.side_by_side(ws, SID))
            assert WORDS.format(17) in told
            assert WORDS.format(18) in told
            assert f"note {WORDS.format(17)}" not in told
            assert A not in told


def test_when_both_are_final_neither_changes_any_more(tmp_path: Path) -> None:
    with shared(tmp_path, ALWAYS) as ws:
        score(ws, A, (3, 3))
        scoring.reopen(ws, SID, "Looked again.")
        deciding.finalise(ws, SID)
        score(ws, B, (3, 3))
        for who in (A, B):
            ws.become(who)
            assert code(lambda: scoring.reopen(ws, SID, "I saw the other one.")) == "both-final"


# ----- adjudication
def test_scores_that_differ_too_much_go_to_a_third(tmp_path: Path) -> None:
    with shared(tmp_path, ALWAYS) as ws:
        score(ws, A, (1, 3))
        first = sealing.seal(ws)
        score(ws, B, (4, 3))
        assert [row(ws, who).waiting_on for who in (A, B)] == ["an adjudicator"] * 2
        assert row(ws, C).state is QueueState.ADJUDICATE
        desk = scoring.desk(ws, SID)
        material = desk.adjudication
        assert material is not None
        assert [o.review.scores for o in (material.first, material.second)] == [{I1: 1, I2: 3}, {I1: 4, I2: 3}]
        assert [len(o.review.citations) for o in (material.first, material.second)] == [1, 1]
        assert [r.code for r in material.why] == ["outcome-differs", "differ"]
        assert (material.settled.waiting, dict(material.settled.scores)) == ((I1,), {I2: 3})
        assert desk.verdict.open_indicators == (I1,)
        assert desk.review.scores == {}
        scoring.score(ws, SID, I1, 3)
        scoring.comment(ws, SID, I1, "It is seen in the survey.")
        assert scoring.desk(ws, SID).verdict.outcome is Outcome.MET
        deciding.finalise(ws, SID)
        decision = deciding.decision_of(ws, SID)
        assert (decision.purpose, decision.outcome) == (Purpose.ADJUDICATION, Outcome.MET)
        assert [(s.indicator, s.level) for s in decision.scores] == [(I1, 3)]
        assert [(s.indicator, s.score) for s in decision.settled] == [(I1, 3.0), (I2, 3.0)]
        assert [r.text for r in decision.reasons if r.code == "settled"] == [
            "3.1: 3, the expert's, instead of 1 and 4.",
            "3.2: 3, both reviewers agree.",
        ]
        assert deciding.stands(ws, SID).letter
        assert sealing.seal(ws).decisions == (decision.id,)
        ws.become(A)
        kept = deciding.decision_of(ws, SID)
        assert [(s.indicator, s.level) for s in kept.scores] == [(I1, 1), (I2, 3)]
        assert kept.settled == ()
        assert first.decisions == (kept.id,)
        assert deciding.stands(ws, SID) == deciding.Stands(
            final=False, letter=False, text="An adjudication settled it; this score stays as it was given."
        )


def test_neighbouring_scores_are_averaged_without_a_third(tmp_path: Path) -> None:
    rules = f"{ALWAYS}\n  adjudication: {{when: [{{rule: differ_by_more_than, levels: 1}}], how: mean_if_adjacent}}"
    with shared(tmp_path, rules) as ws:
        score(ws, A, (3, 3))
        score(ws, B, (4, 3))
        assert row(ws, C).state is QueueState.ELSEWHERE
        material = settling.side_by_side(ws, SID)
        assert material is not None
        assert material.settled.reasons[0].text == "3.1: 3.5, the mean of 3 and 4."


def test_a_first_decision_says_that_its_second_is_to_come(tmp_path: Path) -> None:
    with shared(tmp_path, ALWAYS) as ws:
        score(ws, A, (3, 3))
        said = deciding.decision_of(ws, SID)
        assert [r.code for r in said.reasons if "Every submission is scored twice." in r.text] == ["second-wanted"]
        assert deciding.stands(ws, SID) == deciding.Stands(
            final=False, letter=False, text="This decision does not stand alone: it waits for a second score."
        )
        (ready,) = sealing.ready(ws)
        assert "second score" in ready.stands
        again = deciding.decision_of(ws, SID)
        assert again == said
        score(ws, B, (3, 3))
        assert not deciding.stands(ws, SID).letter
        ws.become(A)
        assert deciding.stands(ws, SID).letter
        assert deciding.decision_of(ws, SID) == said

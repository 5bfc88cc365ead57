"""Holds, priority, handing back and stepping back; only the office's signed word lifts what is the office's to lift."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from reviewer_app.bundles.signature import Signer
from reviewer_app.domain.citation import Selector
from reviewer_app.domain.decision import Outcome
from reviewer_app.domain.holding import HoldKind
from reviewer_app.domain.ids import ItemId, SubmissionId
from reviewer_app.domain.review import Stage
from reviewer_app.errors import ReviewerError
from reviewer_app.evidence.worker import Readers
from reviewer_app.jobs import Job
from reviewer_app.workflow import deciding, holding, keyring, releasing, scoring, sealing, search
from reviewer_app.workflow.deskvalues import QueueState
from reviewer_app.workspace import Workspace
from tests.builders import I1, SID, make_case, make_workspace, office, score_all
from tests.cli.run import Command

B = "Reviewer 18"
ITEM = ItemId("0001")
ACTS: tuple[Callable[[Workspace], object], ...] = (
    lambda ws: scoring.score(ws, SID, I1, 2),
    lambda ws: scoring.comment(ws, SID, I1, "More."),
    lambda ws: scoring.note(ws, SID, I1, "More."),
    lambda ws: scoring.confide(ws, SID, I1, "sure"),
    lambda ws: scoring.cite(ws, SID, ITEM, Selector(), I1),
    lambda ws: scoring.flag(ws, SID, "too-little", I1),
    lambda ws: scoring.undo(ws, SID),
    lambda ws: deciding.finalise(ws, SID),
    lambda ws: holding.return_incomplete(ws, SID, "wrong-file", "The plan."),
)


def code(act: Callable[[], object]) -> str:
    with pytest.raises(ReviewerError) as caught:
        act()
    return caught.value.code


@pytest.mark.parametrize("kind", list(HoldKind))
def test_nothing_is_scored_while_a_hold_stands(tmp_path: Path, kind: HoldKind) -> None:
    with make_case(tmp_path) as ws:
        score_all(ws)
        before = scoring.desk(ws, SID).review
        assert holding.hold(ws, SID, " The sound is being sent again. ", kind).queue
        for act in ACTS:
            assert code(lambda act=act: act(ws)) == "on-hold"  # type: ignore[misc]
        desk = scoring.desk(ws, SID)
        assert desk.review.scores == before.scores
        assert (desk.state, desk.can_finalise[0].code) == (QueueState.HOLD, "on-hold")
        (row,) = scoring.queue(ws)
        kept = "" if kind is HoldKind.OWN else f"{kind.value}: "
        assert (row.state, row.hold) == (QueueState.HOLD, f"{kept}The sound is being sent again.")
        assert row.waiting_on == ("the office" if kind.by_office else "")
        assert code(lambda: holding.hold(ws, SID, "Again.", kind)) == "held-already"
        assert code(lambda: holding.hold(ws, SID, "  ")) == "reason-missing"
    with Workspace.open(tmp_path / "ws") as ws:
        assert [h.kind for h in scoring.desk(ws, SID).holds] == [kind]


def test_under_a_privacy_hold_no_evidence_shows(tmp_path: Path) -> None:
    with make_case(tmp_path) as ws:
        scoring.cite(ws, SID, ITEM, Selector(), I1, "her name is said")
        holding.hold(ws, SID, "A child's name is on the wall.", HoldKind.PRIVACY)
        desk = scoring.desk(ws, SID)
        assert scoring.queue(ws)[0].state_label == "Hold · privacy: A child's name is on the wall."
        assert desk.evidence_hidden
        assert (desk.submission.evidence, desk.review.citations, desk.events) == ((), (), ())
        assert scoring.viewed(ws, SID, ITEM, 0, 1, 5) == scoring.start(ws, SID)
        assert scoring.desk(ws, SID).review.seconds == {}


def test_under_a_privacy_hold_no_words_of_the_evidence_are_found(tmp_path: Path) -> None:
    with make_case(tmp_path) as ws, Readers(children=1) as readers:
        scoring.cite(ws, SID, ITEM, Selector(), I1, "asked a child")
        search.fill(ws, readers, Job())
        search.note(ws, [SID])
        assert {h.source for h in search.hits(ws, "asked")} == {"document", "citation"}
        holding.hold(ws, SID, "A child's name is on the wall.", HoldKind.PRIVACY)
        assert search.hits(ws, "asked") == ()
        assert [h.source for h in search.hits(ws, SID)] == ["card"]


def test_a_mark_that_this_version_does_not_know_is_told(tmp_path: Path) -> None:
    with make_case(tmp_path) as ws:
        holding.hold(ws, SID, "Ask first.")
    with sqlite3.connect(tmp_path / "ws" / "reviewer.db") as raw:
        raw.execute("UPDATE marks SET kind = 'something-new'")
    raw.close()
    with Workspace.open(tmp_path / "ws") as ws:
        assert code(lambda: scoring.queue(ws)) == "damaged-workspace"


def test_ones_own_hold_is_ones_own(tmp_path: Path) -> None:
    with make_case(tmp_path) as ws:
        mine = ws.key_id
        holding.hold(ws, SID, "I ask the office first.")
        ws.become(ws.add_identity(B).id)
        assert scoring.queue(ws)[0].state is QueueState.TO_SCORE
        assert code(lambda: holding.lift(ws, SID)) == "not-held"
        scoring.score(ws, SID, I1, 3)
        ws.become(mine)
        holding.lift(ws, SID, "It is clear now.")
        assert scoring.desk(ws, SID).holds == ()
        scoring.score(ws, SID, I1, 4)
        acts = [m.act.kind for m in ws.marks.history(SID)]
        assert acts == ["held", "lifted"]


def held(root: Path) -> Workspace:
    """A workspace with a submission that the office signed, under an integrity hold."""
    ws = make_case(root, signer=office())
    holding.hold(ws, SID, "The same plan came before.", HoldKind.INTEGRITY)
    return ws


def test_the_offices_signed_word_lifts_its_hold(tmp_path: Path) -> None:
    with held(tmp_path) as ws:
        assert code(lambda: holding.lift(ws, SID, "I think it is fine.")) == "office-lifts"
        releasing.ask(ws, SID, tmp_path / "ask.json")
        answer_as(tmp_path, office(), "answer.json")
        assert releasing.take_answer(ws, tmp_path / "answer.json").queue
        assert scoring.desk(ws, SID).holds == ()
        last = ws.marks.history(SID)[-1].act
        assert (last.reason, last.signed_by) == ("Two of one class.", office().public.key_id)  # type: ignore[union-attr]
        assert code(lambda: releasing.take_answer(ws, tmp_path / "answer.json")) == "not-held"
        holding.hold(ws, SID, "Again.", HoldKind.INTEGRITY)
        assert code(lambda: releasing.take_answer(ws, tmp_path / "answer.json")) == "not-held"  # not a second time


def answer_as(root: Path, signer: Signer, name: str) -> Path:
    """The answer to ``ask.json`` by that key, as its workspace writes it."""
    from reviewer_app.bundles.office import HoldAnswer, HoldRequest, read, write

    asked, key = read(root / "ask.json", HoldRequest)
    assert key.name == "Reviewer 17"
    said = HoldAnswer(
        submission=asked.submission,
        package=asked.package,
        hold=asked.holds[0].id,
        reason="Two of one class.",
        at=asked.at,
    )
    write(root / name, said, signer)
    return root / name


def test_nobody_else_lifts_it(tmp_path: Path) -> None:
    stranger = Signer.generate("Program Office")
    with held(tmp_path) as ws:
        releasing.ask(ws, SID, tmp_path / "ask.json")
        keyring.trust(ws, stranger.public.line, "Another")
        for name, signer in (("stranger.json", stranger), ("own.json", ws.signer())):
            path = answer_as(tmp_path, signer, name)
            assert code(lambda path=path: releasing.take_answer(ws, path)) == "not-the-office"  # type: ignore[misc]
        assert code(lambda: releasing.take_answer(ws, tmp_path / "ask.json")) == "bad-office-file"
        good = answer_as(tmp_path, office(), "good.json")
        document = json.loads(good.read_text())
        for part in ("statement", "dsse", "sshsig"):
            text = document[part]
            changed = text.replace("Two of one class.", "Two of one sort.") if part == "statement" else text[:-9]
            (tmp_path / "forged.json").write_text(json.dumps({**document, part: changed}))
            assert code(lambda: releasing.take_answer(ws, tmp_path / "forged.json")) in (
                "signature-invalid", "json-broken", "signature-form",
            )  # fmt: skip
        for text in ("", "[]", "{}", '{"statement": 1}', "\0" * 99):
            (tmp_path / "forged.json").write_text(text)
            assert code(lambda: releasing.take_answer(ws, tmp_path / "forged.json")) != "bug"
        keyring.revoke(ws, office().public.key_id, from_seq=1, reason="Lost.")
        assert code(lambda: releasing.take_answer(ws, good)) == "not-the-office"
        assert len(scoring.desk(ws, SID).holds) == 1
        keyring.trust(ws, stranger.public.line, "Another", office=True)
        releasing.take_answer(ws, tmp_path / "stranger.json")
        assert scoring.desk(ws, SID).holds == ()


def test_an_answer_about_another_package_or_hold_lifts_nothing(tmp_path: Path) -> None:
    from reviewer_app.bundles.office import HoldAnswer, write

    with held(tmp_path) as ws:
        record = ws.catalogue.package(SID)
        assert record is not None
        digest, hold = record.tagmanifest_sha256, scoring.desk(ws, SID).holds[0].id
        wrong = {"other-package": ("0" * 64, str(hold)), "not-held": (digest, "another")}
        for problem, (package, which) in wrong.items():
            said = HoldAnswer(submission=SID, package=package, hold=which, reason="Fine.", at=ws.clock.now())
            path = tmp_path / f"{problem}.json"
            write(path, said, office())
            assert code(lambda path=path: releasing.take_answer(ws, path)) == problem  # type: ignore[misc]
        assert len(scoring.desk(ws, SID).holds) == 1


def test_priority_moves_it_to_the_front_or_the_end(tmp_path: Path) -> None:
    names = ("R-1", "R-2", "R-3")
    with make_case(tmp_path, *names) as ws:
        holding.prioritise(ws, SubmissionId("R-3"), 1, "The candidate waits for a class.")
        holding.prioritise(ws, SubmissionId("R-1"), -1)
        assert [(r.submission, r.priority) for r in scoring.queue(ws)] == [("R-3", 1), ("R-2", 0), ("R-1", -1)]
        assert holding.prioritise(ws, SubmissionId("R-1"), -1).queue is False
        assert code(lambda: holding.prioritise(ws, SubmissionId("R-1"), 2)) == "bad-priority"
        holding.prioritise(ws, SubmissionId("R-3"), 0)
        assert scoring.queue(ws)[0].submission == "R-2"


def test_handing_back_tells_the_candidate_what_is_missing(tmp_path: Path) -> None:
    with make_case(tmp_path, "R-1", "R-2") as ws:
        one = SubmissionId("R-1")
        assert code(lambda: holding.return_incomplete(ws, one, "no-such")) == "unknown-condition"
        assert code(lambda: holding.return_incomplete(ws, one, "conflict", "x")) == "unknown-condition"
        holding.return_incomplete(ws, one, "wrong-file", "Please send the plan of the conference.", "page 1 is blank")
        decision = deciding.decision_of(ws, one)
        assert decision.outcome is Outcome.INCOMPLETE
        assert [c.text for c in decision.comments] == ["Please send the plan of the conference."]
        assert [(c.code, c.note) for c in decision.conditions] == [("wrong-file", "page 1 is blank")]
        assert decision.scores == ()
        holding.return_incomplete(ws, SubmissionId("R-2"), "wrong-file")
        assert deciding.decision_of(ws, SubmissionId("R-2")).comments[0].text == "Send the file that was meant."


@pytest.mark.parametrize("said", ["", "Thank you for the plan."])
def test_taking_back_what_was_handed_back_takes_its_words_too(tmp_path: Path, said: str) -> None:
    with make_case(tmp_path) as ws:
        if said:
            scoring.comment(ws, SID, None, said)
        holding.return_incomplete(ws, SID, "wrong-file", "Please send the plan.")
        holding.take_back(ws, SID, "wrong-file", "Undone")
        review = scoring.desk(ws, SID).review
        assert review.open
        assert review.conditions == ()
        assert review.comments.get(None, "") == said
        holding.declare_conflict(ws, SID, "I know them.")
        holding.take_back(ws, SID, "conflict", "Undone")
        review = scoring.desk(ws, SID).review
        assert (review.open, review.conditions, review.comments.get(None, "")) == (True, (), said)


def test_a_condition_that_leaves_an_outcome_is_not_enough_to_hand_it_back(tmp_path: Path) -> None:
    with make_case(tmp_path) as ws:
        path = ws.root / "programs" / "test-program.yaml"
        record = ws.catalogue.package(SID)
        assert record is not None
        assert "incomplete_at" not in path.read_text()
        score_all(ws)
        holding.return_incomplete(ws, SID, "too-much", "Choose the three that show it best.")
        assert deciding.decision_of(ws, SID).outcome is Outcome.INCOMPLETE


def test_a_conflict_leaves_ones_queue_and_another_scores_it(tmp_path: Path) -> None:
    with make_case(tmp_path) as ws:
        mine = ws.key_id
        holding.hold(ws, SID, "I know this school.")
        assert code(lambda: holding.declare_conflict(ws, SID, "")) == "reason-missing"
        holding.declare_conflict(ws, SID, "I taught with the candidate.")
        decision = deciding.decision_of(ws, SID)
        assert (decision.outcome, decision.conditions[0].code) == (Outcome.INCOMPLETE, "conflict")
        assert decision.conditions[0].note == "I taught with the candidate."
        assert not deciding.stands(ws, SID).letter
        assert scoring.queue(ws)[0].waiting_on == "another reviewer"
        assert sealing.seal(ws).decisions == (decision.id,)
        ws.become(ws.add_identity(B).id)
        (row,) = scoring.queue(ws)
        assert (row.state, row.why) == (QueueState.TO_SCORE, ())
        score_all(ws)
        deciding.finalise(ws, SID)
        assert deciding.decision_of(ws, SID).purpose == "first"
        ws.become(mine)
        scoring.reopen(ws, SID, "It was another candidate.")
        assert scoring.desk(ws, SID).review.stage is Stage.IN_PROGRESS


def test_the_command_line_does_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_case(tmp_path, "R-1", "R-2", signer=office()).close()
    command = Command(capsys, tmp_path / "ws")
    said = command.done("hold", "R-1", "--reason", "Ask first.", "--json").json
    assert (said["state"], [h["kind"] for h in said["holds"]]) == ("hold", ["own"])
    assert command("score", "R-1", "3.1", "2", "--json").codes == ["on-hold"]
    assert command.done("release", "R-1", "--json").json["holds"] == []
    assert command.done("priority", "R-2", "first", "--json").json["priority"] == 1
    assert command("priority", "R-2", "soon", "--json").codes == ["bad-priority"]
    command.done("hold", "R-2", "--kind", "integrity", "--reason", "Seen before.")
    assert command("release", "R-2", "--json").codes == ["office-lifts"]
    asked = command.done("holds", "ask", "R-2", "-o", tmp_path / "ask.json", "--json").json
    make_workspace(tmp_path / "office", "Office", salt=9).close()
    desk = Command(capsys, tmp_path / "office")
    told = desk.done("holds", "answer", tmp_path / "ask.json", "--reason", "Fine.", "-o", tmp_path / "a.json", "--json")
    assert told.json["hold"] == asked["holds"][0]["id"]
    assert command("holds", "lift", tmp_path / "a.json", "--json").codes == ["not-the-office"]
    command.done("keys", "trust", tmp_path / "office" / "keys" / "signing.key.pub", "--office")
    assert command.done("holds", "lift", tmp_path / "a.json", "--json").json["holds"] == []
    back = command.done("return", "R-2", "wrong-file", "--missing", "The plan.", "--json").json
    assert (back["state"], back["outcome"]) == ("finalised", "incomplete")
    assert command.done("conflict", "R-1", "--reason", "A friend.", "--json").json["waiting_on"] == "another reviewer"
    assert command("adjudicate", "R-1", "--json").codes == ["not-both-final"]

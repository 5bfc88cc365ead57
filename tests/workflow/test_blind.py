"""Two reviewers on one laptop: every way in which one could learn the other's score before both are final."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from reviewer_app import logs
from reviewer_app.domain.calibration_set import SetUse
from reviewer_app.domain.ids import KeyId, SubmissionId
from reviewer_app.errors import ReviewerError
from reviewer_app.workflow import (
    calibrating,
    deciding,
    duplicates,
    history,
    holding,
    identities,
    intake,
    pace,
    scoring,
    sealing,
    search,
    settling,
    snippets,
    spelling,
)
from reviewer_app.workflow.checking import check
from reviewer_app.workflow.letters import letter
from reviewer_app.workflow.snippets import OwnSnippet
from reviewer_app.workspace import Workspace
from tests.builders import I1, I2, SID
from tests.cli.run import Command
from tests.workflow.calibration_world import make, spec, world
from tests.workflow.test_double import ALWAYS, WORDS, A, B, C, code, plain, score, shared

RULES = f"{ALWAYS}\n  adjudication: {{when: [{{rule: differ_by_more_than, levels: 1}}], how: expert}}"
SECRETS = (WORDS.format(17), "unsure", "Try again", "Not met", "not-met", "zebra", "Mine alone")


def first_done(root: Path, *, sealed: bool = True) -> Workspace:
    """A has scored 1 and 4, kept words of their own, and stands by it; B is at work."""
    ws = shared(root, RULES)
    score(ws, A, (1, 4))
    search.note(ws, [SID])
    snippets.keep_snippet(ws, OwnSnippet(title="Mine alone", text="Mine alone"))
    spelling.keep_word(ws, "zebrafish")
    if sealed:
        sealing.seal(ws)
    identities.use(ws, B)
    return ws


def _refused(act: Callable[[], object]) -> str:
    try:
        return plain(act())
    except ReviewerError as error:
        return f"{error.message} {error.hint} {[p.message for p in error.problems]}"


def _others_review(ws: Workspace) -> KeyId:
    return next(r.reviewer for r in ws.catalogue.reviews_of(SID) if r.reviewer != ws.key_id)


def _events_of_the_other(ws: Workspace) -> str:
    """Moments of the other's history, asked for by their ids."""
    record = ws.catalogue.review_of(SID, _others_review(ws))
    assert record is not None
    ids = [e.id for e in ws.journal.events(record.id)]
    return " ".join(_refused(lambda i=i: history.compare(ws, SID, i)) for i in ids)  # type: ignore[misc]


WAYS: dict[str, Callable[[Workspace], str]] = {
    "desk": lambda ws: plain(scoring.desk(ws, SID)),
    "queue": lambda ws: plain(scoring.queue(ws)),
    "search": lambda ws: (
        plain(tuple(search.hits(ws, w) for w in ("family", "zz17", "note", "unsure")))
        + plain(search.submissions(ws, "zz17"))
    ),
    "history": lambda ws: plain(history.moments(scoring.desk(ws, SID).events)) + _events_of_the_other(ws),
    "letter": lambda ws: plain(letter(ws, SID)),
    "beside": lambda ws: plain(settling.side_by_side(ws, SID)),
    "decision": lambda ws: _refused(lambda: deciding.decision_of(ws, SID)),
    "stands": lambda ws: _refused(lambda: deciding.stands(ws, SID)),
    "outbox": lambda ws: plain(sealing.ready(ws)) + plain(sealing.bundles(ws)),
    "snippets": lambda ws: plain(snippets.own_snippets(ws)),
    "own words": lambda ws: plain(spelling.own_words(ws)),
    "pace": lambda ws: plain(pace.pace(ws, [r.review for r in scoring.queue(ws)], 1)),
    "duplicates": lambda ws: plain(duplicates.duplicates(ws, SID)),
    "undo": lambda ws: _refused(lambda: scoring.undo(ws, SID)) + _refused(lambda: scoring.redo(ws, SID)),
    "reopen": lambda ws: _refused(lambda: scoring.reopen(ws, SID, "to see it")),
    "take back": lambda ws: _refused(lambda: holding.take_back(ws, SID, "conflict", "to see it")),
    "seal": lambda ws: _refused(lambda: sealing.seal(ws, None, [SID])),
    "live scoring": lambda ws: plain(calibrating.monitoring(ws, resamples=0)),
    "check": lambda ws: " ".join(plain(check(p, ws)) for p in sorted(ws.bundles.glob("*.zip"))),
    "identities": lambda ws: plain(identities.identities(ws)),
}


@pytest.mark.parametrize("begun", [False, True])
def test_the_second_reviewer_learns_nothing_of_the_first_in_any_way(tmp_path: Path, begun: bool) -> None:
    with first_done(tmp_path, sealed=not begun) as ws:
        calibrating.watch(ws)  # live scoring takes up what was sealed here
        if begun:
            scoring.score(ws, SID, I1, 3)
        for name, way in WAYS.items():
            told = way(ws)
            assert not [s for s in SECRETS if s in told], (name, told)
        assert not search.submissions(ws, "zz17"), "not even that the words are there"
        assert not sealing.bundles(ws) and not sealing.ready(ws)
        assert ws.catalogue.review_of(SID, ws.key_id) is None or begun, "looking begins nothing"
    with Workspace.open(tmp_path / "ws", identity=B) as ws:
        told = " ".join(way(ws) for way in WAYS.values())
        assert not [s for s in SECRETS if s in told]


def test_nor_does_the_first_of_the_second(tmp_path: Path) -> None:
    with shared(tmp_path, RULES) as ws:
        score(ws, A, (3, 3))
        score(ws, B, (1, 1), final=False)
        search.note(ws, [SID])
        identities.use(ws, A)
        told = " ".join(way(ws) for way in WAYS.values() if way is not WAYS["reopen"])
        assert WORDS.format(18) not in told and "Not met" not in told
        assert "reopened" not in _refused(lambda: scoring.reopen(ws, SID, "I think again."))
        told = " ".join(way(ws) for way in WAYS.values())
        assert WORDS.format(18) not in told


@pytest.mark.parametrize("first", ["met", "not met", "incomplete"])
def test_what_is_told_while_scoring_is_the_same_whatever_the_first_came_to(tmp_path: Path, first: str) -> None:
    """B had begun when A finalised: neither role nor reasons tell how it went."""
    with shared(tmp_path, RULES) as ws:
        ws.become(B)
        scoring.score(ws, SID, I1, 2)
        ws.become(A)
        if first == "incomplete":
            holding.return_incomplete(ws, SID, "wrong-file", "The plan.")
        else:
            score(ws, A, (4, 4) if first == "met" else (1, 1))
        ws.become(B)
        (row,) = scoring.queue(ws)
        desk = scoring.desk(ws, SID)
        assert (row.why, desk.why, row.waiting_on, row.purpose) == (
            ("Another reviewer scores it as well.",), ("Another reviewer scores it as well.",), "", "second",
        )  # fmt: skip


def test_the_command_line_tells_the_second_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first_done(tmp_path).close()
    command = Command(capsys, tmp_path / "ws")
    for arguments in (("show", SID), ("show", SID, "--json"), ("queue", "--json"), ("outbox", "--json"), ("queue",)):
        command.done("--as", B, *arguments)
    others: tuple[tuple[str, ...], ...] = (
        ("adjudicate", SID),
        ("undo", SID),
        ("seal",),
        ("calibrate", "live", "--json"),
    )
    for more in others:
        command("--as", B, *more)
    said = "\n".join(command.said)
    assert not [s for s in SECRETS if s in said], said
    kept = json_rows(tmp_path / "ws" / "logs")
    assert not [s for s in SECRETS if s in kept]


def json_rows(folder: Path) -> str:
    """All that was logged."""
    return " ".join(p.read_text(errors="replace") for p in folder.glob("*")) if folder.is_dir() else ""


def test_a_log_of_every_level_holds_no_score(tmp_path: Path) -> None:
    path = logs.start(tmp_path / "logs", logging.DEBUG)
    try:
        with first_done(tmp_path) as ws:
            score(ws, B, (2, 2))
    finally:
        logs.stop()
    assert not [s for s in SECRETS if s in (path.read_text() if path.exists() else "")]


# --- live scoring and calibration ------------------------------------------------------------------------------------
def test_live_scoring_waits_for_a_score_that_was_taken_up_again(tmp_path: Path) -> None:
    with shared(tmp_path, RULES) as ws:
        score(ws, A, (3, 3))
        sealing.seal(ws)
        scoring.reopen(ws, SID, "Looked again.")  # before the second is there
        score(ws, B, (1, 1))
        sealing.seal(ws)
        calibrating.watch(ws)
        ws.become(A)
        assert calibrating.monitoring(ws, resamples=0) == (), "both are sealed, and one of them is open again"
        deciding.finalise(ws, SID)
        sealing.seal(ws)
        calibrating.watch(ws)
        assert len(calibrating.monitoring(ws, resamples=0)) == 1


def test_whoever_shares_the_leads_laptop_leads_nothing(tmp_path: Path) -> None:
    with world(tmp_path, 1) as room:
        ws, lead = room.lead, room.lead.key_id
        make(room, spec(((3, 3),), expected=("Ana",)))
        hidden = calibrating.new_set(ws, spec(((3, 3),), use=SetUse.SEEDED, title="Hidden"), tmp_path / "hidden")
        assert len(calibrating.sets(ws)) == 2
        assert intake.intake(ws, sorted((tmp_path / "hidden").glob("*.zip"))).added == hidden.submissions
        ws.become(ws.add_identity(B).id)
        (row,) = calibrating.sets(ws)
        assert (row.id, row.lead) == (room.set_id, False)
        for act in (
            lambda: calibrating.reveal(ws, room.set_id),
            lambda: calibrating.status(ws, room.set_id),
            lambda: calibrating.report(ws, hidden.id, resamples=0),
            lambda: calibrating.copy_set(ws, room.set_id, tmp_path / "again.zip"),
        ):
            assert code(act) == "not-the-lead"
        sid: SubmissionId = hidden.submissions[0]
        for indicator in (I1, I2):
            scoring.score(ws, sid, indicator, 3)
        deciding.finalise(ws, sid)
        sealing.seal(ws)
        calibrating.watch(ws)
        assert calibrating.monitoring(ws, resamples=0) == (), "one score alone; the master is the lead's to see"
        ws.become(lead)
        (shown,) = calibrating.monitoring(ws, resamples=0)
        assert (shown.masters, [s.submission for s in shown.seeded]) == (1, [sid])


def test_each_has_words_of_their_own(tmp_path: Path) -> None:
    with shared(tmp_path) as ws:
        spelling.keep_word(ws, "zebrafish")
        ws.become(B)
        assert spelling.own_words(ws) == ()
        spelling.keep_word(ws, "quagga")
        ws.become(C)
        assert spelling.own_words(ws) == ()
        ws.become(A)
        assert spelling.own_words(ws) == ("zebrafish",)
        assert (ws.root / spelling.FILE).read_text() == "zebrafish\n", "the first one's are where they were"


def test_a_switch_has_everything_read_again() -> None:
    told: dict[str, Any] = asdict(identities.ALL)
    assert not [name for name in told if name not in ("submissions", "programs") and not told[name]]

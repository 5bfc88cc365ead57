"""While a privacy hold stands nothing of the evidence is seen, by whoever is at work, wherever the same file lies."""

from __future__ import annotations

import dataclasses
import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reviewer_app import logs
from reviewer_app.domain.citation import Region, Selector, TextQuote
from reviewer_app.domain.holding import HoldKind, Lifted, Mark
from reviewer_app.domain.ids import EventId, ItemId, SubmissionId
from reviewer_app.domain.submission import EvidenceItem
from reviewer_app.errors import ReviewerError
from reviewer_app.evidence.worker import Readers
from reviewer_app.jobs import Job
from reviewer_app.workflow import (
    calibrating,
    deciding,
    history,
    holding,
    intake,
    measuring,
    releasing,
    scoring,
    sealing,
    search,
    settling,
)
from reviewer_app.workflow.calibrating import SetSpec, SpecItem, SpecMaster
from reviewer_app.workflow.letters import letter, write_docx, write_pdf
from reviewer_app.workflow.originals import save_original
from reviewer_app.workflow.stills import stills
from reviewer_app.workspace import Workspace
from tests.builders import FILES, I1, I2, SID, make_case, make_package, office, png, score_all, submission_text
from tests.cli.run import Command
from tests.workflow.calibration_world import make, spec, trusting, world
from tests.workflow.test_holding import code
from tests.workflow.test_letters import words_of_pdf

B = "Reviewer 18"
QUOTE, NOTE, TITLE = "instead of assuming", "her voice", "Zora Quill poem"
SECRETS = (QUOTE, NOTE, "Zora", "assuming")
OTHER = SubmissionId("R-0900")
MARK = Selector(quote=TextQuote(exact=QUOTE), region=Region(x=0, y=0, w=5000, h=5000))


def held(root: Path, readers: Readers | None = None, *, final: bool = False) -> Workspace:
    """A submission that was read, searched and cited from, whose evidence a privacy hold then came on."""
    text = submission_text().replace("title: Student work", f"title: {TITLE}")
    ws = _case(root, text)
    if readers is not None:
        measuring.measure(ws, SID, readers)
        search.fill(ws, readers, Job())
    score_all(ws)
    for item in scoring.desk(ws, SID).submission.evidence:
        scoring.cite(ws, SID, item.id, MARK, I1, NOTE)
    search.note(ws, [SID])
    assert search.hits(ws, "voice")
    assert readers is None or (search.hits(ws, "assuming") and search.hits(ws, "Zora"))
    if final:
        deciding.finalise(ws, SID)
    holding.hold(ws, SID, "A child can be recognised.", HoldKind.PRIVACY)
    return ws


def _case(root: Path, text: str) -> Workspace:
    ws = make_case(root, "R-0001")
    package = make_package(root / "held.zip", text=text, signer=office(), salt=9)
    assert intake.intake(ws, [package]).added == (SID,)
    return ws


def items(ws: Workspace, submission: SubmissionId = SID) -> tuple[EvidenceItem, ...]:
    record = ws.catalogue.package(submission)
    assert record is not None
    return record.submission.evidence


def plain(value: Any) -> str:
    """Everything in a value, as text."""
    if isinstance(value, tuple | frozenset):
        return "\n".join(map(plain, value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return repr(dataclasses.asdict(value))
    return repr(value)


def _letters(ws: Workspace, folder: Path, readers: Readers) -> str:
    from docx import Document

    made = letter(ws, SID, stills(ws, SID, readers))
    write_docx(made, folder / "letter.docx")
    write_pdf(made, folder / "letter.pdf")
    document: Any = Document(str(folder / "letter.docx"))
    assert not document.inline_shapes
    words = " ".join(p.text for p in document.paragraphs)
    return f"{plain(made)} {words} {words_of_pdf(folder / 'letter.pdf')}"


def _compared(ws: Workspace) -> str:
    record = ws.catalogue.review_of(SID, ws.key_id)
    events = ws.journal.events(record.id) if record is not None else ()
    return plain(tuple(d for e in events[-4:] for d in history.compare(ws, SID, e.id)))


WAYS: dict[str, Callable[[Workspace, Path, Readers], str]] = {
    "desk": lambda ws, _f, _r: plain(scoring.desk(ws, SID)),
    "queue": lambda ws, _f, _r: plain(scoring.queue(ws)),
    "found": lambda ws, _f, _r: plain(
        tuple(search.hits(ws, w) for w in ("assuming", "voice", "Zora", "R-0417", "assu zor", "Partnerships"))
    ),
    "submissions found": lambda ws, _f, _r: plain(tuple(search.submissions(ws, w) for w in ("voice", "Zora", "her"))),
    "history": lambda ws, _f, _r: plain(history.moments(scoring.desk(ws, SID).events)),
    "comparison": lambda ws, _f, _r: _compared(ws),
    "letter": _letters,
    "stills": lambda ws, _f, r: plain(tuple(stills(ws, SID, r).values())).replace("()", ""),
    "ready": lambda ws, _f, _r: plain(sealing.ready(ws)),
    "beside": lambda ws, _f, _r: plain(settling.side_by_side(ws, SID)),
}


@pytest.fixture
def readers() -> Any:
    with Readers(children=1) as made:
        yield made


def seen(ws: Workspace, folder: Path, readers: Readers) -> None:
    """Nothing is seen in any way, and no way to the bytes is left."""
    folder.mkdir()
    for name, way in WAYS.items():
        told = way(ws, folder, readers)
        assert not [s for s in SECRETS if s in told], (name, told)
    for n, item in enumerate(items(ws)):
        dest = folder / f"copy{n}"
        opens: tuple[Callable[[], object], ...] = (
            lambda item=item: ws.recipe(item),  # type: ignore[misc]
            lambda item=item: ws.evidence(item),  # type: ignore[misc]
            lambda item=item, dest=dest: save_original(ws, item, dest),  # type: ignore[misc]
        )
        assert [code(act) for act in opens] == ["on-hold"] * 3
        assert not dest.exists()


def test_nobody_here_sees_anything_in_any_way(tmp_path: Path, readers: Readers) -> None:
    with held(tmp_path, readers, final=True) as ws:
        mine = ws.key_id
        seen(ws, tmp_path / "a", readers)
        ws.become(ws.add_identity(B).id)
        seen(ws, tmp_path / "b", readers)
        assert SID not in search.submissions(ws, "poem") and search.submissions(ws, SID) == {SID}
        ws.become(mine)
    shutil.copytree(tmp_path / "ws", tmp_path / "backup", ignore=shutil.ignore_patterns(".lock"))
    for root in (tmp_path / "ws", tmp_path / "backup"):  # opened again, and brought back from a backup
        with Workspace.open(root) as ws:
            seen(ws, tmp_path / f"{root.name}-again", readers)
            assert code(lambda ws=ws: holding.lift(ws, SID)) == "office-lifts"  # type: ignore[misc]


def test_lifted_everything_is_there_again(tmp_path: Path, readers: Readers) -> None:
    with held(tmp_path, readers) as ws:
        before = scoring.desk(ws, SID)
        assert before.evidence_hidden and not before.submission.evidence
        hold = ws.marks.of(SID).holds[0]
        holding.lift_signed(ws, SID, hold.id, "Blurred.", office().public.key_id)
        desk = scoring.desk(ws, SID)
        assert len(desk.submission.evidence) == len(desk.review.citations) == 3
        assert search.hits(ws, "assuming") and search.hits(ws, "Zora")
        for item in items(ws):
            with ws.evidence(item) as reader:
                assert reader.read()


def test_nothing_takes_the_hold_away_but_the_office(tmp_path: Path) -> None:
    with held(tmp_path, final=True) as ws:
        stands = ws.marks.of(SID)
        for act in (scoring.undo, scoring.redo, history.start_over, deciding.finalise):
            assert code(lambda act=act: act(ws, SID)) in ("on-hold", "review-finalised")  # type: ignore[misc]
        scoring.reopen(ws, SID, "Undone")
        for act in (scoring.undo, scoring.redo, history.start_over, deciding.finalise):
            assert code(lambda act=act: act(ws, SID)) == "on-hold"  # type: ignore[misc]
        assert code(lambda: holding.take_back(ws, SID, "conflict", "Undone")) == "not-finalised"
        intake.intake(ws, [tmp_path / "held.zip"])  # the package comes once more
        assert ws.marks.of(SID) == stands
        assert code(lambda: releasing.take_answer(ws, tmp_path / "held.zip")) != "bug"
        unsigned = Lifted(hold=ws.marks.of(SID).holds[0].id, reason="I say so.")
        mark = Mark(id=EventId(ws.clock.new_id()), submission=SID, at=ws.clock.now(), by=ws.key_id, act=unsigned)
        ws.marks.add((mark,))  # as somebody else's program may have written it
        assert ws.marks.of(SID) == stands


# --- the same file elsewhere -----------------------------------------------------------------------------------------
def take(ws: Workspace, root: Path, sid: str, candidate: str, **files: bytes) -> None:
    """One more submission of another candidate; files that are not given are as in the first."""
    text = submission_text(sid).replace("C-2001", candidate)
    folder = root / sid
    folder.mkdir()
    from reviewer_app.workflow import packing
    from tests.builders import FixedClock, make_folder

    named = dict(zip(FILES, ("text", "plan", "work"), strict=True))
    make_folder(folder, text, {name: files.get(named[name], data) for name, data in FILES.items()})
    packing.pack(
        folder, root / f"{sid}.zip", signer=office(), clock=FixedClock(salt=int(sid[2:])), programs=ws.programs
    )
    assert intake.intake(ws, [root / f"{sid}.zip"]).added == (sid,)


def test_the_same_file_is_out_of_sight_elsewhere_too(tmp_path: Path, readers: Readers) -> None:
    with make_case(tmp_path, signer=office()) as ws:
        take(ws, tmp_path, OTHER, "C-3000", text=b"Another text of quite other words.\n", work=png(9, 9, 40))
        search.fill(ws, readers, Job())
        plan = next(i for i in items(ws, OTHER) if i.sha256 in {x.sha256 for x in items(ws)})
        scoring.cite(ws, OTHER, plan.id, MARK, I1, NOTE)
        mark = scoring.desk(ws, OTHER).review.citations[0]
        scoring.recite(ws, OTHER, mark.id, MARK, I2, NOTE)
        scoring.cite(ws, OTHER, ItemId("0001"), Selector(), I1, "another")
        search.note(ws, [OTHER])
        assert OTHER in search.submissions(ws, "assuming")
        holding.hold(ws, SID, "A child can be recognised.", HoldKind.PRIVACY)
        desk = scoring.desk(ws, OTHER)
        assert plan.id not in {i.id for i in desk.submission.evidence} and len(desk.submission.evidence) == 2
        assert [c.note for c in desk.review.citations] == ["another"]
        assert QUOTE not in plain(desk.events) and NOTE not in plain(desk.events) and len(desk.events) == 3
        assert [r.text for r in desk.remarks if r.code == "withheld"] == [
            f"Item {plan.id} is not shown: a privacy hold stands on the same file in another submission."
        ]
        assert not search.hits(ws, "assuming") and not search.hits(ws, "voice")
        assert OTHER not in search.submissions(ws, "assuming")
        assert OTHER in search.submissions(ws, "quite other")
        assert NOTE not in plain(letter(ws, OTHER)) and "another" in plain(letter(ws, OTHER))
        assert code(lambda: ws.recipe(plan)) == "on-hold"
        scoring.score(ws, OTHER, I1, 3)  # the rest of it can be worked on


def test_a_handout_of_many_is_not_taken_from_them(tmp_path: Path) -> None:
    with make_case(tmp_path, signer=office()) as ws:
        for n in range(3):
            own = {"text": f"Words of candidate {n} alone.\n".encode(), "work": png(9, 9, 40 + n)}
            take(ws, tmp_path, f"R-09{n:02}", f"C-300{n}", **own)
        holding.hold(ws, SID, "A child can be recognised.", HoldKind.PRIVACY)
        desk = scoring.desk(ws, SubmissionId("R-0900"))
        assert len(desk.submission.evidence) == 3 and "withheld" not in {r.code for r in desk.remarks}
        assert scoring.desk(ws, SID).submission.evidence == ()


def test_copies_in_a_calibration_set_make_no_handout_of_it(tmp_path: Path) -> None:
    with world(tmp_path, 4) as room:
        make(room, spec(((3, 3),) * 4))
        calibrating.take_set(room.lead, room.file)
        plan = items(room.lead, SubmissionId("R-0001"))[1]
        assert len({s.candidate for s, _ in room.lead.catalogue.places(plan.sha256)}) > 3
        holding.hold(room.lead, SubmissionId("R-0001"), "A child can be recognised.", HoldKind.PRIVACY)
        assert code(lambda: room.lead.recipe(plan)) == "on-hold"
        assert [len(scoring.desk(room.lead, s).submission.evidence) for s in room.items()] == [0, 1, 1, 1]


def test_what_is_held_is_neither_measured_nor_read_for_the_search(tmp_path: Path, readers: Readers) -> None:
    with make_case(tmp_path) as ws:
        holding.hold(ws, SID, "A child can be recognised.", HoldKind.PRIVACY)
        assert not measuring.to_measure(ws, SID)
        measuring.measure(ws, SID, readers)
        search.fill(ws, readers, Job())
        assert ws.measures.all() == {}
        hold = ws.marks.of(SID).holds[0]
        holding.lift_signed(ws, SID, hold.id, "Blurred.", office().public.key_id)
        assert measuring.to_measure(ws, SID)
        search.fill(ws, readers, Job())
        assert search.hits(ws, "assuming"), "read once the hold is gone"


# --- what leaves the program -----------------------------------------------------------------------------------------
def test_no_bundle_takes_it_along(tmp_path: Path) -> None:
    with held(tmp_path, final=True) as ws:
        (row,) = sealing.ready(ws)
        assert row.problem == "Privacy hold: A child can be recognised."
        assert code(lambda: sealing.seal(ws)) == code(lambda: sealing.seal(ws, None, [SID])) == "on-hold"
        free = SubmissionId("R-0001")
        score_all(ws, free)
        deciding.finalise(ws, free)
        assert sealing.seal(ws).submissions == (free,)
        assert len(list(ws.bundles.glob("*"))) == 1


@pytest.mark.parametrize("recused", [False, True])
def test_an_integrity_hold_keeps_a_decision_here_but_not_a_conflict(tmp_path: Path, recused: bool) -> None:
    with make_case(tmp_path) as ws:
        if recused:
            holding.hold(ws, SID, "Handed in before.", HoldKind.INTEGRITY)
            holding.declare_conflict(ws, SID, "My own class.")
            assert sealing.seal(ws).submissions == (SID,)
        else:
            score_all(ws)
            deciding.finalise(ws, SID)
            holding.hold(ws, SID, "Handed in before.", HoldKind.INTEGRITY)
            assert code(lambda: sealing.seal(ws)) == "on-hold"
            assert scoring.desk(ws, SID).submission.evidence, "it may be looked at"


def test_no_calibration_set_is_made_of_it(tmp_path: Path) -> None:
    with held(tmp_path) as ws:
        masters = tuple(SpecMaster(indicator=i, level=3) for i in (I1, I2))
        spec = SetSpec(title="Room", items=(SpecItem(submission=SID, masters=masters),))
        assert code(lambda: calibrating.new_set(ws, spec, tmp_path / "set.zip")) == "on-hold"
        assert not (tmp_path / "set.zip").exists() and not list(tmp_path.glob(".set*"))
        assert calibrating.sets(ws) == ()


def test_a_set_that_was_made_is_not_handed_out_again_and_its_report_quotes_nothing(tmp_path: Path) -> None:
    with world(tmp_path, 1) as room:
        make(room, spec(((3, 3),), expected=("Ana",)))
        room.lead.calibration.set(room.set_id)
        trusting(room.lead, room.reviewer("Ana"))
        calibrating.add_bundles(room.lead, room.set_id, [room.bundle("Ana", ((3, 2),))])
        calibrating.reveal(room.lead, room.set_id, None)
        assert "asked instead" in plain(calibrating.report(room.lead, room.set_id, resamples=10))
        calibrating.copy_set(room.lead, room.set_id, tmp_path / "once.zip")
        holding.hold(room.lead, SubmissionId("R-0001"), "A child can be recognised.", HoldKind.PRIVACY)
        told = plain(calibrating.report(room.lead, room.set_id, resamples=10))
        assert "asked instead" not in told and "because of the plan" in told
        assert code(lambda: calibrating.copy_set(room.lead, room.set_id, tmp_path / "again.zip")) == "on-hold"


def test_the_command_line_shows_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with held(tmp_path) as ws:
        stored = [ws.vault.recipe(i.sha256, i.size).path for i in items(ws)]
    command = Command(capsys, tmp_path / "ws")
    for arguments in (("show", SID), ("show", SID, "--json"), ("queue",), ("queue", "--json"), ("outbox", "--json")):
        command.done(*arguments)
    assert command.done("show", SID, "--json").json["evidence"] == []
    for path in stored:
        ran = command.bare("probe", path, "--text", "--json", "--picture", tmp_path / "out.png")
        assert (ran.code, ran.json["status"], ran.json["problems"][0]["code"]) == (1, "refused", "in-a-workspace")
    assert not (tmp_path / "out.png").exists()
    for arguments in (("undo", SID), ("seal",), ("release", SID), ("decide", SID)):
        assert command(*arguments).code == 2
    said = "\n".join(command.said)
    assert not [s for s in SECRETS if s in said], said


def test_the_log_of_a_refusal_names_nothing(tmp_path: Path) -> None:
    with held(tmp_path) as ws:
        path = logs.start(tmp_path / "logs")
        try:
            ws.recipe(items(ws)[0])
        except ReviewerError:
            logging.getLogger("reviewer_app.test").info("not shown: %s", SID, exc_info=True)
        finally:
            logs.stop()
    written = path.read_text()
    assert SID in written and not [s for s in (*SECRETS, "A child", str(tmp_path)) if s in written]

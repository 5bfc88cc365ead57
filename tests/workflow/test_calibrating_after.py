"""What comes of a session: minutes that can be opened, live scoring watched, a bundle over the screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.domain.calibration_report import Against
from reviewer_app.domain.calibration_set import SetUse
from reviewer_app.domain.ids import SubmissionId
from reviewer_app.errors import ReviewerError, UsageError
from reviewer_app.jobs import Job
from reviewer_app.sync import qr
from reviewer_app.workflow import calibrating, intake, keyring, samplesession, sealing
from tests.builders import I2, make_workspace
from tests.workflow.calibration_world import MASTERS, World, make, score, spec, trusting, world


@pytest.fixture
def room(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        make(made)
        calibrating.add_bundles(
            made.lead, made.set_id, [made.bundle("Ana", MASTERS), made.bundle("Ben", ((1, 3), (2, 2), (4, 1)))]
        )
        yield made


def words_of(path: Path) -> str:
    """All words of a written document."""
    if path.suffix == ".pdf":
        import pymupdf

        maker: Any = pymupdf
        with maker.open(path) as document:
            return " ".join(" ".join(page.get_text().split()) for page in document)
    from docx import Document

    document = Document(str(path))
    cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
    return " ".join([*(p.text for p in document.paragraphs), *cells])


def test_minutes_say_who_what_and_what_was_agreed_on(room: World, tmp_path: Path) -> None:
    with pytest.raises(ReviewerError) as caught:
        calibrating.minutes(room.lead, room.set_id, tmp_path / "early")
    assert caught.value.code == "scores-locked"
    assert not list(tmp_path.glob("early*"))
    calibrating.reveal(room.lead, room.set_id)
    calibrating.consensus(room.lead, room.set_id, room.items()[2], I2, 2, "Seen once & <only> in the plan.")
    paths = calibrating.minutes(room.lead, room.set_id, tmp_path / "minutes")
    assert [p.name for p in paths] == ["minutes.docx", "minutes.pdf"]
    record = room.lead.calibration.set(room.set_id)
    for path in paths:
        text = words_of(path)
        for said in (
            "Fall set A",
            "Ana",
            "Ben",
            "Cy",
            "nothing came in yet",
            "Master 3",
            "Seen once & <only>",
            "retrain",
        ):
            assert said in text, (path.suffix, said)
        assert record.set.commitment in text.replace(" ", "")
    with pytest.raises(UsageError) as again:
        calibrating.minutes(room.lead, room.set_id, tmp_path / "minutes")
    assert again.value.code == "file-exists"


def test_minutes_hold_a_picture(room: World, tmp_path: Path) -> None:
    from docx import Document

    calibrating.reveal(room.lead, room.set_id)
    (path,) = calibrating.minutes(room.lead, room.set_id, tmp_path / "m.docx")
    assert len(Document(str(path)).inline_shapes) == 1


def test_a_bundle_over_the_screen_is_one_like_any_other(room: World) -> None:
    path = room.bundle("Cy", MASTERS)
    sent, collector = qr.transfer(path.read_bytes()), qr.Collector()
    for index in range(len(sent.pieces)):
        if index != 1:
            collector.add(sent.frame(index))
    index = len(sent.pieces)
    while (data := collector.finish_if_done()) is None:
        collector.add(sent.frame(index))
        index += 1
    result = calibrating.add_bytes(room.lead, room.set_id, data)
    assert [(a.path, a.reviewer, a.submissions) for a in result.added] == [("QR code", "Cy", 3)]
    assert not list(room.lead.root.glob("tmp*"))
    assert calibrating.add_bytes(room.lead, room.set_id, data).already == ("QR code",)
    assert calibrating.add_bytes(room.lead, room.set_id, b"nothing").refused


def live(room: World, name: str, levels: dict[str, tuple[int, int]]) -> Path:
    """Normal work of a reviewer, sealed for the office."""
    ws = room.reviewer(name)
    for sid, pair in levels.items():
        intake.intake(ws, [room.root / f"{sid}.zip"])
        score(ws, SubmissionId(sid), pair)
    return sealing.seal(ws, submissions=[SubmissionId(s) for s in levels]).path


def test_double_scores_are_watched_and_single_ones_stay_blind(room: World) -> None:
    ana = live(room, "Ana", {"R-0001": (3, 3), "R-0002": (4, 4)})
    assert calibrating.watch(room.lead, [ana]).decisions == 2
    assert calibrating.monitoring(room.lead, resamples=0) == ()
    ben = live(room, "Ben", {"R-0001": (3, 2)})
    assert calibrating.watch(room.lead, [ben, ana]).decisions == 1
    (made,) = calibrating.monitoring(room.lead, resamples=0)
    assert (made.submissions, made.twice, made.masters) == (2, 1, 0)
    assert made.report.against is Against.EACH_OTHER
    assert [s.label for s in made.report.submissions] == ["R-0001"]
    exact = next(s for s in made.report.overview if s.key == "exact")
    assert exact.counts == "1 of 2 pairs"


def test_calibration_is_not_live_scoring(room: World) -> None:
    assert calibrating.watch(room.lead, [room.people["Ana"].bundles]).decisions == 0


def test_seeded_masters_are_masters_of_live_scoring(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        make(made, spec(use=SetUse.SEEDED), "packages")
        ws = made.reviewer("Ana")
        intake.intake(ws, [made.file])
        for sid in made.items():
            score(ws, sid, (1, 1))
        calibrating.watch(made.lead, [sealing.seal(ws).path])
        (shown,) = calibrating.monitoring(made.lead, resamples=0)
        assert (shown.masters, shown.report.against) == (3, Against.MASTER)
        assert next(s for s in shown.report.overview if s.key == "exact").counts == "0 of 6 scores"
        assert shown.report.severity.rows[0].word == "severe"
        assert {(s.set, s.submission, s.reviewer) for s in shown.seeded} == {
            (made.set_id, sid, "Ana") for sid in made.items()
        }, "the lead can leave them out of what candidates are told"


def test_only_what_was_seeded_here_is_told_apart(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        make(made, spec(((3, 3),), use=SetUse.SEEDED), "packages")
        seeded = made.items()[0]
        ws = made.reviewer("Ana")
        intake.intake(ws, [made.file])
        score(ws, seeded, (3, 2))
        calibrating.watch(made.lead, [sealing.seal(ws).path, live(made, "Ana", {"R-0001": (3, 3)})])
        (shown,) = calibrating.monitoring(made.lead, resamples=0)
        assert [s.submission for s in shown.seeded] == [seeded]
        kept = calibrating.Kept()
        once = calibrating.live_report(made.lead, shown.program, None, "each-other", kept)
        assert once.against is Against.EACH_OTHER
        narrow = calibrating.live_report(made.lead, shown.program, I2, "master", kept)
        assert narrow.indicator == I2
        assert next(s for s in narrow.overview if s.key == "exact").counts == "0 of 1 scores"


class _Stops(Job):
    """Somebody presses Cancel when so much was reported."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.left = after

    def report(self, done: int, total: int, what: str) -> None:
        """Count."""
        self.left -= 1
        if self.left == 0:
            self.cancel()
        super().report(done, total, what)


def test_a_stopped_sample_session_leaves_nothing_or_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samplesession, "LEANS", samplesession.LEANS[:1])
    monkeypatch.setattr(samplesession, "MASTERS", samplesession.MASTERS[:2])
    with make_workspace(tmp_path / "ws", "Lead") as ws:
        with pytest.raises(ReviewerError) as stopped:
            samplesession.make(ws, _Stops(2))
        assert stopped.value.code == "cancelled"
        assert (ws.catalogue.packages(), calibrating.sets(ws)) == ((), ())
        samplesession.make(ws, _Stops(4))
        assert len(ws.catalogue.packages()) == 2
        (made,) = calibrating.sets(ws)
        assert (made.received, made.revealed_at is not None) == (1, True)


def test_a_sample_session_is_whole_where_others_are_trusted_and_its_reviewers_are_not_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(samplesession, "LEANS", samplesession.LEANS[:2])
    monkeypatch.setattr(samplesession, "MASTERS", samplesession.MASTERS[:2])
    with make_workspace(tmp_path / "ws", "Lead") as ws, make_workspace(tmp_path / "office", "Office", salt=2) as office:
        trusting(ws, office)
        made = samplesession.make(ws)
        (row,) = calibrating.sets(ws)
        assert (row.received, made.reviewers) == (2, 2)
        assert len(calibrating.report(ws, made.id, resamples=0).reviewers) == 2
        trusted = {k.name for k in keyring.keys(ws) if k.trusted}
        assert trusted == {"Lead", "Office"}

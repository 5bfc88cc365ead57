"""Packages are unpacked whole or not at all, whatever is wrong with them."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from reviewer_app.bundles.seal import write_submission
from reviewer_app.bundles.signature import Signer
from reviewer_app.bundles.statement import SignedBy
from reviewer_app.bundles.trust import KnownKey, Trust
from reviewer_app.bundles.unpack import inspect, unpack_submission
from reviewer_app.bundles.zipdir import DEFLATED
from reviewer_app.domain.ids import IndicatorId
from reviewer_app.errors import BadInput, Cancelled, ReviewerError
from reviewer_app.jobs import Job, Progress
from tests.bundles.made import (
    AT,
    CONTENTS,
    Files,
    Sinks,
    bundle,
    listing,
    members,
    package,
    relisted,
    rezip,
    signed_again,
    submission,
)

TOP = "R-0417"


@pytest.fixture(scope="module")
def signer() -> Signer:
    """A throw-away key."""
    return Signer.generate("R-17")


def refused(path: Path) -> list[str]:
    """Why a package is not taken in; every sink must have been discarded."""
    sinks = Sinks()
    with pytest.raises(BadInput) as caught:
        unpack_submission(path, sinks)
    assert set(sinks.states) <= {"discarded"}
    assert caught.value.exit_code == 1
    return [p.code for p in caught.value.problems]


def test_a_package_is_taken_in_with_all_its_bytes(tmp_path: Path, signer: Signer) -> None:
    written = package(tmp_path, signer)
    sinks, told = Sinks(), list[Progress]()
    found = unpack_submission(written.path, sinks, Job(told.append))
    assert found.submission == submission()
    assert {n: bytes(s.data) for n, s in sinks.made.items()} == CONTENTS
    assert sinks.states == ["committed", "committed"]
    assert found.tagmanifest_sha256 == written.tagmanifest_sha256
    assert found.statement_sha256 == written.statement_sha256
    assert found.signer is not None
    assert found.signer.key_id == signer.public.key_id
    assert [p.code for p in found.notes] == ["signer-not-known"]
    assert told[-1].done == told[-1].total == sum(map(len, CONTENTS.values()))


def test_an_unsigned_package_is_accepted_with_a_note(tmp_path: Path) -> None:
    found = unpack_submission(package(tmp_path).path, Sinks())
    assert found.signer is None
    assert [p.code for p in found.notes] == ["unsigned"]


def test_big_evidence_is_written_as_it_was(tmp_path: Path) -> None:
    contents = {"0001": bytes(range(256)) * 50_000, "0002": b"", "0003": b"x"}
    sinks = Sinks()
    unpack_submission(package(tmp_path, None, contents).path, sinks)
    assert {n: bytes(s.data) for n, s in sinks.made.items()} == contents


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_repacked_package_in_another_order_is_accepted_and_said_so(
    tmp_path: Path, signer: Signer, method: int
) -> None:
    files = members(package(tmp_path, signer).path)
    again = rezip(tmp_path / "again.zip", dict(reversed(files.items())), TOP, method)
    sinks = Sinks()
    found = unpack_submission(again, sinks)
    assert [p.code for p in found.notes] == ["repacked", "signer-not-known"]
    assert {n: bytes(s.data) for n, s in sinks.made.items()} == CONTENTS
    assert DEFLATED == zipfile.ZIP_DEFLATED


def test_an_unpacked_package_is_taken_in_too(tmp_path: Path, signer: Signer) -> None:
    with zipfile.ZipFile(package(tmp_path, signer).path) as archive:
        archive.extractall(tmp_path / "out")
    found = unpack_submission(tmp_path / "out" / TOP, Sinks())
    assert [p.code for p in found.notes] == ["signer-not-known"]


Change = Callable[[Files], Files]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda f: f | {"data/evidence/0002.txt": b"I learned n"}, "oxum-mismatch"),
        (lambda f: f | {"data/evidence/0002.txt": f["data/evidence/0002.txt"].upper()}, "checksum-mismatch"),
        (lambda f: {n: d for n, d in f.items() if n != "data/evidence/0002.txt"}, "file-missing"),
        (lambda f: f | {"data/evidence/0003.txt": b"x"}, "file-unlisted"),
        (lambda f: f | {"data/evidence/extra.exe": b"x"}, "unexpected-file"),
        (lambda f: f | {"README": b"x"}, "unexpected-file"),
        (lambda f: f | {"signatures/more.txt": b"x"}, "unexpected-file"),
        (lambda f: f | {"data/decisions.json": b"{}"}, "unknown-kind"),
        (lambda f: {n: d for n, d in f.items() if n != "data/submission.json"}, "unknown-kind"),
        (lambda f: {n: d for n, d in f.items() if n != "tagmanifest-sha256.txt"}, "file-missing"),
        (lambda f: {n: d for n, d in f.items() if n != "VERIFY.txt"}, "file-missing"),
        (lambda f: {n: d for n, d in f.items() if n != "signatures/statement.json.sig"}, "file-missing"),
        (lambda f: f | {"bagit.txt": f["bagit.txt"].replace(b"\n", b"\r\n")}, "bagit-txt"),
        (lambda f: f | {"bag-info.txt": f["bag-info.txt"] + b"More: x\n"}, "checksum-mismatch"),
        (lambda f: f | {"bag-info.txt": f["bag-info.txt"].replace(b"profile:v1", b"profile:v2")}, "newer-format"),
        (lambda f: f | {"manifest-sha256.txt": f["manifest-sha256.txt"].replace(b"  ", b" *")}, "checksum-mismatch"),
        (lambda f: f | {"tagmanifest-sha256.txt": f["tagmanifest-sha256.txt"].upper()}, "manifest-line"),
        (lambda f: f | {"tagmanifest-sha256.txt": b"\xff\n"}, "manifest-line"),
        (lambda f: relisted(f | {"data/evidence/0002.txt": b"forged"}), "statement-files"),
        (lambda f: relisted(f | {"VERIFY.txt": b"trust me"}), "statement-files"),
    ],
)
def test_any_change_to_what_is_inside_is_refused(tmp_path: Path, signer: Signer, change: Change, code: str) -> None:
    files = change(members(package(tmp_path, signer).path))
    assert code in refused(rezip(tmp_path / "changed.zip", files, TOP))
    report = inspect(tmp_path / "changed.zip")
    assert not report.valid
    assert code in [p.code for p in report.problems]


def test_another_top_folder_is_refused(tmp_path: Path, signer: Signer) -> None:
    files = members(package(tmp_path, signer).path)
    assert refused(rezip(tmp_path / "x.zip", files, "R-0418")) == ["top-folder"]


def edited(files: Files, change: Callable[[dict[str, object]], object]) -> Files:
    """The files with the submission's JSON changed."""
    tree = json.loads(files["data/submission.json"])
    change(tree["submission"])
    return files | {"data/submission.json": json.dumps(tree).encode()}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda s: s["evidence"][0].update(sha256="0" * 64), "evidence-digest"),
        (lambda s: s["evidence"][0].update(size=1), "evidence-size"),
        (lambda s: s["evidence"][0].update(path="data/evidence/0009.txt"), "evidence-path"),
        (lambda s: s["evidence"][0].update(path="../../evil"), "evidence-path"),
        (lambda s: s["evidence"].append(s["evidence"][0]), "evidence-twice"),
        (lambda s: s["evidence"].pop(), "evidence-unnamed"),
        (
            lambda s: s["evidence"].append(s["evidence"][0] | {"id": "0003", "path": "data/evidence/0003.txt"}),
            "evidence-missing",
        ),
        (lambda s: s.update(package="other"), "statement-id"),
        (lambda s: s.update(audience="other"), "statement-audience"),
        (lambda s: s.update(nonce="other"), "statement-nonce"),
        (lambda s: s.update(attempt="1"), "json-int-type"),
    ],
)
def test_a_submission_that_does_not_fit_its_files_or_signature_is_refused(
    tmp_path: Path, signer: Signer, change: Callable[[dict[str, object]], object], code: str
) -> None:
    files = signed_again(edited(members(package(tmp_path, signer).path), change), signer)
    assert code in refused(rezip(tmp_path / "changed.zip", files, TOP))


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"kind": "decisions"}, "statement-kind"), ({"id": "other"}, "statement-id")],
)
def test_a_statement_about_something_else_is_refused(
    tmp_path: Path, signer: Signer, changes: dict[str, object], code: str
) -> None:
    files = signed_again(members(package(tmp_path, signer).path), signer, **changes)
    assert code in refused(rezip(tmp_path / "changed.zip", files, TOP))


def test_a_statement_that_names_another_key_is_refused(tmp_path: Path, signer: Signer) -> None:
    files = members(package(tmp_path, signer).path)
    somebody = SignedBy(key_id=Signer.generate("x").public.key_id, name="R-17")
    changed = signed_again(files, signer, signer=somebody)
    assert "statement-key" in refused(rezip(tmp_path / "changed.zip", changed, TOP))


def test_a_package_signed_again_by_a_stranger_is_told_by_trust(tmp_path: Path, signer: Signer) -> None:
    stranger = Signer.generate("R-17")
    files = members(package(tmp_path, signer).path)
    path = rezip(tmp_path / "x.zip", signed_again(files, stranger), TOP)
    trust = Trust(keys=(KnownKey(key_id=signer.public.key_id, name="R-17"),))
    with pytest.raises(BadInput) as caught:
        unpack_submission(path, Sinks(), trust=trust)
    assert caught.value.code == "signer-unknown"


def test_wrong_digests_are_found_while_writing_and_nothing_is_kept(tmp_path: Path) -> None:
    """The lists are made to lie about a file in the middle; three sinks are open when that shows."""
    contents = {f"000{n}": bytes([n]) * 5_000_000 for n in (1, 2, 3)}
    path = package(tmp_path, None, contents).path
    data = bytearray(path.read_bytes())
    data[data.find(b"\x02" * 1000) + 4_700_000] ^= 1
    path.write_bytes(data)
    sinks = Sinks()
    with pytest.raises(BadInput) as caught:
        unpack_submission(path, sinks)
    assert caught.value.code == "checksum-mismatch"
    assert caught.value.problems[0].where == "data/evidence/0002.txt"
    assert sinks.states == ["discarded", "discarded"]


def test_a_sink_that_fails_discards_all(tmp_path: Path) -> None:
    path = package(tmp_path).path
    sinks = Sinks()

    class Full(Sinks):
        def __call__(self, evidence):  # type: ignore[no-untyped-def]
            kept = sinks(evidence)
            if len(sinks.made) == 2:
                kept.write = self.fail  # type: ignore[method-assign]
            return kept

        def fail(self, data: object) -> None:
            raise ReviewerError("full", code="no-space")

    with pytest.raises(ReviewerError) as caught:
        unpack_submission(path, Full())
    assert caught.value.code == "no-space"
    assert sinks.states == ["discarded", "discarded"]


def test_too_little_room_is_said_before_anything_is_written(tmp_path: Path) -> None:
    path = package(tmp_path).path
    needed = sum(map(len, CONTENTS.values()))
    sinks = Sinks()
    with pytest.raises(ReviewerError) as caught:
        unpack_submission(path, sinks, room=needed - 1)
    assert (caught.value.code, caught.value.exit_code, sinks.made) == ("no-space", 3, {})
    unpack_submission(path, sinks, room=needed)


def test_a_stop_discards_all(tmp_path: Path) -> None:
    path = package(tmp_path).path
    sinks = Sinks()
    job: Job

    def stop(progress: Progress) -> None:
        job.cancel()

    job = Job(stop)
    with pytest.raises(Cancelled):
        unpack_submission(path, sinks, job)
    assert set(sinks.states) == {"discarded"}


def test_a_bundle_or_a_foreign_bag_is_no_package(tmp_path: Path, signer: Signer) -> None:
    assert refused(bundle(tmp_path, signer).path) == ["wrong-kind"]
    payload = {"data/x": b"x"}
    sums = listing({"data/x": hashlib.sha256(b"x").hexdigest()})
    bagit = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    path = rezip(tmp_path / "bag.zip", payload | {"bagit.txt": bagit, "manifest-sha256.txt": sums}, "bag")
    assert refused(path) == ["not-a-package"]
    report = inspect(path)
    assert (report.kind, report.valid, report.files) == ("bag", True, 1)
    (tmp_path / "junk.zip").write_bytes(b"junk")
    assert refused(tmp_path / "junk.zip") == ["not-a-zip"]
    assert inspect(tmp_path / "junk.zip").kind == "unknown"


def test_names_in_a_submission_may_be_anything(tmp_path: Path) -> None:
    """They are shown escaped elsewhere, and never become paths."""
    made = submission()
    odd = replace(made.evidence[0], original_name="../../<b>\u202egpj.exe")
    value = replace(made, evidence=(odd, *made.evidence[1:]), focus=IndicatorId("☃"))
    source = tmp_path / "f"
    source.mkdir()
    files = {}
    for evidence in value.evidence:
        files[evidence.id] = source / evidence.id
        files[evidence.id].write_bytes(CONTENTS[evidence.id])
    path = write_submission(tmp_path / "R-0417.zip", value, dict(files), None, created_at=AT).path  # type: ignore[arg-type]
    assert unpack_submission(path, Sinks()).submission == value

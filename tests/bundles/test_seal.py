from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import bagit
import pytest

from reviewer_app.bundles import container, zipsource
from reviewer_app.bundles.bag import check_bag
from reviewer_app.bundles.seal import write_submission
from reviewer_app.bundles.signature import Signer
from reviewer_app.bundles.unpack import inspect
from reviewer_app.domain.ids import IndicatorId, KeyId, SubmissionId
from reviewer_app.errors import BadInput, Cancelled, ReviewerError
from reviewer_app.jobs import Job, Progress
from tests.bundles.made import AT, CONTENTS, bundle, decision, members, package, rezip, submission

POSIX_USER = os.name == "posix" and os.geteuid() != 0


@pytest.fixture(scope="module")
def signer() -> Signer:
    """A throw-away key."""
    return Signer.generate("R-17")


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(p.name for p in folder.iterdir())


def test_the_same_content_time_and_key_give_the_same_bytes(tmp_path: Path, signer: Signer) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert bundle(tmp_path / "a", signer).path.read_bytes() == bundle(tmp_path / "b", signer).path.read_bytes()
    assert package(tmp_path / "a", signer).path.read_bytes() == package(tmp_path / "b", signer).path.read_bytes()


def test_other_programs_can_read_it(tmp_path: Path, signer: Signer) -> None:
    path = package(tmp_path, signer).path
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {i.compress_type for i in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {i.filename.split("/")[0] for i in archive.infolist()} == {"R-0417"}
        assert all(i.filename.isascii() for i in archive.infolist())
    done = subprocess.run(["unzip", "-t", "-qq", str(path)], capture_output=True, check=False, timeout=20)
    assert (done.returncode, done.stderr) == (0, b"")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "out")
    assert bagit.Bag(str(tmp_path / "out" / "R-0417")).validate()
    assert check_bag(path).problems == ()


def test_manifest_and_signatures_come_before_the_evidence(tmp_path: Path, signer: Signer) -> None:
    order = list(members(package(tmp_path, signer).path))
    assert order[-2:] == ["data/evidence/0001.txt", "data/evidence/0002.txt"]
    assert order.index("manifest-sha256.txt") < order.index("data/submission.json")


def test_the_candidates_file_names_are_inside_the_json_only(tmp_path: Path, signer: Signer) -> None:
    files = members(package(tmp_path, signer).path)
    told = [n for n, d in files.items() if "Élève".encode() in d]
    assert told == ["data/submission.json"]


def test_nothing_is_overwritten(tmp_path: Path, signer: Signer) -> None:
    path = bundle(tmp_path, signer).path
    before = path.read_bytes()
    with pytest.raises(ReviewerError) as caught:
        bundle(tmp_path, signer)
    assert (caught.value.code, path.read_bytes()) == ("file-exists", before)
    assert names(tmp_path) == [path.name]


def test_a_part_left_by_a_killed_program_is_written_over(tmp_path: Path, signer: Signer) -> None:
    (tmp_path / "decisions-R17-0001.zip.part").write_bytes(b"x" * 99_999)
    path = bundle(tmp_path, signer).path
    assert names(tmp_path) == [path.name]
    assert [p.code for p in inspect(path).problems] == ["signer-not-known"]


@pytest.mark.parametrize("data", [b"moving pictures " * 199, b"Moving pictures " * 200, b"moving pictures " * 201])
def test_evidence_that_changed_meanwhile_is_not_packed(tmp_path: Path, signer: Signer, data: bytes) -> None:
    files = {}
    for number, content in (CONTENTS | {"0001": data}).items():
        files[number] = tmp_path / number
        files[number].write_bytes(content)
    with pytest.raises(BadInput) as caught:
        write_submission(tmp_path / "p.zip", submission(), files, signer, created_at=AT)
    assert caught.value.code == "evidence-changed"
    assert names(tmp_path) == ["0001", "0002"]


def test_missing_evidence_is_not_blamed_on_the_target(tmp_path: Path) -> None:
    files = dict.fromkeys(CONTENTS, tmp_path / "nowhere")
    with pytest.raises(ReviewerError) as caught:
        write_submission(tmp_path / "p.zip", submission(), files, None, created_at=AT)
    assert "evidence" in caught.value.message
    assert names(tmp_path) == []


def test_what_would_be_refused_is_not_sealed(tmp_path: Path, signer: Signer) -> None:
    stranger = decision("0" * 64)
    for wrong in (stranger, replace(stranger, key=KeyId(signer.public.key_id), evidence=())):
        with pytest.raises(ReviewerError) as caught:
            bundle(tmp_path, signer, decisions=(wrong,))
        assert caught.value.code == "cannot-seal"
        assert names(tmp_path) == []
    with pytest.raises(ReviewerError) as caught:
        bundle(tmp_path, signer, seq=1, prev="", decisions=(replace(stranger, key=KeyId("short")),))
    assert caught.value.code == "cannot-write"


@pytest.mark.parametrize("label", ["../evil", "a b", "", "x" * 65, "Ä", ".hidden"])
def test_a_submissions_label_must_make_a_folder_name(tmp_path: Path, label: str) -> None:
    value = replace(submission(), id=SubmissionId(label))
    with pytest.raises(BadInput) as caught:
        write_submission(tmp_path / "p.zip", value, {}, None, created_at=AT)
    assert caught.value.code == "bad-id"
    assert names(tmp_path) == []


def test_a_bundle_whose_name_makes_no_folder_gets_one(tmp_path: Path, signer: Signer) -> None:
    path = bundle(tmp_path, signer).path
    odd = tmp_path / "Entscheidungen für Ämter.zip"
    from reviewer_app.bundles.seal import write_decisions
    from reviewer_app.domain.ids import BundleId

    made = (decision(signer.public.key_id),)
    write_decisions(odd, made, signer, 1, "", "o", bundle=BundleId("b-1"), created_at=AT)
    assert inspect(odd).valid
    shutil.copy(path, tmp_path / "renamed.zip")
    assert inspect(tmp_path / "renamed.zip").valid


def test_a_stop_leaves_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    files = {}
    for number, content in CONTENTS.items():
        files[number] = tmp_path / number
        files[number].write_bytes(content)
    job: Job

    def stop(progress: Progress) -> None:
        job.cancel()

    job = Job(stop)
    with pytest.raises(Cancelled):
        write_submission(out / "p.zip", submission(), files, None, created_at=AT, job=job)
    assert names(out) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full device")
def test_no_space_leaves_nothing(tmp_path: Path, signer: Signer) -> None:
    """The part is led to the device that is always full."""
    (tmp_path / "decisions-R17-0001.zip.part").symlink_to("/dev/full")
    with pytest.raises(ReviewerError) as caught:
        bundle(tmp_path, signer)
    assert (caught.value.code, caught.value.exit_code) == ("no-space", 3)
    assert names(tmp_path) == []


@pytest.mark.skipif(not POSIX_USER, reason="root may write anywhere")
def test_a_read_only_folder_is_said(tmp_path: Path, signer: Signer) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(ReviewerError) as caught:
            bundle(tmp_path, signer)
        assert (caught.value.code, caught.value.exit_code) == ("read-only", 3)
    finally:
        tmp_path.chmod(0o700)


def test_a_folder_that_is_gone_is_said(tmp_path: Path, signer: Signer) -> None:
    with pytest.raises(ReviewerError) as caught:
        bundle(tmp_path / "unplugged", signer)
    assert (caught.value.code, caught.value.exit_code) == ("not-found", 3)


def commands(text: str) -> str:
    """The commands of a VERIFY.txt, to be given to bash as they stand."""
    return "set -e\n" + "\n".join(re.findall(r"^ {4}\$ (.*)$", text, re.MULTILINE)) + "\n"


def follow(path: Path, folder: Path, *, called: str = "B.zip") -> subprocess.CompletedProcess[str]:
    """Do what VERIFY.txt says, literally, with nothing but the programs it names, on a file of that name."""
    with zipfile.ZipFile(path) as archive:
        inside = next(n for n in archive.namelist() if n.endswith("/VERIFY.txt"))
        script = commands(archive.read(inside).decode("ascii"))
    tools = folder / "tools"
    work = folder / "work"
    tools.mkdir()
    work.mkdir()
    for tool in ("unzip", "sha256sum", "ssh-keygen"):
        found = shutil.which(tool)
        assert found
        (tools / tool).symlink_to(found)
    shutil.copy(path, work / called)
    bash = shutil.which("bash")
    assert bash
    return subprocess.run(
        [bash, "-c", script],
        cwd=work,
        env={"PATH": str(tools)},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


@pytest.mark.parametrize("name", ["R-17", "Élodie *\"$(touch x)' !"])
def test_verify_txt_followed_literally_accepts_a_bundle(tmp_path: Path, name: str) -> None:
    done = follow(bundle(tmp_path, Signer.generate(name)).path, tmp_path)
    assert done.returncode == 0, done.stderr
    assert 'Good "reviewer-app" signature' in done.stdout
    assert "The statement names this list" in done.stdout
    assert done.stdout.count(": OK") == 5
    assert names(tmp_path / "work" / "decisions-R17-0001").count("x") == 0


@pytest.mark.parametrize(
    "called",
    ["decisions-R17-0001.zip", "copy of B (1).zip", "-q.ZIP", "x[1]*?.zip", "no ending", "$(touch x)`'\\.zip", "ünï"],
)
def test_verify_txt_works_whatever_the_file_is_called(tmp_path: Path, signer: Signer, called: str) -> None:
    done = follow(bundle(tmp_path, signer).path, tmp_path, called=called)
    assert done.returncode == 0, done.stderr
    assert "Good" in done.stdout
    assert "The statement names this list" in done.stdout
    assert names(tmp_path / "work") == sorted([called, "decisions-R17-0001"])


def test_verify_txt_is_not_fooled_by_a_digest_elsewhere_in_the_statement(tmp_path: Path, signer: Signer) -> None:
    """Whoever assigns a submission chooses its nonce, and may choose the digest of lists that are forged."""
    from tests.bundles.made import relisted

    files = members(bundle(tmp_path, signer).path)
    forged = relisted(files | {"data/decisions.json": files["data/decisions.json"].replace(b'"met"', b'"not-met"')})
    nonce = hashlib.sha256(forged["tagmanifest-sha256.txt"]).hexdigest()
    (tmp_path / "2").mkdir()
    lured = members(
        bundle(tmp_path / "2", signer, decisions=(replace(decision(signer.public.key_id), nonce=nonce),)).path
    )
    assert nonce.encode() in lured["signatures/statement.json"]
    mixed = forged | {n: d for n, d in lured.items() if n.startswith("signatures/")}
    done = follow(rezip(tmp_path / "mixed.zip", mixed, "decisions-R17-0001"), tmp_path)
    assert "Good" in done.stdout
    assert "The statement names this list" not in done.stdout
    assert done.returncode != 0


def test_verify_txt_works_for_packages_signed_or_not(tmp_path: Path, signer: Signer) -> None:
    for who in (signer, None):
        folder = tmp_path / str(who is None)
        folder.mkdir()
        done = follow(package(folder, who).path, folder)
        assert done.returncode == 0, done.stderr
        assert ("Good" in done.stdout) == (who is not None)


@pytest.mark.parametrize("which", ["data/decisions.json", "VERIFY.txt", "signatures/statement.json", "bag-info.txt"])
def test_verify_txt_followed_literally_refuses_a_change(tmp_path: Path, signer: Signer, which: str) -> None:
    files = members(bundle(tmp_path, signer).path)
    changed = files | {which: files[which] + b"\n"}
    path = rezip(tmp_path / "changed.zip", changed, "decisions-R17-0001")
    assert follow(path, tmp_path).returncode != 0


def test_verify_txt_followed_literally_refuses_lists_made_to_fit_again(tmp_path: Path, signer: Signer) -> None:
    from tests.bundles.made import relisted

    files = members(bundle(tmp_path, signer).path)
    forged = relisted(files | {"data/decisions.json": files["data/decisions.json"].replace(b'"met"', b'"not-met"')})
    done = follow(rezip(tmp_path / "forged.zip", forged, "decisions-R17-0001"), tmp_path)
    assert "Good" in done.stdout
    assert done.returncode != 0


def test_verify_txt_names_the_key_and_says_to_compare_it(tmp_path: Path, signer: Signer) -> None:
    text = members(bundle(tmp_path, signer).path)["VERIFY.txt"].decode()
    assert signer.public.line in text
    assert signer.public.key_id in text
    assert "Compare it with the key that you know" in text


def test_a_container_of_more_than_four_gigabytes_is_laid_out_in_zip64() -> None:
    """Zipfile's own reading of our headers; no such file is written."""
    big = 5 << 30
    one = container.Entry(name="t/a", size=big, crc=7, offset=0)
    two = container.Entry(name="t/b", size=3, crc=8, offset=big + 99)
    data = container.directory([one, two], big + 200)
    assert data.count(container.END64_SIGN) == 1
    head = container.local_header("t/a", big, 7)
    assert head[18:26] == b"\xff" * 8
    assert big.to_bytes(8, "little") in head
    from reviewer_app.bundles.zipdir import End, records

    size = len(data) - 56 - 20 - 22
    found = list(records(data[:size], End(start=big + 200, size=size, count=2, tail=0)))
    assert [(r.size, r.head) for r in found] == [(big, 0), (3, big + 99)]
    assert zipsource.BOMB_RATIO > 1


def test_a_sparse_package_of_more_than_four_gigabytes_is_opened(tmp_path: Path) -> None:
    """Headers at their real places in a file with holes."""
    from reviewer_app.bundles.foldersource import open_source

    big = (4 << 30) + 10
    path = tmp_path / "big.zip"
    one = container.local_header("t/a", big, 0)
    two = container.local_header("t/b", 3, 0x352441C2)
    with path.open("wb") as file:
        file.write(one)
        file.seek(len(one) + big)
        at = file.tell()
        file.write(two + b"abc")
        entries = (
            container.Entry(name="t/a", size=big, crc=0, offset=0),
            container.Entry(name="t/b", size=3, crc=0x352441C2, offset=at),
        )
        file.write(container.directory(entries, file.tell()))
    with open_source(path) as source:
        assert source.problems == []
        assert source.tidy
        assert source.files == {"a": big, "b": 3}
        assert source.read("b", 9) == b"abc"


def test_an_indicators_text_may_hold_anything(tmp_path: Path, signer: Signer) -> None:
    value = replace(decision(signer.public.key_id), focus="☃\u2028\x00", window=IndicatorId("§"))
    assert inspect(bundle(tmp_path, signer, decisions=(value,)).path).decisions == (value,)

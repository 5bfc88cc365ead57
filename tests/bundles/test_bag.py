"""The BagIt rules one by one, on bags made here, from a folder and from a zip."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from reviewer_app.bundles.bag import BagReport, check_bag
from reviewer_app.errors import Cancelled
from reviewer_app.jobs import Job, Progress

Files = dict[str, bytes]


def bag(payload: Files | None = None, *, version: str = "1.0", algorithm: str = "sha256", **more: bytes) -> Files:
    """A valid bag's files."""
    payload = {"data/a.txt": b"A", "data/d/b.txt": b"BB"} if payload is None else payload
    made = {"bagit.txt": f"BagIt-Version: {version}\nTag-File-Character-Encoding: UTF-8\n".encode()} | payload
    made[f"manifest-{algorithm}.txt"] = manifest(payload, algorithm)
    return made | {n.replace("_", "-") + ".txt": d for n, d in more.items()}


def manifest(files: Files, algorithm: str = "sha256") -> bytes:
    """A manifest of those files."""
    return "".join(f"{hashlib.new(algorithm, d).hexdigest()}  {n}\n" for n, d in files.items()).encode()


@pytest.fixture(params=["folder", "zip"])
def check(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Files], BagReport]:
    """Checks a bag of those files, both ways."""

    def run(files: Files) -> BagReport:
        if request.param == "zip":
            with zipfile.ZipFile(tmp_path / "bag.zip", "w") as archive:
                for name, data in files.items():
                    archive.writestr(f"bag/{name}", data)
            return check_bag(tmp_path / "bag.zip")
        shutil.rmtree(tmp_path / "bag", ignore_errors=True)
        for name, data in files.items():
            path = tmp_path / "bag" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return check_bag(tmp_path / "bag")

    return run


Check = Callable[[Files], BagReport]


def codes(report: BagReport, severity: str = "error") -> list[str]:
    """The codes of its problems or notes."""
    return [p.code for p in report.problems if p.severity == severity]


@pytest.mark.parametrize("version", ["0.93", "0.94", "0.95", "0.96", "0.97", "1.0"])
@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"])
def test_valid_bags_of_every_version_and_algorithm(check: Check, version: str, algorithm: str) -> None:
    report = check(bag(version=version, algorithm=algorithm))
    assert report.problems == ()
    assert (report.version, report.algorithms, report.files, report.octets) == (version, (algorithm,), 2, 3)


def test_a_changed_file_is_named(check: Check) -> None:
    report = check(bag() | {"data/d/b.txt": b"CC"})
    assert [(p.code, p.where) for p in report.problems] == [("checksum-mismatch", "data/d/b.txt")]


def test_a_missing_and_an_extra_file_are_named(check: Check) -> None:
    files = bag()
    del files["data/a.txt"]
    found = {(p.code, p.where) for p in check(files | {"data/c.txt": b""}).problems}
    assert found == {("file-missing", "data/a.txt"), ("file-unlisted", "data/c.txt")}


def test_since_1_0_every_manifest_must_list_every_file(check: Check) -> None:
    few = manifest({"data/a.txt": b"A"}, "sha512")
    assert codes(check(bag(manifest_sha512=few))) == ["file-unlisted"]
    assert codes(check(bag(manifest_sha512=few, version="0.97"))) == []


def test_tag_manifests_are_checked(check: Check) -> None:
    files = bag(bag_info=b"Contact-Name: A\n")
    listed = {n: d for n, d in files.items() if "/" not in n}
    good = files | {"tagmanifest-sha256.txt": manifest(listed)}
    assert check(good).problems == ()
    assert codes(check(good | {"bag-info.txt": b"Contact-Name: B\n"})) == ["checksum-mismatch"]


def test_a_tag_manifest_must_list_the_payload_manifests_since_1_0(check: Check) -> None:
    files = bag()
    files["tagmanifest-sha256.txt"] = manifest({"bagit.txt": files["bagit.txt"]})
    assert codes(check(files)) == ["tag-manifest"]
    files = bag(version="0.97")
    files["tagmanifest-sha256.txt"] = manifest({"bagit.txt": files["bagit.txt"]})
    assert codes(check(files)) == []


def test_a_tag_directory_that_is_not_listed_is_allowed(check: Check) -> None:
    assert check(bag() | {"signatures/x.sig": b"s"}).valid


def test_percent_cr_and_lf_in_names_are_encoded_in_the_manifest(check: Check) -> None:
    payload = {"data/50%25 done.txt": b"x", "data/two\nlines": b"y", "data/100% \r": b"z"}
    files = bag(payload)
    listed = {"data/50%2525 done.txt": b"x", "data/two%0Alines": b"y", "data/100%25 %0d": b"z"}
    files["manifest-sha256.txt"] = manifest(listed)
    assert codes(check(files)) == []


def test_a_percent_sign_left_as_it_is_is_refused_with_its_cause(check: Check) -> None:
    """Known fault of bagit-python (issue 157)."""
    files = bag({"data/50%25 done.txt": b"x"})
    found = check(files).problems
    assert found[0].code == "percent-encoding"
    assert "data/50%252525" not in found[0].hint
    assert not check(files).valid


def test_a_percent_sign_that_starts_no_escape_needs_none(check: Check) -> None:
    assert check(bag({"data/100% done.txt": b"x", "data/%41": b"y"})).valid


def test_before_1_0_percent_signs_stand_for_themselves(check: Check) -> None:
    assert check(bag({"data/%7Ea.txt": b"x", "data/50%25.txt": b"y"}, version="0.97")).valid


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("../x", "path-outside"),
        ("data/../../x", "path-outside"),
        ("/etc/passwd", "absolute-path"),
        ("~/x", "path-outside"),
        ("C:\\x", "drive-letter"),
        ("%HomeDrive%\\x", "backslash"),
        ("bagit.txt", "path-outside"),
    ],
)
def test_a_manifest_may_only_speak_of_the_payload(check: Check, path: str, code: str) -> None:
    files = bag()
    files["manifest-sha256.txt"] += f"{'0' * 64}  {path}\n".encode()
    assert code in codes(check(files))


def test_a_leading_dot_slash_is_the_same_path(check: Check) -> None:
    files = bag()
    files["manifest-sha256.txt"] = files["manifest-sha256.txt"].replace(b"data/a", b"./data/a")
    assert check(files).valid


def test_a_file_listed_twice(check: Check) -> None:
    files = bag()
    twice = files["manifest-sha256.txt"] * 2
    report = check(files | {"manifest-sha256.txt": twice})
    assert (codes(report), codes(report, "note")) == ([], ["listed-again"])
    other = twice + b"0" * 64 + b"  data/a.txt\n"
    assert "listed-twice" in codes(check(files | {"manifest-sha256.txt": other}))


def test_a_manifest_of_md5sum_with_asterisks_and_capitals_is_read(check: Check) -> None:
    files = bag(algorithm="md5")
    marked = files["manifest-md5.txt"].replace(b"  data", b" *data").upper().replace(b"DATA", b"data")
    files["manifest-md5.txt"] = marked.replace(b"A.TXT", b"a.txt").replace(b"D/B.TXT", b"d/b.txt")
    report = check(files)
    assert (codes(report), codes(report, "note")) == ([], ["md5sum-mark"])


def test_accents_written_in_another_form_are_matched_and_noted(check: Check) -> None:
    files = bag({"data/e\u0301.txt": b"x"})
    files["manifest-sha256.txt"] = manifest({"data/é.txt": b"x"})
    report = check(files)
    assert (codes(report), codes(report, "note")) == ([], ["unicode-form"])


def test_twins_odd_names_and_system_files_are_notes(check: Check) -> None:
    report = check(bag({"data/A": b"x", "data/a": b"y", "data/nul.txt": b"", "data/.DS_Store": b""}))
    assert codes(report) == []
    assert sorted(codes(report, "note")) == ["name-twins", "odd-name", "system-file"]


@pytest.mark.parametrize(
    ("text", "good"),
    [
        (b"Payload-Oxum: 3.2\n", True),
        (b"Payload-Oxum: 4.2\n", False),
        (b"Payload-Oxum: 3.1\n", False),
        (b"Payload-Oxum: three\n", False),
        (b"payload-OXUM: 3.2\r\nContact-Name: A\r  B\r\n", True),
        (b"no colon here\n", False),
        (b"Label : x\n", False),
        (b"\xff\xfe", False),
    ],
)
def test_bag_info(check: Check, text: bytes, good: bool) -> None:
    assert check(bag(bag_info=text)).valid is good


def test_fetch_is_never_followed_and_what_it_names_is_missing(check: Check) -> None:
    payload = {"data/a.txt": b"A"}
    files = bag(payload, fetch=b"http://127.0.0.1:47999/b - data/b.txt\n")
    files["manifest-sha256.txt"] = manifest(payload | {"data/b.txt": b"B"})
    assert [(p.code, p.where) for p in check(files).problems] == [("fetch-needed", "data/b.txt")]
    assert check(files | {"data/b.txt": b"B"}).valid


@pytest.mark.parametrize(
    "line", [b"http://x - /tmp/x", b"http://x - ../x", b"http://x y data/a.txt", b"nonsense", b"u - x"]
)
def test_a_fetch_line_that_leads_elsewhere_is_refused(check: Check, line: bytes) -> None:
    assert not check(bag(fetch=line + b"\n")).valid


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"\xef\xbb\xbfBagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", "bagit-bom"),
        (b"BagIt-Version: 1.0\n", "bagit-txt"),
        (b"BagIt-Version: .97\nTag-File-Character-Encoding: UTF-8\n", "bagit-txt"),
        (b"BagIt-Version : 1.0\nTag-File-Character-Encoding: UTF-8\n", "bagit-txt-spaces"),
        (b"BagIt-Version:1.0\nTag-File-Character-Encoding: UTF-8\n", "bagit-txt-spaces"),
        (b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\nMore: x\n", "bagit-txt"),
        (b"Tag-File-Character-Encoding: UTF-8\nBagIt-Version: 1.0\n", "bagit-txt"),
        (b"BagIt-Version: 1.1\nTag-File-Character-Encoding: UTF-8\n", "newer-format"),
        (b"BagIt-Version: 1.0\nTag-File-Character-Encoding: Klingon\n", "bagit-encoding"),
        (b"BagIt-Version: 1.0\nTag-File-Character-Encoding: base64\n", "bagit-encoding"),
        (b"BagIt-Version: 1.0\nTag-File-Character-Encoding: \xff\n", "bagit-txt"),
        (b"", "bagit-txt"),
    ],
)
def test_a_wrong_declaration_is_one_problem(check: Check, text: bytes, code: str) -> None:
    assert codes(check(bag() | {"bagit.txt": text})) == [code]


@pytest.mark.parametrize("end", [b"\r\n", b"\r", b"\n\n", b""])
def test_any_line_ending_will_do(check: Check, end: bytes) -> None:
    text = b"BagIt-Version: 0.97" + (end or b"\n") + b"Tag-File-Character-Encoding: UTF-8" + end
    if end == b"\n\n":
        text = text.replace(b"0.97\n\n", b"0.97\n")
    files = bag(version="0.97") | {"bagit.txt": text}
    if end in (b"\r", b"\r\n"):
        files["manifest-sha256.txt"] = files["manifest-sha256.txt"].replace(b"\n", end)
    assert check(files).valid


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "UTF-16", "windows-1252"])
def test_tag_files_in_another_encoding_are_read(check: Check, encoding: str) -> None:
    files = bag({"data/é.txt": b"x"})
    files["bagit.txt"] = f"BagIt-Version: 1.0\nTag-File-Character-Encoding: {encoding}\n".encode()
    files["manifest-sha256.txt"] = files["manifest-sha256.txt"].decode().encode(encoding)
    assert codes(check(files)) == []


def test_a_byte_order_mark_in_a_manifest_is_noted(check: Check) -> None:
    files = bag()
    report = check(files | {"manifest-sha256.txt": b"\xef\xbb\xbf" + files["manifest-sha256.txt"]})
    assert (codes(report), codes(report, "note")) == ([], ["byte-order-mark"])


def test_manifests_that_can_not_be_used(check: Check) -> None:
    assert codes(check(bag() | {"manifest-sha256.txt": b"\xff\xff\xff"})) == ["tag-encoding"]
    files = bag()
    files["manifest-crc32.txt"] = files.pop("manifest-sha256.txt")
    report = check(files)
    assert "manifest-missing" in codes(report)
    assert "unknown-checksum" in codes(report, "note")


def test_a_wrong_line_is_named_by_its_number(check: Check) -> None:
    files = bag()
    files["manifest-sha256.txt"] += b"zz  data/x\nabc  data/y\n"
    assert [p.where for p in check(files).problems] == ["manifest-sha256.txt:3", "manifest-sha256.txt:4"]


def test_thousands_of_problems_are_cut_with_their_number(check: Check) -> None:
    files = bag() | {f"data/x{n}": b"" for n in range(250)}
    found = check(files).problems
    assert len(found) == 101
    assert "150" in found[-1].message


def test_a_zip_must_hold_one_bag_in_one_folder(tmp_path: Path) -> None:
    for names, code in ((("one/", "two/"), "several-top-folders"), (("",), "no-top-folder")):
        path = tmp_path / f"{code}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for top in names:
                for name, data in bag().items():
                    archive.writestr(top + name, data)
        assert codes(check_bag(path)) == [code]


def test_a_folder_without_bagit_txt_is_no_bag(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    assert codes(check_bag(tmp_path)) == ["bagit-txt-missing"]


def test_progress_is_told_and_a_check_can_be_stopped(tmp_path: Path) -> None:
    for name, data in bag({"data/a": b"x" * 100, "data/b": b"y" * 50}).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    told: list[Progress] = []
    check_bag(tmp_path, Job(told.append))
    assert (told[-1].done, told[-1].total) == (150, 150)
    job = Job()
    job.cancel()
    with pytest.raises(Cancelled):
        check_bag(tmp_path, job)

"""The BagIt conformance suite, and zips and bags made to do harm; from the folder of real files."""

from __future__ import annotations

import csv
import logging
import subprocess
import sys
import tarfile
import time
import zipfile
from fnmatch import fnmatch
from pathlib import Path

import bagit
import pytest

from reviewer_app.bundles.bag import BagReport, check_bag
from reviewer_app.bundles.unpack import inspect

pytestmark = pytest.mark.corpus

GOOD = {"valid", "warning"}
# Where bagit 1.9.0 thinks otherwise than the suite, and why we side with the suite.
DIFFERENCES = {
    "v1.0/invalid/bagit-with-invalid-whitespace": "takes spaces before the colon in bagit.txt, against RFC 8493, 2.1.1",
    "v*/warning/*": "refuses twins in case or form and system files, which the standard only warns of",
    "v*/windows-only/*": "looks at %HomeDrive% and the like on Windows only; a path outside is one everywhere",
}


@pytest.fixture(scope="module")
def suite(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The suite, unpacked."""
    folder = tmp_path_factory.mktemp("formats")
    with tarfile.open(corpus / "formats.tar.gz") as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", None)  # from Python 3.11.4 on
        archive.extractall(folder)
    return folder / "bagit-conformance-suite"


def bags(suite: Path) -> list[Path]:
    """All bags of the suite."""
    found = sorted(suite.glob("v*/*/*"))
    assert len(found) > 25
    return found


def zipped(bag: Path, target: Path) -> Path:
    """The bag in a zip, as any program would pack it."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(bag.rglob("*")):
            archive.write(path, f"{bag.name}/{path.relative_to(bag)}")
    return target


def test_every_valid_bag_is_accepted_and_every_invalid_one_refused_with_reasons(suite: Path, tmp_path: Path) -> None:
    wrong = []
    for bag in bags(suite):
        name, group = bag.relative_to(suite).as_posix(), bag.parent.name
        both = check_bag(bag), check_bag(zipped(bag, tmp_path / "bag.zip"))
        assert both[0] == both[1], f"{name}: folder and zip differ"
        report: BagReport = both[0]
        if report.valid != (group in GOOD):
            wrong.append((name, report.problems))
        if group == "warning" and not report.problems:
            wrong.append((name, report.problems))
        if not report.valid:
            assert all(p.message and p.code for p in report.problems)
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("v0.97/invalid/baginfo-missing-encoding", "bagit-txt"),
        ("v0.97/invalid/bom-in-bagit.txt", "bagit-bom"),
        ("v0.97/invalid/corrupt-data-file", "checksum-mismatch"),
        ("v0.97/invalid/corrupt-tag-file", "checksum-mismatch"),
        ("v0.97/invalid/extra-file-in-bag", "file-unlisted"),
        ("v0.97/invalid/missing-bagit.txt", "bagit-txt-missing"),
        ("v0.97/invalid/out-of-scope-file-paths-using-dot-notation", "path-outside"),
        ("v0.97/invalid/same-filename-listed-twice-with-different-hashes", "listed-twice"),
        ("v0.97/linux-only/out-of-scope-file-paths-using-shortcut", "path-outside"),
        ("v1.0/invalid/bagit-with-invalid-whitespace", "bagit-txt-spaces"),
        ("v1.0/invalid/notAllManifestsListAllFiles", "file-unlisted"),
        ("v1.0/invalid/same-filename-listed-twice-with-different-hashes", "listed-twice"),
    ],
)
def test_an_invalid_bag_is_refused_for_the_reason_it_was_made_for(suite: Path, name: str, code: str) -> None:
    assert code in {p.code for p in check_bag(suite / name).problems if p.severity == "error"}


def test_bagit_agrees_but_for_the_differences_that_are_explained(suite: Path) -> None:
    differ = set()
    logging.disable(logging.CRITICAL)  # it logs each fault it finds
    try:
        for bag in bags(suite):
            if _second_opinion(bag) != check_bag(bag).valid:
                differ.add(bag.relative_to(suite).as_posix())
    finally:
        logging.disable(logging.NOTSET)
    unexplained = {name for name in differ if not any(fnmatch(name, pattern) for pattern in DIFFERENCES)}
    assert unexplained == set()
    assert "v1.0/invalid/bagit-with-invalid-whitespace" in differ, "explained, but no longer so"


def _second_opinion(bag: Path) -> bool:
    try:
        return bool(bagit.Bag(str(bag)).validate(processes=1))
    except (bagit.BagError, bagit.BagValidationError, OSError, ValueError):
        return False


def classes(corpus: Path, wanted: str) -> dict[str, str]:
    """Files of a class and what is expected of them."""
    with (corpus / "MANIFEST.tsv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return {r["path"]: r["expected"] for r in rows if r["class"] == wanted and (corpus / r["path"]).exists()}


def test_no_hostile_zip_is_accepted_and_each_is_answered_quickly(corpus: Path) -> None:
    files = classes(corpus, "hostile-zip")
    assert len(files) > 40
    for name in files:
        begin = time.perf_counter()
        report = inspect(corpus / name)
        assert time.perf_counter() - begin < 10, name
        assert not report.valid, name
        for problem in report.problems:
            (problem.message + problem.where).encode("utf-8")
            assert problem.message.isprintable(), name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("gen-abs-drive.zip", "drive-letter"),
        ("gen-abs-unc.zip", "unc-path"),
        ("gen-slip-windows.zip", "path-outside"),
        ("gen-slip-mixed.zip", "backslash"),
        ("testZip_relative.zip", "path-outside"),
        ("testZip_absolutePath.zip", "absolute-path"),
        ("gen-bomb-overlap-quoted.zip", "zip-overlap"),
        ("gen-dup-names.zip", "duplicate-name"),
        ("gen-local-central-mismatch.zip", "zip-mismatch"),
        ("gen-special-files.zip", "special-file"),
        ("gen-size-lie-huge.zip", "zip-sizes"),
        ("gen-truncated-half.zip", "zip-truncated"),
        ("gen-truncated-eocd.zip", "zip-truncated"),
        ("gen-not-a-zip.zip", "not-a-zip"),
        ("gen-zero-length.zip", "zip-empty"),
        ("gen-cd-offset-wild.zip", "zip-directory"),
        ("gen-count-too-high.zip", "zip-directory"),
        ("junk-at-start.zip", "zip-junk"),
        ("multidisk.zip", "zip-multi-disk"),
        ("zip-in-archive-comment.zip", "zip-ambiguous"),
        ("testfile-lzma.zip", "zip-method"),
        ("test_read_format_zip_traditional_encryption_data.zip", "zip-encrypted"),
        ("test_read_format_zip_encryption_header.zip", "zip-encrypted"),
    ],
)
def test_a_hostile_zip_is_refused_for_the_reason_it_was_made_for(corpus: Path, name: str, code: str) -> None:
    assert code in {p.code for p in inspect(corpus / "hostile-zip" / name).problems}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells the peak of one process")
def test_hostile_zips_need_little_memory(corpus: Path) -> None:
    code = (
        "import sys, pathlib\n"
        "from reviewer_app.bundles.unpack import inspect\n"
        "[inspect(p) for f in ('hostile-zip', 'bag') for p in sorted(pathlib.Path(sys.argv[1], f).iterdir())]\n"
        "print(pathlib.Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"  # since it was started
    )
    done = subprocess.run([sys.executable, "-c", code, str(corpus)], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 200_000  # KiB


def test_bags_are_checked_and_each_fault_named(corpus: Path) -> None:
    found = {p.name: inspect(p) for p in (corpus / "bag").iterdir()}
    valid = {name for name, report in found.items() if report.valid}
    assert valid == {"gen-good-bag.zip", "made-full-package.zip"}
    codes = {name: {p.code for p in report.problems} for name, report in found.items()}
    assert "checksum-mismatch" in codes["gen-wrong-checksum.zip"]
    assert "file-missing" in codes["gen-missing-file.zip"]
    assert "fetch-needed" in codes["gen-fetch-txt-phone-home.zip"]
    assert "manifest-line" in codes["gen-manifest-binary-garbage.zip"]
    assert "several-top-folders" in codes["gen-two-bags.zip"]
    assert "listed-again" in codes["gen-manifest-5m-lines-one-file.zip"]

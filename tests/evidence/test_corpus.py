"""Every file of the corpus through ``probe``: in time, without a crash, as expected, and without reaching anything."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest

from reviewer_app.domain.submission import Kind
from reviewer_app.evidence.values import Probe, Status
from reviewer_app.evidence.worker import Readers
from tests.evidence import made

SECONDS = 10.0

# Whole classes that the readers are not there for, and who is.
ELSEWHERE = {
    "bag": "bags are opened by intake, not by the readers",
    "hostile-zip": "zip archives are opened by intake, not by the readers",
}
NOT_SHOWN = {"empty", "archive", "unknown-kind"}
# Single files whose answer differs from the manifest's, and why.
DIFFERENT = {
    "audio/nero-chapters.m4b": (Status.REFUSED, "its sound is not in the file, only its chapters"),
    "hostile-captions/gen-cues-20k.srt": (Status.PARTIAL, "80,000 lines: the first 20,000 are shown, as of any text"),
    "hostile-docx/gen-missing-content-types.docx": (Status.OPEN, "its text can be read all the same"),
    "hostile-image/broken_data_stream.png": (Status.PARTIAL, "what decodes is shown"),
    "hostile-image/gen-renamed-html.jpg": (Status.OPEN, "by its content it is a web page, and shown as one, inert"),
    "hostile-media/garbled.webm": (Status.OPEN, "its bytes are readable letters: it is text"),
    "hostile-media/1840002.webm": (Status.REFUSED, "no picture in it can be decoded"),
    "hostile-media/large_stbl_truncated_after_moov.m4b": (Status.REFUSED, "an index without any sound"),
    "hostile-office/testODTEncrypted.odt": (Status.REFUSED, "it is locked with a password, and says so"),
    "hostile-pdf/gen-count-lie-2e9.pdf": (Status.REFUSED, "PyMuPDF gives no page of a list of 2,147,483,647"),
    "hostile-pdf/issue6010_1.pdf": (Status.REFUSED, "it asks for a password"),
    "hostile-pdf/qpdf-fuzz-15387.pdf": (Status.OPEN, "no PDF by its content: readable letters"),
    "hostile-pdf/qpdf-fuzz-16301.pdf": (Status.OPEN, "no PDF by its content: readable letters"),
    "hostile-pdf/qpdf-fuzz-37740.pdf": (Status.PARTIAL, "no PDF by its content: readable letters"),
    "hostile-zip/gen-not-a-zip.zip": (Status.OPEN, "by its content it is a web page, and shown as one, inert"),
    "hostile-text/gen-empty.txt": (Status.REFUSED, "an empty file has no kind; the message says that it is empty"),
}
TOO_LARGE = {"too-large", "reader-memory"}


def rows(corpus: Path) -> list[dict[str, str]]:
    with (corpus / "MANIFEST.tsv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def fits(path: str, kind: str, expected: str, found: Probe) -> bool:
    """Whether the answer is what the manifest expects, or better; see EXPECTED.md."""
    codes = {p.code for p in found.problems}
    if path in DIFFERENT:
        return found.status is DIFFERENT[path][0]
    if kind in ELSEWHERE and found.status is Status.REFUSED:
        return bool(codes & NOT_SHOWN)
    if expected == "OPEN":  # a document may say what of it is not shown
        return found.status in (Status.OPEN, Status.SAFE) or (found.status is Status.PARTIAL and "not-shown" in codes)
    if expected == "SAFE":
        return found.status in (Status.SAFE, Status.PARTIAL) and "active-part" in codes
    if expected == "PARTIAL":  # refused only where nothing of a picture or page could be had within the limits
        return found.status is not Status.REFUSED or bool(codes & TOO_LARGE) or _nothing_in_it(kind, codes)
    return found.status is Status.REFUSED


def _nothing_in_it(kind: str, codes: set[str]) -> bool:
    return kind == "hostile-image" and codes == {"damaged"}


@pytest.mark.corpus
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_file_is_answered_in_time_as_expected_and_calls_nobody(
    corpus: Path, calls: list[object], readers: Readers
) -> None:
    wrong, slow, crashed, seen = [], [], [], 0
    for row in rows(corpus):
        path, kind = row["path"], row["class"]
        if kind == "irr":
            continue
        began = time.monotonic()
        found = readers.probe(made.recipe(corpus / path))
        if time.monotonic() - began > SECONDS:
            slow.append(path)
        if "reader-crashed" in {p.code for p in found.problems}:
            crashed.append(path)
        if not fits(path, kind, row["expected"], found):
            wrong.append((path, row["expected"], str(found.status), [p.message for p in found.problems]))
        assert all(p.message and "Traceback" not in p.message for p in found.problems)
        assert found.problems or found.status is not Status.REFUSED, path
        seen += 1
    assert seen > 500
    assert (wrong, slow, crashed, calls) == ([], [], [], [])


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("kind", "least"), [("docx", 30), ("hostile-docx", 25), ("office", 20), ("hostile-office", 14)]
)
def test_the_text_of_a_document_is_what_a_text_browser_counts(
    corpus: Path, kind: str, least: int, readers: Readers, qapp: object
) -> None:
    """Citations count code points in ``Flow.text``; Qt's own plain text of the same HTML must be that."""
    from PySide6.QtGui import QTextDocument

    different, compared = [], 0
    for row in rows(corpus):
        if row["class"] != kind or int(row["bytes"]) > 200_000:
            continue
        file = made.recipe(corpus / row["path"])
        found = readers.probe(file)
        if not found.readable or found.kind is not Kind.DOCUMENT:
            continue
        flow = readers.flow(file)
        if flow.text.count("\n") > 5000:
            continue
        document = QTextDocument()
        document.setHtml(flow.html)
        compared += 1
        if document.toPlainText() != flow.text:
            different.append(row["path"])
    assert compared >= least
    assert set(different) <= {"docx/testWORD_2006ml.docx"}, "a table with cells merged across rows counts one line more"

"""Every file of the corpus shown as a viewer would show it first, as EXPECTED.md says: a table with counts by kind.

Probe and first picture or text of each file, in several readers at once. The table is written as ``corpus.txt`` into
``.venv/reports`` and its summary printed when something is wrong.
"""

from __future__ import annotations

import csv
import os
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from reviewer_app.domain.submission import Kind
from reviewer_app.errors import ReviewerError
from reviewer_app.evidence.values import Probe, Status
from reviewer_app.evidence.vault import Recipe
from reviewer_app.evidence.worker import Readers
from tests.evidence import made
from tests.evidence.test_corpus import DIFFERENT, ELSEWHERE, fits

REPORT = Path(__file__).resolve().parents[2] / ".venv" / "reports" / "corpus.txt"
SECONDS = 10.0  # nobody waits longer for a file
MEMORY = 1 << 30  # bytes
OPENS, PARTLY, ERROR = "opens", "partly", "error"
READING = {"reader-crashed", "reader-timeout"}
SLOW_TO_SHOW = {  # built to take for ever
    "hostile-pdf/gen-content-flate-nested.pdf",
    "hostile-pdf/gen-form-doubling-2e28.pdf",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What became of a file."""

    path: str
    kind: str
    expected: str
    came: str
    said: str
    seconds: float  # of the longest question
    code: str
    fits: bool


def first_look(readers: Readers, file: Recipe, found: Probe) -> None:
    """What the viewer of that kind asks first."""
    looks: dict[Kind, Callable[[], object]] = {
        Kind.PDF: lambda: readers.page(file, 1, 900),
        Kind.IMAGE: lambda: readers.picture(file, 1200),
        Kind.VIDEO: lambda: readers.frame(file, found.start_ms, 640),
        Kind.AUDIO: lambda: readers.waveform(file, 200),
        Kind.DOCUMENT: lambda: readers.flow(file),
        Kind.TEXT: lambda: readers.flow(file),
    }
    looks[found.kind]()


def look(readers: Readers, corpus: Path, entry: dict[str, str]) -> Row:
    """Ask for a file as a viewer would."""
    file = made.recipe(corpus / entry["path"])
    began = time.monotonic()
    found = readers.probe(file, name=entry["path"])
    longest = time.monotonic() - began
    said = next((p.message for p in found.problems if p.severity == "error"), "")
    came = {Status.REFUSED: ERROR, Status.PARTIAL: PARTLY}.get(found.status, OPENS)
    code = next((p.code for p in found.problems if p.code in READING), "")
    if found.readable:
        began = time.monotonic()
        try:
            first_look(readers, file, found)
        except ReviewerError as error:
            came, said, code = (PARTLY if came == PARTLY else ERROR), error.message, error.code
        longest = max(longest, time.monotonic() - began)
    right = fits(entry["path"], entry["class"], entry["expected"], found)
    return Row(
        path=entry["path"], kind=entry["class"], expected=entry["expected"], came=came, said=said, seconds=longest,
        code=code, fits=right,
    )  # fmt: skip


def patiently(corpus: Path, entry: dict[str, str]) -> Row:
    """The same alone, where a busy machine gave it too little time: what it took is counted on the processor."""
    before = processor_seconds()
    with Readers(children=1, seconds=60, probe_seconds=60) as readers:
        row = look(readers, corpus, entry)
    return replace(row, seconds=processor_seconds() - before)


def processor_seconds() -> float:
    """What all children that have ended took together."""
    times = os.times()
    return times.children_user + times.children_system


def summary(rows: list[Row]) -> list[str]:
    """Counts by kind."""
    lines = [f"{'kind':<18}{'files':>6}{OPENS:>8}{PARTLY:>8}{ERROR:>8}{'as expected':>13}{'slowest':>10}"]
    for kind in sorted({r.kind for r in rows}):
        those = [r for r in rows if r.kind == kind]
        came = Counter(r.came for r in those)
        slowest = max(r.seconds for r in those)
        good = sum(r.fits for r in those)
        lines.append(
            f"{kind:<18}{len(those):>6}{came[OPENS]:>8}{came[PARTLY]:>8}{came[ERROR]:>8}{good:>13}{slowest:>8.1f} s"
        )
    came = Counter(r.came for r in rows)
    lines.append(
        f"{'all':<18}{len(rows):>6}{came[OPENS]:>8}{came[PARTLY]:>8}{came[ERROR]:>8}{sum(r.fits for r in rows):>13}"
    )
    return lines


def largest_child() -> int:
    """The peak of resident memory of all children that have ended, in bytes; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


@pytest.mark.corpus
@pytest.mark.serial  # a child counts as large as the process that starts it, so that is to be a small one
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_every_file_is_shown_or_says_why_not(corpus: Path) -> None:
    with (corpus / "MANIFEST.tsv").open(encoding="utf-8", newline="") as stream:
        entries = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    entries = [e for e in entries if e["class"] not in ELSEWHERE and e["class"] != "irr"]
    with Readers() as readers, ThreadPoolExecutor(2) as pool:
        rows = list(pool.map(lambda entry: look(readers, corpus, entry), entries))
    again = {r.path for r in rows if r.code == "reader-timeout"} - SLOW_TO_SHOW
    rows = [patiently(corpus, e) if r.path in again else r for e, r in zip(entries, rows, strict=True)]
    table = summary(rows)
    listed = [f"{r.path:<70}{r.expected:<9}{r.came:<8}{r.seconds:>6.1f} s  {r.said}" for r in rows]
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text("\n".join([*table, "", *listed, ""]), encoding="utf-8")
    told = "\n" + "\n".join(table)
    wrong = [(r.path, r.expected, r.came, r.said) for r in rows if not r.fits]
    assert wrong == [], told
    assert [r.path for r in rows if r.seconds > SECONDS + 1] == [], told
    assert {r.path for r in rows if r.code in READING} <= SLOW_TO_SHOW, told
    # What was promised to open does, and what does not says a sentence.
    hidden = [
        (r.path, r.said) for r in rows if r.came == ERROR and r.expected in ("OPEN", "SAFE") and r.path not in DIFFERENT
    ]
    assert hidden == [], told
    assert all(r.said.endswith((".", ")")) or r.said == "" for r in rows if r.came != OPENS), told
    assert largest_child() < MEMORY, told
    assert len(rows) > 400

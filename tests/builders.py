"""Small real things to test with: a fixed clock, a program, files, packages, workspaces with throw-away keys."""

from __future__ import annotations

import struct
import zlib
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from reviewer_app.bundles.library import ProgramLibrary
from reviewer_app.bundles.signature import Signer
from reviewer_app.domain.ids import IndicatorId, SubmissionId
from reviewer_app.workflow import intake, packing, scoring
from reviewer_app.workspace import Workspace

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SID = SubmissionId("R-0417")
I1 = IndicatorId("3.1")
I2 = IndicatorId("3.2")

_LEVELS = """\
  - {value: 1, name: Not evident, descriptor: Nothing of it is seen.}
  - {value: 2, name: Emerging, descriptor: Some of it is seen.}
  - {value: 3, name: Meets, descriptor: It is seen.}
  - {value: 4, name: Exceeds, descriptor: It is seen throughout.}
"""


def program_text(*, title: str = "Partnerships with families", version: str = "1.0") -> str:
    """A small program of two indicators: one scored component, a quick one and a formative one."""
    indented = "".join(f"    {line}\n" for line in _LEVELS.splitlines())
    return f"""\
format: 1
id: test-program
version: "{version}"
title: {title}
short_title: Partnerships
issuer: Test office
sample: true
sample_note: Wording made for tests.
approval: {{status: approved, by: Test office, on: 2026-08-01}}
scale:
{_LEVELS}indicators:
  - id: "3.1"
    title: Knows own expectations
    category: families
    levels:
{indented}  - id: "3.2"
    title: Builds partnership with families
    category: families
    levels:
{indented}components:
  - id: unit
    title: Builds partnership
    kind: indicator
    requirements:
      - {{id: reflection, title: Reflection, kinds: [text, pdf, document], minimum: 1}}
      - {{id: work, title: Student work, kinds: [image], minimum: 1, maximum: 6}}
  - id: look
    title: One look
    kind: challenge
    indicators: ["3.1"]
    review: quick
  - id: intent
    title: Intent
    kind: intent
    review: formative
rules:
  pass_rule: {{rule: all_at_least, level: 3}}
  resubmission: {{redo: unmet_only, attempts: 3}}
awards:
  - id: unit-badge
    title: Partnership badge
    kind: badge
    requires: {{need: component_met, component: unit}}
"""


class FixedClock:
    """Starts at a fixed time and goes on by one second a look; ids are UUIDv7 in form and rise."""

    def __init__(self, start: datetime = START, *, salt: int = 0) -> None:
        self._now = start
        self._count = salt << 24

    def now(self) -> datetime:
        """The time; a second later each time."""
        self._now += timedelta(seconds=1)
        return self._now

    def new_id(self) -> str:
        """The next id."""
        self._count += 1
        return f"01936b40-0000-7000-8000-{self._count:012x}"


def png(width: int = 8, height: int = 8, grey: int = 120) -> bytes:
    """A real grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes([grey]) * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def pdf(words: str = "When I asked instead of assuming") -> bytes:
    """A real PDF of one page with those words."""
    stream = f"BT /F1 18 Tf 40 700 Td ({words}) Tj ET".encode("ascii")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + tail


FILES: dict[str, bytes] = {
    "Maria Lopez reflection.txt": b"When I asked instead of assuming, she told me what would help.\n",
    "family plan.pdf": pdf(),
    "work.png": png(),
}
"""The candidate's files, with names that must never be seen in a blind review."""

SECRETS = ("Maria", "Lopez", "family plan", "work.png")


def submission_text(
    submission: str = SID, *, component: str = "unit", program: str = "test-program", extra: str = "", attempt: int = 1
) -> str:
    """A ``submission.yaml`` for ``FILES``."""
    return f"""\
format: 1
id: {submission}
program: {program}
component: {component}
candidate: C-2001
attempt: {attempt}
audience: office
nonce: n-{submission}
due: 2026-12-04
{extra}evidence:
  - {{file: Maria Lopez reflection.txt, title: Reflection, requirement: reflection}}
  - {{file: family plan.pdf, title: Plan}}
  - {{file: work.png, title: Student work, requirement: work}}
statements:
  - {{code: own-work, text: My own work., given: true, on: 2026-10-01}}
"""


def make_folder(folder: Path, text: str | None = None, files: dict[str, bytes] | None = None) -> Path:
    """A folder that can be packed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in (FILES if files is None else files).items():
        (folder / name).write_bytes(data)
    (folder / "submission.yaml").write_text(submission_text() if text is None else text, encoding="utf-8")
    return folder


def make_programs(folder: Path) -> ProgramLibrary:
    """A library that holds the test program alone."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "test-program.yaml").write_text(program_text(), encoding="utf-8")
    return ProgramLibrary([folder])


@cache
def office() -> Signer:
    """The office's key, made once a run."""
    return Signer.generate("Program Office")


def make_package(
    dest: Path, submission: str = SID, *, text: str | None = None, signer: Signer | None = None, salt: int = 1
) -> Path:
    """A package of the test program; signed when a signer is given."""
    folder = make_folder(dest.with_suffix(".folder"), text or submission_text(submission))
    programs = make_programs(dest.parent / "programs")
    packing.pack(folder, dest, signer=signer, clock=FixedClock(salt=salt), programs=programs)
    return dest


def make_workspace(root: Path, name: str = "Reviewer 17", *, salt: int = 0, passphrase: str | None = None) -> Workspace:
    """A workspace that knows the test program; close it."""
    ws = Workspace.create(root, name=name, clock=FixedClock(salt=salt), passphrase=passphrase)
    make_programs(root / "programs")
    return ws


def make_case(root: Path, *submissions: str, signer: Signer | None = None) -> Workspace:
    """A workspace with those submissions (R-0417 when none is named) taken in; close it."""
    ws = make_workspace(root / "ws")
    for number, submission in enumerate(submissions or (SID,), 1):
        package = make_package(root / f"{submission}.zip", submission, signer=signer, salt=number)
        result = intake.intake(ws, [package])
        assert result.added == (submission,), result
    return ws


def score_all(ws: Workspace, submission: str = SID, level: int = 3) -> None:
    """Give both indicators a level, with feedback."""
    sid = SubmissionId(submission)
    for indicator in (I1, I2):
        scoring.score(ws, sid, indicator, level)
        scoring.comment(ws, sid, indicator, f"{indicator} is seen in the plan.")

"""A folder becomes a package, or every reason why not is told at once."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from reviewer_app.bundles.library import ProgramLibrary
from reviewer_app.bundles.unpack import inspect
from reviewer_app.domain.submission import Kind, Purpose
from reviewer_app.errors import BadInput, Cancelled, Problem, ReviewerError, UsageError, errors_only
from reviewer_app.jobs import Job
from reviewer_app.workflow import packing, submissionfile
from tests.builders import FILES, SECRETS, SID, FixedClock, make_folder, make_programs, office, submission_text


@pytest.fixture
def programs(tmp_path: Path) -> ProgramLibrary:
    return make_programs(tmp_path / "programs")


def pack(folder: Path, dest: Path, programs: ProgramLibrary, *, force: bool = False) -> packing.Packed:
    return packing.pack(folder, dest, signer=office(), clock=FixedClock(), programs=programs, force=force)


def problems(folder: Path, programs: ProgramLibrary) -> list[Problem]:
    return packing.check_folder(folder, programs)


def codes(folder: Path, programs: ProgramLibrary) -> set[str]:
    return {p.code for p in errors_only(problems(folder, programs))}


def test_a_package_holds_what_the_folder_says(tmp_path: Path, programs: ProgramLibrary) -> None:
    packed = pack(make_folder(tmp_path / "in"), tmp_path / "out.zip", programs)
    report = inspect(tmp_path / "out.zip")
    assert report.valid
    assert (packed.submission, packed.items, packed.signed) == (SID, 3, True)
    made = report.submission
    assert made is not None
    assert (made.component, made.candidate, made.purpose, made.nonce) == ("unit", "C-2001", Purpose.FIRST, "n-R-0417")
    assert [(i.id, i.title, i.kind, i.requirement) for i in made.evidence] == [
        ("0001", "Reflection", Kind.TEXT, "reflection"),
        ("0002", "Plan", Kind.PDF, ""),
        ("0003", "Student work", Kind.IMAGE, "work"),
    ]
    assert [i.path for i in made.evidence] == [
        "data/evidence/0001.txt",
        "data/evidence/0002.pdf",
        "data/evidence/0003.png",
    ]
    assert packed.size == sum(len(d) for d in FILES.values())
    assert [(s.code, s.given) for s in made.statements] == [("own-work", True)]
    assert made.packed_by == "Program Office"


def test_no_name_of_a_candidates_file_is_seen_from_outside(tmp_path: Path, programs: ProgramLibrary) -> None:
    pack(make_folder(tmp_path / "in"), tmp_path / "out.zip", programs)
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        names = archive.namelist()
        others = b"".join(archive.read(n) for n in names if not n.endswith(("submission.json", ".pdf", ".txt", ".png")))
    for secret in SECRETS:
        assert not [n for n in names if secret in n]
        assert secret.encode() not in others


def test_the_same_folder_time_and_key_give_the_same_bytes(tmp_path: Path, programs: ProgramLibrary) -> None:
    folder = make_folder(tmp_path / "in")
    pack(folder, tmp_path / "a.zip", programs)
    pack(folder, tmp_path / "b.zip", programs)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_package_is_never_overwritten_unless_told(tmp_path: Path, programs: ProgramLibrary) -> None:
    folder = make_folder(tmp_path / "in")
    (tmp_path / "out.zip").write_text("mine")
    with pytest.raises(UsageError) as caught:
        pack(folder, tmp_path / "out.zip", programs)
    assert caught.value.code == "file-exists"
    assert (tmp_path / "out.zip").read_text() == "mine"
    pack(folder, tmp_path / "out.zip", programs, force=True)
    assert inspect(tmp_path / "out.zip").valid
    assert sorted(os.listdir(tmp_path)) == ["in", "out.zip", "programs"]


@pytest.mark.parametrize("force", [False, True])
def test_when_stopped_nothing_is_left(tmp_path: Path, programs: ProgramLibrary, force: bool) -> None:
    folder = make_folder(tmp_path / "in")
    for step in range(1, 8):
        seen: list[object] = []

        def stop(progress: object, seen: list[object] = seen, step: int = step) -> None:
            seen.append(progress)
            if len(seen) == step:
                raise Cancelled

        try:
            packing.pack(
                folder,
                tmp_path / "out.zip",
                signer=None,
                clock=FixedClock(),
                programs=programs,
                job=Job(stop),
                force=force,
            )
        except Cancelled:
            assert sorted(os.listdir(tmp_path)) == ["in", "programs"]
        else:
            assert step > 3
            (tmp_path / "out.zip").unlink()


def test_all_problems_come_at_once_each_with_its_line(tmp_path: Path, programs: ProgramLibrary) -> None:
    text = """\
format: 1
id: Maria Lopez
program: test-program
component: nothing
attempt: two
purpose: third
due: tomorrow
colour: red
evidence:
  - {file: missing.txt, title: Gone}
  - {file: ../outside.txt, title: Out}
  - {file: Maria Lopez reflection.txt}
  - {file: work.png, title: A}
  - {file: ./work.png, title: B}
  - {file: link.txt, title: C}
  - {file: empty.txt, title: D}
  - {file: sub, title: E, kind: sculpture}
statements:
  - {code: own-work, given: perhaps}
earlier: none
"""
    folder = make_folder(tmp_path / "in", text)
    (tmp_path / "outside.txt").write_text("x")
    (folder / "link.txt").symlink_to(folder / "work.png")
    (folder / "empty.txt").touch()
    (folder / "sub").mkdir()
    found = {(p.code, int(p.where.split(":")[1].split()[0])) for p in errors_only(problems(folder, programs))}
    assert found == {
        ("bad-id", 2),
        ("unknown-component", 4),
        ("wrong-type", 5),
        ("unknown-value", 6),
        ("wrong-type", 7),
        ("unknown-key", 8),
        ("missing", 1),
        ("file-missing", 10),
        ("path-outside", 11),
        ("missing", 12),
        ("duplicate-file", 14),
        ("link", 15),
        ("empty-file", 16),
        ("not-a-file", 17),
        ("unknown-value", 17),
        ("wrong-type", 19),
        ("wrong-type", 20),
    }
    with pytest.raises(BadInput) as caught:
        pack(folder, tmp_path / "out.zip", programs)
    assert caught.value.code == "bad-submission"
    assert len(errors_only(list(caught.value.problems))) == 17
    assert not (tmp_path / "out.zip").exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("format: 1", "format: 2"), "newer-format"),
        (("format: 1", "format: one"), "unknown-format"),
        (("program: test-program", "program: other"), "unknown-program"),
        (("program: test-program", 'program: test-program\nversion: "9"'), "unknown-program"),
        (("requirement: work", "requirement: dance"), "unknown-requirement"),
        (("attempt: 1", "attempt: 1\nfocus: cooking"), "unknown-focus"),
        (("attempt: 1", "attempt: 1\nattempt: 2"), "duplicate-key"),
        (("attempt: 1", "attempt: &a 1"), "alias"),
        (("attempt: 1", "attempt: !!python/object:os.system 1"), "tag"),
        (("attempt: 1", "attempt: [1"), "not-yaml"),
        (("  - {file: work.png", "  - {file: /etc/passwd"), "path-outside"),
        (("  - {file: work.png", "  - {file: 'C:\\work.png'"), "path-outside"),
    ],
)
def test_one_mistake_gets_one_problem(
    tmp_path: Path, programs: ProgramLibrary, change: tuple[str, str], code: str
) -> None:
    assert change[0] in submission_text()
    folder = make_folder(tmp_path / "in", submission_text().replace(*change))
    found = errors_only(problems(folder, programs))
    assert code in {p.code for p in found}
    assert all(p.message and p.where for p in found)


def test_what_the_program_asks_for_is_noted_not_refused(tmp_path: Path, programs: ProgramLibrary) -> None:
    text = submission_text().replace("title: Reflection, requirement: reflection", "title: R, requirement: work")
    folder = make_folder(tmp_path / "in", text)
    (folder / "more.txt").write_text("unlisted")
    (folder / "again.txt").write_bytes(FILES["work.png"])
    (folder / "submission.yaml").write_text(
        text.replace("statements:", "  - {file: again.txt, title: Again}\nstatements:")
    )
    notes = {(p.code, p.where.split(" ")[-1]) for p in problems(folder, programs)}
    assert ("other-kind", "reflection.txt") in notes
    assert ("not-listed", "more.txt") in notes
    packed = pack(folder, tmp_path / "out.zip", programs)
    assert {"other-kind", "not-listed", "same-content"} <= {p.code for p in packed.notes}
    assert {p.severity for p in packed.notes} == {"note"}


def test_missing_evidence_is_noted(tmp_path: Path, programs: ProgramLibrary) -> None:
    text = submission_text()
    only = "\n".join(line for line in text.splitlines() if "work.png" not in line and "Plan" not in line)
    folder = make_folder(tmp_path / "in", only + "\n", {k: v for k, v in FILES.items() if k.endswith("txt")})
    assert [(p.code, p.where, p.severity) for p in problems(folder, programs)] == [("too-few", "work", "note")]


def test_numbers_that_look_like_codes_stay_codes(tmp_path: Path) -> None:
    text = submission_text().replace("component: unit", "component: 3.10").replace("C-2001", "2001")
    draft, found = submissionfile.read(text.encode())
    assert draft is not None
    assert (draft.component, draft.candidate, found) == ("3.10", "2001", [])


def test_earlier_attempts_are_read(tmp_path: Path) -> None:
    extra = 'earlier:\n  - {attempt: 1, outcome: not-met, unmet: ["3.2"], scores: {"3.2": 2}, decided_on: 2026-10-01}\n'
    draft, found = submissionfile.read(submission_text(extra=extra, attempt=2).encode())
    assert draft is not None
    assert found == []
    assert (draft.earlier[0].unmet, draft.earlier[0].scores) == (("3.2",), (("3.2", 2),))


def test_a_draft_can_be_packed_as_it_is(tmp_path: Path, programs: ProgramLibrary) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, data in {**FILES, "it's “odd”.txt": b"words here\n", ".hidden": b"x"}.items():
        (folder / name).write_bytes(data)
    program = programs.get("test-program").program
    written = packing.draft(folder, program=program, component="unit", submission="R-9")
    text = written.read_text(encoding="utf-8")
    titles = [line for line in text.splitlines() if "title:" in line]
    assert not [s for s in SECRETS for line in titles if s in line]
    assert text.count("#") > 8
    packed = pack(folder, tmp_path / "out.zip", programs)
    assert (packed.submission, packed.items, packed.notes) == ("R-9", 4, ())
    with pytest.raises(UsageError) as caught:
        packing.draft(folder)
    assert caught.value.code == "file-exists"
    assert written.read_text(encoding="utf-8") == text


def test_a_folder_without_its_file_is_wrong_usage(tmp_path: Path, programs: ProgramLibrary) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(UsageError) as caught:
            packing.check_folder(folder, programs)
        assert caught.value.code == "no-submission-file"
    with pytest.raises(UsageError):
        packing.draft(tmp_path / "nowhere")


def test_a_file_that_changes_while_it_is_packed_is_noticed(tmp_path: Path, programs: ProgramLibrary) -> None:
    folder = make_folder(tmp_path / "in")
    count = 0

    def change(progress: object) -> None:
        nonlocal count
        count += 1
        if count == 3:
            (folder / "work.png").write_bytes(b"another")

    with pytest.raises(ReviewerError) as caught:
        packing.pack(folder, tmp_path / "out.zip", signer=None, clock=FixedClock(), programs=programs, job=Job(change))
    assert caught.value.code == "evidence-changed"
    assert not (tmp_path / "out.zip").exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("file: work.png", "file: submission.yaml"), "not-evidence"),
        (("file: work.png", "file: ./SUBMISSION.yaml/../submission.yaml"), "not-evidence"),
        (("file: work.png", f"file: {'n' * 400}"), "file-missing"),
        (("file: work.png", 'file: "a\\0b"'), "file-missing"),
        (("file: work.png", "file: ."), "not-a-file"),
        (("title: Plan", 'title: "Plan\\e[31m"'), "bad-text"),
        (("title: Plan", 'title: "Plan\\u202E"'), "bad-text"),
        (("nonce: n-R-0417", 'nonce: "a\\nb"'), "bad-text"),
        (("title: Plan", f"title: {'x' * 201}"), "too-long"),
        (("id: R-0417", "id: CON"), "bad-id"),
        (("id: R-0417", "id: R."), "bad-id"),
        (("format: 1", "format: true"), "unknown-format"),
    ],
)
def test_what_would_trick_a_reader_or_a_system_is_refused(
    tmp_path: Path, programs: ProgramLibrary, change: tuple[str, str], code: str
) -> None:
    text = submission_text()
    assert change[0] in text
    folder = make_folder(tmp_path / "in", text.replace(*change))
    found = [p for p in problems(folder, programs) if p.severity == "error"]
    assert [p.code for p in found] == [code]
    with pytest.raises(BadInput):
        pack(folder, tmp_path / "out.zip", programs)
    assert not (tmp_path / "out.zip").exists()

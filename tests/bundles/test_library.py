"""The programs at hand: found by id, version and digest; parsed late and once; a broken one hides no other."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from reviewer_app.bundles import library
from reviewer_app.bundles.library import ProgramLibrary, version_key
from reviewer_app.bundles.programfile import LoadedProgram, load_program
from reviewer_app.errors import BadInput
from tests.bundles.program_texts import BROKEN, WHOLE


def put(folder: Path, name: str, text: str) -> str:
    """Write a program file; returns its digest."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    return hashlib.sha256(text.encode()).hexdigest()


def version(number: str) -> str:
    return WHOLE.replace('version: "1.0"', f'version: "{number}"')


def test_a_program_is_found_by_id_version_and_digest(tmp_path: Path) -> None:
    digests = {v: put(tmp_path, f"{v}.yaml", version(v)) for v in ("1.9", "1.10")}
    shelf = ProgramLibrary([tmp_path])
    assert shelf.get("small").ref.version == "1.10"
    assert shelf.get("small", "1.9").ref.sha256 == digests["1.9"]
    assert shelf.get("small", sha256=digests["1.9"]).ref.version == "1.9"
    assert shelf.find("small", "1.9", digests["1.10"]) is None
    assert shelf.find("other") is None


def test_what_is_not_here_is_said_with_what_to_do(tmp_path: Path) -> None:
    put(tmp_path, "x.yaml", WHOLE)
    shelf = ProgramLibrary([tmp_path])
    with pytest.raises(BadInput, match=r"The program small version 2\.0 is not here\.") as caught:
        shelf.get("small", "2.0")
    assert (caught.value.code, caught.value.problems[0].code) == ("unknown-program", "unknown-program")
    with pytest.raises(BadInput) as caught:
        shelf.get("small", "1.0", "0" * 64)
    assert "its text is another one" in caught.value.hint


def test_two_texts_of_one_version_are_two_programs(tmp_path: Path) -> None:
    first = put(tmp_path / "workspace", "a.yaml", WHOLE)
    other = put(tmp_path / "shipped", "a.yaml", WHOLE.replace("Small program", "Changed program"))
    shelf = ProgramLibrary([tmp_path / "workspace", tmp_path / "shipped"])
    assert {p.ref.sha256 for p in shelf.all()} == {first, other}
    assert shelf.get("small").ref.sha256 == first  # the earlier folder goes first


def test_a_broken_file_does_not_hide_the_others(tmp_path: Path) -> None:
    put(tmp_path, "a.yaml", BROKEN)
    put(tmp_path, "b.yaml", WHOLE)
    put(tmp_path, "notes.txt", "no program")
    found = ProgramLibrary([tmp_path, tmp_path / "nowhere"]).shelf()
    assert [p.ref.id for p in found.programs] == ["small"]
    assert {p.where.split(":")[0] for p in found.problems} == {"a.yaml"}


def test_nothing_is_parsed_before_it_is_asked_for_and_each_text_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[str] = []

    def counting(data: bytes, name: str) -> LoadedProgram:
        parsed.append(name)
        return load_program(data, name)

    monkeypatch.setattr(library, "load_program", counting)
    for number in ("1.0", "2.0"):
        put(tmp_path, f"{number}.yaml", version(number))
    shelf = ProgramLibrary([tmp_path])
    assert [s.ref.version for s in shelf.shelved()] == ["1.0", "2.0"]
    assert parsed == []
    shelf.get("small", "2.0")
    shelf.get("small", "2.0")
    assert parsed == ["2.0.yaml"]
    shelf.all()
    shelf.all()
    assert parsed == ["2.0.yaml", "1.0.yaml"]


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    put(tmp_path, "a.yaml", WHOLE)
    shelf = ProgramLibrary([tmp_path])
    assert shelf.get("small").program.title == "Small program"
    digest = put(tmp_path, "a.yaml", WHOLE.replace("Small program", "Another program"))
    assert (shelf.get("small").program.title, shelf.get("small").ref.sha256) == ("Another program", digest)


def test_versions_are_ordered_as_people_count() -> None:
    ordered = ["1.0-rc", "1.0", "1.9", "1.10", "2"]
    assert sorted(["2", "1.10", "1.9", "1.0", "1.0-rc"], key=version_key) == ordered


def test_a_file_that_cannot_be_read_does_not_take_the_others_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.yaml").write_text("id: a\nversion: '1'\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("id: b\nversion: '1'\n", encoding="utf-8")
    real = library._read

    def read(path: Path) -> bytes:
        if path.name == "a.yaml":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(library, "_read", read)
    made = library.ProgramLibrary([tmp_path])
    assert [s.ref.id for s in made.shelved()] == ["b"]
    assert "read-only" in {p.code for p in made.shelf().problems}

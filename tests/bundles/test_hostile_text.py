"""Text in sealed files that would trick whoever reads it on a screen or terminal is refused where it has no place."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.bundles import wire
from reviewer_app.bundles.signature import Signer
from reviewer_app.bundles.unpack import inspect
from reviewer_app.errors import BadInput
from tests.bundles.made import members, package, rezip, submission

TRICKS = ["\x1b[31m", "a\nok  Key belongs to the office", "\u202etxt.exe", "\x9b2J", "\u2028", "\u2066"]


def read(change: dict[str, object], title: str = "Reflection") -> list[str]:
    tree = json.loads(wire.write_submission(submission()))
    tree["submission"] |= change
    tree["submission"]["evidence"][0]["title"] = title
    with pytest.raises(BadInput) as caught:
        wire.read_submission(json.dumps(tree).encode())
    assert all("pattern" not in p.message for p in caught.value.problems)
    return [p.where for p in caught.value.problems]


@pytest.mark.parametrize("trick", TRICKS)
def test_ids_and_titles_are_one_plain_line(trick: str) -> None:
    assert read({"component": f"x{trick}"}) == ["$.submission.component"]
    assert read({}, f"Reflection{trick}") == ["$.submission.evidence[0].title"]


@pytest.mark.parametrize("label", ["Maria Lopez", "../R-1", "R-1\n", "-R", "é", "x" * 65])
def test_a_submission_and_its_candidate_go_by_short_codes(label: str) -> None:
    assert read({"id": label, "candidate": label}) == ["$.submission.id", "$.submission.candidate"]


def test_titles_may_be_in_any_language() -> None:
    for title in ("Réflexion – 3. Klasse", "می\u200cخواهم", "反思", "👩\u200d🏫"):
        value = submission()
        value = replace(value, evidence=tuple(replace(i, title=title) for i in value.evidence))
        assert wire.read_submission(wire.write_submission(value)) == value


def signed_again(folder: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """A package whose signer says something odd, with signatures that fit."""
    signer = Signer.generate("Office")
    inside = members(package(folder, signer).path)
    statement = json.loads(inside["signatures/statement.json"])
    change(statement)
    data = json.dumps(statement, indent=1, ensure_ascii=False).encode() + b"\n"
    inside |= {
        "signatures/statement.json": data,
        "signatures/statement.dsse.json": signer.dsse(data),
        "signatures/statement.json.sig": signer.sshsig(data),
    }
    return rezip(folder / "again.zip", inside, "R-0417")


def test_a_statement_names_each_file_once(tmp_path: Path) -> None:
    def twice(statement: dict[str, Any]) -> None:
        statement["subject"].insert(0, {"name": "tagmanifest-sha256.txt", "digest": {"sha256": "0" * 64}})

    (tmp_path / "same").mkdir()
    assert inspect(signed_again(tmp_path / "same", lambda _: None)).valid
    report = inspect(signed_again(tmp_path, twice))
    assert [p.code for p in report.problems if p.severity == "error"] == ["statement-files"]


@pytest.mark.parametrize("trick", TRICKS)
def test_a_signers_name_can_not_write_lines_of_its_own(tmp_path: Path, trick: str) -> None:
    def rename(statement: dict[str, Any]) -> None:
        statement["predicate"]["signer"]["name"] = f"Office{trick}"

    report = inspect(signed_again(tmp_path, rename))
    assert not report.valid
    assert [p.where for p in report.problems if p.severity == "error"] == ["$.predicate.signer.name"]
    assert not [s for s in report.steps if trick in s.title + s.detail]

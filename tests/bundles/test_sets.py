"""Calibration sets and reveals: written, read back, held against their files, and refused when anything is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from reviewer_app.bundles import setwire
from reviewer_app.bundles.seal import write_submission
from reviewer_app.bundles.setcheck import fits_set
from reviewer_app.bundles.setseal import write_reveal, write_set
from reviewer_app.bundles.signature import Signer
from reviewer_app.bundles.unpack import inspect
from reviewer_app.domain.calibration_set import CalibrationSet, Expected, Master, Masters, Reveal, SetItem
from reviewer_app.domain.citation import Citation, Selector
from reviewer_app.domain.ids import CitationId, IndicatorId, ItemId, SubmissionId
from reviewer_app.errors import BadInput, ReviewerError
from tests.bundles.made import AT, CONTENTS, PROGRAM, submission

SALT = "5" * 64
SCHEMAS = Path(__file__).parents[2] / "resources" / "schemas"


def masters(**changes: Any) -> Masters:
    """One master with a citation."""
    made = submission()
    citation = Citation(
        id=CitationId("m1"), item=ItemId("0002"), sha256=made.evidence[1].sha256, selector=Selector(),
        indicator=IndicatorId("3.1"),
    )  # fmt: skip
    one = Master(
        submission=SubmissionId("CAL-1"), indicator=IndicatorId("3.1"), level=3, rationale="Seen.",
        citations=(citation,),
    )  # fmt: skip
    return replace(Masters(set="fall-a", salt=SALT, scores=(one,)), **changes)


def a_set(signer: Signer, **changes: Any) -> CalibrationSet:
    """A set of one submission, committed to ``masters``."""
    item = SetItem(
        label="A01", submission=SubmissionId("CAL-1"), component="unit", package="e" * 64,
        path="data/packages/CAL-1.zip", nonce="n1", evidence=submission().evidence,
    )  # fmt: skip
    made = CalibrationSet(
        id="fall-a", title="Fall set A", program=PROGRAM, items=(item,),
        expected=(Expected(label="R-1"), Expected(label="R-2", key="f" * 64)),
        commitment=setwire.commitment_of(setwire.masters_text(masters())), lead=signer.public.key_id, made_at=AT,
        audience="lead",
    )  # fmt: skip
    return replace(made, **changes)


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer.generate("Lead")


@pytest.fixture
def package(tmp_path: Path, signer: Signer) -> Path:
    made = submission()
    files = {}
    for name, data in CONTENTS.items():
        files[name] = tmp_path / name
        files[name].write_bytes(data)
    write_submission(tmp_path / "CAL-1.zip", made, files, signer, created_at=AT)
    return tmp_path / "CAL-1.zip"


@pytest.fixture
def written(tmp_path: Path, signer: Signer, package: Path) -> Path:
    return write_set(tmp_path / "set.zip", a_set(signer), {"data/packages/CAL-1.zip": package}, signer).path


def test_a_set_comes_back_as_it_was(written: Path, signer: Signer) -> None:
    report = inspect(written)
    assert report.valid, report.problems
    assert report.kind == "calibration-set"
    assert report.set == a_set(signer)
    assert [s.ok for s in report.steps] == [True, True, None, True]


def test_a_reveal_comes_back_and_fits_its_commitment(tmp_path: Path, signer: Signer) -> None:
    text = setwire.masters_text(masters())
    write_reveal(tmp_path / "r.zip", Reveal(set="fall-a", masters=text, revealed_at=AT), "", signer, created_at=AT)
    report = inspect(tmp_path / "r.zip")
    assert report.valid, report.problems
    assert report.reveal is not None
    assert setwire.read_masters(report.reveal.masters, a_set(signer).commitment) == masters()


def test_other_masters_than_those_committed_to_are_refused(signer: Signer) -> None:
    other = masters(scores=(replace(masters().scores[0], level=2),))
    with pytest.raises(BadInput) as caught:
        setwire.read_masters(setwire.masters_text(other), a_set(signer).commitment)
    assert caught.value.code == "commitment-differs"


def test_the_set_keeps_the_masters_back(written: Path) -> None:
    raw = written.read_bytes()
    assert b"rationale" not in raw and b"Seen." not in raw and SALT.encode() not in raw


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda s: replace(s, items=()), "set-empty"),
        (lambda s: replace(s, items=(s.items[0], s.items[0])), "submission-twice"),
        (lambda s: replace(s, items=(replace(s.items[0], path="data/packages/other.zip"),)), "package-missing"),
        (lambda s: replace(s, items=(replace(s.items[0], path="../../CAL-1.zip"),)), "package-path"),
        (lambda s: replace(s, items=(replace(s.items[0], evidence=()),)), "set-evidence"),
        (lambda s: replace(s, expected=(Expected(label="R"), Expected(label="R"))), "name-twice"),
        (lambda s: replace(s, expected=(Expected(label="R", key="no key"),)), "set-reviewer"),
    ],
)
def test_a_set_that_does_not_fit_itself_is_not_written(
    tmp_path: Path, signer: Signer, package: Path, change: Callable[[CalibrationSet], CalibrationSet], code: str
) -> None:
    with pytest.raises(ReviewerError) as caught:
        write_set(tmp_path / "bad.zip", change(a_set(signer)), {"data/packages/CAL-1.zip": package}, signer)
    assert code in {p.code for p in caught.value.problems}
    assert not (tmp_path / "bad.zip").exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"set": "other"}, "masters-set"),
        ({"scores": ()}, "masters-none"),
        ({"scores": masters().scores * 2}, "indicator-twice"),
        ({"scores": (replace(masters().scores[0], indicator=IndicatorId("3.2")),)}, "citation-indicator"),
    ],
)
def test_a_reveal_that_does_not_fit_itself_is_not_written(
    tmp_path: Path, signer: Signer, change: dict[str, Any], code: str
) -> None:
    reveal = Reveal(set="fall-a", masters=setwire.masters_text(masters(**change)), revealed_at=AT)
    with pytest.raises(ReviewerError) as caught:
        write_reveal(tmp_path / "bad.zip", reveal, "", signer, created_at=AT)
    assert code in {p.code for p in caught.value.problems}


def test_masters_must_be_about_the_sets_submissions_and_evidence(signer: Signer) -> None:
    one = masters().scores[0]
    elsewhere = replace(one.citations[0], sha256="0" * 64)
    assert fits_set(a_set(signer), masters().scores) == []
    found = fits_set(a_set(signer), [replace(one, submission=SubmissionId("X")), replace(one, citations=(elsewhere,))])
    assert [p.code for p in found] == ["master-submission", "citation-target"]


def bare(signer: Signer) -> dict[str, Any]:
    """A good set as bare JSON."""
    made: dict[str, Any] = json.loads(setwire.write_set(a_set(signer)))
    return made


def test_hostile_documents_are_refused_with_words(signer: Signer) -> None:
    def refused(change: Callable[[dict[str, Any]], object]) -> str:
        tree = bare(signer)
        change(tree)
        with pytest.raises(BadInput) as caught:
            setwire.read_set(json.dumps(tree).encode())
        return caught.value.problems[0].code

    assert refused(lambda t: t.update(format=2)) == "newer-format"
    assert refused(lambda t: t.update(document="decisions")) == "json-document"
    assert refused(lambda t: t["set"].update(masters=[])) == "json-extra-forbidden"
    assert refused(lambda t: t["set"].update(commitment="x")) == "json-string-pattern-mismatch"
    assert refused(lambda t: t["set"].update(title="a\u202eb")) == "json-string-pattern-mismatch"
    assert refused(lambda t: t["set"].update(id="../x")) == "json-string-pattern-mismatch"
    assert refused(lambda t: t["set"].update(due="2026-11-21T00:00:00")) == "json-timezone-aware"
    assert refused(lambda t: t["set"].update(use="exam")) == "json-enum"


def test_the_schemas_accept_what_is_written(signer: Signer) -> None:
    schema = json.loads((SCHEMAS / "calibration-set.schema.json").read_bytes())
    tree = bare(signer)
    checked = Draft202012Validator(schema)
    assert list(checked.iter_errors(tree)) == []
    assert not checked.is_valid({**tree, "masters": []}), "what the reader refuses, the schema refuses"


def test_one_changed_byte_is_noticed(written: Path) -> None:
    data = bytearray(written.read_bytes())
    place = data.index(b"Fall set A")
    data[place] ^= 1
    written.write_bytes(bytes(data))
    assert not inspect(written).valid


def test_an_unsigned_set_is_refused(tmp_path: Path, written: Path) -> None:
    import zipfile

    with zipfile.ZipFile(written) as source, zipfile.ZipFile(tmp_path / "u.zip", "w") as target:
        for name in source.namelist():
            if "signatures/" not in name:
                target.writestr(name, source.read(name))
    assert "unsigned" in {p.code for p in inspect(tmp_path / "u.zip").problems if p.severity == "error"}

"""Bundles of decisions are looked at step by step; what does not hold together, was seen, or is revoked is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from reviewer_app.bundles.signature import Signer
from reviewer_app.bundles.trust import KnownKey, Seen, Trust
from reviewer_app.bundles.unpack import inspect
from tests.bundles.made import (
    bundle,
    decision,
    members,
    rezip,
    signed_again,
)


@pytest.fixture(scope="module")
def signer() -> Signer:
    """A throw-away key."""
    return Signer.generate("R-17")


def test_the_steps_of_a_good_bundle(tmp_path: Path, signer: Signer) -> None:
    first = bundle(tmp_path, signer)
    second = bundle(
        tmp_path, signer, 2, first.statement_sha256, (decision(signer.public.key_id), decision(signer.public.key_id, 2))
    )
    trust = Trust(keys=(KnownKey(key_id=signer.public.key_id, name="R-17", role="reviewer"),))
    seen = (Seen(key_id=signer.public.key_id, seq=1, digest=first.statement_sha256),)
    report = inspect(second.path, trust=trust, seen=seen)
    assert report.problems == ()
    assert [(s.title, s.detail, s.ok) for s in report.steps] == [
        ("Every file matches its SHA-256", "9 files", True),
        ("Signature is valid", f"Ed25519, key {signer.public.short}", True),
        ("Key belongs to R-17 and is valid", "trusted here", True),
        ("Each decision names the exact evidence and rubric it was made on", "2 decisions", True),
        ("Not seen before", "sequence 2 follows 1", True),
    ]
    assert [d.id for d in report.decisions] == ["decision-1", "decision-2"]
    assert report.statement_sha256 == second.statement_sha256


def test_an_unsigned_bundle_is_refused(tmp_path: Path, signer: Signer) -> None:
    files = {n: d for n, d in members(bundle(tmp_path, signer).path).items() if not n.startswith("signatures/")}
    report = inspect(rezip(tmp_path / "x.zip", files, "decisions-R17-0001"))
    assert "unsigned" in [p.code for p in report.problems if p.severity == "error"]
    assert [s.ok for s in report.steps] == [True, False]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d: d.update(key="0" * 64), "decision-key"),
        (lambda d: d.update(evidence=[]), "decision-evidence"),
        (lambda d: d["citations"][0].update(sha256="0" * 64), "citation-target"),
        (lambda d: d["events"][0].update(review="other"), "event-review"),
        (lambda d: d.update(nonce="other"), "statement-nonce"),
        (lambda d: d.update(settled=[{"indicator": "3.1", "score": 2.5}]), "settled-purpose"),
        (lambda d: d.update(package="short"), "json-string-pattern-mismatch"),
        (lambda d: d["program"].update(sha256=""), "json-string-pattern-mismatch"),
    ],
)
def test_decisions_that_do_not_hold_together_are_refused(
    tmp_path: Path, signer: Signer, change: Callable[[dict[str, object]], object], code: str
) -> None:
    files = members(bundle(tmp_path, signer).path)
    tree = json.loads(files["data/decisions.json"])
    change(tree["decisions"][0])
    files |= {"data/decisions.json": json.dumps(tree).encode()}
    report = inspect(rezip(tmp_path / "x.zip", signed_again(files, signer), "decisions-R17-0001"))
    assert code in [p.code for p in report.problems if p.severity == "error"]
    content = next(s for s in report.steps if s.detail.startswith("$"))
    assert content.ok is False


def test_bundles_without_or_with_double_decisions_or_a_number_are_refused(tmp_path: Path, signer: Signer) -> None:
    files = members(bundle(tmp_path, signer).path)
    tree = json.loads(files["data/decisions.json"])
    for decisions, code in (([], "decisions-none"), (tree["decisions"] * 2, "decision-twice")):
        made = files | {"data/decisions.json": json.dumps(tree | {"decisions": decisions}).encode()}
        report = inspect(rezip(tmp_path / "x.zip", signed_again(made, signer), "decisions-R17-0001"))
        assert code in [p.code for p in report.problems]
    report = inspect(rezip(tmp_path / "x.zip", signed_again(files, signer, seq=0), "decisions-R17-0001"))
    assert "statement-sequence" in [p.code for p in report.problems]


def test_a_known_bundle_replayed_forked_or_out_of_order(tmp_path: Path, signer: Signer) -> None:
    written = bundle(tmp_path, signer)
    mine = signer.public.key_id

    def codes(*seen: Seen) -> list[str]:
        return [p.code for p in inspect(written.path, seen=seen).problems]

    assert "seen-before" in codes(Seen(key_id=mine, seq=1, digest=written.statement_sha256))
    assert "fork" in codes(Seen(key_id=mine, seq=1, digest="0" * 64))
    assert "out-of-order" in codes(Seen(key_id=mine, seq=2, digest="0" * 64, prev="1" * 64))


def test_a_revoked_key_is_an_error_in_its_step(tmp_path: Path, signer: Signer) -> None:
    trust = Trust(keys=(KnownKey(key_id=signer.public.key_id, name="R-17", revoked_after_seq=0),))
    report = inspect(bundle(tmp_path, signer).path, trust=trust)
    assert [p.code for p in report.problems] == ["signer-revoked"]
    assert report.steps[2].ok is False
    assert "revoked" in report.steps[2].title

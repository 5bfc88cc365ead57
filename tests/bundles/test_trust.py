from __future__ import annotations

import pytest

from reviewer_app.bundles.signature import PublicKey
from reviewer_app.bundles.statement import (
    IN_TOTO,
    PREDICATE,
    Predicate,
    SealStatement,
    SignedBy,
    make_statement,
    read_statement,
)
from reviewer_app.bundles.trust import KnownKey, Seen, Trust, check_key, check_sequence
from reviewer_app.errors import BadInput
from tests.bundles.made import AT

KEY = PublicKey(raw=bytes(range(32)), name="R-17")
ME = "m" * 64


def statement(seq: int, prev: str = "p" * 64, audience: str = "office-9") -> SealStatement:
    """A statement with that number."""
    who = SignedBy(key_id=KEY.key_id, name=KEY.name)
    said = Predicate(
        kind="decisions", id="b", signer=who, audience=audience, nonces=(), seq=seq, prev=prev, created_at=AT
    )
    return SealStatement(type=IN_TOTO, subject=(), predicate_type=PREDICATE, predicate=said)


def known(revoked: int | None = None, *, own: bool = False) -> KnownKey:
    """The key as somebody vouched for it."""
    return KnownKey(key_id=KEY.key_id, name="R-17", revoked_after_seq=revoked, own=own)


def key_codes(trust: Trust, seq: int = 5) -> list[tuple[str, str]]:
    """Codes and severities about the key."""
    return [(p.code, p.severity) for p in check_key(KEY, statement(seq), trust)]


def test_a_stranger_is_noted_until_somebody_is_trusted_explicitly() -> None:
    other = KnownKey(key_id="f" * 64, name="Other")  # type: ignore[arg-type]
    mine = KnownKey(key_id=ME, name="Me", own=True)  # type: ignore[arg-type]
    assert key_codes(Trust()) == [("signer-not-known", "note")]
    assert key_codes(Trust(keys=(mine,))) == [("signer-not-known", "note")]
    assert key_codes(Trust(keys=(mine, other))) == [("signer-unknown", "error")]
    assert key_codes(Trust(keys=(known(), other))) == []
    assert key_codes(Trust(keys=(known(own=True), other))) == []


@pytest.mark.parametrize(("seq", "good"), [(5, True), (6, False), (0, False)])
def test_a_key_is_revoked_from_a_number_on(seq: int, good: bool) -> None:
    expected = [] if good else [("signer-revoked", "error")]
    assert key_codes(Trust(keys=(known(5),)), seq) == expected


def test_a_statement_for_somebody_else_is_refused() -> None:
    assert key_codes(Trust(keys=(known(),), audience="office-9")) == []
    assert key_codes(Trust(keys=(known(),), audience="office-8")) == [("wrong-audience", "error")]


def seen(seq: int, digest: str, prev: str = "") -> Seen:
    """A statement of this key seen before."""
    return Seen(key_id=KEY.key_id, seq=seq, digest=digest, prev=prev)


A, B, C, P = "a" * 64, "b" * 64, "c" * 64, "p" * 64


@pytest.mark.parametrize(
    ("seq", "prev", "before", "code", "words"),
    [
        (1, "", [], None, "the first of this key"),
        (5, P, [], None, "sequence 5, the first one seen here"),
        (5, P, [seen(4, P)], None, "sequence 5 follows 4"),
        (5, P, [seen(5, A)], "seen-before", "sequence 5"),
        (5, P, [seen(5, B)], "fork", "sequence 5"),
        (5, P, [seen(4, B)], "out-of-order", "sequence 5"),
        (5, P, [seen(6, C, prev=B)], "out-of-order", "sequence 5"),
        (5, P, [seen(6, C, prev=A)], "gap", "sequence 5, after a gap"),
        (5, P, [seen(3, B)], "gap", "sequence 5, after a gap"),
        (5, P, [seen(1, B)], "gap", "sequence 5, after a gap"),
        (1, P, [], "out-of-order", "sequence 1"),
        (2, "", [], "out-of-order", "sequence 2"),
        (0, "", [seen(4, P)], None, "not counted"),
    ],
)
def test_the_order_of_statements(seq: int, prev: str, before: list[Seen], code: str | None, words: str) -> None:
    problems, place = check_sequence(KEY, statement(seq, prev), A, before)
    assert ([p.code for p in problems], place) == ([code] if code else [], words)
    assert all((p.severity == "note") == (p.code in {"seen-before", "gap"}) for p in problems)


def test_a_gap_says_which_numbers_are_missing() -> None:
    assert "number 4" in check_sequence(KEY, statement(5), A, [seen(3, B)])[0][0].message
    assert "numbers 2 to 4" in check_sequence(KEY, statement(5), A, [seen(1, B)])[0][0].message


def test_other_signers_do_not_matter() -> None:
    other = Seen(key_id="f" * 64, seq=5, digest=B)  # type: ignore[arg-type]
    assert check_sequence(KEY, statement(5), A, [other])[0] == ()


def test_a_statement_comes_back_and_has_its_keys_as_in_toto_writes_them() -> None:
    said = statement(3).predicate
    data = make_statement({"tagmanifest-sha256.txt": A, "data/decisions.json": B}, said)
    assert b'"_type": "https://in-toto.io/Statement/v1"' in data
    assert b'"predicateType": "urn:reviewer-app:sealed:v1"' in data
    found = read_statement(data)
    assert (found.predicate, found.digests) == (said, {"tagmanifest-sha256.txt": A, "data/decisions.json": B})


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"sealed:v1", b"sealed:v2", "newer-format"),
        (b'"seq": 3', b'"seq": "3"', "json-int-type"),
        (b'"seq": 3', b'"seq": -3', "json-greater-than-equal"),
        (b'"seq": 3', b'"seq": 3, "seq": 3', "json-duplicate-key"),
        (b'"kind"', b'"kinds"', "json-missing"),
    ],
)
def test_a_wrong_statement_has_its_reason(old: bytes, new: bytes, code: str) -> None:
    data = make_statement({}, statement(3).predicate)
    assert old in data
    with pytest.raises(BadInput) as caught:
        read_statement(data.replace(old, new))
    assert caught.value.problems[0].code == code

"""Whose key signed, whether it is to be trusted, and whether the statement follows the ones seen before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reviewer_app.bundles.signature import PublicKey, short_id
from reviewer_app.bundles.statement import SealStatement
from reviewer_app.domain.ids import KeyId
from reviewer_app.errors import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownKey:
    """A key that somebody vouched for. ``revoked_after_seq`` n: statements beyond number n don't count."""

    key_id: KeyId
    name: str
    role: str = ""
    revoked_after_seq: int | None = None
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """The keys that are known here. ``audience``: whom statements must be for; empty is anybody."""

    keys: tuple[KnownKey, ...] = ()
    audience: str = ""

    @property
    def explicit(self) -> bool:
        """Whether somebody has chosen whom to trust; until then a stranger is only noted."""
        return any(not k.own for k in self.keys)

    def find(self, key: KeyId) -> KnownKey | None:
        """The known key of that id."""
        return next((k for k in self.keys if k.key_id == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A statement that was seen before: whose, its number, its digest, and the digest it says it follows."""

    key_id: KeyId
    seq: int
    digest: str
    prev: str = ""


def check_key(signer: PublicKey, statement: SealStatement, trust: Trust) -> tuple[Problem, ...]:
    """Problems and notes about whose key it is and whom the statement is for."""
    said = statement.predicate
    found = []
    known = trust.find(signer.key_id)
    if known is None:
        found.append(_stranger(signer, trust.explicit))
    elif known.revoked_after_seq is not None and (not said.seq or said.seq > known.revoked_after_seq):
        message = f"The key of {known.name} was revoked after its number {known.revoked_after_seq}."
        found.append(_problem("signer-revoked", message, "Ask for the file signed with the new key."))
    if trust.audience and said.audience != trust.audience:
        message = f"The file is meant for “{said.audience[:80]}”, not for “{trust.audience[:80]}”."
        found.append(_problem("wrong-audience", message, "Send it to whom it is meant for."))
    return tuple(found)


def check_unsigned(trust: Trust) -> tuple[Problem, ...]:
    """An unsigned package passes until somebody has chosen whom to trust: from then on a signature can't be left out.

    Else whoever altered a signed package would only have to take its signatures away.
    """
    if not trust.explicit:
        return ()
    hint = "Ask whoever sent it for the signed package."
    return (_problem("unsigned", "The package is not signed by a key that is trusted here.", hint),)


def _stranger(signer: PublicKey, explicit: bool) -> Problem:
    key = short_id(signer.key_id)
    if explicit:
        message = f"The key {key} is not one of those that are trusted here."
        return _problem(
            "signer-unknown", message, "Compare it with the one the signer gives you, then “keys trust” it."
        )
    message = f"Nobody has said yet whose the key {key} is."
    return Problem(code="signer-not-known", message=message, severity="note", where="signatures")


def check_sequence(
    signer: PublicKey, statement: SealStatement, digest: str, seen: Sequence[Seen]
) -> tuple[tuple[Problem, ...], str]:
    """Problems and notes about the order of one signer's statements, and a few words on where this one stands."""
    said = statement.predicate
    if not said.seq:
        return (), "not counted"
    if (said.seq == 1) != (said.prev == ""):
        message = f"Statement {said.seq} says wrongly which one it follows."
        return (_problem("out-of-order", message, "Ask the signer to seal again."),), f"sequence {said.seq}"
    theirs = {s.seq: s for s in seen if s.key_id == signer.key_id}
    if (same := theirs.get(said.seq)) is not None:
        return (_again(said.seq, same.digest == digest),), f"sequence {said.seq}"
    before, after = theirs.get(said.seq - 1), theirs.get(said.seq + 1)
    if (before and before.digest != said.prev) or (after and after.prev and after.prev != digest):
        message = (
            f"Number {said.seq} does not follow the number {said.seq - 1 if before else said.seq} that is known here."
        )
        hint = "The signer may have worked with a restored backup. Ask before you accept either."
        return (_problem("out-of-order", message, hint),), f"sequence {said.seq}"
    if said.seq == 1:
        return (), "the first of this key"
    if before:
        return (), f"sequence {said.seq} follows {said.seq - 1}"
    return _gap(said.seq, max((n for n in theirs if n < said.seq), default=0), bool(theirs))


def _again(seq: int, same: bool) -> Problem:
    if same:
        message = f"Number {seq} of this signer was seen before; it is the same."
        return Problem(code="seen-before", message=message, severity="note", where="signatures")
    message = f"Another file with number {seq} of this signer was seen before."
    return _problem("fork", message, "The signer may have worked with a restored backup. Ask before you accept either.")


def _gap(seq: int, last: int, known: bool) -> tuple[tuple[Problem, ...], str]:
    if not known:
        return (), f"sequence {seq}, the first one seen here"
    missing = f"number {seq - 1}" if last == seq - 2 else f"numbers {last + 1} to {seq - 1}"
    message = f"Not seen here yet from this signer: {missing}."
    return (Problem(code="gap", message=message, severity="note", where="signatures"),), f"sequence {seq}, after a gap"


def _problem(code: str, message: str, hint: str) -> Problem:
    return Problem(code=code, message=message, hint=hint, where="signatures")

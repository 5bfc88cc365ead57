"""The statement that is signed: an in-toto Statement v1 that binds every file of a sealed file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from reviewer_app.bundles.shapes import Codec
from reviewer_app.bundles.wire import newer_format
from reviewer_app.domain.ids import KeyId

IN_TOTO = "https://in-toto.io/Statement/v1"
PREDICATE = "urn:reviewer-app:sealed:v1"
_KEYS = {"type": "_type", "predicate_type": "predicateType", "key_id": "keyId", "created_at": "createdAt"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A file's SHA-256 in hex."""

    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A file that is bound: its path in the bag and its digest."""

    name: str
    digest: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedBy:
    """Who says it: the key, and the name its holder goes by."""

    key_id: KeyId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate:
    """What is said. ``seq`` 0: not counted (packages); ``prev`` is the digest of the signer's previous statement."""

    kind: str  # submission, decisions, receipt, calibration-set, calibration-reveal
    id: str
    signer: SignedBy
    audience: str
    nonces: tuple[str, ...]
    seq: int
    prev: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SealStatement:
    """The whole statement."""

    type: str
    subject: tuple[Subject, ...]
    predicate_type: str
    predicate: Predicate

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 by path."""
        return {s.name: s.digest.sha256 for s in self.subject}


@cache
def _codec() -> Codec[SealStatement]:
    return Codec(SealStatement, "signatures/statement.json", lambda name: _KEYS.get(name, name))


def make_statement(digests: Mapping[str, str], predicate: Predicate) -> bytes:
    """The bytes of a statement over those files."""
    subjects = tuple(Subject(name=n, digest=Digest(sha256=d)) for n, d in digests.items())
    return _codec().write(SealStatement(type=IN_TOTO, subject=subjects, predicate_type=PREDICATE, predicate=predicate))


def read_statement(data: bytes) -> SealStatement:
    """The statement in those bytes; BadInput with every problem."""
    return _codec().read(data, _check_version)


def digest_of(statement: bytes) -> str:
    """What the signer's next statement calls ``prev``."""
    return hashlib.sha256(statement).hexdigest()


def statement_schema() -> dict[str, Any]:
    """The JSON Schema of a statement."""
    return _codec().schema()


def _check_version(tree: Any) -> None:
    said = tree.get("predicateType") if isinstance(tree, dict) else None
    stem, _, version = str(said).rpartition(":v")
    if stem == PREDICATE.rpartition(":v")[0] and version.isdigit() and int(version) > 1:
        raise newer_format(f"statement {version[:9]}", "$.predicateType")

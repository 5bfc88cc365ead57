"""Two small signed files between a reviewer and the office: what is held and why, and the office's word on it.

Each is one JSON document that carries the very text that was signed, as both of the signatures of a sealed file. A
request names the submission, the digest of its package's tag manifest, and the holds; an answer names the one hold that
it lifts, so that it can't be used for another hold or another package.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TypeVar

from reviewer_app.bundles.signature import PublicKey, Signer, verify_signatures
from reviewer_app.bundles.strictjson import parse
from reviewer_app.errors import BadInput, Problem, could_not

_MOST = 1 << 20  # bytes
T = TypeVar("T", "HoldRequest", "HoldAnswer")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldHere:
    """One hold, as the office is told of it."""

    id: str
    kind: Literal["privacy", "integrity"]
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRequest:
    """What a reviewer asks the office to look into."""

    submission: str
    package: str  # SHA-256 of the tag manifest
    holds: tuple[HeldHere, ...]
    at: datetime
    kind: Literal["hold-request"] = "hold-request"


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldAnswer:
    """The office's word that one hold is lifted."""

    submission: str
    package: str
    hold: str
    reason: str
    at: datetime
    kind: Literal["hold-lifted"] = "hold-lifted"


def write(path: Path, said: HoldRequest | HoldAnswer, signer: Signer) -> None:
    """Write the signed file; ReviewerError ``file-exists`` when there is one already."""
    statement = json.dumps(asdict(said), default=_text, ensure_ascii=False, separators=(",", ":"))
    data = statement.encode()
    document = {
        "statement": statement,
        "key": signer.public.line,
        "dsse": signer.dsse(data).decode("ascii"),
        "sshsig": signer.sshsig(data).decode("ascii"),
    }
    try:
        with path.open("x", encoding="utf-8") as file:
            json.dump(document, file, ensure_ascii=False, indent=2)
            file.write("\n")
    except FileExistsError as error:
        raise _bad("There is a file of that name already. It was left alone.", "file-exists", path) from error
    except OSError as error:
        raise could_not("write the file", error) from error


def read(path: Path, kind: type[T]) -> tuple[T, PublicKey]:
    """What a signed file says and whose key signed it; BadInput ``bad-office-file`` or ``signature-invalid``."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST + 1)
    except OSError as error:
        raise could_not("read the file", error) from error
    tree = _document(data, path)
    statement = tree["statement"]
    signed, dsse, sshsig = (tree[name].encode("utf-8", "replace") for name in ("statement", "dsse", "sshsig"))
    key, problems = verify_signatures(signed, dsse, sshsig)
    if key is None:
        raise BadInput(problems[0].message, hint=problems[0].hint, code="signature-invalid", problems=problems)
    named = PublicKey.from_line(tree["key"])
    return _said(statement, kind, path), named if named.raw == key.raw else key


def _document(data: bytes, path: Path) -> dict[str, str]:
    tree: Any = parse(data, path.name) if len(data) <= _MOST else None
    wanted = {"statement", "key", "dsse", "sshsig"}
    if not isinstance(tree, dict) or set(tree) != wanted or not all(isinstance(v, str) for v in tree.values()):
        raise _bad("That is no request or answer about a hold.", "bad-office-file", path)
    return tree


def _said(statement: str, kind: type[T], path: Path) -> T:
    from pydantic import TypeAdapter, ValidationError

    tree = parse(statement.encode("utf-8", "replace"), path.name)
    try:
        said: T = TypeAdapter(kind).validate_python(tree, extra="forbid")
    except ValidationError as error:
        raise _bad("It says something else than was asked for here.", "bad-office-file", path) from error
    if said.at.tzinfo is None:
        raise _bad("It does not say in which time zone it was signed.", "bad-office-file", path)
    return said


def _text(value: object) -> str:
    assert isinstance(value, datetime)
    return value.isoformat()


def _bad(message: str, code: str, path: Path) -> BadInput:
    problem = Problem(code=code, message=message, hint="Ask for the file again.", where=path.name)
    return BadInput(message, hint=problem.hint, code=code, problems=(problem,))

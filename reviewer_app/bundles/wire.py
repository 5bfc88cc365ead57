"""What the JSON documents inside sealed files hold, as bytes and as domain values; their JSON Schemas."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from reviewer_app.bundles.shapes import Codec
from reviewer_app.domain.calibration_set import StandingNote
from reviewer_app.domain.citation import CitedStill
from reviewer_app.domain.decision import Decision
from reviewer_app.domain.ids import BundleId
from reviewer_app.domain.submission import Submission
from reviewer_app.errors import BadInput, Problem

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionFile:
    """The document ``data/submission.json``."""

    format: int
    document: str
    submission: Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionsFile:
    """The document ``data/decisions.json``; ``id`` is the bundle's. ``standings``: where the signer stands.

    ``stills``: small pictures of cited areas that lie beside it, where the program lets them go along.
    """

    format: int
    document: str
    id: BundleId
    decisions: tuple[Decision, ...]
    standings: tuple[StandingNote, ...] = ()
    stills: tuple[CitedStill, ...] = ()


@cache
def _submission() -> Codec[SubmissionFile]:
    return Codec(SubmissionFile, "data/submission.json")


@cache
def _decisions() -> Codec[DecisionsFile]:
    return Codec(DecisionsFile, "data/decisions.json")


def read_submission(data: bytes) -> Submission:
    """The submission in ``data/submission.json``; BadInput with every problem."""
    return _submission().read(data, lambda tree: check_format(tree, "submission")).submission


def write_submission(submission: Submission) -> bytes:
    """The bytes of ``data/submission.json``."""
    return _submission().write(SubmissionFile(format=FORMAT, document="submission", submission=submission))


def read_decisions(data: bytes) -> DecisionsFile:
    """The decisions in ``data/decisions.json``; BadInput with every problem."""
    return _decisions().read(data, lambda tree: check_format(tree, "decisions"))


def write_decisions(
    bundle: BundleId,
    decisions: tuple[Decision, ...],
    standings: tuple[StandingNote, ...] = (),
    stills: tuple[CitedStill, ...] = (),
) -> bytes:
    """The bytes of ``data/decisions.json``."""
    made = DecisionsFile(
        format=FORMAT, document="decisions", id=bundle, decisions=decisions, standings=standings, stills=stills
    )
    return _decisions().write(made)


def check_format(tree: Any, document: str) -> None:
    """BadInput when bare JSON is of another kind, or of a format that a newer version of the program made."""
    given = tree.get("format") if isinstance(tree, dict) else None
    if type(given) is int and given > FORMAT:
        raise newer_format(f"format {given}", "$.format")
    if type(given) is not int or given != FORMAT:
        raise _wrong("json-format", "“format” must be the number 1.", "$.format")
    if tree.get("document") != document:
        raise _wrong("json-document", f"“document” must be “{document}”.", "$.document")


def newer_format(what: str, where: str) -> BadInput:
    """The error for something that a newer version of the program made."""
    message = f"This file was made by a newer version of the program ({what[:60]}); this version knows format {FORMAT}."
    problem = Problem(code="newer-format", message=message, hint="Update the program, then try again.", where=where)
    return BadInput(message, hint=problem.hint, code=problem.code, problems=(problem,))


def _wrong(code: str, message: str, where: str) -> BadInput:
    problem = Problem(code=code, message=message, where=where, hint="Ask whoever made the file for a new one.")
    return BadInput(message, hint=problem.hint, code=code, problems=(problem,))


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema (2020-12) of each document in a sealed file, by file name in ``resources/schemas``."""
    from reviewer_app.bundles.setwire import set_schemas
    from reviewer_app.bundles.statement import statement_schema

    made = {
        "submission.schema.json": _submission().schema(),
        "decisions.schema.json": _decisions().schema(),
        "statement.schema.json": statement_schema(),
        **set_schemas(),
    }
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {
        n: {"$schema": dialect, "$id": f"urn:reviewer-app:schema:{n.split('.')[0]}:v1", **s} for n, s in made.items()
    }


def schema_bytes(schema: dict[str, Any]) -> bytes:
    """A schema as it lies in ``resources/schemas``."""
    return json.dumps(schema, ensure_ascii=False, indent=2).encode("utf-8") + b"\n"


def write_schemas(folder: Path) -> None:
    """Write all schemas anew; a test holds the written ones against the classes."""
    for name, schema in schemas().items():
        (folder / name).write_bytes(schema_bytes(schema))

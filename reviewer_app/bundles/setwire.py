"""The documents of a calibration set and of its reveal, and the commitment that ties them together.

The commitment is the SHA-256 of the masters' text, which carries a salt of 256 random bits: nobody can guess the
masters from it, and the lead can't change them later. The reveal holds that very text, so no reader writes it anew.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any

from reviewer_app.bundles.shapes import Codec
from reviewer_app.bundles.wire import FORMAT, check_format
from reviewer_app.domain.calibration_set import CalibrationSet, Masters, Reveal
from reviewer_app.errors import BadInput, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFile:
    """The document ``data/set.json``."""

    format: int
    document: str
    set: CalibrationSet


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealFile:
    """The document ``data/reveal.json``."""

    format: int
    document: str
    reveal: Reveal


@dataclass(frozen=True, slots=True, kw_only=True)
class MastersText:
    """What the commitment is about."""

    format: int
    document: str
    masters: Masters


@cache
def _set() -> Codec[SetFile]:
    return Codec(SetFile, "data/set.json")


@cache
def _reveal() -> Codec[RevealFile]:
    return Codec(RevealFile, "data/reveal.json")


@cache
def _masters() -> Codec[MastersText]:
    return Codec(MastersText, "the masters")


def read_set(data: bytes) -> CalibrationSet:
    """The set in ``data/set.json``; BadInput with every problem."""
    return _set().read(data, lambda tree: check_format(tree, "calibration-set")).set


def write_set(value: CalibrationSet) -> bytes:
    """The bytes of ``data/set.json``."""
    return _set().write(SetFile(format=FORMAT, document="calibration-set", set=value))


def read_reveal(data: bytes) -> Reveal:
    """The reveal in ``data/reveal.json``; BadInput with every problem."""
    return _reveal().read(data, lambda tree: check_format(tree, "calibration-reveal")).reveal


def write_reveal(value: Reveal) -> bytes:
    """The bytes of ``data/reveal.json``."""
    return _reveal().write(RevealFile(format=FORMAT, document="calibration-reveal", reveal=value))


def masters_text(masters: Masters) -> str:
    """The text that is committed to."""
    return _masters().write(MastersText(format=FORMAT, document="masters", masters=masters)).decode("utf-8")


def commitment_of(text: str) -> str:
    """The commitment to a text of masters."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def read_masters(text: str, commitment: str | None = None) -> Masters:
    """The masters in a text; BadInput ``commitment-differs`` when it is not what was committed to."""
    if commitment is not None and commitment_of(text) != commitment:
        message = "These masters are not the ones that were committed to when the set was made."
        hint = "Don't use them. Ask the lead how that came about."
        problem = Problem(code="commitment-differs", message=message, hint=hint, where="$.reveal.masters")
        raise BadInput(message, hint=hint, code=problem.code, problems=(problem,))
    data = text.encode("utf-8")
    return _masters().read(data, lambda tree: check_format(tree, "masters")).masters


def set_schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schemas of these documents."""
    return {
        "calibration-set.schema.json": _set().schema(),
        "calibration-reveal.schema.json": _reveal().schema(),
        "calibration-masters.schema.json": _masters().schema(),
    }

"""Calibration sets and their reveals out: signed, whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from reviewer_app.bundles import setwire
from reviewer_app.bundles.seal import Piece, Written, write_sealed
from reviewer_app.bundles.signature import Signer
from reviewer_app.bundles.statement import Predicate, SignedBy
from reviewer_app.domain.calibration_set import CalibrationSet, Reveal
from reviewer_app.errors import could_not
from reviewer_app.jobs import Job

_BLOCK = 1 << 20


def write_set(
    dest: Path, value: CalibrationSet, packages: Mapping[str, Path], signer: Signer, *, job: Job | None = None
) -> Written:
    """Write a set; ``packages`` has each item's package by the item's path."""
    pieces = [_piece(name, path) for name, path in packages.items()]
    said = _said("calibration-set", value.id, value.audience, signer, value.made_at)
    document = setwire.write_set(value)
    return write_sealed(dest, value.id, "calibration-set", document, pieces, signer, said, value.made_at, job or Job())


def write_reveal(dest: Path, value: Reveal, audience: str, signer: Signer, *, created_at: datetime) -> Written:
    """Write the reveal of a set."""
    said = _said("calibration-reveal", value.set, audience, signer, created_at)
    top = f"{value.set[:56]}-reveal"
    document = setwire.write_reveal(value)
    return write_sealed(dest, top, "calibration-reveal", document, [], signer, said, created_at, Job())


def _said(kind: str, id_: str, audience: str, signer: Signer, at: datetime) -> Predicate:
    who = SignedBy(key_id=signer.public.key_id, name=signer.public.name)
    return Predicate(kind=kind, id=id_, signer=who, audience=audience, nonces=(), seq=0, prev="", created_at=at)


def _piece(name: str, path: Path) -> Piece:
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                size += len(block)
    except OSError as error:
        raise could_not("read the package", error) from error

    def opened() -> BinaryIO:
        try:
            return path.open("rb", buffering=0)
        except OSError as error:
            raise could_not("read the package", error) from error

    return Piece(name=name, size=size, sha256=digest.hexdigest(), open=opened)

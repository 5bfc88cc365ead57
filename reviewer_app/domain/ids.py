"""One NewType per kind of id, so that mypy keeps them apart. Ids are UUIDv7 text unless said otherwise."""

from __future__ import annotations

from typing import NewType

SubmissionId = NewType("SubmissionId", str)  # the office's blind label, such as R-0417
PackageId = NewType("PackageId", str)
ItemId = NewType("ItemId", str)  # four digits within the package, such as 0001
ReviewId = NewType("ReviewId", str)
EventId = NewType("EventId", str)
CitationId = NewType("CitationId", str)
DecisionId = NewType("DecisionId", str)
BundleId = NewType("BundleId", str)
KeyId = NewType("KeyId", str)  # SHA-256, hex, of the raw Ed25519 public key
ProgramId = NewType("ProgramId", str)  # slug, such as crt-partnerships
IndicatorId = NewType("IndicatorId", str)  # the program's code, such as 3.2
ComponentId = NewType("ComponentId", str)

"""What every way of moving a sealed file does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from reviewer_app.jobs import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A sealed file that has arrived: where, its size and the SHA-256 of what lies there. ``already``: it lay there."""

    where: str
    size: int
    sha256: str
    already: bool = False


class Transport(Protocol):
    """A place that sealed files are sent to."""

    @property
    def name(self) -> str:
        """What the place is called on the screen."""

    def send(self, source: Path, job: Job) -> Delivered:
        """Bring a file there whole and compare what arrived.

        Starting again after a failure is always right. A different file of the same name is never overwritten. Raises
        ReviewerError (``no-space``, ``read-only``, ``not-found``, ``disk-failed``, ``name-taken``, ``copy-differs``) or
        Cancelled; then nothing is left there that could be taken for the file.
        """

"""Where the time and new ids come from."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Where the time and new ids come from; tests bring their own."""

    def now(self) -> datetime:
        """The time, aware UTC."""

    def new_id(self) -> str:
        """A new UUIDv7."""


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """The time, aware UTC."""
        return datetime.now(UTC)

    def new_id(self) -> str:
        """A new UUIDv7."""
        from uuid_utils import uuid7

        return str(uuid7())

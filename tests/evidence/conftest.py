"""Readers for the evidence tests: their own children, gone when the test ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from reviewer_app.evidence.worker import Readers


@pytest.fixture
def readers() -> Iterator[Readers]:
    with Readers() as found:
        yield found

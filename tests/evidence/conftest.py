"""Readers for the evidence tests, and a listener where hostile files would call; gone when the test ends."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from reviewer_app.evidence.worker import Readers

PORT = 47999  # that the files name


@pytest.fixture
def readers() -> Iterator[Readers]:
    with Readers() as found:
        yield found


@pytest.fixture
def calls() -> Iterator[list[object]]:
    """What called the port that the hostile files name."""
    seen: list[object] = []
    server = socket.create_server(("127.0.0.1", PORT))
    server.settimeout(0.1)
    over = threading.Event()

    def listen() -> None:
        while not over.is_set():
            try:
                connection, address = server.accept()
            except TimeoutError:
                continue
            seen.append(address)
            connection.close()

    thread = threading.Thread(target=listen)
    thread.start()
    yield seen
    over.set()
    thread.join()
    server.close()

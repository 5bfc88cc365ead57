"""Evidence as a device that the player can read: seekable, read-only, never a path and never a copy."""

from __future__ import annotations

import logging
import threading
from typing import BinaryIO

import shiboken6
from PySide6.QtCore import QIODevice, QObject, QTimer, Signal, Slot

log = logging.getLogger(__name__)

LOAD_TICK_MS, LOAD_TICKS = 250, 8  # a player that reads nothing for 2 s while loading has given up


class EvidenceDevice(QIODevice):
    """A seekable read-only device over a stream; the player reads it from two threads of its own."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        super().__init__()
        self._stream = stream
        self._size = size
        self._lock = threading.Lock()
        self.broken = ""  # why reading failed, once it has
        self.reads = 0  # with ``reading``: tells a slow disk from a player that gave up
        self.reading = False
        self.open(QIODevice.OpenModeFlag.ReadOnly | QIODevice.OpenModeFlag.Unbuffered)

    def size(self) -> int:
        """The length in bytes."""
        return self._size

    def isSequential(self) -> bool:
        """Never: it can be read from anywhere."""
        return False

    def readData(self, maxlen: int) -> bytes:
        """Bytes from the present place; none when the stream fails (an exception must not reach the player)."""
        with self._lock:
            if self._stream.closed:
                return b""
            self.reading = True
            try:
                self._stream.seek(self.pos())
                return self._stream.read(maxlen)
            except Exception as problem:  # noqa: BLE001  nothing may reach the player
                self.broken = self.broken or str(problem)
                log.warning("evidence could not be read for playing: %s", type(problem).__name__)
                return b""
            finally:
                self.reading = False
                self.reads += 1

    def writeData(self, data: bytes | bytearray | memoryview, len: int) -> int:  # noqa: A002  Qt's name
        """Evidence is never written."""
        return -1

    def shut(self) -> None:
        """Close the device and its stream; only after the player has let go of it."""
        self.close()
        with self._lock:
            self._stream.close()


def keep_while(player: QObject, device: EvidenceDevice) -> EvidenceDevice:
    """A device that lives, and can be read, until ``player`` has gone with all its threads.

    For one that is destroyed before it was told to let go: what Python keeps for its owner goes before it.
    """

    def let_go() -> None:
        if shiboken6.isValid(device):
            device.shut()

    player.destroyed.connect(let_go)  # and so it is kept
    return device


class LoadWatch(QObject):
    """Notices that loading has died: with a device the player does not always say so."""

    gave_up = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=LOAD_TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        self._device: EvidenceDevice | None = None
        self._idle = self._seen = 0

    def start(self, device: EvidenceDevice) -> None:
        """Watch from now on."""
        self._device, self._idle, self._seen = device, 0, 0
        self._timer.start()

    def stop(self) -> None:
        """Loaded, failed or let go of: nothing to watch any more."""
        self._device = None
        self._timer.stop()

    @Slot()
    def _on_tick(self) -> None:
        device = self._device
        if device is None:
            return
        quiet = device.reads == self._seen and not device.reading
        self._idle = self._idle + 1 if quiet else 0
        self._seen = device.reads
        if self._idle >= LOAD_TICKS:
            self.stop()
            self.gave_up.emit("it could not be read" if device.broken else "it is damaged or not a recording")

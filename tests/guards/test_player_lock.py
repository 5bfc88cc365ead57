"""No end of a player waits for the player's own threads with Python's lock: they need it to read the evidence.

They read from a stream that is slow and perhaps cut off, so that some thread is reading whenever an end comes; a wait
with the lock would never be over.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CYCLES = 16
PROGRAM = """
import io, sys, time
from pathlib import Path
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtMultimedia import QVideoSink
from PySide6.QtWidgets import QApplication, QWidget
from reviewer_app.ui.viewers.player import Player

app = QApplication([])
way, share, data = sys.argv[1], float(sys.argv[2]), Path(sys.argv[3]).read_bytes()
data = data[: int(len(data) * share)]
reads = 0

class Slow(io.BytesIO):
    def read(self, count=-1):
        global reads
        reads += 1
        time.sleep(0.01)
        return super().read(min(count, 1024))

def spin(ms):
    loop = QEventLoop()
    timer = QTimer(singleShot=True)
    timer.timeout.connect(loop.quit)
    timer.start(ms)
    loop.exec()

for cycle in range(int(sys.argv[4])):
    holder = QWidget()
    sink = QVideoSink(holder) if cycle % 2 else None
    player = Player(sink, holder)
    player.load(Slow(data), len(data))
    player.play()
    spin(cycle % 8 * 35)
    if cycle % 3 == 0:
        player.seek(1000)
    if way == "another file":
        player.load(Slow(data), len(data))
        spin(20)
    if way != "destroyed as it is":
        player.release()
    del player
    holder.deleteLater()
    spin(5)
    print("cycle", cycle, flush=True)
print("reads", reads)
"""


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Picture and sound in a form that plays as far as it goes."""
    from reviewer_app.evidence.testcard import write_clip

    return write_clip(tmp_path_factory.mktemp("clip") / "clip.mkv", seconds=2.0)


@pytest.mark.serial
@pytest.mark.parametrize("share", [1.0, 0.6], ids=["whole", "cut off"])
@pytest.mark.parametrize("way", ["let go", "another file", "destroyed as it is"])
def test_the_end_of_a_playing_recording_never_hangs(clip: Path, way: str, share: float) -> None:
    command = [sys.executable, "-c", PROGRAM, way, str(share), str(clip), str(CYCLES)]
    try:
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    except subprocess.TimeoutExpired as hung:
        pytest.fail(f"the player hung after {(hung.stdout or b'').decode().splitlines()[-1:]}")
    assert run.returncode == 0, run.stderr
    assert f"cycle {CYCLES - 1}\n" in run.stdout
    assert int(run.stdout.rpartition("reads ")[2]) > CYCLES, "the player read too little for this to show anything"

"""Two faults of Qt's binding that the bounds in pyproject.toml and one helper keep away from us.

1. PySide6 6.12.0 on Python 3.11 loses a reference to ``None`` or ``True`` with every call and signal, until it aborts.
2. ``QMediaPlayer.stop()`` called directly can wait for ever, holding Python's lock, when an audio output is set.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UI = ROOT / "reviewer_app" / "ui"
PLAYER = UI / "viewers" / "player.py"
"""The one module that may touch a media player."""

CALLS = 2_000
TOLERATED = 200
"""References that other parts of Python may take or give meanwhile; the fault loses one with every call."""

REFERENCES = f"""
import sys
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

class Source(QObject):
    fired = Signal()
    carried = Signal(bool)

app = QCoreApplication([])
source, timer = Source(), QTimer()
source.setObjectName("warm"); source.fired.emit(); source.carried.emit(True); timer.start(1000)
lost = {{}}
def measure(name, call):
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range({CALLS}):
        call()
    lost[name] = max(before[0] - sys.getrefcount(None), before[1] - sys.getrefcount(True))
measure("void method", lambda: source.setObjectName("x"))
measure("start", lambda: timer.start(1000))
measure("signal", source.fired.emit)
measure("signal with value", lambda: source.carried.emit(True))
timer.stop()
print(max(lost.values()), lost)
"""

CYCLES = 120
PLAYING = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtMultimedia import QMediaPlayer
from reviewer_app.ui.viewers.player import Player

app = QCoreApplication([])
clip = Path(sys.argv[1])
played = 0
player = Player()
moved = []
player.position_changed.connect(moved.append)
def spin(seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        app.processEvents()
        time.sleep(0.001)
for cycle in range(int(sys.argv[2])):
    player.load(clip.open("rb"), clip.stat().st_size)
    player.play()
    spin(0.03 + (cycle % 6) * 0.015)
    played += bool(moved)
    moved.clear()
    player.unload()
    print("cycle", cycle, flush=True)
print("played", played, flush=True)
"""


def test_calls_and_signals_lose_no_references() -> None:
    run = subprocess.run([sys.executable, "-c", REFERENCES], capture_output=True, text=True, timeout=60, check=True)
    assert int(run.stdout.split()[0]) < TOLERATED, f"references lost in {CALLS} calls: {run.stdout}"


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of picture and sound."""
    from reviewer_app.evidence.testcard import write_clip

    return write_clip(tmp_path_factory.mktemp("clip") / "clip.mp4", seconds=2.0)


@pytest.mark.serial
def test_playing_and_letting_go_never_hangs(clip: Path) -> None:
    """The audio output is set, as in the program; the time limit is many times what the cycles take."""
    command = [sys.executable, "-c", PLAYING, str(clip), str(CYCLES)]
    try:
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=90, check=False)
    except subprocess.TimeoutExpired as hung:
        reached = (hung.stdout or b"").decode().splitlines()[-1:]
        pytest.fail(f"the player hung after {reached}")
    assert run.returncode == 0, run.stderr
    assert f"cycle {CYCLES - 1}\n" in run.stdout
    played = int(run.stdout.rpartition("played ")[2])
    assert played > CYCLES / 5, f"the clip played in {played} of {CYCLES} cycles only"


def media_calls(source: str) -> Iterator[str]:
    """Where source text touches a media player directly."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("PySide6"):
            names = {alias.name for alias in node.names}
            if players := names & {"QMediaPlayer", "QAudioOutput", "QtMultimedia"}:
                yield f"line {node.lineno}: imports {', '.join(sorted(players))}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            target = ast.unparse(node.func.value)
            if node.func.attr in {"setSource", "setAudioOutput"} or (
                node.func.attr == "stop" and ("player" in target.lower() or "media" in target.lower())
            ):
                yield f"line {node.lineno}: calls {target}.{node.func.attr}()"


def test_only_the_helper_touches_a_media_player() -> None:
    found = {
        str(path.relative_to(ROOT)): calls
        for path in sorted(UI.rglob("*.py"))
        if path != PLAYER and (calls := list(media_calls(path.read_text(encoding="utf-8"))))
    }
    assert not found


def test_the_helper_stops_and_clears_through_the_meta_object() -> None:
    """``stop`` and ``setSource`` are names given to ``invokeMethod``, never called; the audio output is set once."""
    source = PLAYER.read_text(encoding="utf-8")
    direct = [call for call in media_calls(source) if "imports" not in call]
    assert [call for call in direct if ".stop()" in call or ".setSource()" in call] == []
    assert len([call for call in direct if ".setAudioOutput()" in call]) == 1
    assert "QMetaObject.invokeMethod" in source


@pytest.mark.parametrize(
    "line",
    [
        "from PySide6.QtMultimedia import QMediaPlayer",
        "from PySide6 import QtMultimedia",
        "self._player.stop()",
        "self.media.stop()",
        "x.setSource(url)",
        "x.setAudioOutput(None)",
    ],
)
def test_the_search_finds_what_it_is_for(line: str) -> None:
    assert list(media_calls(line))


def test_timers_may_stop() -> None:
    assert list(media_calls("self._patience.stop()")) == []

"""What the window's part finds out about itself; a child process of the self-test runs it (``--window-check CLIP``)."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from reviewer_app import paths

FRAMES = 10
"""So many frames of the clip must be shown."""
PATIENCE_MS = 15_000


def main(arguments: list[str]) -> int:
    """Try fonts, icons, themes and playing ``arguments[0]``; print the parts as one line of JSON."""
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    clip = Path(arguments[0])
    parts = [
        _try("fonts", _fonts),
        _try("theme", lambda: _theme(app)),
        _try("icons", _icons),
        _try("plots", _plots),
        _try("playing", lambda: _plays(clip)),
    ]
    sys.stdout.write(json.dumps(parts) + "\n")
    sys.stdout.flush()
    return 0


def _try(name: str, check: Callable[[], str]) -> dict[str, object]:
    began = time.monotonic()
    try:
        passed, detail = True, check()
    except Exception as error:  # noqa: BLE001 - whatever a broken library raises is the finding
        passed, detail = False, f"{type(error).__name__}: {error}"
    return {"name": name, "passed": passed, "detail": detail, "seconds": round(time.monotonic() - began, 3)}


def _must(right: bool, otherwise: str) -> None:
    if not right:
        raise RuntimeError(otherwise)


def _fonts() -> str:
    from PySide6.QtGui import QFontDatabase

    files = sorted(p for p in (paths.resources() / "fonts").iterdir() if p.suffix in {".ttf", ".otf"})
    _must(bool(files), "no fonts are there")
    numbers = [QFontDatabase.addApplicationFont(str(path)) for path in files]
    refused = [path.name for path, number in zip(files, numbers, strict=True) if number < 0]
    _must(not refused, f"not accepted: {', '.join(refused)}")
    families = {family for number in numbers for family in QFontDatabase.applicationFontFamilies(number)}
    return ", ".join(sorted(families))


def _theme(app: object) -> str:
    from PySide6.QtGui import QPalette
    from PySide6.QtWidgets import QApplication

    from reviewer_app.ui import theme

    assert isinstance(app, QApplication)
    shades = []
    for name in ("light", "dark"):
        theme.apply(app, name)
        shades.append(app.palette().color(QPalette.ColorRole.Window).lightness())
    _must(shades[0] > 128 > shades[1], f"light and dark look alike: {shades}")
    return "light and dark"


def _icons() -> str:
    from reviewer_app.ui import theme

    picture = theme.icon("play", "ink").pixmap(32, 32).toImage()
    dots = sum(picture.pixelColor(x, y).alpha() > 0 for x in range(picture.width()) for y in range(picture.height()))
    _must(dots > 50, "the icon is empty")
    return "drawn"


def _plots() -> str:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QColor

    from reviewer_app.ui import theme
    from reviewer_app.ui.plots.chart import Chart

    class Dots(Chart):
        """A few dots."""

        def build(self) -> None:
            self.dots([(1, 1), (2, 3), (3, 2)], "accent", size=30)

        def bounds(self) -> QRectF:
            return QRectF(0, 0, 4, 4)

    chart = Dots("Self-test")
    chart.resize(320, 240)
    chart.redraw()
    picture, wanted = chart.grab().toImage(), QColor(theme.colour("accent")).rgb()
    dots = sum(picture.pixel(x, y) == wanted for x in range(picture.width()) for y in range(picture.height()))
    _must(dots > 300, f"only {dots} dots of the plot were drawn")
    return "drawn"


def _plays(clip: Path) -> str:
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtMultimedia import QVideoFrame, QVideoSink

    from reviewer_app.ui.viewers.player import Player

    loop, sink, shown, why = QEventLoop(), QVideoSink(), set[int](), [""]

    def frame_came(frame: QVideoFrame) -> None:
        if frame.isValid():
            shown.add(frame.startTime())
        if len(shown) >= FRAMES:
            loop.quit()

    def failed(text: str) -> None:
        why[0] = text
        loop.quit()

    sink.videoFrameChanged.connect(frame_came)
    player = Player(sink)
    player.failed.connect(failed)
    player.load(clip.open("rb"), clip.stat().st_size)
    player.play()
    QTimer.singleShot(PATIENCE_MS, loop.quit)
    loop.exec()
    player.release()
    _must(not why[0], why[0])
    _must(len(shown) >= FRAMES, f"only {len(shown)} frames of the clip were shown")
    return f"a clip with sound played ({QGuiApplication.platformName()})"

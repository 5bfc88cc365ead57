"""Pictures of every screen: ``python -m tests.screens DIR`` drives the real program by clicks and keys.

Later work adds its screens: a module ``tests/screens_<part>.py`` that calls ``screen`` is found by itself. Each screen
is a function that gets a ``Stage`` (the window on a filled workspace) and leaves it showing something; the picture is
then taken, light and dark, 1440 x 900; with ``sizes`` in others too, and everything at scale 2 in a process of its own.
"""

from __future__ import annotations

import argparse
import importlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false;qt.rhi.*=false")

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from reviewer_app import settings
from reviewer_app.ui import theme
from reviewer_app.ui.shell import Shell
from tests import bases

ROOT = Path(__file__).resolve().parent.parent
FULL, SMALL = (1440, 900), (1280, 720)
_WAIT_SECONDS = 30.0


def wait(milliseconds: int) -> None:
    """Let the event loop turn; ``QTest.qWait`` would keep the interpreter from the workers meanwhile."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class Stage:
    """The window on a workspace, with hands."""

    hurried = False

    def __init__(
        self, root: Path, folder: Path, mode: str, size: tuple[int, int], *, kept: bool = False, scale: float = 1.0
    ) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.app, self.folder = app, folder
        wanted = settings.Settings(theme=mode, text_scale=scale)
        if kept:
            wanted = settings.load(root).settings
        elif (root / settings.FILE).parent.is_dir():
            settings.save(root, wanted)
        theme.apply(app, wanted.theme, wanted.text_scale)
        self.shell = Shell(root, wanted)
        self.window = self.shell.window
        self.window.resize(*size)
        self.window.show()
        self.window.activateWindow()
        QTest.qWaitForWindowActive(self.window)

    def until(self, met: Callable[[], object], what: str = "") -> None:
        """Let the program work until something is so."""
        end = time.monotonic() + _WAIT_SECONDS
        while not met():
            if time.monotonic() > end:
                raise TimeoutError(f"waited in vain: {what or met}")
            wait(10)

    def ready(self) -> Stage:
        """The queue is filled and the program at rest."""
        self.until(lambda: self.shell.actions is not None and self.window.queue.model.rowCount(), "queue")
        return self.rest()

    def rest(self, milliseconds: int = 60) -> Stage:
        """Let everything under way come to its end."""
        self.until(self._at_rest, "rest")
        self.pause(milliseconds)
        self.until(self._at_rest, "rest")
        return self

    def pause(self, milliseconds: int) -> None:
        """Wait that long; less, where nobody looks at the picture."""
        wait(min(milliseconds, 20) if self.hurried else milliseconds)

    def _at_rest(self) -> bool:
        desk = self.shell.review
        return not self.shell.tasks.is_busy and (desk is None or not desk.turns.waiting)

    def click(self, widget: QWidget, at: QPoint | None = None) -> Stage:
        """Click a widget in its middle, or somewhere."""
        QTest.mouseClick(
            widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at or widget.rect().center()
        )
        return self.rest()

    def key(self, keys: str) -> Stage:
        """Press a key sequence where the keyboard is."""
        QTest.keySequence(self.app.focusWidget() or self.window, keys)
        return self.rest()

    def type(self, text: str) -> Stage:
        """Type where the keyboard is."""
        QTest.keyClicks(self.app.focusWidget() or self.window, text)
        return self.rest(200)

    def go(self, page: str) -> Stage:
        """Click a page's entry in the navigation."""
        return self.click(self.window.frame.nav[page])

    def drag(self, *paths: Path, drop: bool = True) -> Stage:
        """Hold files over the window, and drop them."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(p)) for p in paths])
        middle, none = QPoint(600, 400), Qt.KeyboardModifier.NoModifier
        left, copy = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
        QApplication.sendEvent(self.window, QDragEnterEvent(middle, copy, data, left, none))
        if drop:
            QApplication.sendEvent(self.window, QDropEvent(QPointF(middle), copy, data, left, none))
        return self.rest(30) if drop else self

    def grab(self, path: Path) -> None:
        """Write a picture of the window."""
        wait(40)
        if not self.window.grab().save(str(path)):
            raise OSError(f"could not write {path}")

    def close(self) -> None:
        """End the program as a person does."""
        self.window.close()
        self.until(lambda: self.window.may_close and not self.window.isVisible(), "closing")
        self.window.deleteLater()
        wait(10)


Act = Callable[[Stage], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One picture: its name, how to come there, on which workspace (see ``bases``), in which sizes."""

    name: str
    act: Act
    on: str = "full"
    sizes: tuple[tuple[int, int], ...] = (FULL,)


SCREENS: list[Screen] = []


def screen(name: str, *, on: str = "full", sizes: tuple[tuple[int, int], ...] = (FULL,)) -> Callable[[Act], Act]:
    """Register a screen."""

    def add(act: Act) -> Act:
        SCREENS.append(Screen(name=name, act=act, on=on, sizes=sizes))
        return act

    return add


# --- the shell's screens ---------------------------------------------------------------------------------------------


@screen("queue", sizes=(FULL, SMALL))
def _queue(stage: Stage) -> None:
    stage.ready()


@screen("queue-finalised")
def _queue_finalised(stage: Stage) -> None:
    stage.ready().click(stage.window.queue.filters.chips["FINALISED"])


@screen("queue-search")
def _queue_search(stage: Stage) -> None:
    stage.ready().key("Ctrl+F").type("growth")


@screen("queue-nothing-found")
def _queue_nothing_found(stage: Stage) -> None:
    stage.ready().key("Ctrl+F").type("zebra")


@screen("queue-drag")
def _queue_drag(stage: Stage) -> None:
    stage.ready().drag(stage.folder / "R-0417.zip", drop=False)


@screen("queue-refused", sizes=(FULL, SMALL))
def _queue_refused(stage: Stage) -> None:
    whole = (stage.folder / "R-0450.zip").read_bytes()
    (stage.folder / "fall-batch-7.zip").write_bytes(whole[: len(whole) // 2])
    (stage.folder / "R-0999.zip").write_bytes(whole.replace(b"help.", b"harm."))
    (stage.folder / "holiday.zip").write_bytes(b"no zip at all")
    names = ("fall-batch-7.zip", "R-0999.zip", "holiday.zip", "R-0451.zip")
    stage.ready().drag(*(stage.folder / n for n in names))
    stage.until(lambda: stage.window.queue.intake_box.more.isVisible(), "refused")
    stage.click(stage.window.queue.intake_box.more)


@screen("queue-empty", on="fresh", sizes=(FULL, SMALL))
def _queue_empty(stage: Stage) -> None:
    stage.until(lambda: stage.shell.actions is not None, "open")
    stage.rest()


@screen("finder")
def _finder(stage: Stage) -> None:
    stage.ready().key("Ctrl+K").type("se")


@screen("keys", sizes=(FULL, SMALL))
def _keys(stage: Stage) -> None:
    stage.ready().key("?")


@screen("outbox", sizes=(FULL, SMALL))
def _outbox(stage: Stage) -> None:
    stage.ready().go("outbox")
    table = stage.shell.window.frame.pages["outbox"].bundles  # type: ignore[attr-defined]
    table.setFocus()
    table.selectRow(0)
    stage.rest()


@screen("outbox-confirm")
def _outbox_confirm(stage: Stage) -> None:
    stage.ready().go("outbox").click(stage.window.frame.pages["outbox"].seal_button)  # type: ignore[attr-defined]


@screen("outbox-altered")
def _outbox_altered(stage: Stage) -> None:
    source = next((stage.folder.parent / "ws" / "bundles").glob("*.zip"))
    altered = stage.folder / "decisions-altered.zip"
    altered.write_bytes(source.read_bytes().replace(b"The plan is clearly", b"The plan is hardly "))
    stage.ready().go("outbox").drag(altered)
    stage.rest(200)


@screen("outbox-empty", on="fresh")
def _outbox_empty(stage: Stage) -> None:
    stage.until(lambda: stage.shell.actions is not None, "open")
    stage.rest().go("outbox")


@screen("programs", sizes=(FULL, SMALL))
def _programs(stage: Stage) -> None:
    stage.ready().go("programs").key("Down")


@screen("settings")
def _settings(stage: Stage) -> None:
    stage.ready().go("settings")


@screen("help")
def _help(stage: Stage) -> None:
    stage.ready().go("help").key("Down")


@screen("welcome", on="none")
def _welcome(stage: Stage) -> None:
    stage.until(lambda: stage.shell._welcome is not None, "welcome")
    stage.rest().type("R-17")


@screen("busy", on="busy")
def _busy(stage: Stage) -> None:
    stage.until(lambda: stage.shell._trouble is not None, "trouble")


@screen("notice")
def _notice(stage: Stage) -> None:
    stage.ready()
    stage.window.say("R-0417 is finalised.", "good", undo=lambda: None)
    stage.rest()


# --- taking them -----------------------------------------------------------------------------------------------------


def find_more() -> None:
    """Screens of other parts."""
    for path in sorted(Path(__file__).parent.glob("screens_*.py")):
        importlib.import_module(f"tests.{path.stem}")


def take(wanted: Screen, dest: Path, mode: str, size: tuple[int, int], suffix: str = "") -> Path:
    """One picture, on a copy of the workspace."""
    path = dest / f"{wanted.name}-{mode}-{size[0]}x{size[1]}{suffix}.png"
    with on_stage(wanted, mode, size) as stage:
        wanted.act(stage)
        stage.grab(path)
    return path


@contextmanager
def on_stage(wanted: Screen, mode: str, size: tuple[int, int], scale: float = 1.0) -> Iterator[Stage]:
    """The window on what a screen stands on; nothing is left of it."""
    with tempfile.TemporaryDirectory(prefix="screens-") as name:
        home = Path(name)
        held = bases.lay(wanted.on, home)
        stage = Stage(home / "ws", home / "in", mode, size, scale=scale)
        try:
            yield stage
        finally:
            stage.close()
            if held is not None:
                held.close()


def take_all(
    dest: Path, only: str = "", *, doubled: bool = False, modes: tuple[str, ...] = ("light", "dark", "contrast")
) -> list[Path]:
    """Every picture whose name has ``only`` in it."""
    app = QApplication.instance() or QApplication(["screens"])
    assert isinstance(app, QApplication)
    theme.load_fonts()
    find_more()
    dest.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    for each in (s for s in SCREENS if only in s.name):
        for mode in modes[:1] if doubled else modes:
            for size in each.sizes[:1] if doubled else each.sizes:
                made.append(take(each, dest, mode, size, "@2x" if doubled else ""))
                print(made[-1].name, flush=True)
    return made


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Write a picture of every screen.")
    parser.add_argument("dest", type=Path)
    parser.add_argument("--only", default="", help="screens with this in their name")
    parser.add_argument("--no-double", action="store_true", help="leave out scale 2")
    parser.add_argument("--doubled", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    take_all(given.dest, given.only, doubled=given.doubled)
    if not given.doubled and not given.no_double:
        command = [sys.executable, "-m", "tests.screens", str(given.dest), "--only", given.only, "--doubled"]
        return subprocess.run(command, cwd=ROOT, env={**os.environ, "QT_SCALE_FACTOR": "2"}, check=False).returncode
    return 0


if __name__ == "__main__":
    # as the module that other parts import, so that what they register is seen here
    from tests.screens import main as start

    sys.exit(start())

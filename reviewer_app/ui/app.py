"""Starts the window: paint first, open the workspace after. Nothing heavy is imported before the first paint."""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from reviewer_app import paths, settings
from reviewer_app.ui import theme
from reviewer_app.ui.shell import Shell

if TYPE_CHECKING:
    from reviewer_app.ui.crash import CrashReports

MARKS_ENV = "REVIEWER_MARKS"
QUIET = "qt.multimedia.*=false"
"""The player would print what is in a recording's metadata, which may be a name."""


def run(root: Path | None = None, *, demo: bool = False) -> int:
    """Open the window on a workspace folder and stay until it is closed; the exit code."""
    if missing := no_screen():
        sys.stderr.write(f"{missing}\n")
        return 3
    root = root or paths.default_workspace()
    os.environ.setdefault("QT_LOGGING_RULES", QUIET)
    loaded = settings.load(root)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Reviewer")
    app.setDesktopFileName("reviewer-app")
    theme.load_fonts()
    theme.hold_icons()
    theme.dress(app, loaded.settings.theme, loaded.settings.text_scale)
    shell = Shell(root, loaded.settings, demo=demo)
    theme.apply(app, loaded.settings.theme, loaded.settings.text_scale)
    _mark(shell)
    shell.window.painted.connect(lambda: _settle(app, shell))
    _spare_the_collector(shell)
    shell.window.show()
    try:
        return app.exec()
    finally:
        shell.tasks.close()


def run_demo() -> int:
    """Open the window on a throw-away workspace with the sample submissions."""
    import tempfile  # the first paint does not wait for it

    with tempfile.TemporaryDirectory(prefix="reviewer-demo-", ignore_cleanup_errors=True) as folder:
        return run(Path(folder) / "workspace", demo=True)


def _settle(app: QApplication, shell: Shell) -> None:
    """What the first paint does not wait for: the log, crash reports, following the system's theme."""
    from reviewer_app import logs

    crash = _watch(shell)
    _follow_system(app)
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, lambda *_: shell.close())  # as if the window was closed: acts complete first
    app.aboutToQuit.connect(crash.uninstall)
    app.aboutToQuit.connect(logs.stop)


def _spare_the_collector(shell: Shell) -> None:
    """What stands once the queue is shown (mostly code) stays for good: looking through it again takes 0.1 s each time.

    Once only: what a later change of workspace leaves behind is to be collected.
    """
    shell.ready.connect(gc.freeze, Qt.ConnectionType.SingleShotConnection)


def _watch(shell: Shell) -> CrashReports:
    """Log, and survive what nobody expected."""
    from reviewer_app import logs
    from reviewer_app.ui.crash import CrashReports

    def told(report: Path | None) -> None:
        where = f" A report without names is in {report}" if report else ""
        shell.window.say(
            f"Something went wrong inside the program. What you did before is saved.{where}",
            "bad",
        )

    crash = CrashReports(paths.log_folder, told)
    crash.install()
    shell.tasks.crashed.connect(crash.report)
    shell.ready.connect(lambda: logs.start(paths.log_folder()))
    return crash


def _follow_system(app: QApplication) -> None:
    """Follow the system between light and dark, if that is what the person chose."""

    def changed(_scheme: Qt.ColorScheme) -> None:
        if theme.mode() is theme.Mode.SYSTEM:
            theme.apply(app, theme.Mode.SYSTEM, theme.scale())

    app.styleHints().colorSchemeChanged.connect(changed)


def _mark(shell: Shell) -> None:
    """For measuring: when the window was painted and when its queue was filled, on stderr."""
    if os.environ.get(MARKS_ENV) == "1":
        shell.window.painted.connect(lambda: _say("painted"))
        shell.ready.connect(lambda: _say("filled"))


def _say(mark: str) -> None:
    sys.stderr.write(f"{mark} {time.monotonic():.6f}\n")
    sys.stderr.flush()


def no_screen() -> str:
    """Why no window can open here, in a sentence; empty when one can. Qt itself would end the process."""
    chosen = os.environ.get("QT_QPA_PLATFORM") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if not sys.platform.startswith("linux") or chosen:
        return ""
    return "There is no screen here to open a window on. The command line works without one: reviewer-app --help"

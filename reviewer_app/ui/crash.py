"""When the program itself is wrong: a report of ids and places in the code only, a notice, and the window goes on."""

from __future__ import annotations

import logging
import platform
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from reviewer_app import __version__, logs

log = logging.getLogger(__name__)
_KEPT = 20


class CrashReports:
    """Writes what went wrong to ``folder`` and tells the window; the last twenty are kept."""

    def __init__(self, folder: Callable[[], Path], told: Callable[[Path | None], None]) -> None:
        self._folder, self._told = folder, told

    def install(self) -> None:
        """Catch what nobody else caught, on any thread."""
        sys.excepthook = self._caught
        threading.excepthook = lambda args: self.report(args.exc_value) if args.exc_value else None

    def uninstall(self) -> None:
        """Back to Python's own ways."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def _caught(self, kind: type[BaseException], error: BaseException, place: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, place)
        else:
            self.report(error)

    def report(self, error: BaseException) -> Path | None:
        """Keep a report and tell the window. None when even that could not be written."""
        log.error("unexpected failure", exc_info=error)
        path = self._write(error)
        self._told(path)
        return path

    def _write(self, error: BaseException) -> Path | None:
        now = datetime.now(UTC)
        failure = (type(error), error, error.__traceback__)
        record = logging.LogRecord(__name__, logging.ERROR, "", 0, "crash", None, failure)
        text = (
            f"Reviewer {__version__} · Python {platform.python_version()} · {platform.system()} {platform.release()}\n"
            f"{logs.Redacting().format(record)}\n"
            "This report holds no names and no evidence: types of failures and places in the code only.\n"
        )
        folder = self._folder()
        path = folder / f"crash-{now:%Y%m%d-%H%M%S-%f}.txt"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            for old in sorted(folder.glob("crash-*.txt"))[:-_KEPT]:
                old.unlink()
        except OSError:
            return None
        return path

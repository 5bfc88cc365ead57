"""One log for the whole program: a rotating file, ids only, never a name or a word of the evidence.

Code logs ids in the first place; the filter here is the second line of defence. It takes out what carries names when
code forgets: paths, addresses, quoted text and the messages of exceptions (whose type and place in the code stay).
"""

from __future__ import annotations

import logging
import re
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from time import gmtime

FILE = "reviewer.log"
LOGGER = "reviewer_app"
MAX_BYTES = 1_000_000
KEPT = 4

_HIDDEN = (
    (re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"), "<address>"),
    (re.compile(r"\"[^\"\n]*\"|(?<!\w)'[^'\n]*'|“[^”\n]*”"), "<text>"),
    # Folders and files may have blanks in their names, so a path hides the rest of its line.
    (re.compile(r"(?<![\w.<])(?:[A-Za-z]:)?[\\/]\w.*", re.DOTALL), "<path>"),
)


def redact(text: str) -> str:
    """The text without paths, addresses and quoted words; ids, codes and numbers stay."""
    for pattern, instead in _HIDDEN:
        text = pattern.sub(instead, text)
    return text


class Redacting(logging.Formatter):
    """Writes one line a record, in UTC, redacted; an exception becomes its type and where in our code it arose."""

    converter = staticmethod(gmtime)

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")

    def format(self, record: logging.LogRecord) -> str:
        """The finished line."""
        line = (
            f"{self.formatTime(record, self.datefmt)} {record.levelname} {record.name}: {redact(record.getMessage())}"
        )
        if record.exc_info and record.exc_info[0]:
            kind, _, place = record.exc_info
            frames = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in traceback.extract_tb(place)]
            line += f" [{kind.__name__} at {' < '.join(reversed(frames))}]"
        return line.replace("\n", " ")


def start(folder: Path, level: int = logging.INFO) -> Path:
    """Begin to log into ``folder`` (made when missing) and return the file. A second call moves the log there."""
    folder.mkdir(parents=True, exist_ok=True)
    stop()
    handler = RotatingFileHandler(
        folder / FILE, maxBytes=MAX_BYTES, backupCount=KEPT, encoding="utf-8", delay=True, errors="backslashreplace"
    )
    handler.setFormatter(Redacting())
    logger = logging.getLogger(LOGGER)
    logger.setLevel(level)
    logger.addHandler(handler)
    return folder / FILE


def stop() -> None:
    """Close the log file; what is logged afterwards is not kept."""
    logger = logging.getLogger(LOGGER)
    for handler in [h for h in logger.handlers if isinstance(h, RotatingFileHandler)]:
        logger.removeHandler(handler)
        handler.close()

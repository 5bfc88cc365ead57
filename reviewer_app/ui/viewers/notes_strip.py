"""What should be known about a file while it is read: a strip of short lines below the bar."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from reviewer_app.domain.submission import EvidenceItem
from reviewer_app.evidence.values import Probe
from reviewer_app.ui.widgets.buttons import IconButton
from reviewer_app.ui.widgets.labels import Text, restyle

NAMED = "A name is visible in the file's properties."
_SUFFIXES = {
    "application/pdf": ("pdf",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx", "docm", "dotx"),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ("pptx", "pptm", "ppsx", "potx"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx", "xlsm", "xltx"),
    "application/vnd.oasis.opendocument.text": ("odt", "ott"),
    "application/rtf": ("rtf", "doc"),
    "text/html": ("html", "htm", "xhtml"),
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/png": ("png",),
    "image/gif": ("gif",),
    "image/tiff": ("tif", "tiff"),
    "image/webp": ("webp",),
    "image/bmp": ("bmp", "dib"),
    "image/svg+xml": ("svg", "svgz"),
}


def misnamed(item: EvidenceItem, probe: Probe) -> str:
    """A sentence when the file's extension says it is something else; its name is never said."""
    suffix = item.path.rpartition("/")[2].rpartition(".")[2].lower() if "." in item.path else ""
    known = _SUFFIXES.get(probe.media_type)
    if known is None or not suffix or suffix in known or not any(suffix in s for s in _SUFFIXES.values()):
        return ""
    return f"The file's name ends in .{suffix}, but it is {_article(probe.title)}. It is shown as what it is."


def _article(title: str) -> str:
    return f"an {title}" if title[:1].lower() in "aeiou" else f"a {title}"


def notes_of(item: EvidenceItem, probe: Probe) -> tuple[str, ...]:
    """What the readers found that the reviewer should know, each once."""
    found = [misnamed(item, probe)] + [p.message for p in probe.problems]
    if probe.names:
        found.append(NAMED)
    return tuple(dict.fromkeys(n for n in found if n))


class NotesStrip(QFrame):
    """Lines with a sign; put away by a button, for as long as the viewer is open."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(8)
        sign = IconButton("info", "", role="caution")
        sign.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        sign.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        sign.setAccessibleName("Note")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(1)
        self.away = IconButton("x", "Put these notes away")
        self.away.clicked.connect(self.hide)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._lines, 1)
        row.addWidget(self.away, 0, Qt.AlignmentFlag.AlignTop)
        self._texts: dict[str, Text] = {}
        self.setVisible(False)

    def add(self, *lines: str, role: str = "caution") -> None:
        """Say more; what was said already is not said twice."""
        for line in lines:
            if line in self._texts:
                continue
            made = Text(line, role, wrap=True)
            self._texts[line] = made
            self._lines.addWidget(made)
        self.setVisible(bool(self._texts))
        self.setAccessibleName("Notes: " + " ".join(self._texts))
        restyle(self)

    def lines(self) -> tuple[str, ...]:
        """What is said."""
        return tuple(self._texts)

    def text(self) -> str:
        """What is said, in one."""
        return " ".join(self._texts)

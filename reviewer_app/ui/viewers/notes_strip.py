"""What should be known about a file while it is read: a strip of short lines below the bar."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from reviewer_app.evidence.values import Probe
from reviewer_app.ui.widgets.buttons import IconButton
from reviewer_app.ui.widgets.labels import Text, restyle

NAMED = "A name is visible in the file's properties."


def notes_of(probe: Probe) -> tuple[str, ...]:
    """What the readers found that the reviewer should know, each once."""
    found = [p.message for p in probe.problems]
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

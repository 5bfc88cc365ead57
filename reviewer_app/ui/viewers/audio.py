"""Sound recordings: what video has, with the waveform in the picture's place and the transcript under it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from reviewer_app.ui import theme
from reviewer_app.ui.viewers.base import Material
from reviewer_app.ui.viewers.player import Player
from reviewer_app.ui.viewers.recording import RecordingViewer
from reviewer_app.ui.viewers.recording_base import load
from reviewer_app.ui.viewers.timeline import Timeline
from reviewer_app.ui.viewers.video import hold


class SpokenLine(QWidget):
    """What is said now, large, above the waveform."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(40)

    def show_text(self, text: str) -> None:
        """Show these words."""
        if text != self.text:
            self.text = text
            self.setAccessibleName(text)
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The words in the middle."""
        painter = QPainter(self)
        painter.setFont(theme.font(15))
        painter.setPen(QColor("#ffffff"))
        flags = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignCenter)
        painter.drawText(self.rect().adjusted(14, 0, -14, 0), flags, self.text)


class AudioViewer(RecordingViewer):
    """A sound recording: its waveform, large."""

    def __init__(self, material: Material) -> None:
        player = Player(None)
        load(player, material)
        self.line = SpokenLine()
        super().__init__(material, player, Timeline(film=False), picture=False)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(14, 0, 14, 0)
        inner.addWidget(self.timeline)
        column.addWidget(self.line)
        column.addWidget(holder, 3)
        column.addWidget(self.transcript_place, 2)
        column.addWidget(self.controls_place)
        hold(self)

    def _show_caption(self) -> None:
        self.line.show_text(self.caption_now())

    def step(self, steps: int) -> None:
        """A tenth of a second for each step."""
        self.player.pause()
        self.player.seek(max(0, self.player.position + 100 * steps))

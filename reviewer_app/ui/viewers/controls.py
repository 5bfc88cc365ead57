"""The row of controls under a recording."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QSlider,
    QToolButton,
    QWidget,
    QWidgetAction,
)

from reviewer_app.ui import theme
from reviewer_app.ui.viewers.cite_button import CiteButton
from reviewer_app.ui.viewers.places import clock, short_clock
from reviewer_app.ui.viewers.player import SPEEDS

NARROW = 700
INK, SECOND = "#e6eaf0", "#b4bdc9"
_STYLE = f"""
QToolButton {{
    background: transparent; border: 2px solid transparent; border-radius: 6px; padding: 2px 5px; color: {SECOND};
}}
QToolButton:hover {{ background: #252c36; color: {INK}; }}
QToolButton:focus {{ border-color: #7aa2f7; }}
QToolButton:checked {{ background: #24344f; color: #9dbbfa; }}
QToolButton#play {{ background: #ffffff; border-radius: 14px; padding: 0; min-width: 24px; min-height: 24px; }}
QToolButton#play:hover {{ background: #dfe6f2; }}
QToolButton#play:focus {{ border: 2px solid #7aa2f7; }}
QLabel {{ color: {SECOND}; }}
"""


def speed_text(rate: float) -> str:
    """``1.25×``."""
    return f"{rate:g}×"


class Controls(QFrame):
    """Play, time, steps, speed, sound, in and out, cite. Emits what is wanted; shows what it is told."""

    play_wanted = Signal()
    step_wanted = Signal(int)
    rate_wanted = Signal(float)
    volume_wanted = Signal(float)
    in_wanted = Signal()
    out_wanted = Signal()
    region_wanted = Signal(bool)

    def __init__(self, *, picture: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setStyleSheet(_STYLE)
        self._volume = 1.0
        self._picture = picture
        self.play = self._tool("play-fill", "Play", "Space", self.play_wanted.emit, ink="#12161c")
        self.play.setObjectName("play")
        self.time, self.total = QLabel("00:00.00"), QLabel("/ –")
        self.time.setFont(theme.mono(12))
        self.total.setFont(theme.mono(12))
        self.time.setStyleSheet(f"color: {INK};")
        self.time.setAccessibleName("Time")
        what = "frame" if picture else "tenth of a second"
        self.back = self._tool("skip-back", f"One {what} back", ",", lambda: self.step_wanted.emit(-1))
        self.forward = self._tool("skip-forward", f"One {what} on", ".", lambda: self.step_wanted.emit(1))
        self.speed = self._speed_menu()
        self.sound = self._sound_menu()
        self.region = self._tool("selection", "Mark an area of the picture (or drag with Shift)", "", None)
        self.region.setCheckable(True)
        self.region.toggled.connect(self.region_wanted)
        self.mark_in = self._tool("arrow-line-right", "In: the citation begins here", "I", self.in_wanted.emit)
        self.mark_out = self._tool("arrow-line-left", "Out: the citation ends here", "O", self.out_wanted.emit)
        self.chosen = QLabel()
        self.chosen.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.chosen.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.cite = CiteButton(stage=True)
        self._lay_out()
        self.region.setVisible(picture)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 4, 14, 8)
        row.setSpacing(4)
        for widget in (self.play, self.time, self.total):
            row.addWidget(widget)
            row.addSpacing(4)
        for tool in (self.back, self.forward, self.speed, self.sound, self.region):
            row.addWidget(tool)
        row.addWidget(self.chosen, 1)
        row.addWidget(self.mark_in)
        row.addWidget(self.mark_out)
        row.addSpacing(4)
        row.addWidget(self.cite)

    def _tool(self, icon: str, name: str, key: str, act: object, ink: str = SECOND) -> QToolButton:
        made = QToolButton()
        made.setIcon(theme.icon(icon, ink))
        made.setIconSize(QSize(16, 16))
        made.setAccessibleName(name)
        made.setToolTip(f"{name} ({key})" if key else name)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if callable(act):
            made.clicked.connect(lambda _checked=False: act())
        return made

    def _speed_menu(self) -> QToolButton:
        made = QToolButton()
        made.setText(speed_text(1.0))
        made.setAccessibleName("Speed")
        made.setToolTip("Speed")
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(made)
        for rate in SPEEDS:
            action = menu.addAction(speed_text(rate))
            action.setData(rate)
        menu.triggered.connect(lambda action: self.rate_wanted.emit(float(action.data())))
        made.setMenu(menu)
        return made

    def _sound_menu(self) -> QToolButton:
        made = self._tool("speaker-high", "Sound", "", None)
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(made)
        self.mute = menu.addAction("Mute")
        self.mute.setCheckable(True)
        self.mute.triggered.connect(lambda on: self.volume_wanted.emit(0.0 if on else (self._volume or 1.0)))
        self.level = QSlider(Qt.Orientation.Horizontal)
        self.level.setRange(0, 100)
        self.level.setFixedWidth(140)
        self.level.setAccessibleName("Sound level")
        self.level.valueChanged.connect(lambda value: self.volume_wanted.emit(value / 100))
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(self.level)
        menu.addAction(holder)
        made.setMenu(menu)
        return made

    # -- what to show --
    def show_playing(self, playing: bool) -> None:
        """The play button's face."""
        self.play.setIcon(theme.icon("pause-fill" if playing else "play-fill", QColor("#12161c").name()))
        self.play.setAccessibleName("Pause" if playing else "Play")
        self.play.setToolTip("Pause (Space)" if playing else "Play (Space)")

    def show_time(self, ms: int, total: int) -> None:
        """Where we are, of how much."""
        hours = total >= 3_600_000
        self.time.setText(clock(ms, hours))
        self.total.setText(f"/ {clock(total, hours)}" if total else "/ –")

    def show_rate(self, rate: float) -> None:
        """The speed."""
        self.speed.setText(speed_text(rate))
        self.speed.setAccessibleName(f"Speed {speed_text(rate)}")

    def show_volume(self, level: float) -> None:
        """The sound level; 0 is muted."""
        if level > 0:
            self._volume = level
        icon = "speaker-slash" if level <= 0 else "speaker-low" if level < 0.5 else "speaker-high"
        self.sound.setIcon(theme.icon(icon, SECOND))
        self.sound.setAccessibleName("Sound, muted" if level <= 0 else f"Sound, {level:.0%}")
        self.sound.setToolTip(self.sound.accessibleName())
        self.mute.setChecked(level <= 0)
        self.level.blockSignals(True)
        self.level.setValue(round(level * 100))
        self.level.blockSignals(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, the length gives way first, then what has a key."""
        super().resizeEvent(event)
        width = self.width()
        self.total.setVisible(width >= NARROW)
        for tool, least in ((self.mark_in, 560), (self.mark_out, 560), (self.back, 470), (self.forward, 470)):
            tool.setVisible(width >= least)
        self.region.setVisible(self._picture and width >= 430)
        self.speed.setVisible(width >= 380)
        self.sound.setVisible(width >= 340)

    def minimumSizeHint(self) -> QSize:
        """Less than all of it: what has a key gives way."""
        return QSize(300, super().minimumSizeHint().height())

    def show_chosen(self, start: int | None, end: int | None, area: bool) -> None:
        """The in and out marks, and whether an area is chosen."""
        parts = []
        if start is not None or end is not None:
            first = short_clock(start) if start is not None else "…"
            last = short_clock(end) if end is not None else "…"
            parts.append(f"In {first} – Out {last}" if self.width() >= NARROW else f"{first}–{last}")
        if area:
            parts.append("area")
        self.chosen.setText(" · ".join(parts))
        self.chosen.setToolTip(self.chosen.text())

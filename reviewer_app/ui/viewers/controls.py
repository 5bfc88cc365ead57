"""The row of controls under a recording."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QResizeEvent
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
from reviewer_app.ui.viewers.stage_menu import StageMenu
from reviewer_app.ui.viewers.stage_tools import INK, SECOND, STAGE_STYLE, name_tool, stage_tool

NARROW = 760
HEIGHT = 44  # of the row, where text is of the usual size


def row_height() -> int:
    """How high the row is with the text size that the person chose."""
    return max(HEIGHT, QFontMetrics(theme.font(13)).height() + 24)


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
    captions_wanted = Signal(bool)
    track_wanted = Signal(int)
    act_wanted = Signal(str)  # see ``stage_menu.ENTRIES``

    def __init__(self, *, picture: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(row_height())
        self._volume = 1.0
        self._picture = picture
        self._tracks = 0
        self._area = False
        self._citing = True
        self.play = stage_tool("play-fill", "Play", "Space", ink="#12161c")
        self.play.clicked.connect(self.play_wanted)
        self.play.setObjectName("play")
        self.time, self.total = QLabel("00:00.00"), QLabel("/ –")
        self.time.setFont(theme.mono(12))
        self.total.setFont(theme.mono(12))
        self.time.setStyleSheet(f"color: {INK};")
        self.time.setAccessibleName("Time")
        self._build_steps(picture)
        self.speed = self._speed_menu()
        self.sound = self._sound_menu()
        self.cc = self._captions_menu()
        self._build_marking()
        self._build_rest(picture)
        self._lay_out()
        self.setStyleSheet(STAGE_STYLE)  # last: each part that is added under a style is styled anew
        self._fit()

    def _build_steps(self, picture: bool) -> None:
        what = "frame" if picture else "tenth of a second"
        self.back = stage_tool("skip-back", f"One {what} back", ",")
        self.back.clicked.connect(lambda: self.step_wanted.emit(-1))
        self.forward = stage_tool("skip-forward", f"One {what} on", ".")
        self.forward.clicked.connect(lambda: self.step_wanted.emit(1))

    def _build_marking(self) -> None:
        self.region = stage_tool("selection", "Mark an area of the picture (or drag with Shift)")
        self.region.setCheckable(True)
        self.region.toggled.connect(self.region_wanted)
        self.loop = stage_tool("repeat", "Repeat the citation", "L")
        self.loop.setCheckable(True)
        self.loop.clicked.connect(lambda: self.act_wanted.emit("loop"))
        self.still = stage_tool("camera", "Still to feedback")
        self.still.clicked.connect(lambda: self.act_wanted.emit("still"))
        self.mark_in = stage_tool("arrow-line-right", "In: the citation begins here", "I")
        self.mark_in.clicked.connect(self.in_wanted)
        self.mark_out = stage_tool("arrow-line-left", "Out: the citation ends here", "O")
        self.mark_out.clicked.connect(self.out_wanted)

    def _build_rest(self, picture: bool) -> None:
        self.full = stage_tool("corners-out", "Full screen", "F")
        self.full.clicked.connect(lambda: self.act_wanted.emit("full-screen"))
        self.more = stage_tool("dots-three-bold", "More for this recording")
        self.menu = StageMenu(picture=picture, parent=self.more)
        self.menu.wanted.connect(self.act_wanted)
        self.more.setMenu(self.menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.chosen = QLabel()
        self.chosen.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.chosen.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.cite = CiteButton(stage=True)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 4, 14, 8)
        row.setSpacing(2)
        for widget in (self.play, self.time, self.total):
            row.addWidget(widget)
            row.addSpacing(4)
        for tool in (self.back, self.forward, self.speed, self.cc, self.sound, self.region, self.loop):
            row.addWidget(tool)
        for tool in (self.full, self.more):
            row.addWidget(tool)
        row.addWidget(self.chosen, 1)
        for tool in (self.still, self.mark_in, self.mark_out):
            row.addWidget(tool)
        row.addSpacing(4)
        row.addWidget(self.cite)

    def _speed_menu(self) -> QToolButton:
        made: QToolButton = stage_tool("", "Speed", "Shift+Up, Shift+Down")
        made.setText(speed_text(1.0))
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(made)
        for rate in SPEEDS:
            action = menu.addAction(speed_text(rate))
            action.setData(rate)
        menu.triggered.connect(lambda action: self.rate_wanted.emit(float(action.data())))
        made.setMenu(menu)
        return made

    def _sound_menu(self) -> QToolButton:
        made = stage_tool("speaker-high", "Sound", "M")
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(made)
        self.mute = menu.addAction("Mute\tM")
        self.mute.setCheckable(True)
        self.mute.triggered.connect(lambda on: self.mute_wanted(on))
        self.level = QSlider(Qt.Orientation.Horizontal)
        self.level.setRange(0, 100)
        self.level.setFixedWidth(140)
        self.level.setAccessibleName("Sound level")
        self.level.valueChanged.connect(lambda value: self.volume_wanted.emit(value / 100))
        holder = QWidgetAction(menu)
        holder.setText(self.level.accessibleName())
        holder.setDefaultWidget(self.level)
        menu.addAction(holder)
        made.setMenu(menu)
        return made

    def _captions_menu(self) -> QToolButton:
        made = stage_tool("", "Captions")
        made.setText("CC on")
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._cc_menu = QMenu(made)
        made.setMenu(self._cc_menu)
        return made

    def mute_wanted(self, on: bool) -> None:
        """Sound off, or back to the level it had."""
        self.volume_wanted.emit(0.0 if on else (self._volume or 1.0))

    @property
    def muted(self) -> bool:
        """Whether the sound is off."""
        return self.mute.isChecked()

    # -- what to show --
    def show_captions(self, tracks: tuple[str, ...], current: int, on: bool) -> None:
        """The captions there are, which of them is taken, and whether they are shown over the picture."""
        self._tracks = len(tracks)
        self.cc.setText("CC on" if on else "CC off")
        name_tool(self.cc, "Captions, shown" if on else "Captions, not shown", "S")
        menu = self._cc_menu
        menu.clear()
        shown = menu.addAction("Show captions\tS")
        shown.setCheckable(True)
        shown.setChecked(on)
        shown.triggered.connect(self.captions_wanted)
        menu.addSeparator()
        for number, label in enumerate(tracks):
            action = menu.addAction(label.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(number == current)
            action.triggered.connect(lambda _on=False, n=number: self.track_wanted.emit(n))
        menu.addSeparator()
        menu.addAction("Transcript\tT").triggered.connect(lambda: self.act_wanted.emit("transcript"))
        self._fit()

    def show_citing(self, citing: bool) -> None:
        """Whether anything can be cited here; what is for that is left out otherwise."""
        self._citing = citing
        self.cite.setVisible(citing)
        self._fit()

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
        """Where it is narrow, the length gives way first, then what has a key or stands in the menu."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Of what is wanted, hide what can best be missed until the rest has room."""
        citing, picture = self._citing, self._picture
        wanted = {
            self.total: True, self.loop: True, self.full: picture, self.mark_in: citing, self.mark_out: citing,
            self.back: True, self.forward: True, self.region: picture and citing, self.cc: self._tracks > 0,
            self.speed: True, self.still: self._area and citing, self.sound: True,
        }  # fmt: skip
        shown = [w for w, on in wanted.items() if on]
        always = (self.play, self.time, self.more, *((self.cite,) if self._citing else ()))
        words = self.chosen.fontMetrics().horizontalAdvance(self.chosen.text())
        room = self.width() - 52 - words - sum(w.sizeHint().width() + 2 for w in always)
        while shown and sum(w.sizeHint().width() + 2 for w in shown) > room:
            shown.pop(0)
        for widget in wanted:
            widget.setVisible(widget in shown)

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
        self._area = area
        self.chosen.setText(" · ".join(parts))
        self.chosen.setToolTip(self.chosen.text())
        self._fit()

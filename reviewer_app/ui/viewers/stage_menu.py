"""The menu behind the dots: everything a recording offers that has no button of its own in the row."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

SKIPS = (1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the menu; ``stays`` True: it is on or off. ``picture`` True: only where there is a picture."""

    act: str
    text: str
    key: str = ""
    stays: bool = False
    picture: bool = False
    apart: bool = False  # a line above it


ENTRIES = (
    Entry(act="transcript", text="Transcript", key="T", stays=True),
    Entry(act="search", text="Search the transcript", key="Ctrl+F"),
    Entry(act="loop", text="Repeat the citation", key="L", stays=True, apart=True),
    Entry(act="trim-start", text="Begin the citation here", key="["),
    Entry(act="trim-end", text="End the citation here", key="]"),
    Entry(act="only", text="Only this indicator's citations", stays=True),
    Entry(act="still", text="Still to feedback", picture=True),
    Entry(act="scene-back", text="Scene before", key="PgUp", picture=True, apart=True),
    Entry(act="scene-on", text="Next scene", key="PgDown", picture=True),
    Entry(act="zoom-in", text="Timeline: look closer", key="Ctrl++", apart=True),
    Entry(act="zoom-out", text="Timeline: further away", key="Ctrl+-"),
    Entry(act="zoom-all", text="Timeline: all of it", key="Ctrl+0"),
    Entry(act="blur", text="Blur faces (a help, not a guarantee)", stays=True, picture=True, apart=True),
    Entry(act="full-screen", text="Full screen", key="F", stays=True, apart=True),
)


class StageMenu(QMenu):
    """Says which act was wanted; what stays on is shown by ``show_on``."""

    wanted = Signal(str)
    skip_wanted = Signal(str, float)  # name of the setting, seconds

    def __init__(self, *, picture: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.setToolTipsVisible(True)
        self.entries = {}
        for entry in ENTRIES:
            if entry.picture and not picture:
                continue
            if entry.apart:
                self.addSeparator()
            made = self.addAction(f"{entry.text}\t{entry.key}" if entry.key else entry.text)
            made.setCheckable(entry.stays)
            made.triggered.connect(lambda _on=False, act=entry.act: self.wanted.emit(act))
            self.entries[entry.act] = made
        if picture:
            self.entries["blur"].setToolTip(
                "Faces that are found are covered. Some are missed: this protects nobody for certain."
            )
        self.addSeparator()
        self._skips = {
            "skip_seconds": self._skip_menu("Short skip (Shift and arrows)", "skip_seconds"),
            "long_skip_seconds": self._skip_menu("Long skip (Ctrl, Shift and arrows)", "long_skip_seconds"),
        }

    def _skip_menu(self, title: str, name: str) -> QActionGroup:
        menu = self.addMenu(title)
        group = QActionGroup(menu)
        for seconds in SKIPS:
            made = menu.addAction(f"{seconds:g} s")
            made.setCheckable(True)
            made.setData(seconds)
            group.addAction(made)
        group.triggered.connect(lambda action: self.skip_wanted.emit(name, float(action.data())))
        return group

    def show_skips(self, short: float, long: float) -> None:
        """How far the two skips go."""
        for name, seconds in (("skip_seconds", short), ("long_skip_seconds", long)):
            for action in self._skips[name].actions():
                action.setChecked(action.data() == seconds)

    def show_on(self, act: str, on: bool) -> None:
        """Whether something that stays is on."""
        if act in self.entries:
            self.entries[act].setChecked(on)

    def rename(self, act: str, text: str) -> None:
        """Another text for an entry, its key stays."""
        if act in self.entries:
            tail = self.entries[act].text().partition("\t")[2]
            self.entries[act].setText(f"{text}\t{tail}" if tail else text)

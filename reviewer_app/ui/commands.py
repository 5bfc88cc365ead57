"""Everything that can be done by key or found with Ctrl+K: what it is called, its key, and where it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something a person can do. ``keys`` is a Qt key sequence; ``found`` False keeps it out of Ctrl+K."""

    id: str
    title: str
    act: Callable[[], object]
    keys: str = ""
    group: str = "Everywhere"
    found: bool = True
    more_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyHint:
    """A line of the list of keys that no command of the shell stands for, such as those of the scoring desk."""

    group: str
    keys: str
    title: str


class Commands(QObject):
    """The commands that are now known, bound to their keys; keys may be changed and single letters switched off."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._commands: list[tuple[Command, QWidget]] = []
        self._shortcuts: list[QShortcut] = []
        self._changed: Mapping[str, str] = {}
        self._letters = True

    def add(self, where: QWidget, *commands: Command) -> None:
        """Make commands known; their keys hold while ``where`` is shown."""
        for command in commands:
            self._commands.append((command, where))
            self._bind(command, where)

    def configure(self, changed: Mapping[str, str], letters: bool) -> None:
        """Use these keys instead of the given ones, by command id; ``letters`` False switches single letters off."""
        self._changed, self._letters = dict(changed), letters
        for shortcut in self._shortcuts:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self._shortcuts = []
        for command, where in self._commands:
            self._bind(command, where)

    def keys(self, command: Command) -> str:
        """The key that now holds for a command; empty when there is none."""
        keys = self._changed.get(command.id, command.keys)
        return "" if is_letter(keys) and not self._letters else keys

    def all(self) -> list[Command]:
        """Every command, in the order they were added."""
        return [c for c, _ in self._commands]

    def key_of(self, command_id: str) -> str:
        """The key that now holds for the command of that id."""
        return next((self.keys(c) for c, _ in self._commands if c.id == command_id), "")

    def _bind(self, command: Command, where: QWidget) -> None:
        for keys in (self.keys(command), *command.more_keys):
            if keys:
                shortcut = QShortcut(QKeySequence(keys), where)
                shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
                shortcut.setAutoRepeat(False)
                shortcut.activated.connect(command.act)
                self._shortcuts.append(shortcut)


def is_letter(keys: str) -> bool:
    """Whether that is a single printable key without Ctrl or Alt (WCAG 2.1.4)."""
    return len(keys) == 1

"""The window's commands and keys, and what Ctrl+K finds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from reviewer_app.settings import Settings
from reviewer_app.ui.commands import Command, KeyHint
from reviewer_app.ui.palette import Palette
from reviewer_app.ui.shortcuts import Shortcut
from reviewer_app.ui.widgets.finder import Finder
from reviewer_app.ui.widgets.keysheet import KeySheet

if TYPE_CHECKING:
    from reviewer_app.ui.shell import Shell

_TABLE_KEYS = (
    KeyHint(group="Queue", keys="↑ ↓", title="Move between submissions"),
    KeyHint(group="Queue", keys="Enter", title="Open the submission"),
)


class Actions:
    """Binds the commands to one shell; owns the box of Ctrl+K and the sheet of keys."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        window = shell.window
        self.finder = Finder(window, Palette(shell).find)
        self.sheet = KeySheet(window)

    def commands(self) -> list[Command]:
        """Those that hold everywhere."""
        go, queue = self._shell.go, self._shell.window.queue
        return [
            Command(id="find", title="Find anything", keys="Ctrl+K", act=self.finder.open, found=False),
            Command(id="keys", title="Show all keys", keys="?", act=self.show_keys, more_keys=("Shift+F1",)),
            Command(id="help", title="Help", keys="F1", act=partial(go, "help")),
            Command(id="page-queue", title="Queue", keys="Ctrl+1", act=partial(go, "queue")),
            Command(id="page-outbox", title="Outbox", keys="Ctrl+2", act=partial(go, "outbox")),
            Command(id="page-programs", title="Programs", keys="Ctrl+3", act=partial(go, "programs")),
            Command(id="page-calibration", title="Calibration", keys="Ctrl+4", act=partial(go, "calibration")),
            Command(id="page-settings", title="Settings", keys="Ctrl+,", act=partial(go, "settings")),
            Command(
                id="theme", title="Next theme: light, dark, high contrast", keys="Ctrl+Shift+L", act=self.switch_theme
            ),
            Command(id="add", title="Add packages…", keys="Ctrl+O", act=self._add_packages),
            Command(id="samples", title="Open the sample submissions", act=self._add_samples),
            Command(
                id="people", title="Switch or add a reviewer…", keys="Ctrl+Shift+U", act=self._shell.switch_reviewer
            ),
            Command(id="quit", title="Quit", keys="Ctrl+Q", act=self._shell.close),
            Command(id="seal", title="Seal decisions…", act=partial(go, "outbox")),
            Command(id="focus-table", title="Go to the list", act=queue.shown, found=False),
        ]

    def queue_commands(self) -> list[Command]:
        """Those that hold while the queue is shown."""
        queue = self._shell.window.queue
        return [
            Command(id="next", title="Score next", keys="N", group="Queue", act=queue.score_next),
            Command(id="search", title="Search the queue", keys="Ctrl+F", group="Queue", act=queue.focus_search),
            Command(id="hold", title="Hold, or take off hold", keys="H", group="Queue", act=queue.toggle_hold),
            Command(id="first", title="Score first, or in its turn", keys="P", group="Queue", act=queue.toggle_first),
            Command(id="conflict", title="Declare a conflict of interest…", group="Queue", act=queue.declare_conflict),
            Command(id="row-menu", title="More for this submission", keys="M", group="Queue", act=queue.show_menu),
            Command(id="save-filter", title="Save this filter…", group="Queue", act=queue.filters.save_filter),
        ]

    # --- what they do ------------------------------------------------------------------------------------------------

    def show_keys(self) -> None:
        """All keys, by group; the desk's come from the desk."""
        commands = self._shell.window.commands
        hints = [
            KeyHint(group=c.group, keys=shown_keys(commands.keys(c)), title=c.title)
            for c in commands.all()
            if commands.keys(c)
        ]
        groups: dict[str, list[tuple[str, str]]] = {"Everywhere": [], "Queue": []}
        settings = self._shell.session.settings if self._shell.session is not None else Settings()
        letters = settings.single_letter_keys
        for hint in (*hints, *_TABLE_KEYS, *desk_keys(settings.keys, letters)):
            groups.setdefault(hint.group, []).append((hint.keys, hint.title))
        self.sheet.open(list(groups.items()), "" if letters else "Single letters are switched off in Settings.")

    def shortcuts(self) -> list[Shortcut]:
        """Every act that has, or may have, a key."""
        from reviewer_app.ui.review.keys import REVIEW_KEYS

        own = [
            Shortcut(id=c.id, group=c.group, title=c.title, first=(c.keys,) if c.keys else ())
            for c in self._shell.window.commands.all()
        ]
        desk = [Shortcut(id=k.id, group="Scoring", title=k.description, first=k.keys) for k in REVIEW_KEYS]
        return sorted([*own, *desk], key=lambda s: ("Everywhere", "Queue", "Scoring").index(s.group))

    def switch_theme(self) -> None:
        """Light, dark, high contrast, and light again."""
        from reviewer_app.ui import theme

        if self._shell.session is not None:
            following = {"light": "dark", "dark": "contrast", "contrast": "light"}
            self._shell.session.set(theme=following[theme.current().name])

    def _add_packages(self) -> None:
        self._shell.go("queue")
        self._shell.window.queue.choose_packages()

    def _add_samples(self) -> None:
        self._shell.go("queue")
        presenter = self._shell.window.queue.presenter
        if presenter is not None:
            presenter.add_samples()


def add_commands(shell: Shell) -> Actions:
    """Make the commands known and bind their keys."""
    actions = Actions(shell)
    shell.window.commands.add(shell.window.queue, *actions.queue_commands())
    shell.window.commands.add(shell.window, *actions.commands())
    return actions


def desk_keys(changed: Mapping[str, str], letters: bool) -> list[KeyHint]:
    """The keys of the scoring desk, from its own list; the nine levels are one line."""
    from reviewer_app.ui.review.keys import REVIEW_KEYS, is_single

    hints = []
    for key in REVIEW_KEYS:
        if key.id.startswith("review.level-"):
            if key.id == "review.level-1" and letters:
                hints.append(KeyHint(group="Scoring", keys="1 – 9", title="Give a level"))
            continue
        sequences = (changed[key.id],) if key.id in changed else key.keys
        held = [shown_keys(k) for k in sequences if k and (letters or not is_single(k))]
        if held:
            hints.append(KeyHint(group="Scoring", keys=held[0], title=key.description))
    return hints


def shown_keys(keys: str) -> str:
    """A key as people write it."""
    return keys.replace("Return", "Enter")

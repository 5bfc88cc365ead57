"""Settings: who reviews, the look, the keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from reviewer_app.domain.changes import Changes
from reviewer_app.ui import theme
from reviewer_app.ui.page import Page
from reviewer_app.ui.session import Session
from reviewer_app.ui.settings.keys import KeyTable
from reviewer_app.ui.shortcuts import Shortcut
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.cards import Card, Code, Facts
from reviewer_app.ui.widgets.choices import Check, Choice
from reviewer_app.ui.widgets.labels import Text, section
from reviewer_app.ui.words import short_key

if TYPE_CHECKING:
    from reviewer_app.workflow.keyring import KeyRow

_SKIPS = (1.0, 2.0, 5.0, 10.0, 30.0)
_THEMES = (("system", "As the system"), ("light", "Light"), ("dark", "Dark"), ("contrast", "High contrast"))


class SettingsView(Page):
    """The page; each change holds at once."""

    name, title, chip = "settings", "Settings", ""

    said = Signal(str, str)
    keys_asked = Signal()

    def __init__(self, session: Session, shortcuts: Callable[[], Sequence[Shortcut]] = tuple) -> None:
        super().__init__()
        self._session = session
        self.key_table = KeyTable(session, shortcuts)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(18, 14, 18, 18)
        column.setSpacing(8)
        for heading, card in (
            ("You and your key", self._build_key()),
            ("Appearance", self._build_look()),
            ("Working", self._build_work()),
            ("Keyboard", self._build_keys()),
            ("Shortcuts", self.key_table),
            ("Workspace", self._build_folder()),
        ):
            column.addWidget(section(heading))
            column.addWidget(card)
            column.addSpacing(8)
        column.addStretch(1)
        body.setMaximumWidth(theme.px(760))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(body)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(area)
        session.tasks.changed.connect(self._changed)
        self._read_key()

    # --- building ----------------------------------------------------------------------------------------------------

    def _build_key(self) -> Card:
        card = Card(margins=14, spacing=8)
        self.facts = Facts(theme.px(110))
        self.public_key = Code()
        card.body.addWidget(self.facts)
        card.body.addWidget(
            Text("Your public key. Give it to the office, so that it can check what you sign.", "second", wrap=True)
        )
        card.body.addWidget(self.public_key)
        card.body.addWidget(
            Text("The private key never leaves this computer, and nobody else has a copy.", "small", wrap=True)
        )
        return card

    def _build_look(self) -> Card:
        card = Card(margins=14, spacing=8)
        settings = self._session.settings
        self.themes = _choices(card, "Theme", _THEMES, settings.theme)
        self.themes.idClicked.connect(lambda n: self._session.set(theme=_THEMES[n][0]))
        scales = tuple((str(scale), f"{scale:.0%}") for scale in theme.TEXT_SCALES)
        nearest = min(theme.TEXT_SCALES, key=lambda s: abs(s - settings.text_scale))
        self.sizes = _choices(card, "Text size", scales, str(nearest))
        self.sizes.idClicked.connect(lambda n: self._session.set(text_scale=theme.TEXT_SCALES[n]))
        self.motion = self._check(card, "Less motion: nothing slides, fades or blinks", "reduced_motion")
        return card

    def _build_work(self) -> Card:
        card = Card(margins=14, spacing=8)
        settings = self._session.settings
        self.pause = self._check(card, "Typing feedback pauses the video", "pause_while_typing")
        self.rest = self._check(card, "Say so after a long stretch of work without a pause", "break_hint")
        steps = tuple((str(s), f"{s:g} s") for s in _SKIPS)
        nearest = min(_SKIPS, key=lambda s: abs(s - settings.skip_seconds))
        self.skips = _choices(card, "Skip by", steps, str(nearest))
        self.skips.idClicked.connect(lambda n: self._session.set(skip_seconds=_SKIPS[n]))
        return card

    def _check(self, card: Card, words: str, name: str) -> Check:
        made = Check(words)
        made.setChecked(bool(getattr(self._session.settings, name)))
        made.toggled.connect(lambda on: self._session.set(**{name: on}))
        card.body.addWidget(made)
        return made

    def _build_keys(self) -> Card:
        card = Card(margins=14, spacing=8)
        self.letters = Check("Single letters and digits act as shortcuts (N, J, K, C, 1–9 …)")
        self.letters.setChecked(self._session.settings.single_letter_keys)
        self.letters.toggled.connect(lambda on: self._session.set(single_letter_keys=on))
        self.show_keys = Button("Show all keys", key="?")
        self.show_keys.clicked.connect(self.keys_asked)
        row = QHBoxLayout()
        row.addWidget(self.show_keys)
        row.addStretch(1)
        card.body.addWidget(self.letters)
        card.body.addLayout(row)
        return card

    def _build_folder(self) -> Card:
        card = Card(margins=14, spacing=8)
        where = Facts(theme.px(110))
        where.set((("Folder", str(self._session.workspace.root)),))
        card.body.addWidget(where)
        self.copy_folder = Button("Copy the path")
        self.copy_folder.clicked.connect(lambda: QGuiApplication.clipboard().setText(str(self._session.workspace.root)))
        row = QHBoxLayout()
        row.addWidget(self.copy_folder)
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    # --- reading -----------------------------------------------------------------------------------------------------

    def _read_key(self) -> None:
        workspace = self._session.workspace

        def read() -> KeyRow:
            from reviewer_app.workflow import keyring

            return keyring.show(workspace)

        self._session.tasks.read(read, self._show_key, key="settings-key")

    def _show_key(self, row: KeyRow) -> None:
        self.facts.set((("Name", row.name), ("Key", short_key(row.id))))
        self.public_key.set_text(row.line)

    def _changed(self, changes: Changes) -> None:
        if changes.keys:
            self._read_key()
        if changes.settings:
            settings = self._session.settings
            _check(self.themes, [name for name, _ in _THEMES].index(settings.theme))
            self.letters.setChecked(settings.single_letter_keys)
            self.rest.setChecked(settings.break_hint)
            self.key_table.show_keys()

    def shown(self) -> None:
        """The page came to the front."""
        self.key_table.fill()


def _choices(card: Card, label: str, options: tuple[tuple[str, str], ...], chosen: str) -> QButtonGroup:
    """A row of radio buttons; their ids are their places."""
    row = QHBoxLayout()
    name = Text(label, "second")
    name.setFixedWidth(theme.px(110))
    row.setSpacing(14)
    row.addWidget(name)
    group = QButtonGroup(card)
    for n, (value, text) in enumerate(options):
        button = Choice(text)
        button.setAccessibleName(f"{label}: {text}")
        button.setChecked(value == chosen)
        group.addButton(button, n)
        row.addWidget(button)
    row.addStretch(1)
    card.body.addLayout(row)
    return group


def _check(group: QButtonGroup, place: int) -> None:
    button = group.button(place)
    if button is not None:
        button.setChecked(True)

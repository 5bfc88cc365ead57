"""The table of keys: press one's button, then the new key. What is taken already is said; all of it can be set back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QKeyCombination, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from reviewer_app.ui import theme
from reviewer_app.ui.session import Session
from reviewer_app.ui.shortcuts import RESERVED, Shortcut, taken_by, with_key, without
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.cards import Card, clear
from reviewer_app.ui.widgets.labels import Text, section

_MODIFIERS = (Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)


class KeyButton(Button):
    """Shows the key of one act; pressed, it waits for another."""

    recorded = Signal(str)  # the key; empty: none
    recording = False  # Qt asks before ``__init__`` is done

    def __init__(self, title: str) -> None:
        super().__init__("", name=title)
        self._title, self._shown = title, ""
        self.setFixedWidth(theme.px(170))
        self.clicked.connect(self._begin)

    def show_keys(self, keys: Sequence[str]) -> None:
        """Show these keys."""
        self._shown = " or ".join(dict.fromkeys(k.replace("Return", "Enter") for k in keys)) or "—"
        self.recording = False
        self._say(self._shown)

    def _say(self, words: str) -> None:
        self.setText(words)
        self.setAccessibleName(f"{self._title}: {words if words != '—' else 'no key'}")

    def _begin(self) -> None:
        self.recording = True
        self._say("Press a key…")

    def _leave(self) -> None:
        self.recording = False
        self._say(self._shown)

    def event(self, event: QEvent) -> bool:
        """While it waits every key is its own."""
        if self.recording and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape keeps the old key, Backspace takes it away, any other is the new one."""
        if not self.recording:
            super().keyPressEvent(event)
            return
        key = Qt.Key(event.key())
        if key in _MODIFIERS:
            return
        if key == Qt.Key.Key_Escape:
            self._leave()
        elif key == Qt.Key.Key_Backspace and not event.modifiers():
            self._leave()
            self.recorded.emit("")
        else:
            modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if event.text().strip() and not event.text().isalnum() and key < Qt.Key.Key_Escape:
                modifiers &= ~Qt.KeyboardModifier.ShiftModifier  # ? is ?, not Shift+?
            keys = QKeySequence(QKeyCombination(modifiers, key)).toString()
            self._leave()
            self.recorded.emit(keys)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Somewhere else: the old key stays."""
        super().focusOutEvent(event)
        if self.recording:
            self._leave()


class KeyTable(Card):
    """All acts with their keys, by group."""

    def __init__(self, session: Session, table: Callable[[], Sequence[Shortcut]]) -> None:
        super().__init__(margins=14, spacing=8)
        self._session, self._read = session, table
        self._table: tuple[Shortcut, ...] = ()
        self.buttons: dict[str, KeyButton] = {}
        self.resets: dict[str, Button] = {}
        self.body.addWidget(
            Text(
                "Choose an act's key, then press the new one. Backspace takes it away, Escape keeps it.",
                "second",
                wrap=True,
            )
        )
        self._build_question()
        self._groups = QVBoxLayout()
        self.body.addLayout(self._groups)
        self.reset_all = Button("All keys as at first")
        self.reset_all.clicked.connect(lambda: self._keep({}))
        row = QHBoxLayout()
        row.addWidget(self.reset_all)
        row.addStretch(1)
        self.body.addLayout(row)

    def _build_question(self) -> None:
        self.question = Card("caution", margins=8)
        self.asked = Text("", wrap=True)
        row = QHBoxLayout()
        self.take_button = Button("Use it here")
        self.keep_button = Button("Leave it as it is")
        self.keep_button.clicked.connect(self._answered)
        self.take_button.clicked.connect(self._take)
        self._wanted: tuple[Shortcut, str, Shortcut] | None = None
        self._about = ""  # the act whose key is asked about
        for button in (self.take_button, self.keep_button):
            row.addWidget(button)
        row.addStretch(1)
        self.question.body.addWidget(self.asked)
        self.question.body.addLayout(row)
        self.question.hide()
        self.body.addWidget(self.question)

    def fill(self) -> None:
        """Make a line for each act, once they are known."""
        table = tuple(self._read())
        if [s.id for s in table] != [s.id for s in self._table]:
            self._table = table
            clear(self._groups)
            self.buttons, self.resets = {}, {}
            for group in dict.fromkeys(s.group for s in table):
                self._groups.addWidget(section(group))
                self._groups.addLayout(self._lines([s for s in table if s.group == group]))
        self.show_keys()

    def _lines(self, acts: Sequence[Shortcut]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for n, act in enumerate(acts):
            button, reset = KeyButton(act.title), Button("Set back", "link", name=f"Set back: {act.title}")
            button.recorded.connect(partial(self._recorded, act))
            reset.clicked.connect(partial(self._reset, act))
            self.buttons[act.id], self.resets[act.id] = button, reset
            hold = QWidget()
            room = QHBoxLayout(hold)
            room.setContentsMargins(0, 0, 0, 0)
            room.addWidget(reset)
            hold.setFixedWidth(reset.sizeHint().width() + 4)
            grid.addWidget(Text(act.title, wrap=True), n, 0)
            grid.addWidget(button, n, 1)
            grid.addWidget(hold, n, 2)
        return grid

    def show_keys(self) -> None:
        """The keys as they are now."""
        changed = self._session.settings.keys
        for act in self._table:
            self.buttons[act.id].show_keys(act.keys(changed))
            self.resets[act.id].setVisible(act.id in changed)
        self.reset_all.setEnabled(bool(changed))

    # --- changing ----------------------------------------------------------------------------------------------------

    def _recorded(self, act: Shortcut, keys: str) -> None:
        self._about = act.id
        self.question.hide()
        changed = self._session.settings.keys
        if keys in RESERVED:
            self._ask(f"{keys} moves between the parts of the window, so it can't be used here.", None)
            return
        other = taken_by(self._table, changed, act, keys) if keys else None
        if other is not None:
            self._ask(f"{keys} is the key of “{other.title}”. Use it for “{act.title}” instead?", (act, keys, other))
        else:
            self._keep(with_key(changed, act, keys))

    def _ask(self, words: str, wanted: tuple[Shortcut, str, Shortcut] | None) -> None:
        self._wanted = wanted
        self.asked.setText(words)
        self.take_button.setVisible(wanted is not None)
        self.keep_button.setText("Leave it as it is" if wanted else "Close")
        self.keep_button.setAccessibleName(self.keep_button.text())
        self.question.show()
        (self.take_button if wanted else self.keep_button).setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, lambda: self._bring(self.question))  # it stands above a long table

    def _answered(self) -> None:
        """Back to the key that it was about."""
        self.question.hide()
        button = self.buttons.get(self._about)
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, self, lambda: self._bring(button))

    def _bring(self, part: QWidget) -> None:
        above: QWidget | None = self
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(part, 0, theme.px(24))

    def _take(self) -> None:
        self._answered()
        if self._wanted is not None:
            act, keys, other = self._wanted
            self._keep(with_key(self._session.settings.keys, act, keys, other))

    def _reset(self, act: Shortcut, _checked: bool = False) -> None:
        self._about = act.id
        changed = without(self._session.settings.keys, act)
        for keys in act.first:
            other = taken_by(self._table, changed, act, keys)
            if other is not None:
                self._ask(
                    f"{keys} is the key of “{other.title}” now. Use it for “{act.title}” again?", (act, keys, other)
                )
                return
        self._keep(changed)

    def _keep(self, changed: dict[str, str]) -> None:
        self._session.set(keys=changed)
        self.show_keys()

"""The field for feedback: typing holds the video, Enter keeps it and plays on, it keeps itself when left.

What is in it is plain text with light markup (see ``domain/feedback``); what is pasted is plain, too.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QResizeEvent, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QSizePolicy, QWidget

from reviewer_app.ui.review.writing import Highlighter, Spelling

AUTOSAVE_MS = 1500
LEAST, MOST = 2, 12  # lines
_LIST = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class CommentBox(QPlainTextEdit):
    """As high as its words. What is typed is kept after a pause, on Enter and on leaving."""

    save = Signal(str)
    typing = Signal()  # the first letter after a rest
    entered = Signal()  # Enter: kept, go on
    snippet_wanted = Signal()

    def __init__(self, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._dirty = False
        self._loading = False
        self._last = ""
        self.spelling: Spelling | None = None
        self._drawing: Highlighter | None = None
        self._pause = QTimer(self, singleShot=True, interval=AUTOSAVE_MS)
        self._pause.timeout.connect(self.flush)
        self.textChanged.connect(self._on_changed)
        self._fit()

    def set_spelling(self, spelling: Spelling | None) -> None:
        """Draw the markup, and what this one says is wrong."""
        self.spelling = spelling
        self._drawing = Highlighter(self.document(), spelling, self._typing_at)

    def _typing_at(self) -> int:
        return self.textCursor().position() if self.hasFocus() else -1

    # -- text in and out --
    def show_text(self, text: str, settled: bool) -> None:
        """What the journal has; never over what is being typed, nor before what was sent has come back."""
        if self._dirty or not settled or text.rstrip() == self.toPlainText().rstrip():
            return
        self._loading = True
        self.setPlainText(text)
        self._loading = False
        self.moveCursor(QTextCursor.MoveOperation.End)
        self._fit()

    def insert(self, text: str) -> None:
        """Put words where the cursor is, with a blank before them where one is needed."""
        cursor = self.textCursor()
        before = self.toPlainText()[: cursor.position()]
        cursor.insertText(text if not before or before[-1].isspace() else f" {text}")
        self.setTextCursor(cursor)
        self.setFocus()

    def flush(self) -> None:
        """Keep what was typed, now."""
        self._pause.stop()
        if self._dirty:
            self._dirty = False
            self.save.emit(self.toPlainText().rstrip())

    def _on_changed(self) -> None:
        text = self.toPlainText()
        if text == self._last:
            return  # only drawn anew
        self._last = text
        self._fit()
        if self._loading:
            return
        if not self._dirty:
            self.typing.emit()
        self._dirty = True
        self._pause.start()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Pasted words come without their looks, and without what no text may hold."""
        words = source.text().replace("\r\n", "\n").replace("\r", "\n")
        self.insertPlainText("".join(c for c in words if c in "\n\t" or c.isprintable()))

    def selected_or_all(self) -> str:
        """What is selected, else everything."""
        return self.textCursor().selectedText().replace("\u2029", "\n") or self.toPlainText()

    def toggle_bold(self) -> None:
        """Make what is selected (or the word here) bold, or plain again."""
        cursor = self.textCursor()
        if self.isReadOnly():
            return
        if not cursor.hasSelection():
            cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        words = cursor.selectedText()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        around = self.toPlainText()
        if words.startswith("**") and words.endswith("**") and len(words) > 4:
            cursor.insertText(words[2:-2])
        elif around[max(0, start - 2) : start] == "**" and around[end : end + 2] == "**":
            cursor.setPosition(start - 2)
            cursor.setPosition(end + 2, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(words)
        else:
            cursor.insertText(f"**{words}**")
            if not words:
                cursor.movePosition(QTextCursor.MoveOperation.Left, n=2)
        self.setTextCursor(cursor)
        self.setFocus()

    def toggle_list(self) -> None:
        """Make the lines entries of a list, or plain again."""
        if self.isReadOnly():
            return
        cursor = self.textCursor()
        first, last = (
            self.document().findBlock(cursor.selectionStart()),
            self.document().findBlock(cursor.selectionEnd()),
        )
        lines = [self.document().findBlockByNumber(n) for n in range(first.blockNumber(), last.blockNumber() + 1)]
        listed = all(b.text().startswith("- ") for b in lines)
        cursor.beginEditBlock()
        for block in lines:
            place = QTextCursor(block)
            if listed:
                place.setPosition(block.position() + 2, QTextCursor.MoveMode.KeepAnchor)
                place.removeSelectedText()
            elif not block.text().startswith("- "):
                place.insertText("- ")
        cursor.endEditBlock()
        self.setFocus()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What the system offers; on a wrong word first what may have been meant."""
        menu = self.createStandardContextMenu(event.pos())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        cursor = self.cursorForPosition(event.pos())
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        self.offer_words(menu, cursor)
        menu.popup(event.globalPos())

    def offer_words(self, menu: QMenu, cursor: QTextCursor) -> None:
        """Put what may have been meant instead of the selected word on top of a menu, when it is known."""
        word, spelling = cursor.selectedText(), self.spelling
        if spelling is None or self.isReadOnly() or not spelling.is_wrong(word):
            return
        first = menu.actions()[0] if menu.actions() else None
        waiting = menu.addAction(f"Looking for “{word}”…")
        learn = menu.addAction(f"“{word}” is right: add it to my words")
        learn.triggered.connect(lambda: spelling.learn(word))
        for action in (waiting, learn):
            if first is not None:
                menu.insertAction(first, action)
        if first is not None:
            menu.insertSeparator(first)
        waiting.setEnabled(False)
        open_now = [True]
        menu.destroyed.connect(lambda: open_now.clear())

        def answer(found: tuple[str, ...]) -> None:
            if not open_now:
                return
            for meant in found:
                action = menu.addAction(meant)
                menu.insertAction(learn, action)
                action.triggered.connect(lambda _on=False, m=meant: cursor.insertText(m))
            waiting.setText("No suggestion")
            waiting.setVisible(not found)

        spelling.words.suggest_words(word, answer)

    # -- keys --
    def event(self, event: QEvent) -> bool:
        """Keys that mean something here are not shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            command = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier)
            if not command:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter keeps and goes on, Shift+Enter is a new line, Escape leaves, / in an empty field offers snippets."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.flush()
            event.ignore()  # finalise: the screen's own key
        elif enter and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.insertPlainText("\n")
        elif enter:
            self.flush()
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.flush()
            event.ignore()
        elif event.text() == "/" and not self.textCursor().block().text().strip():
            self.snippet_wanted.emit()
        elif event.key() == Qt.Key.Key_B and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.toggle_bold()
        elif event.key() in (Qt.Key.Key_8, Qt.Key.Key_Asterisk) and event.modifiers() == _LIST:
            self.toggle_list()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving keeps what was typed."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.flush()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolls the rubric unless the words are longer than the field."""
        if self.verticalScrollBar().maximum() > 0 and self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    # -- size --
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words wrap anew."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """As high as the words, within reason."""
        return QSize(200, self.height())

    def _fit(self) -> None:
        line = self.fontMetrics().lineSpacing()
        lines = max(LEAST, min(MOST, round(self.document().size().height())))
        wanted = lines * (line + 1) + 24
        if wanted != self.height():
            self.setFixedHeight(wanted)

"""The field for feedback: typing holds the video, Enter keeps it and plays on, it keeps itself when left."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

AUTOSAVE_MS = 1500
LEAST, MOST = 2, 12  # lines


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
        self._pause = QTimer(self, singleShot=True, interval=AUTOSAVE_MS)
        self._pause.timeout.connect(self.flush)
        self.textChanged.connect(self._on_changed)
        self._fit()

    # -- text in and out --
    def show_text(self, text: str, settled: bool) -> None:
        """What the journal has; never over what is being typed, nor before what was sent has come back."""
        if self._dirty or not settled or text == self.toPlainText():
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
        self._fit()
        if self._loading:
            return
        if not self._dirty:
            self.typing.emit()
        self._dirty = True
        self._pause.start()

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
        elif event.text() == "/" and not self.toPlainText().strip():
            self.snippet_wanted.emit()
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

"""A recording on the whole screen, with its controls; Escape, F or a double click bring it back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget


class FullScreen(QWidget):
    """Takes a viewer's body for a while. Keys it does not know go to the viewer's screen."""

    left = Signal()

    def __init__(self, viewer: QWidget, body: QWidget) -> None:
        super().__init__(viewer, Qt.WindowType.Window)
        self._viewer = viewer
        self.setWindowTitle("Reviewer")
        self.setAccessibleName("Full screen")
        self.setStyleSheet("FullScreen { background: #0b0d10; }")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(body)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape ends it; all else is for the review screen."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            event.accept()
            return
        copy = QKeyEvent(event.type(), event.key(), event.modifiers(), event.text(), event.isAutoRepeat())
        QApplication.sendEvent(self._viewer, copy)
        event.setAccepted(True)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the window by the system's own means also brings it back."""
        event.ignore()
        self.left.emit()

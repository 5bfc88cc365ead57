"""Saving a copy of the original: on purpose only, after a plain warning, to a place the person chooses."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout

from reviewer_app.errors import ReviewerError
from reviewer_app.ui.viewers.base import Viewer
from reviewer_app.ui.viewers.toolbar import MoreMenu
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.labels import Text

WARNING = (
    "The copy is not protected: whoever gets hold of it can open it, and it may show children. "
    "Keep it only as long as you need it, then delete it."
)


class OriginalStrip(QFrame):
    """The warning, and the way on or back; nothing else is held up by it."""

    chosen = Signal(object)  # Path

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self._viewer = viewer
        self._dialog: QFileDialog | None = None
        self.setProperty("role", "bar")
        self.setAccessibleName("Save a copy of the original")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 8)
        column.setSpacing(6)
        column.addWidget(Text("Save a copy of the original outside Reviewer?", "strong", wrap=True))
        self.words = Text(WARNING, "caution", wrap=True)
        column.addWidget(self.words)
        self.choose = Button("Choose a place…", name="Choose a place for the copy")
        self.leave = Button("Don't save", "quiet")
        row = QHBoxLayout()
        row.addWidget(self.choose)
        row.addWidget(self.leave)
        row.addStretch(1)
        column.addLayout(row)
        self.choose.clicked.connect(self._ask_place)
        self.leave.clicked.connect(self.hide)
        self.chosen.connect(self._save)
        self.setVisible(False)

    def ask(self) -> None:
        """Show the warning."""
        self.setVisible(True)
        self.leave.setFocus()

    def _ask_place(self) -> None:
        """A file name that says nothing of anybody is offered."""
        item = self._viewer.material.item
        dialog = QFileDialog(self, "Save a copy of the original")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.selectFile(f"evidence-{item.path.rpartition('/')[2]}")
        dialog.fileSelected.connect(lambda name: self.chosen.emit(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        self._dialog = dialog
        dialog.open()

    def _save(self, dest: Path) -> None:
        material = self._viewer.material
        save = material.save_original
        if save is None:
            return
        self.choose.setEnabled(False)

        def done(_: None) -> None:
            self._end("A copy was saved. It is not protected: delete it when you are done.")

        def fail(error: ReviewerError) -> None:
            self._end(f"{error.message} {error.hint}".strip())

        material.tasks.run(lambda _job: save(dest), done, fail)

    def _end(self, said: str) -> None:
        if self._viewer.released:
            return
        self.choose.setEnabled(True)
        self.hide()
        self._viewer.said.emit(said)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape saves nothing."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)


def offer_original(viewer: Viewer, menu: MoreMenu, column: QVBoxLayout) -> OriginalStrip | None:
    """The last entry of a viewer's menu, where it is offered at all; the warning comes below the bar."""
    if viewer.material.save_original is None:
        return None
    strip = OriginalStrip(viewer)
    column.insertWidget(1, strip)
    menu.addSeparator()
    menu.offer("Save a copy of the original…", strip.ask)
    return strip

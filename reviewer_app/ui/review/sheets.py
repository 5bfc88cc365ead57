"""Sheets over the stage, and the letter in one of them. Not modal: the rubric stays beside."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, Qt, QUrl, Signal
from PySide6.QtGui import QFont, QImage, QKeyEvent, QTextDocument
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QTextBrowser,
    QVBoxLayout,
)

from reviewer_app.ui import theme
from reviewer_app.ui.widgets.buttons import Button, IconButton
from reviewer_app.ui.widgets.labels import Text
from reviewer_app.workflow.letters import Letter, html_of, pictures_of


class Sheet(QFrame):
    """A titled sheet; Escape and × put it away."""

    left = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("role", "details")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(title)
        head = QFrame()
        head.setProperty("role", "bar")
        head.setFixedHeight(44)
        self.head = QHBoxLayout(head)
        self.head.setContentsMargins(16, 0, 10, 0)
        self.close_button = IconButton("x", f"Close: {title}", key="Esc")
        self.close_button.clicked.connect(self.left)
        self.head.addWidget(Text(title, "strong"), 1)
        self.head.addWidget(self.close_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 1, 0)
        whole.setSpacing(0)
        whole.addWidget(head)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(16, 10, 16, 12)
        self.body.setSpacing(8)
        whole.addLayout(self.body, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape puts it away; other keys go to the screen."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class LetterSheet(Sheet):
    """The letter as the candidate will read it."""

    save_wanted = Signal(object, object)  # Letter, Path

    def __init__(self) -> None:
        super().__init__("The letter")
        self.made: Letter | None = None
        self.note = Text("", "caution", wrap=True)
        self.paper = QTextBrowser()
        self.paper.setOpenLinks(False)
        self.paper.setAccessibleName("The letter as the candidate will read it")
        self.word = Button("Save as Word…", icon="file-text")
        self.pdf = Button("Save as PDF…", icon="file-pdf")
        self.again = Button("Show as it is now", "quiet", icon="arrow-clockwise")
        self.word.clicked.connect(lambda: self.ask(".docx", "Word document (*.docx)"))
        self.pdf.clicked.connect(lambda: self.ask(".pdf", "PDF (*.pdf)"))
        row = QHBoxLayout()
        row.addWidget(self.again)
        row.addStretch(1)
        row.addWidget(self.word)
        row.addWidget(self.pdf)
        self.body.addWidget(self.note)
        self.body.addWidget(self.paper, 1)
        self.body.addLayout(row)

    def show_letter(self, made: Letter) -> None:
        """Show it: dark words on paper in every theme."""
        self.made = made
        self.note.setText(f"A draft, not to be sent. {made.why_draft}" if made.draft else "")
        self.note.setVisible(made.draft)
        paper, ink = theme.colour("paper").name(), theme.colour("paper_ink").name()
        self.paper.setStyleSheet(f"QTextBrowser {{ background: {paper}; color: {ink}; padding: 18px 6px 4px 18px; }}")
        document = self.paper.document()
        document.setDefaultFont(QFont("Noto Serif", 11))
        for number, data in pictures_of(made).items():
            image = QImage.fromData(QByteArray(data))
            document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(f"picture-{number}.png"), image)
        document.setDefaultStyleSheet(f".about, .small {{ color: #5b6675; }} body {{ color: {ink}; }}")
        self.paper.setHtml(html_of(made))

    def ask(self, ending: str, kinds: str) -> None:
        """Ask where to; the screen goes on meanwhile."""
        made = self.made
        if made is None:
            return
        dialog = QFileDialog(self, "Save the letter", f"{made.submission}-letter{ending}", kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending.removeprefix("."))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setModal(False)
        dialog.fileSelected.connect(lambda path: self.save_wanted.emit(made, Path(path)))
        dialog.show()

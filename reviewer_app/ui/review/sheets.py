"""Sheets over the stage: history and comparing, the letter, one's own snippets. Not modal: the rubric stays beside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, Qt, QUrl, Signal
from PySide6.QtGui import QFont, QImage, QKeyEvent, QTextDocument
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QListWidget,
    QPlainTextEdit,
    QScrollArea,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from reviewer_app.ui import theme
from reviewer_app.ui.review.state import DifferenceRow, HistoryRow, HistoryState
from reviewer_app.ui.widgets.buttons import Button, IconButton
from reviewer_app.ui.widgets.cards import clear
from reviewer_app.ui.widgets.labels import Text
from reviewer_app.ui.widgets.rows import Index, Rows
from reviewer_app.workflow.letters import Letter, html_of, pictures_of
from reviewer_app.workflow.snippets import OwnSnippet


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


class _HistoryModel(Rows[HistoryRow]):
    def told(self, row: HistoryRow, role: int) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{row.when}   {row.text}{'  (undone)' if row.gone else ''}"
        if role == Qt.ItemDataRole.FontRole:
            return theme.font(13, QFont.Weight.DemiBold if row.chapter else QFont.Weight.Normal)
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme.colour("ink3" if row.gone else "ink")
        return None


class HistorySheet(Sheet):
    """What was done, the latest first; choosing a line compares that moment with now."""

    compare_wanted = Signal(object, str)  # EventId, when
    start_over_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("History of this review")
        self.model = _HistoryModel()
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName("What was done, the latest first")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.selectionModel().currentChanged.connect(lambda now, _before: self._choose(now))
        self.hint = Text("Choose a moment to compare it with now.", "second", wrap=True)
        self.differences = QGridLayout()
        self.differences.setHorizontalSpacing(12)
        inside = QWidget()
        inside.setLayout(self.differences)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inside)
        self.area.setVisible(False)
        self.start_over = Button("Start over…", "danger", icon="arrow-counter-clockwise")
        self.start_over.setToolTip(
            "Puts scores, feedback, notes, citations and conditions aside. Undo brings them back."
        )
        self.start_over.clicked.connect(self.start_over_wanted)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.start_over)
        self.body.addWidget(self.list, 3)
        self.body.addWidget(self.hint)
        self.body.addWidget(self.area, 2)
        self.body.addLayout(row)

    def show_history(self, state: HistoryState) -> None:
        """Show what was done."""
        self.model.set_rows(state.rows)
        self.start_over.setEnabled(state.can_start_over)
        self.hint.setText("Choose a moment to compare it with now." if state.rows else "Nothing was done yet.")
        self.area.setVisible(False)

    def _choose(self, index: Index) -> None:
        if index.isValid():
            row = self.model.rows[index.row()]
            self.compare_wanted.emit(row.event, row.when)

    def show_comparison(self, title: str, rows: tuple[DifferenceRow, ...]) -> None:
        """Show what differs since."""
        self.hint.setText(f"Then ({title}) and now:" if rows else f"Nothing differs from {title}.")
        clear(self.differences)
        for number, row in enumerate(rows):
            self.differences.addWidget(Text(row.what, "small", wrap=True), number, 0, Qt.AlignmentFlag.AlignTop)
            self.differences.addWidget(Text(row.then, "third", wrap=True), number, 1, Qt.AlignmentFlag.AlignTop)
            self.differences.addWidget(Text(row.now, wrap=True), number, 2, Qt.AlignmentFlag.AlignTop)
        self.differences.setColumnStretch(1, 1)
        self.differences.setColumnStretch(2, 1)
        self.differences.setRowStretch(len(rows), 1)
        self.area.setVisible(bool(rows))


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
        self.paper.setStyleSheet("QTextBrowser { background: #ffffff; color: #1d2530; padding: 18px; }")
        document = self.paper.document()
        document.setDefaultFont(QFont("Noto Serif", 11))
        for number, data in pictures_of(made).items():
            image = QImage.fromData(QByteArray(data))
            document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(f"picture-{number}.png"), image)
        document.setDefaultStyleSheet(".about, .small { color: #5b6675; } body { color: #1d2530; }")
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


class SnippetSheet(Sheet):
    """One's own snippets: choose, change, keep, take away."""

    save_wanted = Signal(object, str)  # OwnSnippet, the title it had
    drop_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__("My snippets")
        self.snippets: tuple[OwnSnippet, ...] = ()
        self.list = QListWidget()
        self.list.setAccessibleName("My snippets")
        self.list.currentRowChanged.connect(self._choose)
        self.title = QLineEdit()
        self.title.setPlaceholderText("Title")
        self.title.setAccessibleName("Title of the snippet")
        self.text = QPlainTextEdit()
        self.text.setPlaceholderText(
            "Text. {indicator}, {level}, {time} and {quote} are filled in when it is inserted."
        )
        self.text.setAccessibleName("Text of the snippet")
        self.text.setTabChangesFocus(True)
        self.keep = Button("Keep", "primary")
        self.fresh = Button("New", icon="plus")
        self.drop = Button("Take away", "danger")
        self.keep.clicked.connect(self._keep)
        self.fresh.clicked.connect(self._new)
        self.drop.clicked.connect(self._drop)
        row = QHBoxLayout()
        row.addWidget(self.fresh)
        row.addWidget(self.drop)
        row.addStretch(1)
        row.addWidget(self.keep)
        self.body.addWidget(self.list, 2)
        self.body.addWidget(self.title)
        self.body.addWidget(self.text, 1)
        self.body.addLayout(row)

    def show_snippets(self, snippets: tuple[OwnSnippet, ...]) -> None:
        """Show them."""
        self.snippets = snippets
        self.list.clear()
        self.list.addItems([s.title for s in snippets])
        self._new()

    @property
    def _chosen(self) -> OwnSnippet | None:
        row = self.list.currentRow()
        return self.snippets[row] if 0 <= row < len(self.snippets) else None

    def _choose(self, _row: int) -> None:
        chosen = self._chosen
        self.title.setText(chosen.title if chosen is not None else "")
        self.text.setPlainText(chosen.text if chosen is not None else "")
        self.drop.setEnabled(chosen is not None)

    def _new(self) -> None:
        self.list.setCurrentRow(-1)
        self._choose(-1)

    def _keep(self) -> None:
        before = self._chosen.title if self._chosen is not None else ""
        self.save_wanted.emit(OwnSnippet(title=self.title.text().strip(), text=self.text.toPlainText()), before)

    def _drop(self) -> None:
        if self._chosen is not None:
            self.drop_wanted.emit(self._chosen.title)

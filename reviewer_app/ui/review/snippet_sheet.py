"""One's own snippets in a sheet: choose, change, save, delete."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QPlainTextEdit

from reviewer_app.ui.review.sheets import Sheet
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.labels import Text, section
from reviewer_app.workflow.snippets import OwnSnippet

_FIELDS = "{indicator}, {level}, {time} and {quote} are filled in when it is inserted."


class SnippetSheet(Sheet):
    """The list above, the one that is chosen below."""

    save_wanted = Signal(object, str)  # OwnSnippet, the title it had
    drop_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__("My snippets")
        self.snippets: tuple[OwnSnippet, ...] = ()
        self.list = QListWidget()
        self.list.setProperty("role", "rows")
        self.list.setAccessibleName("My snippets")
        self.list.currentRowChanged.connect(self._choose)
        self.none = Text("No snippets of your own yet. Write one here and save it.", "second", wrap=True)
        self.title = QLineEdit()
        self.title.setPlaceholderText("What you will look for it by")
        self.title.setAccessibleName("Title of the snippet")
        self.text = QPlainTextEdit()
        self.text.setPlaceholderText("What is inserted into the feedback")
        self.text.setAccessibleName("Text of the snippet")
        self.text.setTabChangesFocus(True)
        self.keep = Button("Save", "primary", name="Save the snippet")
        self.fresh = Button("New", icon="plus")
        self.drop = Button("Delete", "danger", name="Delete the snippet")
        self.keep.clicked.connect(self._keep)
        self.fresh.clicked.connect(self._new)
        self.drop.clicked.connect(self._drop)
        row = QHBoxLayout()
        row.addWidget(self.fresh)
        row.addWidget(self.drop)
        row.addStretch(1)
        row.addWidget(self.keep)
        self.body.addWidget(self.none)
        self.body.addWidget(self.list, 2)
        for words, part, share in (("Title", self.title, 0), ("Text", self.text, 2)):
            self.body.addSpacing(4)
            self.body.addWidget(section(words))
            self.body.addWidget(part, share)
        self.body.addWidget(Text(_FIELDS, "small", wrap=True))
        self.body.addLayout(row)

    def show_snippets(self, snippets: tuple[OwnSnippet, ...]) -> None:
        """Show them; the one that was in hand stays so."""
        before = self.title.text().strip()
        self.snippets = snippets
        self.list.clear()
        self.list.addItems([s.title for s in snippets])
        self.list.setVisible(bool(snippets))
        self.list.setMaximumHeight((self.list.sizeHintForRow(0) + 1) * len(snippets) + 6)
        self.none.setVisible(not snippets)
        titles = [s.title for s in snippets]
        self.list.setCurrentRow(titles.index(before) if before in titles else 0 if titles else -1)
        self._choose(self.list.currentRow())

    @property
    def first(self) -> QListWidget | QLineEdit:
        """Where the keyboard begins."""
        return self.list if self.snippets else self.title

    @property
    def _chosen(self) -> OwnSnippet | None:
        chosen = self.list.selectedItems()
        row = self.list.row(chosen[0]) if chosen else -1
        return self.snippets[row] if 0 <= row < len(self.snippets) else None

    def _choose(self, _row: int) -> None:
        chosen = self._chosen
        self.title.setText(chosen.title if chosen is not None else "")
        self.text.setPlainText(chosen.text if chosen is not None else "")
        self.drop.setEnabled(chosen is not None)

    def _new(self) -> None:
        self.list.setCurrentRow(-1)
        self.list.clearSelection()
        self._choose(-1)
        self.title.setFocus()

    def _keep(self) -> None:
        before = self._chosen.title if self._chosen is not None else ""
        self.save_wanted.emit(OwnSnippet(title=self.title.text().strip(), text=self.text.toPlainText()), before)

    def _drop(self) -> None:
        if self._chosen is not None:
            self.drop_wanted.emit(self._chosen.title)

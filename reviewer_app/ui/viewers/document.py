"""Flowing documents (Word, text, Markdown) on a sheet of paper; words are selected and cited as quotes."""

from __future__ import annotations

import math

from PySide6.QtCore import QMimeData, QPoint, QSize, QUrl
from PySide6.QtGui import (
    QColor,
    QImage,
    QPainter,
    QPaintEvent,
    QPalette,
    QPixmap,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QTextEdit, QVBoxLayout

from reviewer_app.domain.citation import Selector
from reviewer_app.evidence.values import Flow
from reviewer_app.ui import theme
from reviewer_app.ui.viewers import offsets
from reviewer_app.ui.viewers.base import Material, StillViewer
from reviewer_app.ui.viewers.places import Mark, Target
from reviewer_app.ui.viewers.toolbar import Toolbar, ground
from reviewer_app.ui.widgets.labels import Text

SHEET_WIDTH, SHEET_MARGIN, GROUND = 780, 40, 16
IMAGE = QTextDocument.ResourceType.ImageResource
SIZES = (11, 12, 13, 14, 15, 16, 18, 20, 23, 26, 30)
SOFT = 46  # alpha of a highlight, of 255


def soft(hue: int) -> QColor:
    """A highlight on paper, which stays paper in the dark theme."""
    made = paper_hue(hue)
    made.setAlpha(SOFT)
    return made


def paper_hue(hue: int) -> QColor:
    """An indicator's hue on paper."""
    hues = theme.load("light").indicators
    return QColor("#5b6675") if hue < 0 else QColor(hues[hue % len(hues)])


class Sheet(QTextBrowser):
    """Text on paper. Nothing is ever fetched: only pictures that are inside the document, only links within it."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Document")
        self._pictures: list[tuple[int, QSize]] = []
        self.anchorClicked.connect(self._on_link)

    def fit(self) -> None:
        """Paper in the middle of the stage, as wide as there is room; pictures no wider than its text.

        The scroll bars stand at the edge of the stage, outside the paper.
        """
        bar = self.verticalScrollBar()
        room = self.width() - bar.sizeHint().width()
        side = max(GROUND if room > 360 else 4, (room - SHEET_WIDTH) // 2)
        self.setViewportMargins(side, 0, side, 0)
        document = self.document()
        margin = SHEET_MARGIN if room > 520 else SHEET_MARGIN // 2
        if document.documentMargin() != margin:
            document.setDocumentMargin(margin)
        spare = 0 if bar.isVisible() else bar.sizeHint().width()  # it may come yet
        self._fit_pictures(max(40, self.viewport().width() - spare - 2 * margin - 4))

    def _fit_pictures(self, most: int) -> None:
        for place, natural in self._pictures:
            cursor = QTextCursor(self.document())
            cursor.setPosition(place)
            cursor.setPosition(place + 1, QTextCursor.MoveMode.KeepAnchor)
            look = cursor.charFormat().toImageFormat()
            width = min(most, natural.width())
            if look.isValid() and look.width() != width:
                look.setWidth(width)
                look.setHeight(round(width * natural.height() / natural.width()))
                cursor.setCharFormat(look)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The paper, then what is on it."""
        QPainter(self.viewport()).fillRect(self.viewport().rect(), theme.colour("paper"))
        super().paintEvent(event)

    def find_pictures(self) -> None:
        """Remember where pictures stand and how large they are by themselves."""
        self._pictures = []
        block = self.document().begin()
        while block.isValid():
            at = block.begin()
            while not at.atEnd():
                fragment = at.fragment()
                look = fragment.charFormat().toImageFormat()
                if look.isValid():
                    made = self.document().resource(IMAGE.value, QUrl(look.name()))
                    natural = made.size() if isinstance(made, QImage | QPixmap) else QSize()
                    if not natural.isEmpty():
                        self._pictures.extend((fragment.position() + n, natural) for n in range(fragment.length()))
                at += 1
            block = block.next()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Pictures that the document itself carries, nothing else."""
        url = QUrl(name) if isinstance(name, str) else name
        if url.scheme() != "data" or kind != IMAGE.value:
            return None
        return super().loadResource(kind, url)

    def _on_link(self, url: QUrl) -> None:
        if url.hasFragment() and not url.scheme() and not url.path():
            self.scrollToAnchor(url.fragment())

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copied words are plain text."""
        made = QMimeData()
        made.setText(self.textCursor().selectedText().replace("\u2029", "\n"))
        return made


class DocumentViewer(StillViewer):
    """A document or text as it flows; citations are highlighted in their indicator's colour."""

    def __init__(self, material: Material) -> None:
        super().__init__(material)
        self._flow: Flow | None = None
        self._shown = offsets.Shown("", "")
        self._size = SIZES.index(15)
        self._wanted: Selector | None = None
        self.bar = Toolbar(search=True)
        self.bar.fit.setVisible(False)
        self.sheet = Sheet()
        self.notes = Text("", "caution", wrap=True)
        self.notes.setVisible(False)
        self.notes.setContentsMargins(14, 6, 14, 6)
        self._lay_out()
        self.bar.zoom_wanted.connect(self._on_zoom)
        self.bar.search.wanted.connect(self._on_search)
        self.bar.cite.clicked.connect(self._on_cite)
        self._paper()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.notes)
        column.addWidget(self.sheet, 1)

    def _paper(self) -> None:
        theme.load_late_fonts()
        ink = theme.colour("paper_ink")
        self.sheet.setStyleSheet(
            f"QTextBrowser {{ background: transparent; color: {ink.name()}; border: 0; border-radius: 0; padding: 0; "
            f"font-family: '{theme.SERIF}'; font-size: {theme.px(SIZES[self._size])}px; "
            f"selection-background-color: #b7cdf5; selection-color: {ink.name()}; }}"
        )
        palette = self.sheet.palette()
        palette.setColor(QPalette.ColorRole.Highlight, QColor("#b7cdf5"))
        palette.setColor(QPalette.ColorRole.HighlightedText, ink)
        palette.setColor(QPalette.ColorRole.Text, ink)
        palette.setColor(QPalette.ColorRole.Link, QColor("#2457c5"))
        self.sheet.setPalette(palette)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The paper fits the stage."""
        super().resizeEvent(event)
        self.sheet.fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground behind the paper, and its edges."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), ground())
        paper = self.sheet.viewport().rect().translated(self.sheet.viewport().mapTo(self, QPoint(0, 0)))
        painter.fillRect(paper.adjusted(-1, 0, 1, 0), theme.colour("line"))

    def begin(self) -> None:
        """Ask for the text."""
        self.ask(lambda readers, recipe: readers.flow(recipe), self._on_flow)

    def _on_flow(self, flow: Flow) -> None:
        self._flow = flow
        document = self.sheet.document()
        document.setDefaultStyleSheet(_SHEET_STYLE)
        self.sheet.setHtml(flow.html)
        self.sheet.find_pictures()
        _air(document)
        self.sheet.fit()
        self._shown = offsets.Shown(flow.text, self.sheet.toPlainText())
        if flow.notes:
            self.notes.setText("Not shown here: " + "; ".join(n.rstrip(".") for n in flow.notes) + ".")
            self.notes.setVisible(True)
        self.show_marks(self.marks)
        if self._wanted is not None:
            self.go_to(self._wanted)

    def tell(self, seconds: int) -> None:
        """Which hundredths of the text were in view."""
        height = self.sheet.document().size().height()
        if not seconds or self._flow is None or height <= 0:
            return
        top = self.sheet.verticalScrollBar().value()
        end = min(100, math.ceil((top + self.sheet.viewport().height()) / height * 100))
        self.looked.emit(int(top / height * 100), max(1, end), seconds)

    # -- citing --
    def here(self) -> Selector | None:
        """The words that are selected."""
        cursor = self.sheet.textCursor()
        if self._flow is None or not cursor.hasSelection():
            self.said.emit("Select the words to cite first.")
            return None
        start, end = self._shown.from_selection(cursor.selectionStart(), cursor.selectionEnd())
        quote = offsets.quote_of(self._shown.plain, start, end)
        return Selector(quote=quote) if quote is not None else None

    def _on_cite(self) -> None:
        found = self.here()
        if found is not None:
            self.cite.emit(found)

    def clear_choice(self) -> None:
        """After citing: nothing selected."""
        cursor = self.sheet.textCursor()
        cursor.clearSelection()
        self.sheet.setTextCursor(cursor)

    def show_target(self, target: Target | None) -> None:
        """What citing is for."""
        super().show_target(target)
        self.bar.cite.show_target(target)

    def show_marks(self, marks: tuple[Mark, ...]) -> None:
        """Highlights in the indicators' colours, underlined so that colour is not the only sign."""
        super().show_marks(marks)
        selections = []
        for mark in marks:
            place = self._place(mark.selector)
            if place is None:
                continue
            one = QTextEdit.ExtraSelection()
            one.cursor = self._cursor(*place)
            look = QTextCharFormat()
            look.setBackground(soft(mark.hue))
            look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            look.setUnderlineColor(paper_hue(mark.hue))
            look.setToolTip(mark.label)
            one.format = look
            selections.append(one)
        self.sheet.setExtraSelections(selections)

    def _place(self, selector: Selector) -> tuple[int, int] | None:
        """Where a quote stands, in Qt's positions."""
        if selector.quote is None or self._flow is None:
            return None
        found = offsets.find_quote(self._shown.plain, selector.quote)
        return self._shown.to_selection(*found) if found is not None else None

    def _cursor(self, start: int, end: int) -> QTextCursor:
        cursor = QTextCursor(self.sheet.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def go_to(self, selector: Selector) -> None:
        """Select the quoted words and bring them into view."""
        if self._flow is None:
            self._wanted = selector
            return
        self._wanted = None
        if selector.quote is None:
            return
        place = self._place(selector)
        if place is None:
            self.said.emit("This citation can't be found: its words are not in this document.")
            return
        self.sheet.setTextCursor(self._cursor(*place))
        bar = self.sheet.verticalScrollBar()
        bar.setValue(bar.value() + self.sheet.cursorRect().top() - self.sheet.viewport().height() // 3)

    def selected_text(self) -> str:
        """The words that are selected now."""
        return self.sheet.textCursor().selectedText().replace("\u2029", "\n")

    # -- zoom and search --
    def _on_zoom(self, way: int) -> None:
        self._size = max(0, min(len(SIZES) - 1, self._size + way))
        self._paper()

    def _on_search(self, words: str, way: int) -> None:
        if not words:
            self.bar.said.set_text("")
            return
        document = self.sheet.document()
        flags = QTextDocument.FindFlag.FindBackward if way < 0 else QTextDocument.FindFlag(0)
        cursor = self.sheet.textCursor()
        if way == 0:  # what is being typed may still be the words found last
            cursor.setPosition(cursor.selectionStart())
        found = document.find(words, cursor, flags)
        if found.isNull():
            edge = QTextCursor(document)
            edge.movePosition(QTextCursor.MoveOperation.End if way < 0 else QTextCursor.MoveOperation.Start)
            found = document.find(words, edge, flags)
        self.bar.said.set_text("Not found" if found.isNull() else "")
        if not found.isNull():
            self.sheet.setTextCursor(found)

    def key(self, name: str) -> bool:
        """Ctrl+F."""
        if name == "search":
            self.bar.open_search()
        return name == "search"


def _air(document: QTextDocument) -> None:
    """Room between the lines, as on paper."""
    block = document.begin()
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    while block.isValid():
        cursor.setPosition(block.position())
        look = block.blockFormat()
        look.setLineHeight(140, 1)
        cursor.setBlockFormat(look)
        if look.headingLevel():
            modest = QTextCharFormat()
            modest.setProperty(QTextFormat.Property.FontSizeAdjustment, 1 if look.headingLevel() < 3 else 0)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(modest)
        block = block.next()
    cursor.endEditBlock()


_SHEET_STYLE = """
p { margin-top: 0; margin-bottom: 10px; }
h1, h2, h3, h4, h5, h6 { margin-top: 12px; margin-bottom: 6px; }
td, th { padding: 4px; }
a { color: #2457c5; }
"""

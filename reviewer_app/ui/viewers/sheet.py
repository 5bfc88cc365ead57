"""Paper with flowing text on it, filled slice by slice; nothing is ever fetched."""

from __future__ import annotations

import re

from PySide6.QtCore import QElapsedTimer, QMimeData, QRectF, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPixmap,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextDocumentFragment,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QFrame, QTextBrowser

from reviewer_app.ui import theme
from reviewer_app.ui.viewers.hit_bar import HitBar
from reviewer_app.ui.viewers.slicing import Slice, Sliced
from reviewer_app.ui.widgets import paint

SHEET_WIDTH, SHEET_MARGIN, GROUND = 780, 40, 16
IMAGE = QTextDocument.ResourceType.ImageResource
_SPELL_MS = 10  # how long slices are put on paper before the window gets its turn
_FIXED = QTextBlockFormat.LineHeightTypes.FixedHeight.value
_FRAMES = re.compile("[\ufdd0\ufdd1\u2029]+")  # how Qt marks where tables, cells and paragraphs begin and end
_STEPS = {
    Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_Home: QAbstractSlider.SliderAction.SliderToMinimum,
    Qt.Key.Key_End: QAbstractSlider.SliderAction.SliderToMaximum,
}
STYLE = """
p { margin-top: 0; margin-bottom: 10px; line-height: 140%; }
li { line-height: 140%; }
h1, h2 { margin-top: 12px; margin-bottom: 6px; line-height: 140%; font-size: large; }
h3, h4, h5, h6 { margin-top: 12px; margin-bottom: 6px; line-height: 140%; font-size: medium; }
td, th { padding: 4px; }
td p, th p { margin-bottom: 0; line-height: 120%; }
a { color: #2457c5; }
"""


class Sheet(QTextBrowser):
    """Text on paper: only pictures that are inside the document, only links within it."""

    filled = Signal()
    zoom_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Document")
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.ticks = HitBar()
        self.setVerticalScrollBar(self.ticks)
        self.images: dict[str, QImage] = {}
        self._pictures: list[tuple[int, QSize]] = []
        self._slices: list[Slice] = []
        self._put = 0
        self._filling = QTimer(self, interval=0)
        self._filling.timeout.connect(self._fill)
        self.anchorClicked.connect(self._on_link)

    # -- filling --
    @property
    def share(self) -> float:
        """How much of the document is on paper, 0 to 1."""
        return 1.0 if not self._filling.isActive() else self._put / max(1, len(self._slices))

    def take(self, document: Sliced, *, at_once: bool = True) -> None:
        """Put a document on paper; ``filled`` when all of it is there. ``at_once``: the first of it now."""
        self.clear()
        self.document().setDefaultStyleSheet(STYLE)
        self.images = document.pictures
        self._pictures = []
        self._slices, self._put = list(document.slices), 0
        self._filling.start()
        if at_once:
            self._fill()

    def stop(self) -> None:
        """No more of it."""
        self._filling.stop()

    def _fill(self) -> None:
        clock = QElapsedTimer()
        clock.start()
        while self._put < len(self._slices) and clock.elapsed() < _SPELL_MS:
            self._add(self._slices[self._put], first=self._put == 0)
            self._put += 1
        if self._put >= len(self._slices) and self._filling.isActive():
            self._filling.stop()
            self.fit()
            self.filled.emit()

    def _add(self, piece: Slice, *, first: bool) -> None:
        """One more slice at the end. What Qt merges into the last block keeps its own format."""
        made = QTextDocument()
        made.setDefaultStyleSheet(STYLE)
        made.setDefaultFont(self.document().defaultFont())
        made.setHtml(piece.html)
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if piece.goes_on:
            _thin(cursor)
        elif not first and not piece.stands_alone and (cursor.block().text() or cursor.currentList() is not None):
            cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
        start = cursor.block()
        before = cursor.position()
        cursor.insertFragment(QTextDocumentFragment(made))
        if not piece.stands_alone:
            QTextCursor(start).setBlockFormat(made.begin().blockFormat())
        if "<img" in piece.html:
            self.find_pictures(before)
            self.fit()

    # -- pictures and paper --
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

    def find_pictures(self, start: int = 0) -> None:
        """Remember where pictures stand, from ``start`` on, and how large they are by themselves."""
        self._pictures = [p for p in self._pictures if p[0] < start]
        block = self.document().findBlock(start)
        while block.isValid():
            at = block.begin()
            while not at.atEnd():
                fragment = at.fragment()
                look = fragment.charFormat().toImageFormat()
                if look.isValid() and fragment.position() >= start:
                    made = self.document().resource(IMAGE.value, QUrl(look.name()))
                    natural = made.size() if isinstance(made, QImage | QPixmap) else QSize()
                    if not natural.isEmpty():
                        _no_air(block)
                        self._pictures.extend((fragment.position() + n, natural) for n in range(fragment.length()))
                at += 1
            block = block.next()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Pictures that the document itself carries, nothing else."""
        url = QUrl(name) if isinstance(name, str) else name
        if kind != IMAGE.value:
            return None
        if url.scheme() == "picture":
            return self.images.get(url.toString())
        return super().loadResource(kind, url) if url.scheme() == "data" else None

    def dress(self, size: int) -> None:
        """Ink, face and size of the text on paper."""
        theme.load_late_fonts()
        ink = theme.colour("paper_ink")
        self.setStyleSheet(
            f"QTextBrowser {{ background: transparent; color: {ink.name()}; border: 0; border-radius: 0; padding: 0; "
            f"font-family: '{theme.SERIF}'; font-size: {theme.px(size)}px; "
            f"selection-background-color: #b7cdf5; selection-color: {ink.name()}; }}"
        )
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Highlight, QColor("#b7cdf5"))
        palette.setColor(QPalette.ColorRole.HighlightedText, ink)
        palette.setColor(QPalette.ColorRole.Text, ink)
        palette.setColor(QPalette.ColorRole.Link, QColor("#2457c5"))
        self.setPalette(palette)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The paper, then what is on it, then the ring when the keyboard is here."""
        QPainter(self.viewport()).fillRect(self.viewport().rect(), theme.colour("paper"))
        super().paintEvent(event)
        if self.hasFocus():
            paint.draw_focus(QPainter(self.viewport()), QRectF(self.viewport().rect()), 2)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The whole ring is drawn."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The whole ring goes."""
        super().focusOutEvent(event)
        self.viewport().update()

    # -- hands --
    def _on_link(self, url: QUrl) -> None:
        if url.hasFragment() and not url.scheme() and not url.path():
            self.scrollToAnchor(url.fragment())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and wheel change the text's size."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turns = event.angleDelta().y()
            if turns:
                self.zoom_wanted.emit(1 if turns > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Shift and arrows select, plain ones scroll; Enter and letters are for the review screen."""
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        step = _STEPS.get(Qt.Key(key)) if plain else None
        if key == Qt.Key.Key_Escape and self.textCursor().hasSelection():
            cursor = self.textCursor()
            cursor.clearSelection()
            self.setTextCursor(cursor)
        elif step is not None:
            self.verticalScrollBar().triggerAction(step)
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not self.textCursor().hasSelection():
                self._begin_in_view()
            super().keyPressEvent(event)

    def _begin_in_view(self) -> None:
        """Selecting by key begins with the first word in view, when nothing was pointed at."""
        if self.viewport().rect().intersects(self.cursorRect()):
            return
        cursor = self.cursorForPosition(self.viewport().rect().topLeft())
        cursor.movePosition(QTextCursor.MoveOperation.StartOfWord)
        self.setTextCursor(cursor)

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copied words are plain text."""
        made = QMimeData()
        made.setText(plain_words(self.textCursor()))
        return made


def plain_words(cursor: QTextCursor) -> str:
    """What is selected: lines end as they do, and cells of a table stand on lines of their own."""
    found = cursor.selectedText()
    return _FRAMES.sub("\n", found).strip("\n") if _FRAMES.search(found) else found.replace("\u2029", "\n")


def _no_air(block: QTextBlock) -> None:
    """A line with a picture is as high as the picture."""
    look = QTextBlockFormat()
    look.setLineHeight(0, QTextBlockFormat.LineHeightTypes.SingleHeight.value)
    QTextCursor(block).mergeBlockFormat(look)


def _thin(cursor: QTextCursor) -> None:
    """The block between two pieces of one table takes no room."""
    look = QTextBlockFormat()
    look.setLineHeight(1, _FIXED)
    look.setTopMargin(0)
    look.setBottomMargin(0)
    cursor.setBlockFormat(look)

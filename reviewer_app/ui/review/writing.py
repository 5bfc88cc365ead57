"""What is drawn into a text while it is written: bold and lists as they will look, and words that are not known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from reviewer_app.domain.feedback import marks
from reviewer_app.ui import theme
from reviewer_app.workflow.spelling import words_of

_ITEM = re.compile(r"^\s*(?:[-•*]|\d{1,2}[.)])\s")
_WAIT_MS = 350


class Words(Protocol):
    """Who knows words; answers come later, on the GUI thread."""

    def check_words(self, words: frozenset[str], then: Callable[[frozenset[str]], None]) -> None:
        """Tell which of the words are not known."""

    def suggest_words(self, word: str, then: Callable[[tuple[str, ...]], None]) -> None:
        """Tell what may have been meant."""

    def learn_word(self, word: str) -> None:
        """Know a word for good."""


class Spelling(QObject):
    """Which words are wrong, as far as that is known; asks a while after the last letter."""

    changed = Signal()

    def __init__(self, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.words = words
        self._wrong: set[str] = set()
        self._seen: set[str] = set()
        self._wanted: set[str] = set()
        self._wait = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._wait.timeout.connect(self._ask)

    def is_wrong(self, word: str) -> bool:
        """Whether a word is known to be wrong."""
        return word in self._wrong

    def want(self, words: Iterable[str]) -> None:
        """These words stand in a text."""
        fresh = {w for w in words if w not in self._seen}
        if fresh:
            self._wanted |= fresh
            self._wait.start()

    def learn(self, word: str) -> None:
        """A word that is right here."""
        self.words.learn_word(word)
        self._wrong = {w for w in self._wrong if w.casefold() != word.casefold()}
        self.changed.emit()

    def _ask(self) -> None:
        asked, self._wanted = frozenset(self._wanted - self._seen), set()
        if asked:
            self.words.check_words(asked, lambda wrong: self._answer(asked, wrong))

    def _answer(self, asked: frozenset[str], wrong: frozenset[str]) -> None:
        self._seen |= asked
        self._wrong |= wrong
        if wrong:
            self.changed.emit()


class Highlighter(QSyntaxHighlighter):
    """Draws the markup and the wrong words of one field; ``cursor`` tells where a word is still being typed."""

    def __init__(self, document: QTextDocument, spelling: Spelling | None, cursor: Callable[[], int]) -> None:
        super().__init__(document)
        self._spelling, self._cursor = spelling, cursor
        if spelling is not None:
            spelling.changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        """One line."""
        faint, strong, slanted = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        faint.setForeground(theme.colour("ink3"))
        strong.setFontWeight(QFont.Weight.Bold)
        slanted.setFontItalic(True)
        item = _ITEM.match(text)
        if item is not None:
            self.setFormat(0, item.end(), faint)
        for start, end, kind in marks(text):
            sign = 2 if kind == "bold" else 1
            self.setFormat(start, end - start, strong if kind == "bold" else slanted)
            self.setFormat(start, sign, faint)
            self.setFormat(end - sign, sign, faint)
        if self._spelling is not None and text:
            self._mark_words(text, self._spelling)

    def _mark_words(self, text: str, spelling: Spelling) -> None:
        typing = self._cursor() - self.currentBlock().position()
        found = [(at, word) for at, word in words_of(text) if at + len(word) != typing]
        spelling.want(word for _, word in found)
        for at, word in found:
            if spelling.is_wrong(word):
                for n in range(at, at + len(word)):
                    made = QTextCharFormat(self.format(n))
                    made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SpellCheckUnderline)
                    made.setUnderlineColor(theme.colour("bad"))
                    self.setFormat(n, 1, made)

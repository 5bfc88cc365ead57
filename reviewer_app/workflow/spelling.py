"""Spelling, offline: a shipped English dictionary and the reviewer's own words. Slow: never on the GUI thread."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from reviewer_app import paths
from reviewer_app.domain.changes import Changes
from reviewer_app.workflow.snippets import own_file, write_text
from reviewer_app.workflow.wordlist import WordList, read_words

if TYPE_CHECKING:
    from pathlib import Path

    from reviewer_app.workspace import Workspace

FILE = "words.txt"
LANGUAGES = {"en": "en_US"}
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_MOST_OWN, _LONGEST = 20_000, 60


class Speller:
    """Knows words. ``wrong`` and ``suggest`` may be called from any thread but the GUI's; the first call loads."""

    def __init__(self, dictionary: Path, own: Iterable[str] = ()) -> None:
        self._path = dictionary
        self._own = {w.casefold() for w in own}
        self._known: dict[str, bool] = {}
        self._lock = threading.Lock()
        self._dictionary: WordList | None = None

    def wrong(self, words: Iterable[str]) -> frozenset[str]:
        """Those of the words that are not known."""
        with self._lock:
            return frozenset(w for w in words if not self._knows(w))

    def suggest(self, word: str, most: int = 5) -> tuple[str, ...]:
        """What may have been meant, the likeliest first."""
        with self._lock:
            return self._loaded().suggest(word.replace("’", "'"), most)

    def learn(self, word: str) -> None:
        """Know a word from now on."""
        self._own.add(word.casefold())
        self._known.clear()

    def _loaded(self) -> WordList:
        if self._dictionary is None:
            self._dictionary = read_words(self._path)
        return self._dictionary

    def _knows(self, word: str) -> bool:
        known = self._known.get(word)
        if known is None:
            plain = word.replace("’", "'")
            known = (
                len(word) > _LONGEST or word.casefold() in self._own or word.isupper() or self._loaded().knows(plain)
            )
            self._known[word] = known
        return known


def speller(ws: Workspace, language: str = "en") -> Speller | None:
    """The speller for a program's language; None where no dictionary is shipped for it."""
    name = LANGUAGES.get(language.partition("-")[0].lower())
    path = paths.resources() / "dictionaries" / (name or "")
    if name is None or not path.with_suffix(".dic.gz").is_file():
        return None
    return Speller(path, own_words(ws))


def own_words(ws: Workspace) -> tuple[str, ...]:
    """The words the reviewer added."""
    try:
        lines = own_file(ws, FILE).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return ()
    return tuple(w for line in lines[:_MOST_OWN] if (w := line.strip()) and len(w) <= _LONGEST)


def keep_word(ws: Workspace, word: str) -> Changes:
    """Add a word for good."""
    known = own_words(ws)
    if word not in known:
        write_text(own_file(ws, FILE), "\n".join((*known, word)) + "\n", "keep the word")
    return Changes(settings=True)


def words_of(text: str) -> Iterator[tuple[int, str]]:
    """Where the words of a text begin, and the words; what has digits or looks like an address is none."""
    for match in WORD.finditer(text):
        start, end = match.span()
        if len(match.group()) > 1 and not _joined(text[start - 1 : start]) and not _joined(text[end : end + 1]):
            yield start, match.group()


def _joined(neighbour: str) -> bool:
    return neighbour.isdigit() or neighbour in ("@", "\\", "/", "{", "}")

"""A Hunspell dictionary as one plain set of words: every form is made when it is read, so that looking up is one step.

Only what the shipped dictionary needs is understood: prefixes, suffixes, both together, replacements, and what must not
be suggested. A set of texts costs the garbage collector next to nothing, unlike a tree of objects for each word; while
it is made the other threads have their turn (see ``_REST_EVERY``).
"""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_LETTERS = "abcdefghijklmnopqrstuvwxyz'"
_REST_EVERY, _REST_SECONDS = 1_000, 0.002
_LONG = 14  # letters, above which two mistakes in one word are not looked for
_UNIT = re.compile(r"^(PFX|SFX)\s+(\S)\s+(\S+)\s+([^\s/]+)\S*\s+(\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Affix:
    """One rule: ``strip`` goes, ``add`` comes, where ``fits`` is met."""

    strip: str
    add: str
    fits: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordList:
    """Every form of every word; those in ``unsaid`` are right, but never suggested."""

    words: frozenset[str]
    unsaid: frozenset[str]
    swaps: tuple[tuple[str, str], ...]

    def knows(self, word: str) -> bool:
        """Whether it is a word: as it stands, or with a great letter at its beginning or throughout."""
        words = self.words
        if word in words:
            return True
        low = word.lower()
        if word[:1].isupper() and word[1:] == low[1:]:
            return low in words
        return word.isupper() and (low in words or low.capitalize() in words)

    def suggest(self, word: str, most: int) -> tuple[str, ...]:
        """What may have been meant: first the mistakes people make, then one letter, then two."""
        low = word.lower()
        found = self._take(self._swapped(low), most)
        if len(found) < most:
            found = self._take((*found, *_one_off(low)), most)
        if not found and len(low) <= _LONG:
            found = self._take((further for near in set(_one_off(low)) for further in _one_off(near)), most)
        great = word[:1].isupper()
        return tuple(dict.fromkeys(f[:1].upper() + f[1:] if great else f for f in found))

    def _take(self, candidates: Iterable[str], most: int) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for each in candidates:
            for form in (each, each.capitalize()):
                if form in found or (form in self.words and form not in self.unsaid):
                    found[form] = None
                    break
            if len(found) == most:
                break
        return tuple(found)

    def _swapped(self, word: str) -> Iterator[str]:
        for at in range(len(word) - 1):
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        for wrong, right in self.swaps:
            at = word.find(wrong)
            while at >= 0:
                yield word[:at] + right + word[at + len(wrong) :]
                at = word.find(wrong, at + 1)


def _one_off(word: str) -> Iterator[str]:
    """A letter doubled, missing, too many or another; the first letter is the least likely to be wrong."""
    cuts = [(word[:at], word[at:]) for at in (*range(1, len(word) + 1), 0)]
    yield from (head + head[-1] + tail for head, tail in cuts if head)
    yield from (head + tail[1:] for head, tail in cuts if tail)
    yield from (head + letter + tail for head, tail in cuts for letter in _LETTERS)
    yield from (head + letter + tail[1:] for head, tail in cuts if tail for letter in _LETTERS)


def read_words(dictionary: Path) -> WordList:
    """Read ``dictionary`` with .aff and .dic.gz; takes a while, off the window's thread."""
    prefixes, suffixes, crossing, swaps, silent = _rules(dictionary.with_suffix(".aff").read_text(encoding="utf-8"))
    lines = gzip.decompress(dictionary.with_suffix(".dic.gz").read_bytes()).decode("utf-8").splitlines()[1:]
    words: set[str] = set()
    unsaid: set[str] = set()
    for number, line in enumerate(lines):
        if number % _REST_EVERY == 0:
            time.sleep(_REST_SECONDS)
        stem, _, flags = line.split("\t")[0].partition("/")
        forms = {stem}
        ended = [
            (flag, form) for flag in flags for form in _apply(suffixes.get(flag, ()), stem, suffix=True)
        ]  # fmt: skip
        forms.update(form for _, form in ended)
        for flag in flags:
            for begun in _apply(prefixes.get(flag, ()), stem, suffix=False):
                forms.add(begun)
                for own, _form in ended:
                    if own in crossing and flag in crossing:
                        forms.update(_apply(suffixes[own], begun, suffix=True))
        words |= forms
        if silent and silent in flags:
            unsaid |= forms
    return WordList(words=frozenset(words), unsaid=frozenset(unsaid), swaps=swaps)


Rules = dict[str, list[Affix]]


def _rules(text: str) -> tuple[Rules, Rules, frozenset[str], tuple[tuple[str, str], ...], str]:
    """Prefixes and suffixes by flag, which of them go together, what is often mistaken, and the flag of the unsaid."""
    prefixes: Rules = {}
    suffixes: Rules = {}
    crossing: set[str] = set()
    swaps: list[tuple[str, str]] = []
    silent = ""
    for line in text.splitlines():
        parts = line.split()
        if parts[:1] == ["NOSUGGEST"]:
            silent = parts[1]
        elif parts[:1] == ["REP"] and len(parts) == 3:
            swaps.append((parts[1].strip("^$"), parts[2].replace("_", " ")))
        elif len(parts) == 4 and parts[0] in ("PFX", "SFX"):
            if parts[2] == "Y":
                crossing.add(parts[1])
        elif (rule := _UNIT.match(line)) is not None:
            kind, flag, strip, add, where = rule.groups()
            fits = re.compile(f"{where}$" if kind == "SFX" else f"^{where}")
            made = Affix(strip="" if strip == "0" else strip, add="" if add == "0" else add, fits=fits)
            (suffixes if kind == "SFX" else prefixes).setdefault(flag, []).append(made)
    return prefixes, suffixes, frozenset(crossing), tuple(swaps), silent


def _apply(rules: Iterable[Affix], stem: str, *, suffix: bool) -> Iterator[str]:
    for rule in rules:
        if rule.fits.search(stem):
            if suffix:
                yield (stem[: len(stem) - len(rule.strip)] if rule.strip else stem) + rule.add
            else:
                yield rule.add + stem[len(rule.strip) :]

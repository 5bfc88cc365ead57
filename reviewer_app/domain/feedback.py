"""Feedback: its light markup (bold, italics, lists), and how it fares by the norms of good feedback. Pure.

What is stored is the plain text that was typed: ``**bold**``, ``_italics_``, lines that begin with ``- `` or ``1. ``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from reviewer_app.domain.decision import Verdict
from reviewer_app.domain.ids import IndicatorId
from reviewer_app.domain.program import Indicator, Program
from reviewer_app.domain.review import Review

_MARKED = re.compile(r"\*\*(?=\S)(?P<bold>.+?)(?<=\S)\*\*|(?<![\w_])_(?=[^\s_])(?P<italic>[^_]+?)(?<=[^\s_])_(?![\w_])")
_ITEM = re.compile(r"^\s*(?:[-•*])\s+(?=\S)")
_NUMBERED = re.compile(r"^\s*\d{1,2}[.)]\s+(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of text in one weight."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, or an entry of a list with dots or numbers."""

    runs: tuple[Run, ...]
    kind: Literal["paragraph", "bullet", "number"] = "paragraph"

    @property
    def text(self) -> str:
        """The words without their weights."""
        return "".join(r.text for r in self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Something about the feedback worth another look; never a hindrance. ``indicator`` None: on the whole."""

    code: str
    indicator: IndicatorId | None
    text: str


def blocks(text: str) -> tuple[Block, ...]:
    """The text as paragraphs and lists; empty lines only part them."""
    found: list[Block] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        item, number = _ITEM.match(line), _NUMBERED.match(line)
        if item is not None:
            found.append(Block(runs=runs(line[item.end() :].rstrip()), kind="bullet"))
        elif number is not None:
            found.append(Block(runs=runs(line[number.end() :].rstrip()), kind="number"))
        else:
            found.append(Block(runs=runs(line.strip())))
    return tuple(found)


def runs(text: str) -> tuple[Run, ...]:
    """One line as stretches of weight; marks that are not closed are just characters."""
    found: list[Run] = []
    at = 0
    for match in _MARKED.finditer(text):
        if match.start() > at:
            found.append(Run(text=text[at : match.start()]))
        bold = match["bold"]
        found.append(Run(text=bold or match["italic"], bold=bool(bold), italic=not bold))
        at = match.end()
    if at < len(text):
        found.append(Run(text=text[at:]))
    return tuple(found)


def marks(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a line's marked stretches are: start and end with their marks, and ``bold`` or ``italic``."""
    for match in _MARKED.finditer(text):
        yield match.start(), match.end(), "bold" if match["bold"] else "italic"


def plain(text: str) -> str:
    """The words alone, without marks."""
    return "\n".join(b.text for b in blocks(text))


# --- norms -----------------------------------------------------------------------------------------------------------

_NEXT = re.compile(
    r"\b(next|try|show|add|include|bring|ask|say|tell|explain|describe|record|point|name|compare|collect|choose|start|"
    r"send|attach|replace|revise|rework|could|instead|to reach|so that|consider|look at|need(?:s|ed)?|would help)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\d{1,2}:\d{2}|\b(?:p\.|pp\.|page|slide|minute|paragraph|photo|picture|clip|line)\s*\d+|[“\"][^“”\"]{8,}[”\"]",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\byou(?:'re|’re| are)\s+(?:a|an|not a|too|so|very|just|simply)?\s*(?:bad|good|lazy|careless|weak|poor|gifted|"
    r"brilliant|natural|unprofessional|biased|racist|teacher|person)\b|\byour (?:attitude|personality|character)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b(?:(?:Mr|Mrs|Ms|Mx|Dr|Señora?|Miss)\.?\s+[A-Z][a-zà-ÿ]+|[A-Z][a-zà-ÿ]{2,}\s+[A-Z][a-zà-ÿ]{2,})")
_SHORT = 4
"""So many words say something."""


def advice(program: Program, indicators: tuple[Indicator, ...], review: Review, verdict: Verdict) -> tuple[Advice, ...]:
    """What to look at once more before finalising, in the order of the indicators; the whole comes last."""
    known = _known_words(program)
    unmet = set(verdict.unmet)
    found: list[Advice] = []
    for indicator in indicators:
        text = review.comments.get(indicator.id, "")
        cited = bool(review.citations_of(indicator.id))
        found += _of_indicator(indicator.id, text, indicator.id in unmet, cited)
        found += _of_text(indicator.id, text, known)
    whole = review.comments.get(None, "")
    if whole and _words(whole) < _SHORT:
        found.append(Advice(code="short", indicator=None, text="The overall feedback says very little."))
    return (*found, *_of_text(None, whole, known))


def _of_indicator(indicator: IndicatorId, text: str, unmet: bool, cited: bool) -> Iterator[Advice]:
    if not text.strip():
        if unmet:
            yield Advice(code="blank", indicator=indicator, text=f"{indicator} is not met: say what to do next.")
        return
    if _words(text) < _SHORT:
        yield Advice(code="short", indicator=indicator, text=f"{indicator}: the feedback says very little.")
    if not cited and not _PLACE.search(text):
        yield Advice(code="no-evidence", indicator=indicator, text=f"{indicator}: no place in the evidence is named.")
    if unmet and not _NEXT.search(text):
        yield Advice(code="no-next-step", indicator=indicator, text=f"{indicator}: say what to do next.")


def _of_text(indicator: IndicatorId | None, text: str, known: frozenset[str]) -> Iterator[Advice]:
    at = f"{indicator}: " if indicator else "Overall: "
    if _PERSON.search(text):
        yield Advice(code="person", indicator=indicator, text=f"{at}speaks of the person; speak of the evidence.")
    for name in dict.fromkeys(_names(text, known)):
        yield Advice(code="name", indicator=indicator, text=f"{at}please check that “{name}” is no person's name.")


def _names(text: str, known: frozenset[str]) -> Iterator[str]:
    """Two capitalised words in a row that the program does not know."""
    for match in _NAME.finditer(text):
        found = " ".join(match.group().split())
        first, _, second = found.partition(" ")
        opens = match.start() == 0 or bool(re.search(r"[.!?:\n•-]\s*$", text[: match.start()]))
        if first.lower() in known and (second.lower() in known or opens):
            continue
        yield found


def _known_words(program: Program) -> frozenset[str]:
    texts = [program.title, program.short_title, program.issuer, *_COMMON]
    for component in program.components:
        texts += [component.title, component.group, component.stage, component.pathway]
    for indicator in program.indicators:
        texts += [indicator.title, indicator.category, *(level.name for level in indicator.levels)]
    return frozenset(w.lower() for text in texts for w in re.findall(r"[A-Za-zà-ÿ]+", text))


_COMMON = (
    "The This That These Those Your You When Where What Why How And But For From With Without After Before Please",
    "Thank Thanks Level Micro Course Google Classroom United States English Spanish Black White Native American",
    "African Asian Latino Latina Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April",
    "May June July August September October November December In On At To Of A An One Two Three Each Every Both",
)


def _words(text: str) -> int:
    return len(re.findall(r"\w+", text))


# --- fields ----------------------------------------------------------------------------------------------------------

FIELDS = ("indicator", "level", "time", "quote", "submission")


def fill(text: str, values: Mapping[str, str]) -> str:
    """A snippet with its fields filled in; a field that is not known yet becomes an ellipsis, other braces stay."""
    return re.sub(r"\{(" + "|".join(FIELDS) + r")\}", lambda match: values.get(match.group(1), "") or "…", text)

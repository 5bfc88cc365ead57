"""A flowing document made showable: inert HTML, its text, and what is said about the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from reviewer_app.errors import Problem
from reviewer_app.evidence.html import inert
from reviewer_app.evidence.values import Flow, Status
from reviewer_app.evidence.words import count_words

OPEN_SCHEMES = ("http:", "https:", "mailto:", "#")
NOTE_LIMIT = 40  # kinds of active parts that are named


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A document made showable: its flow, and its problems."""

    flow: Flow
    problems: tuple[Problem, ...]
    status: Status


class Remarks:
    """What is found on the way through a document that the reviewer should know."""

    def __init__(self) -> None:
        self.notes: list[str] = []  # what is shown otherwise than it is, or not at all
        self.missing: list[str] = []  # what could not be read, so that the document is shown in part only
        self.active: set[str] = set()  # what would run, load or lead outside in another program
        self._tallies: dict[tuple[str, str], int] = {}
        self._lost: Counter[str] = Counter()  # pictures that are not shown, by the name of their kind, "" for others
        self._uncounted = 0

    def note(self, text: str) -> None:
        """Say it once."""
        if text not in self.notes:
            self.notes.append(text)

    def tally(self, number: int, one: str, many: str) -> None:
        """Count some of a kind that are not shown; ``one`` and ``many`` include the verb. Nothing for none."""
        if number:
            self._tallies[one, many] = self._tallies.get((one, many), 0) + number

    def lost_picture(self, kind: str = "") -> None:
        """A picture is not shown; ``kind`` names it where that is why."""
        self._lost[kind] += 1

    def uncounted(self, text: str) -> str:
        """The same text, whose words are no part of the candidate's own."""
        self._uncounted += count_words(text)
        return text

    def link(self, target: str) -> None:
        """Name a link that leads to a file or program; links to web pages are only shown."""
        target = target.strip().lower()
        if (":" in target or target.startswith("\\\\")) and not target.startswith(OPEN_SCHEMES):
            self.active.add("links to files or programs")

    def shown(self, html: str, limit: str = "") -> Shown:
        """The document. ``limit`` says that it was cut; longer ones than can be shown are cut here."""
        result = inert(html)
        told = [*self.notes, *(f"{count(n, *words)} not shown." for words, n in self._tallies.items())]
        problems = [Problem(code="not-shown", message=n, severity="note") for n in told]
        if self.active:
            named = ", ".join(sorted(self.active)[:NOTE_LIMIT])
            problems.append(Problem(code="active-part", message=f"Not run or fetched: {named}.", severity="note"))
        problems += [Problem(code="not-shown", message=m) for m in self.missing]
        if limit or result.cut:
            lines = result.text.count("\n") + 1
            problems.append(Problem(code="cut-short", message=limit or f"Only the first {lines:,} lines are shown."))
        problems += [Problem(code="not-shown", message=_lost(kind, n)) for kind, n in sorted(self._lost.items())]
        status = Status.SAFE if self.active else Status.OPEN
        if any(p.severity == "error" for p in problems):
            status = Status.PARTIAL
        notes = tuple(p.message for p in problems)
        words = max(0, count_words(result.text) - self._uncounted)
        return Shown(
            flow=Flow(html=result.html, text=result.text, notes=notes, words=words, breaks=result.breaks),
            problems=tuple(problems),
            status=status,
        )


def _lost(kind: str, number: int) -> str:
    if kind:
        return f"{count(number, f'picture of the kind {kind} is', f'pictures of the kind {kind} are')} not shown."
    what = count(number, "picture is", "pictures are")
    return f"{what} not shown (missing, damaged, too many or of an unknown kind)."


def count(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"1 {one}" if number == 1 else f"{number:,} {many}"


def table(rows: Iterable[Iterable[str]]) -> str:
    """A table of cells that are HTML already."""
    lines = ("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return "<table>" + "".join(lines) + "</table>"

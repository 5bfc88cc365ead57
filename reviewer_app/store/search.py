"""Full text: what is said about and in submissions, in an SQLite FTS5 index beside the table of texts.

The texts lie in the database as the journal's do. ``owner`` is the key of whoever wrote a text; empty: it came with the
package, so everybody here may find it. Words are found by their beginnings, without regard to case and accents.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reviewer_app.domain.ids import SubmissionId
from reviewer_app.store.database import Database

_PUT = "INSERT INTO texts (submission, owner, part, source, place, body) VALUES (?, ?, ?, ?, ?, ?)"
_TAKE_OUT = "DELETE FROM texts WHERE submission = ? AND owner = ? AND part = ?"
_MOST_WORDS = 12
MARKS = ("\x02", "\x03")
"""Stand in a snippet before and after each word that was looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One text. ``source`` says what it is, ``place`` where in its part it stands, as the workflow writes it."""

    source: str
    body: str
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One text in which the words stand; ``snippet`` has them between ``MARKS``."""

    submission: SubmissionId
    part: str
    source: str
    place: str
    snippet: str


class TextIndex:
    """Texts by submission, owner and part (the package's card, one's own words, one evidence item)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, texts: Iterable[tuple[SubmissionId, str, str, Sequence[Entry]]]) -> None:
        """Put these (submission, owner, part, texts) in the place of what was there, all in one transaction."""
        with self._database.writing() as connection:
            for submission, owner, part, entries in texts:
                connection.exec_driver_sql(_TAKE_OUT, (submission, owner, part))
                rows = [(submission, owner, part, e.source, e.place, e.body) for e in entries]
                if rows:
                    connection.exec_driver_sql(_PUT, rows)

    def parts(self) -> set[tuple[SubmissionId, str]]:
        """Each submission and part that has texts which came with the package."""
        query = "SELECT DISTINCT submission, part FROM texts WHERE owner = ''"
        with self._database.reading() as connection:
            return {(SubmissionId(s), p) for s, p in connection.exec_driver_sql(query)}

    def submissions(self, words: str, owner: str) -> frozenset[SubmissionId]:
        """The submissions in which all these words stand in one text, one's own or the package's."""
        wanted = _match(words)
        if not wanted:
            return frozenset()
        query = (
            "SELECT DISTINCT t.submission FROM texts_index JOIN texts t ON t.id = texts_index.rowid "
            "WHERE texts_index MATCH ? AND t.owner IN ('', ?)"
        )
        with self._database.reading() as connection:
            return frozenset(SubmissionId(s) for (s,) in connection.exec_driver_sql(query, (wanted, owner)))

    def find(self, words: str, owner: str, *, submission: str = "", most: int = 20) -> tuple[Found, ...]:
        """Where these words stand, the most telling first; in one submission or (empty) in all."""
        wanted = _match(words)
        if not wanted:
            return ()
        # Within one submission its few texts are tried one by one; the order of the tables says so to SQLite.
        tables = "texts t CROSS JOIN texts_index" if submission else "texts_index CROSS JOIN texts t"
        within = "AND t.submission = ? " if submission else ""
        query = (
            "SELECT t.submission, t.part, t.source, t.place, snippet(texts_index, 0, ?, ?, '…', 12) "
            f"FROM {tables} ON t.id = texts_index.rowid "
            f"WHERE texts_index MATCH ? AND t.owner IN ('', ?) {within}ORDER BY texts_index.rank LIMIT ?"
        )
        values = (*MARKS, wanted, owner, *((submission,) if submission else ()), most)
        with self._database.reading() as connection:
            rows = connection.exec_driver_sql(query, values).fetchall()
        return tuple(
            Found(submission=SubmissionId(s), part=part, source=source, place=place, snippet=snippet)
            for s, part, source, place, snippet in rows
        )


def _match(words: str) -> str:
    """An FTS5 query for all these words by their beginnings; empty when there is nothing to look for."""
    sound = words.encode("utf-8", "ignore").decode().replace('"', "").replace("\x00", "")
    cleaned = sound.split()[:_MOST_WORDS]
    return " ".join(f'"{w}"*' for w in cleaned if any(c.isalnum() for c in w))

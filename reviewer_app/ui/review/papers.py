"""History, letter, snippets and spelling: everything beside the scoring itself that is written or read. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from reviewer_app.domain.changes import Changes
from reviewer_app.ui.review.citing import CitingActs
from reviewer_app.ui.review.state import DifferenceRow, HistoryRow, HistoryState
from reviewer_app.ui.review.telling import recount
from reviewer_app.workflow import history
from reviewer_app.workflow.snippets import OwnSnippet, drop_snippet, keep_snippet, own_snippets
from reviewer_app.workflow.spelling import Speller, keep_word, speller

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from reviewer_app.domain.ids import EventId, IndicatorId, SubmissionId
    from reviewer_app.errors import ReviewerError
    from reviewer_app.evidence.worker import Readers
    from reviewer_app.jobs import Job
    from reviewer_app.workflow.desk import Desk
    from reviewer_app.workflow.letters import Letter
    from reviewer_app.workspace import Workspace

_WHAT = {
    "level": "Level",
    "feedback": "Feedback",
    "note": "Private note",
    "confidence": "Confidence",
    "citations": "Citations",
    "conditions": "Not scorable",
}


class Papers(CitingActs):
    """What is read and written beside the scores."""

    readers: Readers
    _spelling: Speller | None = None
    _language = ""

    # -- history --
    def history(self) -> None:
        """Show what was done."""
        desk = self.desk
        if desk is not None:
            self.tasks.read(lambda: history_of(desk), self._view.show_history, self._trouble, key="review.history")

    def compare(self, event: EventId, title: str) -> None:
        """Show what differs between that moment and now."""
        sid, workspace = self._sid, self.workspace
        if sid is None:
            return
        self.tasks.read(
            lambda: tuple(_difference(d) for d in history.compare(workspace, sid, event)),
            lambda rows: self._view.show_comparison(title, rows),
            self._trouble,
            key="review.compare",
        )

    def start_over(self) -> None:
        """Put everything aside; can be undone."""
        if self.may_act:
            self._act(history.start_over, lambda: self._view.say("Everything was put aside.", undo=True))

    # -- the letter --
    def letter(self) -> None:
        """Show the letter as the candidate will read it."""
        sid, workspace, readers = self._sid, self.workspace, self.readers
        if sid is not None:
            self.tasks.run(lambda _job: _letter(workspace, sid, readers), self._view.show_letter, self._trouble)

    def save_letter(self, made: Letter, dest: Path) -> None:
        """Write the letter that is shown, as Word or (``.pdf``) PDF."""

        def work(_job: Job) -> None:
            from reviewer_app.workflow.letters import write_docx, write_pdf

            (write_pdf if dest.suffix.lower() == ".pdf" else write_docx)(made, dest)

        self.tasks.run(
            work, lambda _none: self._view.say(f"The letter was written: {dest.name}", "good"), self._trouble
        )

    # -- snippets --
    def snippets(self) -> None:
        """Show one's own snippets."""
        workspace = self.workspace
        self.tasks.read(lambda: own_snippets(workspace), self._view.show_snippets, self._trouble)

    def keep_snippet(self, indicator: IndicatorId | None, text: str) -> None:
        """Keep what was written as a snippet of one's own."""
        del indicator  # it may fit elsewhere, too
        made = OwnSnippet(title="", text=text)
        self._keep(lambda ws: keep_snippet(ws, made), "Snippet kept.", show=False)

    def save_snippet(self, snippet: OwnSnippet, instead_of: str) -> None:
        """Keep a snippet, new or changed."""
        self._keep(lambda ws: keep_snippet(ws, snippet, instead_of=instead_of), "Snippet kept.", show=True)

    def drop_snippet(self, title: str) -> None:
        """Take a snippet away."""
        self._keep(lambda ws: drop_snippet(ws, title), "Snippet taken away.", show=True)

    def _keep(self, act: Callable[[Workspace], Changes], said: str, *, show: bool) -> None:
        workspace = self.workspace

        def then(_changes: Changes) -> None:
            self._pointer.own = own_snippets(workspace)
            self._view.say(said, "good")
            self._render()
            if show:
                self._view.show_snippets(self._pointer.own)

        self.tasks.write(lambda: act(workspace), then, self._trouble)

    # -- spelling --
    def check_words(self, words: frozenset[str], then: Callable[[frozenset[str]], None]) -> None:
        """Tell which of the words are not known; nothing where there is no dictionary for the program's language."""
        spell = self._speller()
        if spell is not None:
            self.tasks.read(lambda: spell.wrong(words), then, self._trouble)

    def suggest_words(self, word: str, then: Callable[[tuple[str, ...]], None]) -> None:
        """Tell what may have been meant."""
        spell = self._speller()
        if spell is not None:
            self.tasks.read(lambda: spell.suggest(word), then, self._trouble)

    def learn_word(self, word: str) -> None:
        """Know a word for good."""
        spell, workspace = self._speller(), self.workspace
        if spell is not None:
            spell.learn(word)
            self.tasks.write(lambda: keep_word(workspace, word), None, self._trouble)

    def _speller(self) -> Speller | None:
        language = self.desk.program.language if self.desk is not None else "en"
        if language != self._language:
            self._language, self._spelling = language, speller(self.workspace, language)
        return self._spelling

    def _trouble(self, error: ReviewerError) -> None:
        self._view.say(f"{error.message} {error.hint}".strip(), "bad")


def _letter(workspace: Workspace, sid: SubmissionId, readers: Readers) -> Letter:
    from reviewer_app.workflow.letters import letter
    from reviewer_app.workflow.stills import stills

    return letter(workspace, sid, stills(workspace, sid, readers))


def history_of(desk: Desk) -> HistoryState:
    """The history in words, the latest first."""
    rows = tuple(
        HistoryRow(
            event=m.event,
            when=_when(m.at),
            text=recount(m.act, desk.program),
            gone=m.taken_back,
            chapter=isinstance(m.act, history.MILESTONES),
        )
        for m in reversed(history.moments(desk.events))
    )
    review = desk.review
    held = (review.scores, review.comments, review.notes, review.confidence, review.citations, review.conditions)
    return HistoryState(rows=rows, can_start_over=review.open and any(held))


def _when(at: datetime) -> str:
    return f"{at.astimezone():%b %d %H:%M:%S}"


def _difference(found: history.Difference) -> DifferenceRow:
    what = f"{found.indicator or 'Overall'} · {_WHAT.get(found.what, found.what)}"
    return DifferenceRow(what=what, then=found.then or "–", now=found.now or "–")

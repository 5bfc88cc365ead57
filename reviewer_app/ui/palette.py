"""What Ctrl+K finds, fuzzily: commands, submissions, what is on the desk, help, settings; recent first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from reviewer_app.ui.widgets.finder import Entry
from reviewer_app.workflow import owned

if TYPE_CHECKING:
    from reviewer_app.ui.review.view import ReviewView
    from reviewer_app.ui.shell import Shell

_MOST, _RECENT, _SUBMISSIONS = 40, 12, 12
SETTINGS = (
    ("Theme: light, dark, high contrast", "theme high contrast dark light colours"),
    ("Text size", "font large small zoom"),
    ("Shortcuts: change keys", "keyboard keys single letters"),
    ("Hint to take a break", "pause rest"),
    ("Reduced motion", "animation"),
    ("Your public key", "sign office"),
)


def score(wanted: str, text: str) -> int:
    """How well ``text`` fits what was typed (folded); 0: not at all. Beginnings of words count most, gaps least."""
    folded = text.casefold()
    if not wanted:
        return 1
    if folded.startswith(wanted):
        return 1000 - min(len(folded), 400)
    words = wanted.split()
    if all(w in folded for w in words):
        heads = sum(any(part.startswith(w) for part in folded.split()) for w in words)
        return 400 + 100 * heads // len(words) - min(len(folded), 200)
    return _scattered(wanted.replace(" ", ""), folded)


def _scattered(letters: str, text: str) -> int:
    """The letters in their order with gaps between: most of them have to begin words or follow one another."""
    if len(letters) < 2:
        return 0
    place, good = -1, 0
    for letter in letters:
        found = text.find(letter, place + 1)
        if found < 0:
            return 0
        good += found == place + 1 or found == 0 or not text[found - 1].isalnum()
        place = found
    return 100 * good // len(letters) if good * 4 >= len(letters) * 3 else 0


class Palette:
    """The entries for what was typed, best first; what was chosen lately stands before others that fit as well."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def find(self, text: str) -> Sequence[Entry]:
        """For one text."""
        wanted = " ".join(text.casefold().split())
        recent = self._recent()
        ranked: list[tuple[int, int, Entry]] = []
        for n, entry in enumerate(self._all(wanted)):
            fits = score(wanted, f"{entry.title} {entry.words}".strip())
            if fits:
                late = len(recent) - recent.index(entry.id) if entry.id in recent else 0
                ranked.append((fits + 20 * late if wanted else 1 + late, -n, entry))
        ranked.sort(key=lambda r: r[:2], reverse=True)
        found = [self._remembered(entry) for _, _, entry in ranked[:_MOST]]
        return found or [Entry(title="Nothing found", act=lambda: None, icon="magnifying-glass")]

    def _recent(self) -> list[str]:
        session = self._shell.session
        return owned.list_of(session.workspace, session.settings.recent) if session is not None else []

    def _remembered(self, entry: Entry) -> Entry:
        """The entry; choosing it is remembered."""
        session, act = self._shell.session, entry.act

        def go() -> None:
            act()
            if session is not None and entry.id and self._shell.session is not None:
                rest = [i for i in self._recent() if i != entry.id]
                mine = (entry.id, *rest)[:_RECENT]
                session.set(recent=owned.with_list(session.workspace, session.settings.recent, mine))

        return Entry(title=entry.title, act=go, detail=entry.detail, key=entry.key, icon=entry.icon, id=entry.id)

    def _all(self, wanted: str) -> Iterator[Entry]:
        yield from self._desk()
        if wanted or self._recent():
            yield from self._submissions(wanted)
        yield from self._commands()
        if wanted:
            yield from self._settings()
            yield from self._help()

    def _submissions(self, wanted: str) -> Iterable[Entry]:
        """Some of those that have every word; of thousands only so many are made into lines."""
        presenter = self._shell.window.queue.presenter
        recent = set(self._recent())
        rows = presenter.lookup(wanted, _SUBMISSIONS) if presenter is not None and wanted else ()
        if presenter is not None and not wanted:
            rows = tuple(r for r in presenter.named(recent))
        for row in rows:
            about = f"{row.program_title} · {row.component_title} · {row.state_label}"
            yield Entry(
                title=str(row.submission),
                detail=about,
                words=about,
                act=partial(self._shell.open_review, str(row.submission)),
                icon="file-text",
                id=str(row.submission),
            )

    def _desk(self) -> Iterator[Entry]:
        """Indicators and evidence of the submission that is open, and what can be done with it."""
        view = self._shell.review
        presenter = view.presenter if view is not None and self._shell.window.outer.currentWidget() is view else None
        if presenter is None or presenter.desk is None:
            return
        for indicator in presenter.desk.indicators:
            yield Entry(
                title=f"{indicator.id} {indicator.title}",
                detail="Indicator",
                act=partial(presenter.activate, indicator.id),
                icon="list-bullets",
            )
        for item in presenter.desk.submission.evidence:
            yield Entry(
                title=item.title or str(item.id),
                detail=f"Evidence {item.id}",
                words=str(item.id),
                act=partial(presenter.select, item.id),
                icon="paperclip",
            )
        yield from self._desk_acts(view)

    def _desk_acts(self, view: ReviewView | None) -> Iterator[Entry]:
        """Everything that has a key on the desk."""
        from reviewer_app.ui.actions import shown_keys
        from reviewer_app.ui.review.keys import REVIEW_KEYS, key_of

        session = self._shell.session
        if view is None or session is None:
            return
        for key in REVIEW_KEYS:
            yield Entry(
                title=key.description,
                detail="Scoring",
                act=partial(self._on_desk, view, key.id),
                key=shown_keys(key_of(key.id, session.settings.keys)),
                icon="caret-right",
                id=key.id,
            )

    @staticmethod
    def _on_desk(view: ReviewView, act: str) -> None:
        """The keyboard is the desk's first: the act may open a field of its own."""
        view.setFocus()
        view.perform(act)

    def _commands(self) -> Iterator[Entry]:
        from reviewer_app.ui.actions import shown_keys

        commands = self._shell.window.commands
        for command in commands.all():
            if command.found:
                key = shown_keys(commands.keys(command))
                yield Entry(title=command.title, act=command.act, key=key, icon="caret-right", id=command.id)

    def _settings(self) -> Iterator[Entry]:
        for title, words in SETTINGS:
            yield Entry(
                title=title,
                detail="Settings",
                words=words,
                act=partial(self._shell.go, "settings"),
                icon="gear",
                id=f"setting:{title}",
            )

    def _help(self) -> Iterator[Entry]:
        from reviewer_app.ui.help.view import title_of, topic_files

        for path in topic_files():
            yield Entry(
                title=title_of(path),
                detail="Help",
                act=partial(self._shell.open_help, path.name),
                icon="question",
                id=f"help:{path.name}",
            )

"""Which rows the queue leaves and in which order: chips, words, the person's own filters. Knows no Qt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from reviewer_app.errors import ReviewerError
from reviewer_app.ui.queue.listing import SORTS
from reviewer_app.ui.queue.state import FILTERS, OPEN_FILTER
from reviewer_app.workflow import filters, owned
from reviewer_app.workflow.filters import Filter

if TYPE_CHECKING:
    from reviewer_app.domain.ids import SubmissionId
    from reviewer_app.settings import Settings
    from reviewer_app.workspace import Workspace

_ORDER = "queue.order"
OWN = "own:"


class Preferences(Protocol):
    """Where settings are kept."""

    settings: Settings

    def set(self, **values: Any) -> None:
        """Change settings."""

    def keep_layout(self, name: str, sizes: tuple[int, ...]) -> None:
        """Remember numbers under a name."""


class Filtering:
    """The filter in force; who extends it shows the rows."""

    def __init__(self, workspace: Workspace, preferences: Preferences | None) -> None:
        self._workspace, self._preferences = workspace, preferences
        self._filter = Filter()
        self._own = ""  # the name of the person's own filter in force
        self._inside: frozenset[SubmissionId] = frozenset()  # where the words are found in texts

    def _render(self) -> None:
        raise NotImplementedError

    def _say(self, message: str, tone: str) -> None:
        raise NotImplementedError

    def search_inside(self) -> None:
        """Look for the words in notes, feedback, transcripts and documents, too."""
        raise NotImplementedError

    @property
    def filter(self) -> Filter:
        """The filter in force."""
        return self._filter

    # --- filters -----------------------------------------------------------------------------------------------------

    def filter_by(self, chip: str) -> None:
        """Leave only the rows of one chip, or of one of the person's own filters."""
        if chip.startswith(OWN):
            self._own = chip.removeprefix(OWN)
            self._apply(filters.of_text(self._kept().get(self._own, "")))
        else:
            self._own = ""
            self._apply(replace(self._filter, state=chip, text=""))

    def filter_program(self, program: str) -> None:
        """Leave only one program's rows; empty: all."""
        self._own = ""
        self._apply(replace(self._filter, program=program))

    def search(self, text: str) -> None:
        """Leave only rows in which every word is found; all states are searched."""
        if text.strip() != self._filter.text:
            self._own, self._inside = "", frozenset()
            self._apply(replace(self._filter, text=text.strip()))

    def sort_by(self, column: str) -> None:
        """Order by a column; asked again, the other way round."""
        descending = not self._filter.descending if column == self._filter.sort else False
        if self._preferences is not None:
            self._preferences.keep_layout(_ORDER, (list(SORTS).index(column), int(descending)))
        self._apply(replace(self._filter, sort=column, descending=descending))

    def clear_filters(self) -> None:
        """Show everything that is to be scored again."""
        self._own, self._inside = "", frozenset()
        self._apply(replace(self._filter, state=OPEN_FILTER, program="", text=""))

    def _apply(self, wanted: Filter) -> None:
        if wanted.sort not in SORTS:
            wanted = replace(wanted, sort="due")
        if wanted.state not in {name for name, _ in FILTERS}:
            wanted = replace(wanted, state=OPEN_FILTER)
        self._filter = wanted
        self._render()
        if wanted.text and not self._inside:
            self.search_inside()

    def _restore_order(self) -> None:
        kept = () if self._preferences is None else self._preferences.settings.layout.get(_ORDER, ())
        if len(kept) == 2 and 0 <= kept[0] < len(SORTS):
            self._filter = replace(self._filter, sort=list(SORTS)[kept[0]], descending=bool(kept[1]))

    # --- the person's own filters ------------------------------------------------------------------------------------

    def keep_filter(self, name: str) -> None:
        """Keep the filter in force under a name."""
        self._keep(lambda: filters.keep(self._kept(), name, self._filter), " ".join(name.split()))

    def rename_filter(self, old: str, new: str) -> None:
        """Call one of them otherwise."""
        self._keep(lambda: filters.rename(self._kept(), old, new), " ".join(new.split()))

    def forget_filter(self, name: str) -> None:
        """Delete one of them."""
        self._keep(lambda: filters.without(self._kept(), name), "")

    def _kept(self) -> dict[str, str]:
        settings = self._workspace.settings if self._preferences is None else self._preferences.settings
        return owned.table_of(self._workspace, settings.filters)

    def _keep(self, change: Any, own: str) -> None:
        try:
            wanted = change()
        except ReviewerError as error:
            self._say(f"{error.message} {error.hint}".strip(), "caution")
            return
        if self._preferences is not None:
            kept = self._preferences.settings.filters
            self._preferences.set(filters=owned.with_table(self._workspace, kept, wanted))
        self._own = own
        self._render()

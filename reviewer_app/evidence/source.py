"""An opened piece of evidence in the child, with what was already worked out about it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, BinaryIO, TypeVar

from reviewer_app.errors import BadInput
from reviewer_app.evidence.formats import Format
from reviewer_app.evidence.sniff import sniff
from reviewer_app.evidence.vault import Recipe, open_recipe

T = TypeVar("T")
KEPT = 3  # files that stay open for the next question
WHOLE_LIMIT = 300 << 20  # bytes of a file that is read as a whole


class Source:
    """One file: a seekable stream, its format, and the opened document that the readers keep for the next question."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self.stream: BinaryIO = self.another()
        self.size = recipe.size
        self.format: Format = sniff(self.stream, recipe.size)
        self._kept: dict[str, Any] = {}
        self.password = ""  # of the question that is being answered; never kept beyond it

    def another(self) -> BinaryIO:
        """A second stream over the same bytes with a place of its own; the caller closes it."""
        return open_recipe(self._recipe)

    def keep(self, name: str, make: Callable[[], T]) -> T:
        """What ``make`` made for this file, made once."""
        if name not in self._kept:
            self._kept[name] = make()
        value: T = self._kept[name]
        return value

    def kept(self, name: str) -> Any:
        """What was made earlier under that name, or None."""
        return self._kept.get(name)

    def whole(self) -> bytes:
        """All bytes; ``too-large`` beyond what is sensible for a document or picture."""
        if self.size > WHOLE_LIMIT:
            raise BadInput(
                f"This file is too large to be shown ({self.size >> 20} MB).",
                hint=f"Documents and pictures may have up to {WHOLE_LIMIT >> 20} MB. Ask for a smaller copy.",
                code="too-large",
            )
        self.stream.seek(0)
        return self.stream.read()

    def close(self) -> None:
        """Let go of the file and all that was opened from it."""
        for value in self._kept.values():
            close = getattr(value, "close", None)
            if close is not None:
                close()
        self._kept.clear()
        self.stream.close()


class Shelf:
    """The last few sources, the newest last."""

    def __init__(self) -> None:
        self._sources: OrderedDict[str, Source] = OrderedDict()

    def source(self, recipe: Recipe) -> Source:
        """The source for that recipe, opened when it is not on the shelf."""
        key = f"{recipe.path}\n{recipe.size}\n{recipe.sha256}"
        source = self._sources.pop(key, None) or Source(recipe)
        self._sources[key] = source
        while len(self._sources) > KEPT:
            self._sources.popitem(last=False)[1].close()
        return source

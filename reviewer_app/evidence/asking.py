"""Asking the child processes: which of them takes a question, what comes back, and what happens when one dies."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Self, TypeVar

from reviewer_app.errors import Cancelled, ReviewerError
from reviewer_app.evidence import process
from reviewer_app.evidence.process import Child
from reviewer_app.evidence.values import Picture
from reviewer_app.evidence.vault import Recipe
from reviewer_app.jobs import Job

T = TypeVar("T")
CHILDREN = 2
SECONDS = 8.0  # for one answer: with the start of a reader nobody waits over ten for a file that hangs it
PROBE_SECONDS = 8.0  # a probe only looks at the beginning
_PICTURE_FIELDS = ("width", "height", "full_width", "full_height", "ms", "frame", "index")


class Asking:
    """At most two child processes that are started when needed and replaced when they die."""

    def __init__(
        self, *, seconds: float = SECONDS, children: int = CHILDREN, probe_seconds: float = PROBE_SECONDS
    ) -> None:
        self._seconds = seconds
        self._probe_seconds = min(seconds, probe_seconds)
        self._limit = children
        self._idle: list[Child] = []
        self._busy: set[Child] = set()
        self._changed = threading.Condition()
        self._long = threading.Lock()  # a filmstrip and a waveform never take both children
        self._closed = False

    def close(self) -> None:
        """End the children; whoever still waits gets ``readers-closed``."""
        with self._changed:
            self._closed = True
            idle, self._idle = self._idle, []
            for child in self._busy:
                child.kill()  # its thread sees the end and lets go of it
            self._changed.notify_all()
        for child in idle:
            child.end()

    def pids(self) -> tuple[int, ...]:
        """The process ids of the children that run now."""
        with self._changed:
            return tuple(c.pid for c in (*self._idle, *self._busy) if c.alive)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _value(self, of: type[T], op: str, recipe: Recipe, **args: Any) -> T:
        with self._child(recipe) as child:
            child.ask(op, recipe, args, seconds=self._seconds)
            _, body = child.answer(self._seconds)
        return checked(of, body)

    def _picture(self, op: str, recipe: Recipe, **args: Any) -> Picture:
        with self._child(recipe) as child:
            child.ask(op, recipe, args, seconds=self._seconds)
            header, body = child.answer(self._seconds)
        return to_picture(header, body)

    def _parts(
        self, op: str, recipe: Recipe, job: Job | None, *, brief: bool = False, **args: Any
    ) -> Generator[tuple[dict[str, Any], bytes]]:
        """The parts of an answer. The child waits for a word after each, so stopping needs no second channel.

        One that is not ``brief`` waits until no other such is under way.
        """
        with nullcontext() if brief else self._long, self._child(recipe) as child:
            child.ask(op, recipe, args, seconds=self._seconds)
            header, body = child.answer(self._seconds)
            try:
                while header.get("reply") != "end":
                    if job is not None:
                        job.check()
                    yield header, body
                    child.send({"go": True})
                    header, body = child.answer(self._seconds)
            except (Cancelled, GeneratorExit):
                child.send({"go": False})
                child.answer(self._seconds)
                raise

    @contextmanager
    def _child(self, recipe: Recipe | None) -> Iterator[Child]:
        child = self._take(recipe.path if recipe is not None else "")
        try:
            yield child
        except ReviewerError as error:
            if self._closed and error.code != "cancelled":
                raise _closed() from None
            raise
        finally:
            if not child.settled or self._closed:
                child.end()
            with self._changed:
                self._busy.discard(child)
                if child.alive:
                    self._idle.append(child)
                self._changed.notify()

    def _take(self, path: str) -> Child:
        """A child for one request: the one that read this file last, else a new one, else the one idle longest."""
        with self._changed:
            while not self._closed:
                for dead in [c for c in self._idle if not c.alive]:
                    self._idle.remove(dead)
                    dead.end()
                child = next((c for c in self._idle if c.last == path), None)
                if child is None and len(self._idle) + len(self._busy) < self._limit:
                    child = Child()
                elif child is None and self._idle:
                    child = self._idle[0]
                if child is not None:
                    self._idle = [c for c in self._idle if c is not child]
                    self._busy.add(child)
                    return child
                self._changed.wait()
        raise _closed()


def _closed() -> ReviewerError:
    return ReviewerError("The readers were closed.", code="readers-closed")


def whole(header: dict[str, Any], key: str) -> int:
    """A number of the child's header; ``reader-crashed`` when it is none."""
    value = header.get(key, 0)
    if not isinstance(value, int):
        raise process.crashed()
    return value


def to_picture(header: dict[str, Any], body: bytes) -> Picture:
    """The picture that the child sent; ``reader-crashed`` when its size is not that of its bytes."""
    fields = {key: whole(header, key) for key in _PICTURE_FIELDS}
    if fields["width"] <= 0 or fields["height"] <= 0 or len(body) != fields["width"] * fields["height"] * 3:
        raise process.crashed()
    return Picture(rgb=body, done=str(header.get("done", ""))[:500], **fields)


def checked(of: type[T], body: bytes) -> T:
    """A value from the child's JSON, checked against its class."""
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(of).validate_json(body)
    except ValidationError as error:
        raise process.crashed() from error

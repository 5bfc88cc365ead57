"""``Readers``: what the rest of the program asks about evidence. All decoding happens in child processes.

``python -m reviewer_app.evidence.worker`` (in a built program ``--evidence-worker``) is that child; see ``child.py``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import pairwise
from typing import Any, TypeVar

from reviewer_app.domain.submission import Kind
from reviewer_app.errors import Cancelled, ReviewerError
from reviewer_app.evidence import process
from reviewer_app.evidence.process import Child
from reviewer_app.evidence.values import Flow, Pages, Picture, PlainText, Probe, Span, Status, Waveform, Word
from reviewer_app.evidence.vault import Recipe
from reviewer_app.jobs import Job

T = TypeVar("T")
CHILDREN = 2
SECONDS = 20.0
PROBE_SECONDS = 8.0  # a probe only looks at the beginning
_PICTURE_FIELDS = ("width", "height", "full_width", "full_height", "ms", "frame", "index")


class Readers:
    """Reads evidence in at most two child processes that are started when needed and replaced when they die.

    Every method may be called from any thread and blocks until the answer is there; each request has ``seconds`` of
    time and the child a memory limit. What goes wrong in the child is a ReviewerError with the code ``reader-crashed``,
    ``reader-timeout``, ``reader-memory`` or what is wrong with the file, and the next request works.
    """

    def __init__(self, *, seconds: float = SECONDS, children: int = CHILDREN) -> None:
        self._seconds = seconds
        self._probe_seconds = min(seconds, PROBE_SECONDS)
        self._limit = children
        self._idle: list[Child] = []
        self._busy: set[Child] = set()
        self._changed = threading.Condition()
        self._long = threading.Lock()  # a filmstrip and a waveform never take both children
        self._closed = False

    # ------------------------------------------------------------ questions

    # A PDF's ``password`` goes to the child with each question and is kept nowhere. Without it a locked PDF is a
    # ``BadInput`` (in a probe a problem) with the code ``encrypted``, with a wrong one ``wrong-password``.

    def probe(self, recipe: Recipe, *, password: str = "") -> Probe:
        """What the file is and whether it can be shown. A crash, hang or bomb is a refused probe, not an error."""
        early: Probe | None = None
        try:
            with self._child(recipe) as child:
                child.ask("probe", recipe, _unlocking(password))
                header, body = child.answer(self._probe_seconds)
                if header.get("reply") == "part":
                    early = _checked(Probe, body)
                    child.send({"go": True})
                    _, body = child.answer(self._probe_seconds)
            return _checked(Probe, body)
        except ReviewerError as error:
            if error.code in ("readers-closed", "evidence-missing"):
                raise
            if early is not None:
                return replace(early, problems=(*early.problems, error.as_problem()))
            return Probe(
                kind=Kind.OTHER,
                media_type="application/octet-stream",
                status=Status.REFUSED,
                problems=(error.as_problem(),),
                size=recipe.size,
                title="File",
            )

    def pages(self, recipe: Recipe, *, password: str = "") -> Pages:
        """The page sizes and outline of a PDF."""
        return self._value(Pages, "pages", recipe, **_unlocking(password))

    def page(self, recipe: Recipe, number: int, width_px: int, *, password: str = "") -> Picture:
        """Page ``number`` (1-based) of a PDF, about ``width_px`` wide; the bitmap is bounded."""
        return self._picture("page", recipe, number=number, width=width_px, **_unlocking(password))

    def words(self, recipe: Recipe, page: int, *, password: str = "") -> tuple[Word, ...]:
        """The words of a PDF page with their boxes; empty for a scan without text."""
        return self._value(tuple[Word, ...], "words", recipe, number=page, **_unlocking(password))

    def text(self, recipe: Recipe, *, password: str = "") -> PlainText:
        """The plain text of a PDF, document or text file; text citations count its code points."""
        return self._value(PlainText, "text", recipe, **_unlocking(password))

    def flow(self, recipe: Recipe) -> Flow:
        """An Office document, text, markdown or HTML file as inert HTML with its plain text."""
        return self._value(Flow, "flow", recipe)

    def picture(self, recipe: Recipe, max_px: int, *, frame: int = 1) -> Picture:
        """A picture or drawing upright in RGB, no side over ``max_px``; ``frame`` (1-based) of an animation or TIFF."""
        return self._picture("picture", recipe, max_px=max_px, frame=frame)

    def frame(self, recipe: Recipe, ms: int, width: int = 0) -> Picture:
        """The video frame that is shown ``ms`` after the recording's start, upright; ``width`` 0 is its own size."""
        return self._picture("frame", recipe, ms=ms, width=width)

    def frame_number(self, recipe: Recipe, number: int, width: int = 0) -> Picture:
        """The video frame of that number in order of showing (the first is 0), upright."""
        return self._picture("frame", recipe, number=number, width=width)

    def frame_times(self, recipe: Recipe) -> tuple[int, ...]:
        """When each frame of a video comes, in microseconds after the start; empty where that can't be told."""
        from array import array

        with self._child(recipe) as child:
            child.ask("frame_times", recipe, {})
            _, body = child.answer(self._seconds)
        if len(body) % 8:
            raise process.crashed()
        times = array("q", body)
        if any(later < earlier for earlier, later in pairwise(times)):
            raise process.crashed()
        return tuple(times)

    def thumbnail(self, recipe: Recipe, kind: Kind, max_px: int = 160) -> Picture:
        """A small picture of a video, PDF or image; ``nothing-to-show`` for other kinds."""
        return self._picture("thumbnail", recipe, kind=str(kind), max_px=max_px)

    # ------------------------------------------------------------ long ones, piece by piece

    def filmstrip(
        self, recipe: Recipe, count: int, height: int, on_picture: Callable[[Picture], None], job: Job | None = None
    ) -> int:
        """``count`` pictures spread over a video, each handed to ``on_picture`` (in this thread) as it comes.

        They come coarse to fine; ``Picture.index`` says which one it is. ``job`` cancels. Returns how many there were.
        """
        made = 0
        with closing(self._parts("filmstrip", recipe, job, count=count, height=height)) as parts:
            for header, body in parts:
                on_picture(_to_picture(header, body))
                made += 1
        return made

    def waveform(
        self, recipe: Recipe, peaks: int, on_span: Callable[[Span], None] | None = None, job: Job | None = None
    ) -> Waveform:
        """The loudness of a recording in ``peaks`` steps; ``on_span`` gets each part as it is read. ``job`` cancels."""
        low, high = bytearray(b"\x80" * peaks), bytearray(b"\x80" * peaks)
        duration = 0
        with closing(self._parts("waveform", recipe, job, peaks=peaks)) as parts:
            for header, body in parts:
                first, count, duration = (_whole(header, key) for key in ("first", "count", "duration_ms"))
                if first < 0 or count < 0 or first + count > peaks or len(body) != 2 * count:
                    raise process.crashed()
                low[first : first + count], high[first : first + count] = body[:count], body[count:]
                if on_span is not None:
                    on_span(Span(first=first, low=body[:count], high=body[count:]))
        return Waveform(low=bytes(low), high=bytes(high), duration_ms=duration)

    # ------------------------------------------------------------ housekeeping

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

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _value(self, of: type[T], op: str, recipe: Recipe, **args: Any) -> T:
        with self._child(recipe) as child:
            child.ask(op, recipe, args)
            _, body = child.answer(self._seconds)
        return _checked(of, body)

    def _picture(self, op: str, recipe: Recipe, **args: Any) -> Picture:
        with self._child(recipe) as child:
            child.ask(op, recipe, args)
            header, body = child.answer(self._seconds)
        return _to_picture(header, body)

    def _parts(self, op: str, recipe: Recipe, job: Job | None, **args: Any) -> Generator[tuple[dict[str, Any], bytes]]:
        """The parts of a long answer. The child waits for a word after each, so stopping needs no second channel."""
        with self._long, self._child(recipe) as child:
            child.ask(op, recipe, args)
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
    def _child(self, recipe: Recipe) -> Iterator[Child]:
        child = self._take(recipe.path)
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


def _unlocking(password: str) -> dict[str, str]:
    return {"password": password} if password else {}


def _closed() -> ReviewerError:
    return ReviewerError("The readers were closed.", code="readers-closed")


def _whole(header: dict[str, Any], key: str) -> int:
    value = header.get(key, 0)
    if not isinstance(value, int):
        raise process.crashed()
    return value


def _to_picture(header: dict[str, Any], body: bytes) -> Picture:
    fields = {key: _whole(header, key) for key in _PICTURE_FIELDS}
    if fields["width"] <= 0 or fields["height"] <= 0 or len(body) != fields["width"] * fields["height"] * 3:
        raise process.crashed()
    return Picture(rgb=body, **fields)


def _checked(of: type[T], body: bytes) -> T:
    """A value from the child's JSON, checked against its class."""
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(of).validate_json(body)
    except ValidationError as error:
        raise process.crashed() from error


def main() -> int:
    """The child process."""
    from reviewer_app.evidence.child import serve

    return serve()


if __name__ == "__main__":
    raise SystemExit(main())

"""``Readers``: what the rest of the program asks about evidence. All decoding happens in child processes.

``python -m reviewer_app.evidence.worker`` (in a built program ``--evidence-worker``) is that child; see ``child.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from itertools import pairwise

from reviewer_app.domain.similarity import Fingerprint
from reviewer_app.domain.submission import Kind
from reviewer_app.errors import ReviewerError
from reviewer_app.evidence import process
from reviewer_app.evidence.asking import Asking, checked, to_picture, whole
from reviewer_app.evidence.values import (
    Box,
    Captions,
    Film,
    Flow,
    Heading,
    Link,
    Pages,
    Picture,
    PlainText,
    Probe,
    Span,
    Status,
    Waveform,
    Word,
)
from reviewer_app.evidence.vault import Recipe
from reviewer_app.jobs import Job


class Readers(Asking):
    """Reads evidence in at most two child processes that are started when needed and replaced when they die.

    Every method may be called from any thread and blocks until the answer is there; each request has ``seconds`` of
    time and the child a memory limit. What goes wrong in the child is a ReviewerError with the code ``reader-crashed``,
    ``reader-timeout``, ``reader-memory`` or what is wrong with the file, and the next request works. The time
    in which a child starts and imports its libraries does not count; too much of it is ``reader-not-started``.
    """

    # ------------------------------------------------------------ questions

    # A PDF's ``password`` goes to the child with each question and is kept nowhere. Without it a locked PDF is a
    # ``BadInput`` (in a probe a problem) with the code ``encrypted``, with a wrong one ``wrong-password``.

    def probe(self, recipe: Recipe, *, password: str = "", name: str = "") -> Probe:
        """What the file is and whether it can be shown. A crash, hang or bomb is a refused probe, not an error.

        With a ``name``, a note says when its extension is that of another kind of file.
        """
        early: Probe | None = None
        try:
            with self._child(recipe) as child:
                child.ask("probe", recipe, {**_unlocking(password), "name": name[-40:]}, seconds=self._probe_seconds)
                header, body = child.answer(self._probe_seconds)
                if header.get("reply") == "part":
                    early = checked(Probe, body)
                    child.send({"go": True})
                    _, body = child.answer(self._probe_seconds)
            return checked(Probe, body)
        except ReviewerError as error:
            if error.code in ("readers-closed", "evidence-missing", "reader-not-started"):
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
            child.ask("frame_times", recipe, {}, seconds=self._seconds)
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

    def outline(self, recipe: Recipe, *, password: str = "") -> tuple[Heading, ...]:
        """The outline of a PDF; empty when it has none."""
        return self._value(tuple[Heading, ...], "outline", recipe, **_unlocking(password))

    def links(self, recipe: Recipe, page: int, *, password: str = "") -> tuple[Link, ...]:
        """The links on a PDF page (1-based), to be shown and never followed."""
        return self._value(tuple[Link, ...], "links", recipe, number=page, **_unlocking(password))

    def straighten(self, recipe: Recipe, max_px: int, *, frame: int = 1, clean: bool = False) -> Picture:
        """A photographed page seen from straight above; ``Picture.done`` says so, or that no page was found."""
        return self._picture("improve", recipe, max_px=max_px, frame=frame, straighten=True, clean=clean)

    def clean(self, recipe: Recipe, max_px: int, *, frame: int = 1) -> Picture:
        """A photographed page without shadows and colour cast, for reading; ``Picture.done`` says so."""
        return self._picture("improve", recipe, max_px=max_px, frame=frame, straighten=False, clean=True)

    def faces(self, picture: Picture, *, quick: bool = False) -> tuple[Box, ...]:
        """Where faces seem to be in a picture or frame: a help, no guarantee. It may be small (640 dots wide do).

        ``quick`` takes a third of the time and misses more small ones: for frames that play.
        """
        with self._child(None) as child:
            about = {"width": picture.width, "height": picture.height, "quick": quick}
            child.ask("faces", None, about, picture.rgb, seconds=self._seconds)
            _, body = child.answer(self._seconds)
        return checked(tuple[Box, ...], body)

    def captions(self, recipe: Recipe, sidecar: Recipe | None = None) -> Captions:
        """The captions inside a recording and, before them, those of a file beside it."""
        beside = {"sidecar": sidecar.to_json()} if sidecar is not None else {}
        return self._value(Captions, "captions", recipe, **beside)

    def fingerprint(self, recipe: Recipe) -> Fingerprint:
        """What near copies of this file would have in common with it; see ``domain/similarity``."""
        return self._value(Fingerprint, "fingerprint", recipe)

    # ------------------------------------------------------------ long ones, piece by piece

    def scenes(
        self, recipe: Recipe, job: Job | None = None, on_cut: Callable[[int], None] | None = None
    ) -> tuple[int, ...]:
        """When (ms) a new shot begins in a video, in order; ``on_cut`` gets each as it is found. ``job`` cancels.

        Cuts, dissolves and fades through black, as far as the time allows (about a minute).
        """
        found: list[int] = []
        with closing(self._parts("scenes", recipe, job)) as parts:
            for header, _ in parts:
                ms = whole(header, "cut_ms")
                if header.get("is_cut"):
                    found.append(ms)
                    if on_cut is not None:
                        on_cut(ms)
        return tuple(sorted(found))

    def filmstrip(
        self, recipe: Recipe, film: Film, on_picture: Callable[[Picture], None], job: Job | None = None
    ) -> int:
        """Pictures spread over a video, each handed to ``on_picture`` (in this thread) as it comes.

        They come coarse to fine; ``Picture.index`` says which one it is. In a close look they come in order, the exact
        frames where that is quick. ``job`` cancels. Returns how many there were.
        """
        made, wanted = 0, {"count": film.count, "height": film.height}
        if film.places is not None:
            wanted |= {"first": film.places.start, "stop": film.places.stop}
        with closing(self._parts("filmstrip", recipe, job, brief=film.places is not None, **wanted)) as parts:
            for header, body in parts:
                on_picture(to_picture(header, body))
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
                first, count, duration = (whole(header, key) for key in ("first", "count", "duration_ms"))
                if first < 0 or count < 0 or first + count > peaks or len(body) != 2 * count:
                    raise process.crashed()
                low[first : first + count], high[first : first + count] = body[:count], body[count:]
                if on_span is not None:
                    on_span(Span(first=first, low=body[:count], high=body[count:]))
        return Waveform(low=bytes(low), high=bytes(high), duration_ms=duration)


def _unlocking(password: str) -> dict[str, str]:
    return {"password": password} if password else {}


def main() -> int:
    """The child process."""
    from reviewer_app.evidence.child import serve

    return serve()


if __name__ == "__main__":
    raise SystemExit(main())

"""What the child answers to each request. One method a request; the libraries come when they are needed."""

from __future__ import annotations

import gc
import importlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

from reviewer_app.errors import BadInput
from reviewer_app.evidence import wire
from reviewer_app.evidence.source import Shelf, Source
from reviewer_app.evidence.values import Picture, Probe
from reviewer_app.evidence.vault import Recipe

_TIDY_EVERY = 8
_FLOWING = ("docx", "odf", "pptx", "rtf", "text", "xlsx")
_MODULES = {"pdf": "pdf", "text": "text", "image": "image", "svg": "svg"}  # the others flow
_HERE = "reviewer_app.evidence."
_LIBRARIES = {
    "media": (f"{_HERE}video", f"{_HERE}captions", f"{_HERE}audio"),
    "pdf": (f"{_HERE}pdf", "pymupdf"),
    "docx": (f"{_HERE}flowing", "mammoth"),
}
"""What is imported for a kind of file before its time begins to count; for the others the module of the kind."""
_REFUSED = "This kind of file can't be shown that way."


class Sender(Protocol):
    """The child's side of the pipe."""

    def send(self, header: dict[str, Any], body: bytes = b"") -> None:
        """Send one frame."""

    def part(self, header: dict[str, Any], body: bytes) -> bool:
        """Send a part of a long answer; whether the program wants the next."""

    def loading(self) -> AbstractContextManager[None]:
        """Tell the program when the import of libraries begins and ends: that time is not the file's."""


class Answers:
    """Answers requests; keeps the last few files open."""

    def __init__(self, pipe: Sender) -> None:
        self._pipe = pipe
        self._shelf = Shelf()
        self._media = 0  # requests about recordings
        self._loaded: set[str] = set()
        self._ways: dict[str, Callable[[Source, dict[str, Any]], None]] = {
            "probe": self._probe,
            "pages": self._pages,
            "page": self._page,
            "words": self._words,
            "text": self._text,
            "flow": self._flow,
            "picture": self._picture,
            "frame": self._frame,
            "frame_times": self._frame_times,
            "thumbnail": self._thumbnail,
            "filmstrip": self._filmstrip,
            "waveform": self._waveform,
            "outline": self._outline,
            "links": self._links,
            "improve": self._improve,
            "captions": self._captions,
            "scenes": self._scenes,
            "fingerprint": self._fingerprint,
        }

    def to(self, op: str, recipe: Recipe | None, args: dict[str, Any], body: bytes = b"") -> None:
        """Answer one request about a file or, without one, about the picture in ``body``."""
        if recipe is None:
            self._about(op, args, body)
            return
        source = self._shelf.source(recipe)
        self._load(source.format.reader)
        source.password = str(args.pop("password", ""))
        try:
            self._ways[op](source, args)
        finally:
            source.password = ""
        self._media += source.format.reader == "media"
        if op in ("filmstrip", "fingerprint", "probe", "scenes") or self._media % _TIDY_EVERY == 0:
            gc.collect()  # decoded frames are large and hang together in cycles

    def _load(self, reader: str) -> None:
        """Import what reads this kind of file, once."""
        if not reader or reader in self._loaded:
            return
        self._loaded.add(reader)
        with self._pipe.loading():
            for name in _LIBRARIES.get(reader) or (_HERE + _MODULES.get(reader, "flowing"),):
                importlib.import_module(name)

    def _about(self, op: str, args: dict[str, Any], body: bytes) -> None:
        if op != "faces":
            raise KeyError(op)
        from reviewer_app.evidence import faces

        self._value(faces.find(body, int(args["width"]), int(args["height"]), quick=bool(args["quick"])))

    def _value(self, value: Any) -> None:
        self._pipe.send({"reply": "value"}, wire.to_json(value))

    def _rgb(self, picture: Picture) -> None:
        self._pipe.send({"reply": "picture", **_place(picture)}, picture.rgb)

    def _probe(self, source: Source, args: dict[str, Any]) -> None:
        from reviewer_app.evidence.probe import probe

        def early(found: Probe) -> None:
            self._pipe.part({}, wire.to_json(found))

        self._value(probe(source, early, str(args.get("name", ""))))

    def _pages(self, source: Source, args: dict[str, Any]) -> None:
        self._value(_reader(source, "pdf").pages(source))

    def _page(self, source: Source, args: dict[str, Any]) -> None:
        self._rgb(_reader(source, "pdf").page(source, int(args["number"]), int(args["width"])))

    def _words(self, source: Source, args: dict[str, Any]) -> None:
        self._value(_reader(source, "pdf").words(source, int(args["number"])))

    def _text(self, source: Source, args: dict[str, Any]) -> None:
        self._value(_reader(source, "pdf", *_FLOWING).text(source))

    def _flow(self, source: Source, args: dict[str, Any]) -> None:
        self._value(_reader(source, *_FLOWING).flow(source))

    def _picture(self, source: Source, args: dict[str, Any]) -> None:
        self._rgb(_reader(source, "image", "svg").picture(source, int(args["max_px"]), int(args["frame"])))

    def _frame(self, source: Source, args: dict[str, Any]) -> None:
        _reader(source, "media")
        from reviewer_app.evidence import video

        if "number" in args:
            self._rgb(video.frame_number(source, int(args["number"]), int(args["width"])))
        else:
            self._rgb(video.frame(source, int(args["ms"]), int(args["width"])))

    def _frame_times(self, source: Source, args: dict[str, Any]) -> None:
        _reader(source, "media")
        from reviewer_app.evidence import video

        self._pipe.send({"reply": "value"}, video.frame_times(source).tobytes())

    def _thumbnail(self, source: Source, args: dict[str, Any]) -> None:
        side = int(args["max_px"])
        if source.format.reader == "pdf":
            self._rgb(_reader(source, "pdf").page(source, 1, side))
        elif source.format.reader in ("image", "svg"):
            self._rgb(_reader(source, "image", "svg").picture(source, side))
        elif source.format.reader == "media":
            from reviewer_app.evidence import media, video

            if media.opened(source).video is None:
                raise BadInput("A sound recording has no picture.", code="nothing-to-show")
            self._rgb(video.still(source, side))
        else:
            raise BadInput("There is no small picture of this kind of file.", code="nothing-to-show")

    def _filmstrip(self, source: Source, args: dict[str, Any]) -> None:
        _reader(source, "media")
        from reviewer_app.evidence import video

        def give(picture: Picture) -> bool:
            return self._pipe.part(_place(picture), picture.rgb)

        count, height = int(args["count"]), int(args["height"])
        if "first" in args:
            places = range(int(args["first"]), min(int(args["stop"]), int(args["first"]) + video.CLOSE_LIMIT))
            video.close_up(source, count, height, places, give)
        else:
            video.filmstrip(source, count, height, give)
        self._pipe.send({"reply": "end"})

    def _waveform(self, source: Source, args: dict[str, Any]) -> None:
        _reader(source, "media")
        from reviewer_app.evidence import audio, media

        audio.waveform(source, int(args["peaks"]), media.duration(source), self._pipe.part)
        self._pipe.send({"reply": "end"})

    def _outline(self, source: Source, args: dict[str, Any]) -> None:
        self._value(_reader(source, "pdf").outline(source))

    def _links(self, source: Source, args: dict[str, Any]) -> None:
        _reader(source, "pdf")
        from reviewer_app.evidence import pdflinks

        self._value(pdflinks.links(source, int(args["number"])))

    def _improve(self, source: Source, args: dict[str, Any]) -> None:
        found = _reader(source, "image", "svg").picture(source, int(args["max_px"]), int(args["frame"]))
        from reviewer_app.evidence import improve

        self._rgb(improve.improved(found, straighten=bool(args["straighten"]), clean=bool(args["clean"])))

    def _captions(self, source: Source, args: dict[str, Any]) -> None:
        from reviewer_app.evidence import captions

        beside = self._shelf.source(Recipe.from_json(args["sidecar"])) if "sidecar" in args else None
        self._value(captions.captions(source, beside))

    def _scenes(self, source: Source, args: dict[str, Any]) -> None:
        _reader(source, "media")
        from reviewer_app.evidence import scenes

        scenes.scenes(source, lambda ms, is_cut: self._pipe.part({"cut_ms": ms, "is_cut": is_cut}, b""))
        self._pipe.send({"reply": "end"})

    def _fingerprint(self, source: Source, args: dict[str, Any]) -> None:
        from reviewer_app.evidence import fingerprints

        self._value(fingerprints.fingerprint(source))


def _place(picture: Picture) -> dict[str, Any]:
    return {
        "width": picture.width,
        "height": picture.height,
        "full_width": picture.full_width,
        "full_height": picture.full_height,
        "ms": picture.ms,
        "frame": picture.frame,
        "index": picture.index,
        "done": picture.done,
    }


def _reader(source: Source, *wanted: str) -> Any:
    """The module that reads this kind; BadInput when the request does not fit the file."""
    name = source.format.reader
    if name not in wanted:
        raise BadInput(_REFUSED, hint=f"This is {source.format.title}.", code="wrong-kind")
    if name == "media":
        return None
    return importlib.import_module(_HERE + _MODULES.get(name, "flowing"))

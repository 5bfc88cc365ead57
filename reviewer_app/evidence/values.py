"""What the readers hand out: plain frozen values, made in the child process and checked again on arrival."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from reviewer_app.domain.submission import Kind
from reviewer_app.errors import Problem


class Status(StrEnum):
    """What a file can be shown as; see formats.md, ``probe``."""

    OPEN = "open"  # shown normally
    SAFE = "safe"  # shown; its active part is inert and named in the problems
    PARTIAL = "partial"  # what is readable is shown; the problems say what is missing
    REFUSED = "refused"  # one plain sentence with the cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What the readers make of a file, found from its content and never from its name.

    ``width`` and ``height`` are those of the upright picture in dots, or of the first page in points. ``rotation`` is
    the clockwise turn in degrees that was taken into account. ``fps`` 0 is unknown or variable without a mean.
    ``frames`` counts pictures of an animation, TIFF pages, or the frames of a video as far as its index says; 0 is
    unknown. Times count from the recording's start; ``start_ms`` is when its first picture comes.
    """

    kind: Kind
    media_type: str
    status: Status
    problems: tuple[Problem, ...] = ()
    pages: int = 0
    duration_ms: int = 0
    fps: float = 0.0
    frames: int = 0
    width: int = 0
    height: int = 0
    rotation: int = 0
    size: int = 0  # bytes
    words: int = 0
    has_video: bool = False
    has_audio: bool = False
    video_codec: str = ""
    audio_codec: str = ""
    start_ms: int = 0
    title: str = ""  # what to call this type, such as "PDF document"
    captions: int = 0  # caption tracks inside a recording
    encrypted: bool = False  # a password is needed, or the wrong one was given
    names: tuple[str, ...] = ()  # people named in the file's properties; for checking only, never shown as text

    @property
    def readable(self) -> bool:
        """Whether there is anything to show."""
        return self.status is not Status.REFUSED


@dataclass(frozen=True, slots=True)
class Film:
    """A filmstrip of ``count`` pictures, ``height`` pixels high; ``places``: a close look at these neighbours only."""

    count: int
    height: int
    places: range | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture as rows of 8-bit RGB without padding: ``rgb`` is ``width * height * 3`` bytes.

    ``full_width`` and ``full_height`` are the size before scaling. ``ms`` is the real time of a video frame (that of
    the frame that is shown at the asked time), ``frame`` its number (-1: unknown), ``index`` its place in a filmstrip.
    ``done`` says in a sentence what was done to it when it was asked to be straightened or cleaned.
    """

    width: int
    height: int
    rgb: bytes
    full_width: int = 0
    full_height: int = 0
    ms: int = 0
    frame: int = -1
    index: int = 0
    done: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A part of a picture, in percent (0..100) of its width and height."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word. Its box is in fractions (0..1) of the page as shown; ``start`` counts code points in its text."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str
    start: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """One line of a document's outline; ``page`` is 1-based, ``level`` 1 is the outermost."""

    level: int
    title: str
    page: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link on a PDF page, to be shown and never followed. ``page`` is where it leads in the same file, 0 outside.

    The box is in fractions (0..1) of the page as shown. ``target`` is the address or file as plain text, ``runs`` that
    it would start a program or script in another reader.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    page: int = 0
    target: str = ""
    runs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """What is said from ``start_ms`` to ``end_ms``, as plain text (lines are parted by a line feed)."""

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One set of captions: what to call it, its language as the file has it ("" unknown), its cues in order."""

    label: str
    language: str
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Captions:
    """The captions of a recording, those of a file beside it first. ``problems`` say what was left out."""

    tracks: tuple[Track, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSize:
    """A page's size as shown, in points (1/72 inch), after rotation."""

    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The pages of a PDF: their sizes as shown, in order, and the outline."""

    sizes: tuple[PageSize, ...]
    outline: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainText:
    """The plain text of an item; text citations count code points in ``text``.

    ``starts`` has the position of each page's first character (pages are joined by a form feed); (0,) without pages.
    """

    text: str
    starts: tuple[int, ...] = (0,)
    words: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A flowing document as inert HTML for a text browser, and the same as plain text.

    The HTML holds no script, no link that leads anywhere outside, no remote picture; pictures are data URIs. ``text``
    is what the text browser's ``toPlainText`` gives for it: citations count code points there. ``notes`` say what is
    not shown. ``breaks`` are the places in ``html`` where ``blocks`` are parted.
    """

    html: str
    text: str
    notes: tuple[str, ...] = ()
    words: int = 0
    breaks: tuple[int, ...] = ()

    @property
    def blocks(self) -> tuple[str, ...]:
        """The HTML in pieces that stand by themselves, each laid out quickly: show one after another, never halting.

        A text browser that sets the first and inserts the others at its end, each in a new block unless it begins with
        a table, has the same plain text as one that is given all of it.
        """
        return tuple(self.html[a:b] for a, b in pairwise((0, *self.breaks, len(self.html))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Waveform:
    """Loudness over time: one byte in ``low`` and ``high`` for each peak; 128 is silence, 0 and 255 full scale."""

    low: bytes
    high: bytes
    duration_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A part of a waveform that has just been read: peaks from ``first`` on."""

    first: int
    low: bytes
    high: bytes

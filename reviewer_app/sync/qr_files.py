"""QR frames as pictures on the disk, and back from pictures, moving pictures and videos of them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reviewer_app.errors import BadInput, Problem, ReviewerError, could_not
from reviewer_app.files import refuse_existing, written_whole
from reviewer_app.jobs import Job
from reviewer_app.sync import qr

if TYPE_CHECKING:
    from PIL.Image import Image as Shown

QUIET: Final = 4  # modules of white around a code (ISO/IEC 18004)
MOVING: Final = (".gif", ".png", ".webp")
_VIDEOS: Final = (".mp4", ".mov", ".mkv", ".webm", ".avi", ".m4v")
_PICTURES: Final = (".png", ".gif", ".webp", ".jpg", ".jpeg", ".bmp")
_SIDE: Final = 6  # pixels of a module
_WIDEST: Final = 1600  # pixels of a picture that is searched
_MOST_PIXELS: Final = 64_000_000
_SPARE: Final = 4  # one more frame for each four: a round may miss some


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """The codes that were written: ``pieces`` of them are needed, whichever they are."""

    paths: tuple[Path, ...]
    frames: int
    pieces: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file that was put together again, from so many codes of those that were seen."""

    data: bytes
    codes: int
    seen: int


def picture(text: str) -> Shown:
    """A frame's code, black on white with its quiet zone."""
    import numpy as np
    from PIL import Image

    dark = np.array(qr.matrix(text), dtype=bool)
    grey = np.where(np.pad(dark, QUIET), 0, 255).astype(np.uint8)
    return Image.fromarray(grey.repeat(_SIDE, axis=0).repeat(_SIDE, axis=1))


def write(data: bytes, dest: Path, job: Job | None = None) -> Frames:
    """A file's codes as one moving picture (.gif, .png, .webp) or, into a folder, as a picture each.

    BadInput ``too-large-for-qr``; ReviewerError ``file-exists`` and what the system refuses.
    """
    sent = qr.transfer(data)
    pieces = len(sent.pieces)
    count = pieces + -(-pieces // _SPARE) + 1
    moving = dest.suffix.lower() in MOVING
    if moving:
        refuse_existing(dest)
    texts = _told(sent, count, job or Job())
    try:
        paths = (_write_moving(texts, dest),) if moving else _write_each(texts, dest)
    except OSError as error:
        raise could_not("write the codes", error) from error
    return Frames(paths=paths, frames=count, pieces=pieces, seconds=count / qr.FRAMES_A_SECOND)


def _told(sent: qr.Transfer, count: int, job: Job) -> Iterator[Shown]:
    for index in range(count):
        job.report(index, count, f"Code {index + 1} of {count}")
        yield picture(sent.frame(index))


def _write_moving(pictures: Iterator[Shown], dest: Path) -> Path:
    first, rest = next(pictures), pictures
    step = round(1000 / qr.FRAMES_A_SECOND)
    kind = {".gif": "GIF", ".png": "PNG", ".webp": "WEBP"}[dest.suffix.lower()]
    with written_whole(dest, "write the codes") as stream:
        first.save(stream, kind, save_all=True, append_images=list(rest), duration=step, loop=0, lossless=True)
    return dest


def _write_each(pictures: Iterator[Shown], folder: Path) -> tuple[Path, ...]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, one in enumerate(pictures, 1):
        paths.append(folder / f"code-{number:04}.png")
        with written_whole(paths[-1], "write the codes") as stream:
            one.save(stream, "PNG")
    return tuple(paths)


def read(paths: Sequence[Path], job: Job | None = None) -> Found:
    """The file whose codes are in these pictures, videos and folders of them, in any order.

    BadInput ``no-codes``, ``qr-incomplete`` (with how many are missing) or ``qr-damaged``.
    """
    collector, work, seen = qr.Collector(), job or Job(), 0
    progress = qr.Progress(have=0, of=0)
    for path in _each(paths):
        for shown in _pictures(path):
            work.report(progress.have, progress.of, f"Reading {path.name}")
            for text in qr.read_picture(shown):
                seen += 1
                progress = collector.add(text)
            data = collector.finish_if_done()
            if data is not None:
                return Found(data=data, codes=progress.have, seen=seen)
    if not seen:
        raise _bad("no-codes", "No code was found in there.", "Give sharp pictures, or a video, of the whole code.")
    missing = progress.of - progress.have
    raise _bad(
        "qr-incomplete",
        f"{missing} of {progress.of} codes are missing still.",
        "Give more pictures together with these: whichever codes they show.",
    )


def _each(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix.lower() in (*_PICTURES, *_VIDEOS))
            yield from (p for p in inside if p.is_file() and not p.is_symlink())
        else:
            yield path


def _pictures(path: Path) -> Iterator[Any]:
    """Every picture of a file, grey; BadInput ``not-a-picture``."""
    try:
        yield from _of_video(path) if path.suffix.lower() in _VIDEOS else _of_picture(path)
    except (ReviewerError, MemoryError):
        raise
    except Exception as error:  # whatever a decoder makes of a hostile file
        if isinstance(error, OSError) and error.errno is not None:
            raise could_not("read the pictures", error) from error
        message = f"{path.name} is no picture or video that can be read."
        raise _bad("not-a-picture", message, "Give PNG, JPEG, GIF, WebP or a video.", path.name) from error


def _of_picture(path: Path) -> Iterator[Any]:
    import numpy as np
    from PIL import Image, ImageSequence

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(path) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise _bad("too-large", f"{path.name} is too large a picture.", "Make it smaller.", path.name)
            for one in ImageSequence.Iterator(opened):
                grey = one.convert("L")
                grey.thumbnail((_WIDEST, _WIDEST))
                yield np.asarray(grey)


def _of_video(path: Path) -> Iterator[Any]:
    import av

    with av.open(str(path)) as opened:
        for frame in opened.decode(video=0):
            width = min(_WIDEST, frame.width)
            height = max(2, round(frame.height * width / max(1, frame.width)))
            yield frame.reformat(width=width, height=height, format="gray").to_ndarray()


def _bad(code: str, message: str, hint: str, where: str = "") -> BadInput:
    problem = Problem(code=code, message=message, hint=hint, where=where)
    return BadInput(message, hint=hint, code=code, problems=(problem,))

"""Pictures by Pillow: upright, in RGB, scaled; the declared size is checked before anything is decoded."""

from __future__ import annotations

import importlib
import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from PIL import Image, ImageFile, ImageOps

from reviewer_app.errors import BadInput, Problem
from reviewer_app.evidence.formats import Format
from reviewer_app.evidence.source import Source
from reviewer_app.evidence.values import Picture, Probe, Status

DOTS_LIMIT = 160_000_000  # of a picture that is decoded as a whole
BYTES_LIMIT = 640_000_000  # of the decoded picture in memory
SHOWN_LIMIT = 40_000_000  # dots of a picture that is handed out
PROFILE_LIMIT = 4 << 20
FRAMES_LIMIT = 5000  # counted; beyond that "many"
_DECODERS = {"jpeg": "Jpeg", "png": "Png", "gif": "Gif", "webp": "WebP", "tiff": "Tiff", "bmp": "Bmp", "ico": "Ico",
             "avif": "Avif"}  # fmt: skip
_BYTES_PER_DOT = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2, "I;16L": 2}
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error, ZeroDivisionError)
_PROBE_DOTS = 400


@contextmanager
def _quietly() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def opened(source: Source) -> Image.Image:
    """The picture with only its header read; BadInput when it is none or declares an impossible size."""
    formats = _decoder(source.format.name)
    Image.MAX_IMAGE_PIXELS = None  # checked here, before decoding
    ImageFile.LOAD_TRUNCATED_IMAGES = True  # a broken colour profile or comment is no reason to show nothing
    source.stream.seek(0)
    try:
        with _quietly():
            image = Image.open(_Unclosed(source.stream), formats=formats)  # type: ignore[arg-type]
    except _BROKEN as error:
        raise _broken(source.format.title) from error
    if image.width <= 0 or image.height <= 0:
        raise _broken(source.format.title)
    return image


def _decoder(name: str) -> list[str]:
    """Load the one decoder that the content calls for, and name it: no other gets to see the file."""
    if name == "heif":
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)
        return ["HEIF"]
    importlib.import_module(f"PIL.{_DECODERS[name]}ImagePlugin")
    return [name.upper()]


class _Unclosed:
    """The stream without its ``close``: Pillow closes what it has read to the end."""

    def __init__(self, stream: Any) -> None:
        self.read, self.seek, self.tell = stream.read, stream.seek, stream.tell


def _broken(title: str) -> BadInput:
    return BadInput(f"This {title} is damaged and can't be shown.", hint="Ask for a new copy of it.", code="damaged")


def _too_large(image: Image.Image) -> BadInput:
    return BadInput(
        f"This picture is {image.width:,} by {image.height:,} dots, too large to be shown safely.",
        hint="Ask for a smaller copy of it.",
        code="too-large",
    )


def picture(source: Source, max_px: int, frame: int = 1) -> Picture:
    """The picture upright in RGB with neither side over ``max_px``."""
    return _picture(source, max_px, frame)[0]


def _picture(source: Source, max_px: int, frame: int) -> tuple[Picture, bool]:
    """The picture, and whether all of it could be decoded."""
    try:
        return _decoded(source, max_px, frame, whole=True), True
    except BadInput:
        raise
    except _BROKEN:
        try:
            return _decoded(source, max_px, frame, whole=False), False
        except BadInput:
            raise
        except _BROKEN as error:
            raise _broken(source.format.title) from error


def _decoded(source: Source, max_px: int, frame: int, *, whole: bool) -> Picture:
    with _quietly(), opened(source) as image:
        ImageFile.LOAD_TRUNCATED_IMAGES = not whole
        if frame > 1:
            image.seek(frame - 1)
        wide, high = image.size
        image.draft("RGB", (max_px, max_px))
        dots = image.width * image.height
        if dots > DOTS_LIMIT or dots * _BYTES_PER_DOT.get(image.mode, 4) > BYTES_LIMIT:
            raise _too_large(image)
        image.load()
        turned = _turned(image)
        if turned:
            wide, high = high, wide
        upright = ImageOps.exif_transpose(_in_rgb(_reduced(image, max_px))) if _oriented(image) else None
        shown = upright or _in_rgb(_reduced(image, max_px))
        shown.thumbnail(_within(shown, max_px), Image.Resampling.LANCZOS, reducing_gap=2.0)
        return Picture(
            width=shown.width, height=shown.height, rgb=shown.tobytes(), full_width=wide, full_height=high,
            frame=frame - 1,
        )  # fmt: skip


def _orientation(image: Image.Image) -> int:
    try:
        value = image.getexif().get(0x0112, 1)
    except _BROKEN:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _oriented(image: Image.Image) -> bool:
    return _orientation(image) != 1


def _turned(image: Image.Image) -> bool:
    """Whether showing it upright swaps width and height."""
    return _orientation(image) >= 5


def _within(image: Image.Image, max_px: int) -> tuple[int, int]:
    side = max(1, max_px)
    dots = image.width * image.height
    if dots > SHOWN_LIMIT:
        side = min(side, int(max(image.size) * (SHOWN_LIMIT / dots) ** 0.5))
    return side, side


def _reduced(image: Image.Image, max_px: int) -> Image.Image:
    """About twice as large as asked, cheaply, so that colour conversion works on few dots."""
    factor = max(image.size) // max(1, 2 * max_px)
    if factor < 2 or image.mode not in ("L", "RGB", "RGBA", "CMYK", "LA", "YCbCr", "RGBX"):
        return image
    small = image.reduce(factor)
    small.info = image.info
    if hasattr(image, "_exif"):
        small._exif = image._exif
    return small


def _in_rgb(image: Image.Image) -> Image.Image:
    """8-bit RGB: deep greys scaled, transparency laid on white, CMYK and wide colours by their own profile."""
    exif = image.getexif() if _oriented(image) else None
    result = _to_rgb(image)
    if exif is not None:
        result._exif = exif
    return result


def _to_rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        return _grey(image).convert("RGB")
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        clear = image.convert("RGBA")
        white = Image.new("RGB", clear.size, "white")
        white.paste(clear, mask=clear.getchannel("A"))
        return white
    if image.mode in ("RGB", "CMYK") and image.info.get("icc_profile"):
        return _by_profile(image)
    return image.convert("RGB")


def _grey(image: Image.Image) -> Image.Image:
    """A deep grey picture in 8 bits: 16 bits by their scale, anything else by its own darkest and lightest."""
    wide = image.convert("F")
    low, high = (0.0, 65535.0) if image.mode.startswith("I;16") else _extrema(wide)
    if image.mode == "I" and low >= 0 and 255 < high <= 65535:
        low, high = 0.0, 65535.0
    scale = 255.0 / ((high - low) or 1.0)
    return wide.point(lambda value: value * scale - low * scale).convert("L")


def _extrema(image: Image.Image) -> tuple[float, float]:
    low, high = image.getextrema()
    return float(low), float(high)  # type: ignore[arg-type]


def _by_profile(image: Image.Image) -> Image.Image:
    """Colours by the embedded profile; the plain conversion when the profile is no use."""
    from PIL import ImageCms

    profile = image.info["icc_profile"]
    if len(profile) > PROFILE_LIMIT:
        return image.convert("RGB")
    try:
        found = ImageCms.profileToProfile(
            image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, *_BROKEN):
        return image.convert("RGB")
    return found if found is not None else image.convert("RGB")


def probe(source: Source, kind: Format) -> Probe:
    """What the header says; ``try_picture`` completes it."""
    image = opened(source)
    wide, high = image.size
    if _turned(image):
        wide, high = high, wide
    rotation = {3: 180, 6: 90, 5: 90, 7: 270, 8: 270}.get(_orientation(image), 0)
    return Probe(
        kind=kind.kind,
        media_type=kind.media_type,
        title=kind.title,
        status=Status.OPEN,
        width=wide,
        height=high,
        rotation=rotation,
        frames=1,
        size=source.size,
    )


def try_picture(source: Source, found: Probe) -> Probe:
    """The same probe after the picture was decoded and its frames or pages counted."""
    _, whole = _picture(source, _PROBE_DOTS, 1)
    frames, more = _frames(source)
    problems = list(found.problems)
    if not whole:
        problems.append(
            Problem(
                code="cut-short",
                message="This picture is cut short: what could be decoded is shown.",
                hint="Ask for a new copy of it.",
            )
        )
    if more:
        problems.append(
            Problem(code="many-frames", message=f"It has more than {FRAMES_LIMIT:,} frames.", severity="note")
        )
    paged = found.media_type == "image/tiff"
    return replace(
        found,
        problems=tuple(problems),
        status=found.status if whole else Status.PARTIAL,
        frames=frames,
        pages=frames if paged else 0,
    )


def _frames(source: Source) -> tuple[int, bool]:
    """How many frames or pages can be reached, and whether counting stopped early (as for a loop of pages)."""
    count = 1
    with _quietly(), opened(source) as image:
        if source.format.name in ("webp", "png", "heif", "avif"):
            return int(getattr(image, "n_frames", 1)), False
        try:
            while count < FRAMES_LIMIT:
                image.seek(count)
                count += 1
        except _BROKEN:
            return count, False
    return count, True

"""Small real files for the evidence tests, made on the spot."""

from __future__ import annotations

import importlib
import io
import os
import struct
import zipfile
import zlib
from fractions import Fraction
from pathlib import Path
from typing import Any

from reviewer_app.evidence.vault import Recipe


def recipe(path: Path) -> Recipe:
    """How to open a file that lies open on the disk."""
    return Recipe(path=os.fspath(path), size=path.stat().st_size, sha256="")


def saved(folder: Path, name: str, data: bytes) -> Recipe:
    """Write bytes and say how to open them."""
    path = folder / name
    path.write_bytes(data)
    return recipe(path)


def pdf(pages: tuple[str, ...], *, password: str = "", rotation: int = 0) -> bytes:
    """A PDF with a line of text on each page."""
    pymupdf: Any = importlib.import_module("pymupdf")
    document = pymupdf.open()
    for text in pages:
        page = document.new_page(width=300, height=200)
        if text:
            page.insert_text((40, 60), text, fontsize=12)
        page.set_rotation(rotation)
    if len(pages) > 1:
        document.set_toc([[1, "First", 1], [2, "Second", 2]])
    if not password:
        return bytes(document.tobytes())
    return bytes(document.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw=password, owner_pw=password))


def docx(body: str, **parts: str) -> bytes:
    """A Word document from the XML of its body; ``parts`` adds others by name (``word_`` becomes ``word/``)."""
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    r = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    m = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    kinds = "http://schemas.openxmlformats.org/package/2006/content-types"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{kinds}"><Default Extension="rels" ContentType="application/vnd.'
        f'openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1" Type="{office}" '
        f'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {w} {r} {m}><w:body>{body}</w:body></w:document>",
        **parts,
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def para(text: str) -> str:
    """A paragraph's XML."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def picture(form: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any) -> bytes:
    """A picture: red in its left half, blue in its right."""
    from PIL import Image

    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    data = io.BytesIO()
    image.convert(mode).save(data, form, **options)
    return data.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """A PNG file that declares a huge picture; only its first ten rows are there."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    packer = zlib.compressobj(9)
    row = bytes(1 + width)
    rows = b"".join(packer.compress(row) for _ in range(10)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


FRAME_BITS = 12
RATE = 25


def clip(
    frames: int = 75, *, sound: bool = True, form: str = "mp4", codec: str = "libx264", gap: int = 0, turn: int = 0
) -> bytes:
    """A video whose frames carry their number as black and white bars (lowest bit first), with a tone beside it.

    ``gap`` leaves out every ``gap``-th step of time, so that frames come at a varying rate. ``turn`` is
    the display rotation in degrees, counter-clockwise, as phones write it.
    """
    import av
    import numpy

    data = io.BytesIO()
    options = {"sc_threshold": "0"} if codec == "libx264" else {}  # key frames every 20 and nowhere else
    with av.open(data, "w", format=form) as container:
        video: Any = container.add_stream(codec, rate=RATE, options=options)
        video.width, video.height, video.pix_fmt, video.gop_size = 32 * FRAME_BITS, 96, "yuv420p", 20
        if turn:
            video.set_display_rotation(turn)
        video.time_base = video.codec_context.time_base = Fraction(1, RATE * 4)
        audio: Any = (
            container.add_stream("aac" if form == "mp4" else "libopus", rate=48000, layout="mono") if sound else None
        )
        for number in range(frames):
            dots = numpy.zeros((96, 32 * FRAME_BITS, 3), numpy.uint8)
            for bit in range(FRAME_BITS):
                if number >> bit & 1:
                    dots[:, 32 * bit : 32 * bit + 32] = 255
            picture = av.VideoFrame.from_ndarray(dots, format="rgb24")
            picture.pts, picture.time_base = time_of(number, gap), Fraction(1, RATE * 4)
            container.mux(video.encode(picture))
        container.mux(video.encode(None))
        if audio is not None:
            _tone(container, audio, frames / RATE)
    return data.getvalue()


def time_of(number: int, gap: int) -> int:
    """The time of a frame in hundredths of a second."""
    return 4 * number + (2 * (number // gap) if gap else 0)


def _tone(container: Any, stream: Any, seconds: float) -> None:
    """Silence in the first half, a loud tone in the second."""
    import av
    import numpy

    total = int(seconds * 48000)
    wave = numpy.sin(numpy.arange(total) * 0.06) * 20000
    wave[: total // 2] = 0
    for start in range(0, total - 960, 960):
        frame = av.AudioFrame.from_ndarray(wave[None, start : start + 960].astype("int16"), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 48000, start, Fraction(1, 48000)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def number_in(rgb: bytes, width: int, height: int) -> int:
    """The frame number that a picture of such a clip shows."""
    row = height // 2
    found = 0
    for bit in range(FRAME_BITS):
        x = int((bit + 0.5) * width / FRAME_BITS)
        place = (row * width + x) * 3
        found |= (rgb[place] > 127) << bit
    return found


def tone() -> bytes:
    """Two seconds of sound without a picture, in an MP4."""
    import av

    data = io.BytesIO()
    with av.open(data, "w", format="mp4") as container:
        _tone(container, container.add_stream("aac", rate=48000, layout="mono"), 2.0)
    return data.getvalue()


def nested_pdf() -> bytes:
    """A page that draws a form that draws a form ten times, and so on: 10^12 lines."""
    out, places = b"%PDF-1.4\n", []
    forms = 12
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>",
        b"<</Length 4>>stream\n/F Do\nendstream",
    ]
    for n in range(forms):
        lines = b"/F Do " * 10 if n < forms - 1 else b"0 0 m 9 9 l S " * 10
        inner = b"/Resources<</XObject<</F %d 0 R>>>>" % (6 + n) if n < forms - 1 else b""
        head = b"<</Type/XObject/Subtype/Form/BBox[0 0 300 300]%s/Length %d>>" % (inner, len(lines))
        bodies.append(head + b"stream\n" + lines + b"\nendstream")
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(bodies) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + (
        b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    )  # fmt: skip

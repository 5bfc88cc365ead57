"""What type a file is, from its bytes alone. A name never counts: candidates rename, and attackers do too."""

from __future__ import annotations

import re
import struct
import zipfile
from typing import BinaryIO

from reviewer_app.evidence.formats import FORMATS, Format

HEAD = 8192
_PDF_WITHIN = 1024  # where readers still accept "%PDF-"

_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"\xff\xd8\xff", "jpeg"),
    (0, b"GIF87a", "gif"),
    (0, b"GIF89a", "gif"),
    (0, b"II*\0", "tiff"),
    (0, b"MM\0*", "tiff"),
    (0, b"II+\0", "tiff"),
    (0, b"MM\0+", "tiff"),
    (0, b"\0\0\1\0", "ico"),
    (0, b"{\\rtf", "rtf"),
    (0, b"\x1aE\xdf\xa3", "matroska"),
    (0, b"0&\xb2u\x8ef\xcf\x11", "asf"),
    (0, b"OggS", "ogg"),
    (0, b"fLaC", "flac"),
    (0, b"FLV\1", "flv"),
    (0, b"#!AMR", "amr"),
    (0, b".snd", "au"),
    (0, b"caff", "caf"),
    (0, b"\0\0\1\xba", "mpeg"),
    (0, b"\0\0\1\xb3", "mpegvideo"),
)
_RIFF = {b"WEBP": "webp", b"AVI ": "avi", b"WAVE": "wav"}
_BOXES = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"moof", b"styp")
_IMAGE_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"mif2", b"1pic", b"MiHE"}
_PLAYLISTS = re.compile(
    rb"\s*(#EXTM3U|ffconcat|\[playlist\]|v=0\r?\no=|<\?wpl|<asx|<smil|<MPD|\[Reference\]|RTSPtext|<\?xml[^>]*>\s*<(MPD|smil|asx))",
    re.I,
)
_HTML = re.compile(rb"\s*(<!--.{0,500}?-->\s*)*<(!doctype\s+html|html|head|body|title)\b", re.I | re.S)
_SVG = re.compile(
    rb"\s*(<\?xml[^>]*\?>\s*)?(<!--.{0,2000}?-->\s*|<!DOCTYPE\s+svg.{0,3000}?>\s*)*<(svg:)?svg\b", re.I | re.S
)
_XML_ROOT_SVG = re.compile(rb"<!DOCTYPE\s+\w+\s*\[.{0,6000}?\]>\s*<svg\b", re.I | re.S)
_SHORTCUT = re.compile(rb"\s*(\[InternetShortcut\]|\[Desktop Entry\])", re.I)
_SRT = re.compile(rb"\s*\d+[ \t]*\r?\n\s*\d+:\d\d:\d\d[,.]\d+\s*-->")
_MARKDOWN = re.compile(r"^(#{1,6} \S|[-*+] \S|> \S|\d+\. \S|```|\|.+\|)|\*\*[^*\n]+\*\*|\[[^\]\n]+\]\([^)\n]+\)", re.M)
_HEADING = re.compile(r"^#{1,6} \S", re.M)


def sniff(stream: BinaryIO, size: int) -> Format:
    """The format of a file by its content; ``FORMATS["unknown"]`` when nothing fits."""
    stream.seek(0)
    head = stream.read(HEAD)
    if not head:
        return FORMATS["empty"]
    name = _binary(head) or _container(stream, head) or _media(stream, head, size) or _textual(head)
    return FORMATS[name or "unknown"]


def _binary(head: bytes) -> str:
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return "pdf"
    for offset, magic, name in _SIGNATURES:
        if head.startswith(magic, offset):
            return _matroska(head) if name == "matroska" else name
    if head[:4] in (b"RIFF", b"RF64", b"BW64"):
        return _RIFF.get(head[8:12], "")
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return "aiff"
    if (
        head[:2] == b"BM"
        and len(head) >= 18
        and struct.unpack_from("<I", head, 14)[0] in (12, 16, 40, 52, 56, 64, 108, 124)
    ):
        return "bmp"
    return ""


def _matroska(head: bytes) -> str:
    return "webm" if b"webm" in head[:64] else "matroska"


def _container(stream: BinaryIO, head: bytes) -> str:
    if head[:4] in (b"PK\3\4", b"PK\5\6", b"PK\7\x08"):
        return _zip(stream)
    if head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        stream.seek(0)
        return "locked" if "EncryptedPackage".encode("utf-16-le") in stream.read(1 << 20) else "ole"
    return ""


def _zip(stream: BinaryIO) -> str:
    """Which kind of document a zip is, from the names in its directory."""
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
            if "mimetype" in names:
                kind = archive.read("mimetype")[:100].decode("ascii", "replace") if _small(archive) else ""
                for name in ("odt", "ods", "odp"):
                    if kind.startswith(FORMATS[name].media_type):
                        return name
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return _cut_zip(stream)
    for folder, name in (("word/", "docx"), ("ppt/", "pptx"), ("xl/", "xlsx")):
        if any(n.lstrip("/").lower().startswith(folder) for n in names):
            return name
    return "docx" if "[Content_Types].xml" in names else "zip"


def _small(archive: zipfile.ZipFile) -> bool:
    return archive.getinfo("mimetype").file_size < 1000


def _cut_zip(stream: BinaryIO) -> str:
    """A zip without its directory still says by its first entries what it was meant to be."""
    stream.seek(0)
    head = stream.read(HEAD)
    for folder, name in ((b"word/", "docx"), (b"ppt/", "pptx"), (b"xl/", "xlsx")):
        if folder in head:
            return name
    return "docx" if b"[Content_Types].xml" in head else "zip"


def _media(stream: BinaryIO, head: bytes, size: int) -> str:
    if head[4:8] == b"ftyp":
        return _brand(head)
    if head[4:8] in _BOXES:
        return "mov"
    if len(head) >= 377 and head[0] == head[188] == head[376] == 0x47:
        return "mpegts"
    if head[:3] == b"ID3":
        return _after_tag(stream, head, size)
    return _frame_sync(head)


def _brand(head: bytes) -> str:
    end = min(struct.unpack_from(">I", head)[0], 512)
    brands = [head[8:12], *(head[i : i + 4] for i in range(16, max(end, 16), 4))]
    if b"avif" in brands[:1] or b"avis" in brands[:1]:
        return "avif"
    if brands[0] in _IMAGE_BRANDS:
        return "avif" if b"avif" in brands else "heif"
    if brands[0] in (b"M4A ", b"M4B "):
        return "m4a"
    if brands[0].startswith(b"qt"):
        return "mov"
    return "3gp" if brands[0].startswith((b"3gp", b"3g2")) else "mp4"


def _after_tag(stream: BinaryIO, head: bytes, size: int) -> str:
    """An ID3 tag may stand before more than MP3."""
    a, b, c, d = head[6:10]
    length = 10 + (a << 21 | b << 14 | c << 7 | d)
    if length < size:
        stream.seek(length)
        after = stream.read(4)
        if after == b"fLaC":
            return "flac"
        if after[:1] == b"\xff" and len(after) > 1 and after[1] & 0xF6 == 0xF0:
            return "aac"
    return "mp3"


def _frame_sync(head: bytes) -> str:
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0 or head[:2] == b"\xff\xfe":  # FF FE is UTF-16
        return ""
    if head[1] & 0xF6 == 0xF0:
        return "aac"
    bit_rate, sample_rate, layer = head[2] >> 4, (head[2] >> 2) & 3, (head[1] >> 1) & 3
    return "mp3" if layer and bit_rate != 15 and sample_rate != 3 else ""


def _textual(head: bytes) -> str:
    for pattern, name in (
        (_PLAYLISTS, "playlist"), (_SHORTCUT, "shortcut"), (_HTML, "html"), (_SVG, "svg"), (_SRT, "srt")
    ):  # fmt: skip
        if pattern.match(head.removeprefix(b"\xef\xbb\xbf")):
            return name
    if _XML_ROOT_SVG.search(head):
        return "svg"
    if head.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT"):
        return "vtt"
    from reviewer_app.evidence.encoding import looks_like_text

    text = looks_like_text(head)
    if text is None:
        return ""
    marks = len(_MARKDOWN.findall(text))
    return "markdown" if marks >= 3 and _HEADING.search(text) else "text"


def second_opinion(head: bytes) -> str:
    """What puremagic calls it, to say what the file is that can't be shown; "" when it does not know either."""
    import puremagic

    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ""
    return str(found[0].name) if found else ""

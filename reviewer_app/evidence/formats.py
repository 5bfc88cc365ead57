"""The file types the readers know: what they are called, how they are looked at, and by which demuxer."""

from __future__ import annotations

from dataclasses import dataclass

from reviewer_app.domain.submission import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One file type. ``reader`` names who shows it (empty: nobody); ``demuxer`` is FFmpeg's name for it."""

    name: str
    kind: Kind
    media_type: str
    title: str
    reader: str = ""
    demuxer: str = ""


def _media(name: str, kind: Kind, media_type: str, title: str, demuxer: str = "") -> Format:
    return Format(name=name, kind=kind, media_type=media_type, title=title, reader="media", demuxer=demuxer or name)


def _image(name: str, media_type: str, title: str) -> Format:
    return Format(name=name, kind=Kind.IMAGE, media_type=media_type, title=title, reader="image")


def _text(name: str, media_type: str, title: str) -> Format:
    return Format(name=name, kind=Kind.TEXT, media_type=media_type, title=title, reader="text")


def _document(name: str, media_type: str, title: str, reader: str) -> Format:
    return Format(name=name, kind=Kind.DOCUMENT, media_type=media_type, title=title, reader=reader)


def _other(name: str, media_type: str, title: str, kind: Kind = Kind.OTHER) -> Format:
    return Format(name=name, kind=kind, media_type=media_type, title=title)


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
_TABLE = (
    Format(name="pdf", kind=Kind.PDF, media_type="application/pdf", title="PDF document", reader="pdf"),
    Format(
        name="docx",
        kind=Kind.DOCUMENT,
        media_type=_OOXML + "wordprocessingml.document",
        title="Word document",
        reader="docx",
    ),
    _media("mp4", Kind.VIDEO, "video/mp4", "MP4 video", "mov"),
    _media("m4a", Kind.AUDIO, "audio/mp4", "M4A recording", "mov"),
    _media("mov", Kind.VIDEO, "video/quicktime", "QuickTime video", "mov"),
    _media("3gp", Kind.VIDEO, "video/3gpp", "3GP video", "mov"),
    _media("matroska", Kind.VIDEO, "video/x-matroska", "Matroska video"),
    _media("webm", Kind.VIDEO, "video/webm", "WebM video", "matroska"),
    _media("avi", Kind.VIDEO, "video/x-msvideo", "AVI video"),
    _media("asf", Kind.VIDEO, "video/x-ms-wmv", "Windows Media video"),
    _media("flv", Kind.VIDEO, "video/x-flv", "Flash video"),
    _media("mpegts", Kind.VIDEO, "video/mp2t", "MPEG transport stream"),
    _media("mpeg", Kind.VIDEO, "video/mpeg", "MPEG video"),
    _media("mpegvideo", Kind.VIDEO, "video/mpeg", "MPEG video"),
    _media("ogg", Kind.AUDIO, "audio/ogg", "Ogg recording"),
    _media("wav", Kind.AUDIO, "audio/wav", "WAV recording"),
    _media("flac", Kind.AUDIO, "audio/flac", "FLAC recording"),
    _media("mp3", Kind.AUDIO, "audio/mpeg", "MP3 recording"),
    _media("aac", Kind.AUDIO, "audio/aac", "AAC recording"),
    _media("aiff", Kind.AUDIO, "audio/aiff", "AIFF recording"),
    _media("amr", Kind.AUDIO, "audio/amr", "AMR recording"),
    _media("au", Kind.AUDIO, "audio/basic", "AU recording"),
    _media("caf", Kind.AUDIO, "audio/x-caf", "CAF recording"),
    _image("jpeg", "image/jpeg", "JPEG picture"),
    _image("png", "image/png", "PNG picture"),
    _image("gif", "image/gif", "GIF picture"),
    _image("webp", "image/webp", "WebP picture"),
    _image("tiff", "image/tiff", "TIFF picture"),
    _image("bmp", "image/bmp", "BMP picture"),
    _image("heif", "image/heic", "HEIC picture"),
    _image("avif", "image/avif", "AVIF picture"),
    _image("ico", "image/x-icon", "icon"),
    _text("text", "text/plain", "text file"),
    _text("markdown", "text/markdown", "Markdown text"),
    _text("html", "text/html", "web page"),
    _text("srt", "application/x-subrip", "SRT captions"),
    _text("vtt", "text/vtt", "WebVTT captions"),
    _document("pptx", _OOXML + "presentationml.presentation", "PowerPoint presentation", "pptx"),
    _document("xlsx", _OOXML + "spreadsheetml.sheet", "Excel workbook", "xlsx"),
    _document("odt", _ODF + "text", "OpenDocument text", "odf"),
    _document("ods", _ODF + "spreadsheet", "OpenDocument spreadsheet", "odf"),
    _document("odp", _ODF + "presentation", "OpenDocument presentation", "odf"),
    _document("rtf", "application/rtf", "RTF document", "rtf"),
    Format(name="svg", kind=Kind.IMAGE, media_type="image/svg+xml", title="SVG drawing", reader="svg"),
    _other("zip", "application/zip", "zip archive"),
    _other("ole", "application/x-ole-storage", "old Office document", Kind.DOCUMENT),
    _other("locked", "application/x-ole-storage", "password-protected Office document", Kind.DOCUMENT),
    _other("playlist", "text/plain", "playlist"),
    _other("shortcut", "text/plain", "internet shortcut", Kind.LINK),
    _other("empty", "application/x-empty", "empty file"),
    _other("unknown", "application/octet-stream", "file"),
)
FORMATS = {f.name: f for f in _TABLE}

_MP4 = ("mp4", "mov", "m4a", "3gp")  # one container under many names
_WORDS = ("text", "markdown", "srt", "vtt")
# The extensions that say what a file is, and what it may be then.
EXTENSIONS: dict[str, tuple[str, ...]] = {
    "pdf": ("pdf",),
    **dict.fromkeys(("docx", "docm", "dotx", "dotm"), ("docx", "locked")),
    **dict.fromkeys(("pptx", "pptm", "ppsx"), ("pptx", "locked")),
    **dict.fromkeys(("xlsx", "xlsm", "xltx"), ("xlsx", "locked")),
    **dict.fromkeys(("doc", "xls", "ppt"), ("ole", "locked")),
    **{
        name: (name,) for name in ("odt", "ods", "odp", "rtf", "svg", "zip", "png", "gif", "webp", "bmp", "avif", "ico")
    },
    **dict.fromkeys(("jpg", "jpeg"), ("jpeg",)),
    **dict.fromkeys(("tif", "tiff"), ("tiff",)),
    **dict.fromkeys(("heic", "heif", "hif"), ("heif",)),
    **dict.fromkeys(("txt", "md", "markdown", "srt", "vtt", "csv"), _WORDS),
    **dict.fromkeys(("html", "htm"), ("html",)),
    **dict.fromkeys(("mp4", "m4v", "mov", "m4a", "m4b", "3gp", "3g2"), _MP4),
    **dict.fromkeys(("mkv", "webm"), ("matroska", "webm")),
    **dict.fromkeys(("wmv", "wma", "asf"), ("asf",)),
    **dict.fromkeys(("mpg", "mpeg", "ts", "m2ts", "ps"), ("mpeg", "mpegvideo", "mpegts")),
    **dict.fromkeys(("ogg", "oga", "ogv", "opus"), ("ogg",)),
    **{name: (name,) for name in ("avi", "flv", "wav", "flac", "mp3", "aac", "amr", "caf")},
    **dict.fromkeys(("aif", "aiff"), ("aiff",)),
}

"""Names of files in sealed files: which are safe, which are twins, and how to show an odd one."""

from __future__ import annotations

import re
import unicodedata

MAX_NAME = 1024  # characters of a whole path
MAX_DEPTH = 32  # folders in one path
_DRIVE = re.compile(r"[A-Za-z]:")
_TRICKY = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_ESCAPED = re.compile(r"%(0[AaDd]|25)")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?")
_FORBIDDEN = frozenset('<>:"|?*')


def shown(name: str) -> str:
    """A name as it may stand on a screen: what is invisible, changes direction or breaks the line is escaped."""
    text = "".join(_visible(c) for c in name[:160])
    return text + "…" if len(name) > 160 else text


def tricky(text: str) -> bool:
    """Whether a text has signs that no line of plain text needs: controls, line ends, changes of direction."""
    return _TRICKY.search(text) is not None


def plain(text: str) -> str:
    """A text of several lines as it may go to a terminal: what could move the cursor or the reading is escaped."""
    return _TRICKY.sub(lambda m: m[0] if m[0] in "\n\t" else _visible(m[0]), text)


def _visible(char: str) -> str:
    if char == " " or (unicodedata.category(char)[0] not in "CZ" and not unicodedata.combining(char)):
        return char
    if unicodedata.category(char) in ("Mn", "Mc", "Me"):
        return char  # an accent
    number = ord(char)
    return f"\\x{number:02x}" if number < 256 else f"\\u{{{number:x}}}"


def unsafe(path: str) -> tuple[str, str] | None:
    """The code and words for a path that must not be used, or None when it is a plain relative path."""
    if path.startswith(("\\\\", "//")):
        return "unc-path", "names another computer"
    if path.startswith("/"):
        return "absolute-path", "is an absolute path"
    if _DRIVE.match(path):
        return "drive-letter", "starts with a drive letter"
    parts = path.split("/")
    if ".." in parts or ".." in path.split("\\"):
        return "path-outside", "points outside the folder (..)"
    if "\\" in path:
        return "backslash", "has a backslash"
    if "\0" in path or "" in parts or "." in parts:
        return "bad-path", "is not a plain path"
    if not path.isascii() and any(0xD800 <= ord(c) < 0xE000 for c in path):
        return "name-encoding", "has a name that is not UTF-8"
    if len(path) > MAX_NAME or len(parts) > MAX_DEPTH:
        return "path-too-long", f"is too long or lies more than {MAX_DEPTH} folders deep"
    return None


def odd(path: str) -> bool:
    """Whether a safe path can't exist on every system or hides what it is (reserved, invisible or forbidden signs)."""
    return any(
        part[-1] in " ."
        or _RESERVED.fullmatch(part) is not None
        or any(c in _FORBIDDEN or unicodedata.category(c) in ("Cc", "Cf", "Co", "Cn", "Zl", "Zp") for c in part)
        for part in path.split("/")
    )


def folded(path: str) -> str:
    """The same text for paths that some file system would take for one (case, composed or decomposed accents)."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).casefold())


def composed(path: str) -> str:
    """The path with its accents composed (NFC)."""
    return path if path.isascii() else unicodedata.normalize("NFC", path)


def percent_encoded(path: str) -> str:
    """A path as a BagIt manifest lists it (RFC 8493, 2.1.3): only %, CR and LF are encoded."""
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def percent_decoded(path: str) -> str:
    """The path that a BagIt manifest means; other percent signs stand for themselves."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), path)

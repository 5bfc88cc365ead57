"""BagIt tag files: bagit.txt, bag-info.txt, manifests and fetch.txt (RFC 8493 and its drafts since 0.93)."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from reviewer_app.bundles.names import percent_decoded, shown, unsafe
from reviewer_app.bundles.zipdir import ASK
from reviewer_app.errors import Problem

NEWEST = (1, 0)
DIGITS = {"md5": 32, "sha1": 40, "sha224": 56, "sha256": 64, "sha384": 96, "sha512": 128}
DIGITS |= {"sha3224": 56, "sha3256": 64, "sha3384": 96, "sha3512": 128, "blake2b512": 128, "blake2s256": 64}
HASHLIB = {"sha3224": "sha3_224", "sha3256": "sha3_256", "sha3384": "sha3_384", "sha3512": "sha3_512"}
HASHLIB |= {"blake2b512": "blake2b", "blake2s256": "blake2s"}
MOST_LINES = 1_000_000
_LINE = re.compile(r"[^\r\n]+")
_ENTRY = re.compile(r"([0-9A-Fa-f]+)[ \t]+(.+)")
_EXACT = (r"BagIt-Version: ([0-9]+)\.([0-9]+)", r"Tag-File-Character-Encoding: (\S+)")
_STRICT = tuple(form + r"[ \t]*" for form in _EXACT)
_LOOSE = (
    r"(?i)BagIt-Version[ \t]*:[ \t]*([0-9]+)\.([0-9]+)[ \t]*",
    r"(?i)Tag-File-Character-Encoding[ \t]*:[ \t]*(\S+)[ \t]*",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What bagit.txt says."""

    version: tuple[int, int]
    encoding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A manifest line: the digest in lower case, the path that is meant, and the path as it was written."""

    digest: str
    path: str
    written: str


def problem(code: str, message: str, where: str, *, hint: str = ASK, note: bool = False) -> Problem:
    """A problem (or note) with a place in the bag."""
    return Problem(
        code=code, message=message, hint="" if note else hint, where=where, severity="note" if note else "error"
    )


def read_declaration(data: bytes) -> tuple[Declaration | None, list[Problem]]:
    """bagit.txt: two lines, UTF-8, no byte order mark; since 1.0 also no stray spaces."""
    if data.startswith(codecs.BOM_UTF8):
        return None, [problem("bagit-bom", "bagit.txt starts with a byte order mark, which it must not.", "bagit.txt")]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None, [problem("bagit-txt", "bagit.txt is not UTF-8 text.", "bagit.txt")]
    lines = re.split(r"\r\n|\n|\r", text)
    while len(lines) > 2 and not lines[-1]:
        lines.pop()
    loose = [re.fullmatch(form, line) for form, line in zip(_LOOSE, lines, strict=False)]
    if len(lines) != 2 or loose[0] is None or loose[1] is None:
        message = "bagit.txt must have two lines: “BagIt-Version: 1.0” and “Tag-File-Character-Encoding: UTF-8”."
        return None, [problem("bagit-txt", message, "bagit.txt")]
    version = int(loose[0][1][:6]), int(loose[0][2][:6])
    if version > NEWEST:
        shown_version = f"{version[0]}.{version[1]}"
        message = f"The bag is of BagIt version {shown_version}; this program knows versions up to 1.0."
        return None, [problem("newer-format", message, "bagit.txt", hint="Update the program, then try again.")]
    found = []
    if not all(re.fullmatch(form, line) for form, line in zip(_EXACT, lines, strict=True)):
        harmless = version < NEWEST or all(re.fullmatch(form, line) for form, line in zip(_STRICT, lines, strict=True))
        message = "bagit.txt has spaces or capitals that are out of place."
        found.append(problem("bagit-txt-spaces", message, "bagit.txt", note=harmless))
    encoding = loose[1][1]
    if not _is_text_encoding(encoding):
        message = f"The character encoding “{shown(encoding)}” in bagit.txt is not known."
        return None, [*found, problem("bagit-encoding", message, "bagit.txt")]
    return Declaration(version=version, encoding=encoding), found


def _is_text_encoding(name: str) -> bool:
    try:
        return codecs.lookup(name)._is_text_encoding and bool("a\n".encode(name))
    except (LookupError, ValueError):
        return False


def decoded(data: bytes, encoding: str, name: str) -> tuple[str, list[Problem]]:
    """The text of a tag file; a UTF-8 byte order mark is dropped and noted."""
    found = []
    if data.startswith(codecs.BOM_UTF8) and codecs.lookup(encoding).name == "utf-8":
        data = data[3:]
        found.append(problem("byte-order-mark", f"{name} starts with a byte order mark.", name, note=True))
    try:
        return data.decode(encoding), found
    except (UnicodeError, ValueError):
        return "", [problem("tag-encoding", f"{name} is not text in the encoding {shown(encoding)}.", name)]


def read_info(text: str, name: str, version: tuple[int, int]) -> tuple[list[tuple[str, str]], list[Problem]]:
    """bag-info.txt: labels and values in order; a line that starts with a space continues the one before."""
    pairs: list[tuple[str, str]] = []
    for n, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        if not line.strip():
            continue
        label, colon, value = line.partition(":")
        if line[0] in " \t" and pairs:
            pairs[-1] = pairs[-1][0], f"{pairs[-1][1]} {line.strip()}"
        elif not colon or not label.strip() or line[0] in " \t":
            return pairs, [problem("bag-info", f"{name}, line {n}, is not of the form “Label: value”.", name)]
        elif version >= NEWEST and label != label.strip():
            return pairs, [problem("bag-info", f"{name}, line {n}, has a space before the colon.", name)]
        else:
            pairs.append((label.strip(), value.strip()))
    return pairs, []


def read_manifest(text: str, name: str, algorithm: str, version: tuple[int, int]) -> Iterator[Listed | Problem]:
    """The lines of a manifest, or what is wrong with them."""
    for n, found in enumerate(_LINE.finditer(text), 1):
        line = found[0]
        if n > MOST_LINES:
            yield problem("manifest-too-long", f"{name} has more than {MOST_LINES:,} lines.", name)
            return
        entry = _ENTRY.fullmatch(line)
        if entry is None or len(entry[1]) != DIGITS[algorithm]:
            yield problem("manifest-line", f"{name}, line {n}, is not a checksum and a path.", f"{name}:{n}")
            continue
        written = entry[2]
        path = percent_decoded(written) if version >= NEWEST or "%0" in written else written
        while path.startswith("./"):
            path = path[2:]
        if why := unsafe(path.removeprefix("*")):
            yield problem(why[0], f"{name}, line {n}: “{shown(path)}” {why[1]}.", f"{name}:{n}")
            continue
        yield Listed(digest=entry[1].lower(), path=path, written=written)


def read_fetch(text: str, version: tuple[int, int]) -> Iterator[str | Problem]:
    """The payload paths that fetch.txt says are elsewhere, or what is wrong with its lines."""
    for n, found in enumerate(_LINE.finditer(text), 1):
        parts = found[0].split(None, 2)
        where = f"fetch.txt:{n}"
        if len(parts) < 3 or not re.fullmatch(r"-|[0-9]{1,18}", parts[1]):
            yield problem("fetch-line", f"fetch.txt, line {n}, is not an address, a length and a path.", where)
            continue
        path = percent_decoded(parts[2]) if version >= NEWEST or "%0" in parts[2] else parts[2]
        path = path.removeprefix("./")
        if why := unsafe(path):
            yield problem(why[0], f"fetch.txt, line {n}: “{shown(path)}” {why[1]}.", where)
        elif not path.startswith("data/"):
            yield problem("path-outside", f"fetch.txt, line {n}: “{shown(path)}” does not lie in data/.", where)
        else:
            yield path

"""The zip of an Office document, read with bounds and made harmless before any library sees it."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from reviewer_app.errors import BadInput

PART_LIMIT = 120 << 20  # bytes of one unpacked part
TOTAL_LIMIT = 400 << 20
PARTS_LIMIT = 20_000
PARAGRAPH_LIMIT = 10_000
_CHUNK = 1 << 20
_NESTED_ENTITY = re.compile(r"&[^#;\s]{1,200};")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What a part refers to: the last word of the relation's type, and a part's name or, ``outside``, an address."""

    kind: str
    target: str
    outside: bool


def damaged() -> BadInput:
    """The package or a part of it can't be read."""
    return BadInput("This document is damaged and can't be opened.", hint="Ask for a new copy of it.", code="damaged")


def _bomb() -> BadInput:
    return BadInput(
        "This document unpacks to more than is allowed, so it was not opened.",
        hint="It may be built to fill memory. Ask for a new copy of it.",
        code="too-large",
    )


def parts(data: bytes) -> dict[str, bytes]:
    """The parts by name; counted by what they really unpack to. Parts that can't be read are left out."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise damaged() from error
    found: dict[str, bytes] = {}
    total = 0
    with archive:
        entries = archive.infolist()
        if len(entries) > PARTS_LIMIT:
            raise _bomb()
        for entry in entries:
            content = _part(archive, entry)
            total += len(content or b"")
            if total > TOTAL_LIMIT:
                raise _bomb()
            if content is not None:
                found[entry.filename.lstrip("/").replace("\\", "/")] = content
    return found


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | None:
    if entry.is_dir():
        return None
    try:
        with archive.open(entry) as stream:
            content = bytearray()
            while chunk := stream.read(_CHUNK):
                content += chunk
                if len(content) > PART_LIMIT:
                    raise _bomb()
            return bytes(content)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, RuntimeError, KeyError):
        return None
    except Exception as error:
        if type(error).__module__ in ("zlib", "_lzma", "lzma"):
            return None
        raise


def tree(content: bytes) -> Any:
    """A part as an XML tree: no entity resolved, no DTD read, nothing fetched. BadInput when not well-formed."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise (_bomb() if "amplification" in str(error) else damaged()) from error
    internal = root.getroottree().docinfo.internalDTD
    if internal is not None:
        contents = [e.content or "" for e in internal.iterentities()]
        if sum(map(len, contents)) > 10_000 or any(_NESTED_ENTITY.search(c) for c in contents):
            raise _bomb()
    for reference in list(root.iter(etree.Entity)):
        remove(reference)
    return root


def remove(node: Any) -> None:
    """Take a node out and keep the text behind it."""
    parent, tail = node.getparent(), node.tail or ""
    before = node.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(node)


def to_bytes(root: Any) -> bytes:
    """A tree as a part again, without any document type."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True, doctype=None))


def shorten(root: Any, limit: int = PARAGRAPH_LIMIT) -> int:
    """Cut everything after the paragraph number ``limit``; how many paragraphs were cut."""
    paragraphs = root.iter(f"{W}p")
    for _ in range(limit):
        if next(paragraphs, None) is None:
            return 0
    first = next(paragraphs, None)
    if first is None:
        return 0
    cut = 1 + sum(1 for _ in paragraphs)
    node = first
    while node is not None and node.getparent() is not None:
        for later in list(node.itersiblings()):
            later.getparent().remove(later)
        node = node.getparent()
    first.getparent().remove(first)
    return cut


def packed(found: dict[str, bytes]) -> io.BytesIO:
    """Parts as a zip in memory."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as archive:
        for name, content in found.items():
            archive.writestr(name, content)
    data.seek(0)
    return data


def relations(found: dict[str, bytes]) -> Iterator[tuple[str, str, str, bool]]:
    """Every relationship: the part that holds it, the last word of its type, its target, whether it leads outside."""
    for name, _, kind, target, outside in _relations(found):
        yield name, kind, target, outside


def _relations(found: dict[str, bytes]) -> Iterator[tuple[str, str, str, str, bool]]:
    for name, content in found.items():
        if name.endswith(".rels"):
            try:
                root = tree(content)
            except BadInput:
                continue
            for relation in root:
                if isinstance(relation.tag, str):
                    kind = str(relation.get("Type", "")).rpartition("/")[2]
                    target, outside = str(relation.get("Target", "")), relation.get("TargetMode") == "External"
                    yield name, str(relation.get("Id", "")), kind, target, outside


def related(found: dict[str, bytes], part: str) -> dict[str, Relation]:
    """What a part refers to, by the id of the relation; targets inside are names of parts."""
    folder, _, name = part.rpartition("/")
    content = found.get(f"{folder}/_rels/{name}.rels".lstrip("/"))
    result: dict[str, Relation] = {}
    for _, identity, kind, target, outside in _relations({".rels": content} if content else {}):
        if not outside:
            target = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
        result[identity] = Relation(kind=kind, target=target, outside=outside)
    return result


def has_entities(root: Any) -> bool:
    """Whether the part came with a document type of its own, which no Office program writes."""
    return root.getroottree().docinfo.internalDTD is not None


def main_part(found: dict[str, bytes], usual: str) -> str | None:
    """The part that holds the document, by the package's own relation, else by its usual name; None without."""
    for relation in package_relations(found):
        if relation.kind == "officeDocument" and not relation.outside and relation.target in found:
            return relation.target
    return usual if usual in found else None


def package_relations(found: dict[str, bytes]) -> list[Relation]:
    """What the package as a whole refers to."""
    return list(related(found, "").values())

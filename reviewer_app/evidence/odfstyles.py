"""What an OpenDocument file says beside its text: styles, tracked changes, headers and footers."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from lxml import etree

from reviewer_app.errors import BadInput
from reviewer_app.evidence import package

_PREFIXES = {
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:oasis:names:tc:opendocument:xmlns:presentation:1.0": "presentation",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:script:1.0": "script",
    "urn:oasis:names:tc:opendocument:xmlns:meta:1.0": "meta",
    "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0": "fo",
    "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0": "svg",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://purl.org/dc/elements/1.1/": "dc",
}
_NAMESPACES = {prefix: address for address, prefix in _PREFIXES.items()}
_PARENTS = 12  # styles a style may be built on


def name_of(node: Any) -> str:
    """The usual short name of an element, such as ``text:p``; "" for comments and the like."""
    if node is None or not isinstance(node.tag, str):
        return ""
    name = etree.QName(node)
    return f"{_PREFIXES.get(name.namespace or '', '?')}:{name.localname}"


def attribute(node: Any, name: str) -> str:
    """An attribute by its usual short name; "" without."""
    prefix, _, local = name.partition(":")
    return str(node.get(f"{{{_NAMESPACES[prefix]}}}{local}") or "")


class Styles:
    """The styles of a document with its tracked changes (id to kind and deleted words) and its page lines."""

    def __init__(self, content: Any, styles: bytes) -> None:
        self._looks: dict[str, tuple[str, list[str]]] = {}
        self._numbered: dict[str, set[int]] = {}
        self.changes: dict[str, tuple[str, str]] = {}
        self.page_lines: list[tuple[str, str]] = []
        roots = [content]
        if styles:
            with suppress(BadInput):  # then the text comes without its looks
                roots.insert(0, package.tree(styles))
        for root in roots:
            for node in root.iter():
                self._read(node)

    def tags(self, style: str) -> list[str]:
        """The tags for a style's looks, with those it is built on."""
        found: list[str] = []
        for _ in range(_PARENTS):
            parent, own = self._looks.get(style, ("", []))
            found += [tag for tag in own if tag not in found]
            if not parent:
                break
            style = parent
        return found

    def numbered(self, style: str, level: int) -> bool:
        """Whether lists of that style are numbered at that level."""
        return level in self._numbered.get(style, ())

    def _read(self, node: Any) -> None:
        name = name_of(node)
        if name == "style:style" and attribute(node, "style:family") == "text":
            self._looks[attribute(node, "style:name")] = (attribute(node, "style:parent-style-name"), _looks(node))
        elif name == "text:list-style":
            levels = {attribute(n, "text:level") for n in node if name_of(n) == "text:list-level-style-number"}
            self._numbered[attribute(node, "style:name")] = {int(n) for n in levels if n.isdigit() and len(n) < 3}
        elif name == "text:changed-region":
            identity = attribute(node, "text:id") or str(node.get("{http://www.w3.org/XML/1998/namespace}id") or "")
            for change in node:
                self.changes[identity] = (name_of(change).partition(":")[2], _words(change))
        elif name in ("style:header", "style:footer", "style:header-first", "style:footer-first"):
            line = (name.partition(":")[2].partition("-")[0], _words(node)[:300])
            if line[1] and line not in self.page_lines:
                self.page_lines.append(line)


def _looks(node: Any) -> list[str]:
    found = []
    for look in node:
        if name_of(look) != "style:text-properties":
            continue
        if attribute(look, "fo:font-weight") in ("bold", "600", "700", "800", "900"):
            found.append("b")
        if attribute(look, "fo:font-style") in ("italic", "oblique"):
            found.append("i")
        if attribute(look, "style:text-underline-style") not in ("", "none"):
            found.append("u")
        if attribute(look, "style:text-line-through-style") not in ("", "none"):
            found.append("s")
        position = attribute(look, "style:text-position").split(" ")[0]
        if position and position not in ("0%", "0"):
            found.append("sub" if position.startswith(("sub", "-")) else "sup")
    return found


def _words(node: Any) -> str:
    lines = [" ".join("".join(p.itertext()).split()) for p in node.iter() if name_of(p) in ("text:p", "text:h")]
    return " ".join(line for line in lines if line)

"""SVG drawings: made inert first, then drawn by resvg, which knows no script and no network."""

from __future__ import annotations

import io
import math
import re
from typing import Any

from lxml import etree

from reviewer_app.errors import BadInput
from reviewer_app.evidence import package
from reviewer_app.evidence.formats import Format
from reviewer_app.evidence.shown import Remarks
from reviewer_app.evidence.source import Source
from reviewer_app.evidence.values import Picture, Probe

BYTES_LIMIT = 20 << 20
NODES_LIMIT = 200_000
SIDE_LIMIT = 16_000
DOTS_LIMIT = 24_000_000
_USED_LIMIT = 300_000  # elements, each counted as often as it is drawn
_SVG = "{http://www.w3.org/2000/svg}"
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_INSIDE = re.compile(r"\s*(#|data:image/(png|jpe?g|gif|webp)[;,])", re.I)
_DROPPED = {"script": "scripts", "foreignObject": "embedded content", "iframe": "embedded content",
            "handler": "scripts", "listener": "scripts", "audio": "recordings", "video": "recordings"}  # fmt: skip
_STYLE_IMPORT = re.compile(r"@(import|font-face)\b[^;{]*(\{[^}]*\}|;|$)", re.I)
_STYLE_URL = re.compile(r"url\(\s*['\"]?(?!#)[^)]*\)?", re.I)
_UNITS = {"px": 1.0, "": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "em": 16.0}
_LENGTH = re.compile(r"\s*\+?(\d{0,15}\.?\d{0,15}(?:e[+-]?\d{1,3})?)\s*(px|pt|pc|mm|cm|in|em|)\s*", re.I)
_DEFAULT = (300.0, 150.0)  # what browsers take for a drawing without a size


class Drawing:
    """A drawing made inert: its XML, its size in dots and what was taken out."""

    def __init__(self, data: bytes) -> None:
        remarks = Remarks()
        self.root = _parsed(data)
        if package.has_entities(self.root):
            remarks.active.add("outside entities")
        if b"<?xml-stylesheet" in data[:4096]:
            remarks.active.add("outside styles")
        _harmless(self.root, remarks)
        _bounded(self.root)
        self.width, self.height = _size(self.root)
        self.problems = remarks.shown("").problems
        self.status = remarks.shown("").status


def drawing(source: Source) -> Drawing:
    """The drawing, read once; BadInput when it is damaged, too large or built to harm."""
    if source.size > BYTES_LIMIT:
        raise _too_large()
    return source.keep("svg", lambda: Drawing(source.whole()))


def probe(source: Source, kind: Format) -> Probe:
    """What the drawing is, after it was drawn once."""
    found = drawing(source)
    picture(source, 400)
    return Probe(
        kind=kind.kind,
        media_type=kind.media_type,
        title=kind.title,
        status=found.status,
        problems=found.problems,
        width=round(min(found.width, 1e9)),
        height=round(min(found.height, 1e9)),
        frames=1,
        size=source.size,
    )


def picture(source: Source, max_px: int, frame: int = 1) -> Picture:
    """The drawing on white with its longer side ``max_px`` dots: sharp at any size."""
    import resvg_py
    from PIL import Image

    found = drawing(source)
    side = min(max(max_px, 1), SIDE_LIMIT)
    scale = min(side / max(found.width, found.height), math.sqrt(DOTS_LIMIT / (found.width * found.height)))
    wide, high = max(1, round(found.width * scale)), max(1, round(found.height * scale))
    found.root.set("width", str(wide))
    found.root.set("height", str(high))
    text = etree.tostring(found.root, encoding="unicode")
    try:
        data = resvg_py.svg_to_bytes(svg_string=text, background="#ffffff")
    except ValueError as error:
        raise BadInput(
            "This drawing is damaged and can't be shown.", hint="Ask for it as a PNG picture or PDF.", code="damaged"
        ) from error
    with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
        shown = image.convert("RGB")
    return Picture(
        width=shown.width, height=shown.height, rgb=shown.tobytes(),
        full_width=round(min(found.width, 1e9)), full_height=round(min(found.height, 1e9)),
    )  # fmt: skip


def _too_large() -> BadInput:
    return BadInput(
        "This drawing is too large to be shown safely.", hint="Ask for it as a PNG picture or PDF.", code="too-large"
    )


def _parsed(data: bytes) -> Any:
    try:
        root = package.tree(data)
    except BadInput as error:
        if error.code == "too-large":
            raise
        raise BadInput(
            "This drawing is damaged and can't be shown.", hint="Ask for it as a PNG picture or PDF.", code="damaged"
        ) from error
    if etree.QName(root).localname != "svg":
        raise BadInput("This is not a drawing after all.", hint="Ask for it as a PNG picture or PDF.", code="damaged")
    return root


def _harmless(root: Any, remarks: Remarks) -> None:
    """Take out whatever runs or leads outside, and say so."""
    for node in list(root.iter()):
        if not isinstance(node.tag, str):
            continue
        name = etree.QName(node).localname
        if name in _DROPPED:
            remarks.active.add(_DROPPED[name])
            if node.getparent() is not None:
                package.remove(node)
            continue
        if name == "style":
            _style(node, remarks)
        elif name == "a":
            for key in _HREFS:
                remarks.link(str(node.attrib.pop(key, "")))
        _attributes(node, name, remarks)


def _style(node: Any, remarks: Remarks) -> None:
    text = "".join(node.itertext())
    plain = _STYLE_URL.sub("none", _STYLE_IMPORT.sub("", text))
    if plain != text:
        remarks.active.add("outside styles or fonts")
    for child in list(node):
        node.remove(child)
    node.text = plain


def _attributes(node: Any, name: str, remarks: Remarks) -> None:
    for key, value in list(node.attrib.items()):
        local = etree.QName(key).localname.lower()
        if local.startswith("on"):
            remarks.active.add("scripts")
            del node.attrib[key]
        elif local in ("href", "src") and not _INSIDE.match(value):
            if value.strip():
                remarks.active.add("pictures from elsewhere" if name in ("image", "feImage") else "outside references")
            del node.attrib[key]
        elif "url(" in value.lower() and _STYLE_URL.search(value):
            remarks.active.add("outside references")
            node.attrib[key] = _STYLE_URL.sub("none", value)


def _bounded(root: Any) -> None:
    """Refuse drawings that use themselves over and over: each element is counted as often as it is drawn."""
    nodes = [n for n in root.iter() if isinstance(n.tag, str)]
    if len(nodes) > NODES_LIMIT:
        raise _too_large()
    named = {str(n.get("id")): n for n in nodes if n.get("id")}
    known: dict[Any, int] = {}

    def weight(node: Any, depth: int) -> int:
        if depth > 300:
            raise _too_large()
        if node not in known:
            known[node] = 1  # a loop counts once
            total = 1 + sum(weight(child, depth + 1) for child in node if isinstance(child.tag, str))
            for key in _HREFS if node.tag == f"{_SVG}use" else ():
                target = named.get(str(node.get(key, ""))[1:])
                total += weight(target, depth + 1) if target is not None else 0
            known[node] = min(total, 10 * _USED_LIMIT)
        return known[node]

    if weight(root, 0) > _USED_LIMIT:
        raise _too_large()


def _size(root: Any) -> tuple[float, float]:
    """Width and height in dots; the drawing's own coordinates are kept by a view box."""
    wide, high = _length(root.get("width")), _length(root.get("height"))
    box = [float(v) for v in re.findall(r"[-+]?\d*\.?\d+(?:e[-+]?\d+)?", str(root.get("viewBox", "")).lower())[:4]]
    whole = len(box) == 4 and all(map(math.isfinite, box)) and box[2] > 0 and box[3] > 0
    if not whole and not wide and not high:
        wide, high = _DEFAULT
    elif whole:
        wide = wide or (high * box[2] / box[3] if high else box[2])
        high = high or wide * box[3] / box[2]
    wide, high = wide or high, high or wide
    if not whole:
        root.set("viewBox", f"0 0 {wide:g} {high:g}")
    if not (math.isfinite(wide) and math.isfinite(high) and 1e-6 < wide / high < 1e6):
        raise _too_large()
    return wide, high


def _length(text: str | None) -> float:
    """A length in dots; 0 when it is missing, a share of something, or no length."""
    found = _LENGTH.fullmatch(text or "")
    if not found or not re.search(r"\d", found.group(1)):
        return 0.0
    try:
        return min(float(found.group(1)), 1e12) * _UNITS[found.group(2).lower()]
    except ValueError:
        return 0.0

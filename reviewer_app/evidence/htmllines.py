"""One block of inert HTML while it is written: its text, its inline tags and its pictures, kept in step."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

BLOCK_LIMIT = 20_000
TEXT_LIMIT = 3_000_000  # code points
PIECE_BLOCKS = 500  # of a piece that a text browser lays out without a halt
PIECE_TEXT = 40_000  # code points of its text
PIECE_HTML = 400_000  # code points of its HTML, most of which are pictures
DEPTH_LIMIT = 60
SPACE = re.compile(r"[^\S\xa0]+")  # a text browser collapses all white space but the no-break space
UNSHOWABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f\ufdd0-\ufdef\ufffc\ufffe\uffff\ud800-\udfff]")
OBJECT = "\ufffc"  # what stands for a picture in plain text
INLINE = {"strong": "b", "b": "b", "em": "i", "i": "i", "u": "u", "s": "s", "del": "s", "strike": "s", "sub": "sub",
           "sup": "sup", "code": "code", "tt": "code", "ins": "u", "mark": "b"}  # fmt: skip
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
BLOCKS = {"p", "div", "section", "article", "header", "footer", "main", "figure", "figcaption", "dt", "dd", "dl",
           "address", "nav", "aside", "form", "fieldset", "center", "body", "caption", "details", "summary", "option",
           "hr"}  # fmt: skip
SILENT = {"script", "style", "head", "title", "object", "iframe", "template", "noscript", "svg", "math", "audio",
    "video",            "select", "embed", "applet", "frameset"}  # fmt: skip
OMITTED = {"script": "script", "head": "", "style": "", "title": "", "math": "math", "svg": "svg", "audio": "sound",
    "video": "sound", "select": "form"}  # fmt: skip
VOID = {"br", "img", "hr", "input", "meta", "link", "wbr", "col", "embed", "frame", "base"}
INERT_PICTURE = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=]+\Z")
TABLE_STYLE = ' border="1" cellspacing="0" cellpadding="4"'


@dataclass(slots=True)
class Table:
    """The rows of an open table: where each ended and how wide it was, so that short ones can be padded."""

    rows: list[tuple[int, int, int]] = field(default_factory=list)  # place in html, place in blocks, columns
    columns: int = 0
    hanging: list[int] = field(default_factory=list)  # rows that a cell above still covers, by column
    cell_blocks: int = 0  # blocks when the cell began
    blocks: int = 0  # when the table began
    length: int = 0  # code points, likewise


class Lines(HTMLParser):
    """What has been written so far, and the block that is being written."""

    def __init__(self, picture: Callable[[str, str], str] | None) -> None:
        super().__init__(convert_charrefs=True)
        self._picture = picture
        self._html: list[str] = []
        self._blocks: list[str] = []
        self._line_html: list[str] = []
        self._line: list[str] = []
        self._inline: list[tuple[str, str]] = []  # what the source opened, what we write
        self._structure: list[str] = []
        self._tables: list[Table] = []
        self._block = "p"
        self._indent = 0
        self._item_blocks = 0  # blocks when the innermost list item began
        self._silent: list[str] = []
        self._pre = 0
        self._length = 0
        self._cut = False
        self._left_out: dict[str, int] = {}
        self._pieces = [(0, 0, 0)]  # where each begins: in html, in blocks, in code points
        self._piece_html = 0  # code points of HTML in this piece

    def _end_piece(self) -> None:
        """Begin another piece when this one is long enough and nothing is open."""
        _, blocks, length = self._pieces[-1]
        if not self._structure and (self._enough(blocks, length) or self._piece_html >= PIECE_HTML):
            self._pieces.append((len(self._html), len(self._blocks), self._length))
            self._piece_html = 0

    def _enough(self, blocks: int, length: int) -> bool:
        """Whether what came since so many blocks and code points is as much as a text browser lays out at once."""
        return len(self._blocks) - blocks >= PIECE_BLOCKS or self._length - length >= PIECE_TEXT

    def _start_block(self, tag: str, values: dict[str, str]) -> None:
        raise NotImplementedError

    def _omit(self, what: str) -> None:
        if what:
            self._left_out[what] = self._left_out.get(what, 0) + 1

    def _write(self, text: str) -> None:
        if self._structure and self._structure[-1] in ("table", "tr"):
            if not text.strip():
                return
            self._start_block("td", {})
        if not self._line_html:
            self._line_html = [markup for _, markup in self._inline]
        self._line.append(text)
        self._line_html.append(escape(text, quote=False))
        self._length += len(text)
        if self._length > TEXT_LIMIT or len(self._blocks) > BLOCK_LIMIT:
            self._cut = True

    def _open_inline(self, tag: str, markup: str) -> None:
        if len(self._inline) < DEPTH_LIMIT:
            self._inline.append((tag, markup))
            if self._line_html:
                self._line_html.append(markup)

    def _close_inline(self, tag: str) -> None:
        place = next((i for i in range(len(self._inline) - 1, -1, -1) if self._inline[i][0] == tag), None)
        if place is None:
            return
        if self._line_html:
            for _, markup in reversed(self._inline[place:]):
                self._line_html.append(closing_tag(markup))
            self._line_html += [markup for _, markup in self._inline[place + 1 :]]
        del self._inline[place]

    def _anchor(self, values: dict[str, str]) -> None:
        href = values.get("href", "")
        name = values.get("id") or values.get("name") or ""
        if href and not href.startswith("#"):
            self._omit("link")
            self._open_inline("a", "<u>")
        elif href:
            self._open_inline("a", f'<a href="{escape(href)}"{name_attribute(name)}>')
        else:
            self._open_inline("a", f"<a{name_attribute(name)}>")

    def _break(self) -> None:
        if self._line:
            self._trim()
            self._line.append("\n")
            self._line_html.append("<br/>")

    def _image(self, values: dict[str, str]) -> None:
        shown = ""
        described = SPACE.sub(" ", values.get("alt", "")).strip()[:300]
        if self._picture is not None:
            shown = self._picture(values.get("src", ""), described)
        elif INERT_PICTURE.match(values.get("src", "")):
            shown = values["src"]
        if INERT_PICTURE.match(shown):
            self._write("")
            self._line.append(OBJECT)
            self._line_html.append(f'<img src="{shown}"/>')
        else:
            self._omit("picture")
            self._write(UNSHOWABLE.sub("", f"[picture not shown: {described}]" if described else "[picture not shown]"))

    def _trim(self) -> None:
        """No white space before a line's end."""
        while self._line and not self._pre and self._line[-1].endswith(" "):
            last = self._line[-1]
            for place in range(len(self._line_html) - 1, -1, -1):
                if self._line_html[place] == escape(last, quote=False):
                    self._line_html[place] = escape(last.rstrip(" "), quote=False)
                    break
            self._line[-1] = last.rstrip(" ")
            if not self._line[-1]:
                self._line.pop()

    def _flush(self) -> None:
        """End the block that is being written; nothing is written for an empty one."""
        self._trim()
        while self._line and self._line[-1] == "\n":
            self._line.pop()
            place = len(self._line_html) - 1 - self._line_html[::-1].index("<br/>")
            del self._line_html[place]
            self._trim()
        text = "".join(self._line)
        keep = bool(text.strip(" ")) or (self._pre and bool(text))
        if keep:
            self._html.append(self._start_of_block())
            self._html += self._line_html
            self._piece_html += sum(map(len, self._line_html))
            self._html += [closing_tag(markup) for _, markup in reversed(self._inline)]
            self._html.append(f"</{self._block}>")
            self._blocks.append(text.replace("\xa0", " "))
            self._end_piece()
        elif self._pre:
            self._html.append("<p>&nbsp;</p>")
            self._blocks.append(" ")
        self._line, self._line_html = [], []

    def _start_of_block(self) -> str:
        styles = []
        if self._pre:
            styles.append("white-space:pre-wrap;font-family:monospace")
        if self._pre or (self._block == "p" and "li" in self._structure[-1:]):
            styles.append("margin-top:0;margin-bottom:0")
        if self._indent:
            styles.append(f"margin-left:{30 * min(self._indent, 5)}px")
        return f'<{self._block} style="{";".join(styles)}">' if styles else f"<{self._block}>"


def closing_tag(markup: str) -> str:
    """The end tag of what a start tag opened."""
    return "</" + re.split(r"[ >]", markup[1:], maxsplit=1)[0] + ">"


def name_attribute(name: str) -> str:
    """The attribute that makes an anchor of a tag, "" without a name."""
    return f' name="{escape(name)}"' if name else ""

"""Any HTML made inert and plain: a short list of tags, nothing that runs, loads or leads outside, and its text.

What is written is shaped so that a text browser's plain text is the text made here: white space is already collapsed, empty
blocks are left out, rows are padded. Text citations then count the same code points in both.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

BLOCK_LIMIT = 20_000
TEXT_LIMIT = 3_000_000  # code points
DEPTH_LIMIT = 60
_SPACE = re.compile(r"[^\S\xa0]+")  # a text browser collapses all white space but the no-break space
_UNSHOWABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f\ufdd0-\ufdef\ufffc\ufffe\uffff\ud800-\udfff]")
_OBJECT = "\ufffc"  # what stands for a picture in plain text
_INLINE = {"strong": "b", "b": "b", "em": "i", "i": "i", "u": "u", "s": "s", "del": "s", "strike": "s", "sub": "sub",
           "sup": "sup", "code": "code", "tt": "code", "ins": "u", "mark": "b"}  # fmt: skip
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS = {"p", "div", "section", "article", "header", "footer", "main", "figure", "figcaption", "dt", "dd", "dl", "address",
           "nav", "aside", "form", "fieldset", "center", "body", "caption", "details", "summary", "option", "hr"}  # fmt: skip
_SILENT = {"script", "style", "head", "object", "iframe", "template", "noscript", "svg", "math", "audio", "video", "select",
           "embed", "applet", "frameset"}  # fmt: skip
_VOID = {"br", "img", "hr", "input", "meta", "link", "wbr", "col", "embed", "frame", "base"}
_INERT_PICTURE = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=]+\Z")
_TABLE_STYLE = ' border="1" cellspacing="0" cellpadding="4"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Inert:
    """Inert HTML, its plain text, whether it was cut at the limits, and what was left out (kind to count)."""

    html: str
    text: str
    cut: bool
    left_out: dict[str, int]


@dataclass(slots=True)
class _Table:
    """The rows of an open table: where each ended and how wide it was, so that short ones can be padded."""

    rows: list[tuple[int, int, int]] = field(default_factory=list)  # place in html, place in blocks, columns
    columns: int = 0
    hanging: list[int] = field(default_factory=list)  # rows that a cell above still covers, by column
    cell_blocks: int = 0  # blocks when the cell began


def inert(source: str, picture: Callable[[str, str], str] | None = None) -> Inert:
    """Make HTML inert. ``picture`` gives for a picture's source and its description what to show: a data URI or ""."""
    writer = _Writer(picture)
    writer.feed(source)
    writer.close()
    return writer.result()


class _Writer(HTMLParser):
    def __init__(self, picture: Callable[[str, str], str] | None) -> None:
        super().__init__(convert_charrefs=True)
        self._picture = picture
        self._html: list[str] = []
        self._blocks: list[str] = []
        self._line_html: list[str] = []
        self._line: list[str] = []
        self._inline: list[tuple[str, str]] = []  # what the source opened, what we write
        self._structure: list[str] = []
        self._tables: list[_Table] = []
        self._block = "p"
        self._indent = 0
        self._item_blocks = 0  # blocks when the innermost list item began
        self._silent: list[str] = []
        self._pre = 0
        self._length = 0
        self._cut = False
        self._left_out: dict[str, int] = {}

    # ----------------------------------------------------------------------------------------------- the parser's calls

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._silent or self._cut:
            if tag in _SILENT and tag not in _VOID and not self._cut:
                self._silent.append(tag)
            return
        values = {k: v or "" for k, v in attrs}
        if tag in _SILENT:
            self._omit("script" if tag == "script" else "embedded" if tag not in ("head", "style") else "")
            if tag not in _VOID:
                self._silent.append(tag)
        elif tag in _INLINE:
            self._open_inline(tag, f"<{_INLINE[tag]}>")
        elif tag == "a":
            self._anchor(values)
        elif tag == "br":
            self._break()
        elif tag == "img":
            self._image(values)
        else:
            self._start_block(tag, values)

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            if tag in self._silent:
                del self._silent[self._silent.index(tag) :]
            return
        if self._cut:
            return
        if tag in _INLINE or tag == "a":
            self._close_inline(tag)
        elif tag in ("ul", "ol", "li", "table", "tr", "td", "th"):
            self._end_structure(tag)
        elif tag == "blockquote":
            self._flush()
            self._indent = max(0, self._indent - 1)
        elif tag in _BLOCKS or tag in _HEADINGS or tag == "pre":
            self._flush()
            self._block = "p"
            self._pre = 0

    def handle_data(self, data: str) -> None:
        if self._silent or self._cut:
            return
        data = _UNSHOWABLE.sub("", data)
        if self._pre:
            for number, line in enumerate(data.split("\n")):
                if number:
                    self._flush()
                self._write(line.replace("\t", "    "))
            return
        data = _SPACE.sub(" ", data)
        if not self._line or self._line[-1].endswith((" ", "\n")):
            data = data.removeprefix(" ")
        if data:
            self._write(data)

    # --------------------------------------------------------------------------------------------------- inside a block

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
                self._line_html.append(_closing(markup))
            self._line_html += [markup for _, markup in self._inline[place + 1 :]]
        del self._inline[place]

    def _anchor(self, values: dict[str, str]) -> None:
        href = values.get("href", "")
        name = values.get("id") or values.get("name") or ""
        if href and not href.startswith("#"):
            self._omit("link")
            self._open_inline("a", "<u>")
        elif href:
            self._open_inline("a", f'<a href="{escape(href)}"{_name(name)}>')
        else:
            self._open_inline("a", f"<a{_name(name)}>")

    def _break(self) -> None:
        if self._line:
            self._trim()
            self._line.append("\n")
            self._line_html.append("<br/>")

    def _image(self, values: dict[str, str]) -> None:
        shown = ""
        described = _SPACE.sub(" ", values.get("alt", "")).strip()[:300]
        if self._picture is not None:
            shown = self._picture(values.get("src", ""), described)
        elif _INERT_PICTURE.match(values.get("src", "")):
            shown = values["src"]
        if _INERT_PICTURE.match(shown):
            self._write("")
            self._line.append(_OBJECT)
            self._line_html.append(f'<img src="{shown}"/>')
        else:
            self._omit("picture")
            self._write(
                _UNSHOWABLE.sub("", f"[picture not shown: {described}]" if described else "[picture not shown]")
            )

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
            self._html += [_closing(markup) for _, markup in reversed(self._inline)]
            self._html.append(f"</{self._block}>")
            self._blocks.append(text.replace("\xa0", " "))
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

    # ------------------------------------------------------------------------------------------ lists, tables and blocks

    def _start_block(self, tag: str, values: dict[str, str]) -> None:
        if tag in _VOID and tag != "hr":
            return
        if tag in ("ul", "ol", "li", "table", "tr", "td", "th"):
            self._start_structure(tag, values)
            return
        if tag == "blockquote":
            self._flush()
            self._indent += 1
        elif tag in _BLOCKS or tag in _HEADINGS or tag == "pre":
            self._flush()
            self._block = tag if tag in _HEADINGS else "p"
            self._pre = 1 if tag == "pre" else 0
        if values.get("id") and tag in ("li", "p", "div", *_HEADINGS):
            self._line_html = [m for _, m in self._inline] + [f"<a{_name(values['id'])}></a>"]

    def _start_structure(self, tag: str, values: dict[str, str]) -> None:
        if len(self._structure) > DEPTH_LIMIT:
            return
        self._flush()
        self._block, self._pre = "p", 0
        if tag in ("td", "th"):
            self._start_cell(tag, values)
        elif tag == "tr":
            self._start_row()
        elif tag == "table":
            self._start_table()
        else:
            if tag == "li" and "ul" not in self._structure and "ol" not in self._structure:
                self._open("ul", "<ul>")
            elif tag == "li" and self._structure[-1] == "li":
                self._pop()
            self._open(tag, f"<{tag}>")
            self._item_blocks = len(self._blocks)
            if tag == "li" and values.get("id"):
                self._line_html = [m for _, m in self._inline] + [f"<a{_name(values['id'])}></a>"]

    def _open(self, tag: str, markup: str) -> None:
        self._structure.append(tag)
        self._html.append(markup)

    def _start_table(self) -> None:
        began = [self._tables[-1].cell_blocks if self._tables else 0]
        if self._structure and self._structure[-1] == "li":
            began.append(self._item_blocks)
        if len(self._blocks) in began:
            self._blocks.append("")  # a text browser has a block before a table that begins its frame or item
        self._tables.append(_Table())
        self._open("table", f"<table{_TABLE_STYLE}>")

    def _start_row(self) -> None:
        if not self._tables:
            return
        while self._structure[-1] != "table":
            self._pop()
        table = self._tables[-1]
        table.hanging = [max(0, n - 1) for n in table.hanging]
        self._open("tr", "<tr>")
        table.rows.append((0, 0, sum(1 for n in table.hanging if n)))

    def _start_cell(self, tag: str, values: dict[str, str]) -> None:
        if not self._tables:
            return
        while self._structure[-1] not in ("table", "tr"):
            self._pop()
        if self._structure[-1] == "table":
            self._start_row()
        table = self._tables[-1]
        across, down = _number(values.get("colspan"), 50), _number(values.get("rowspan"), 500)
        place, blocks, width = table.rows[-1]
        if width >= 200:
            across = 1
        table.rows[-1] = (place, blocks, width + across)
        table.hanging += [down] * across if down > 1 else []
        table.hanging = [n for n in table.hanging if n > 0]
        spans = (f' colspan="{across}"' if across > 1 else "") + (f' rowspan="{down}"' if down > 1 else "")
        self._open(tag, f"<{tag}{spans}>")
        table.cell_blocks = len(self._blocks)

    def _end_structure(self, tag: str) -> None:
        floor = 0
        if tag != "table" and "table" in self._structure:
            floor = len(self._structure) - self._structure[::-1].index("table")
        if tag in self._structure[floor:]:
            self._flush()
            while self._pop() != tag:
                pass
            self._block, self._pre = "p", 0

    def _pop(self) -> str:
        """Close the innermost list, item, table, row or cell."""
        self._flush()
        tag = self._structure.pop()
        if tag in ("td", "th") and len(self._blocks) == self._tables[-1].cell_blocks:
            self._html.append("&nbsp;")
            self._blocks.append(" ")
        if tag == "tr":
            table = self._tables[-1]
            table.rows[-1] = (len(self._html), len(self._blocks), table.rows[-1][2])
        if tag == "table":
            self._end_table()
        self._html.append(f"</{tag}>")
        return tag

    def _end_table(self) -> None:
        table = self._tables.pop()
        columns = max((r[2] for r in table.rows), default=0)
        for place, blocks, width in reversed(table.rows):
            self._html.insert(place, "<td>&nbsp;</td>" * (columns - width))
            self._blocks[blocks:blocks] = [" "] * (columns - width)
        self._blocks.append("")  # and one after every table

    def _omit(self, what: str) -> None:
        if what:
            self._left_out[what] = self._left_out.get(what, 0) + 1

    def result(self) -> Inert:
        """Close what is open."""
        self._flush()
        while self._structure:
            self._pop()
        return Inert(
            html="".join(self._html), text="\n".join(self._blocks), cut=self._cut, left_out=dict(self._left_out)
        )


def _closing(markup: str) -> str:
    return "</" + re.split(r"[ >]", markup[1:], maxsplit=1)[0] + ">"


def _name(name: str) -> str:
    return f' name="{escape(name)}"' if name else ""


def _number(text: str | None, most: int) -> int:
    return min(max(1, int(text)), most) if text and text.isascii() and text.isdigit() and len(text) < 12 else (
        most if text and text.isascii() and text.isdigit() else 1
    )  # fmt: skip

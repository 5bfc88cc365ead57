"""Any HTML made inert and plain: a short list of tags, nothing that runs, loads or leads outside, and its text.

What is written is shaped so that a text browser's plain text is the text made here: white space is already collapsed,
empty blocks are left out, rows are padded. Text citations then count the same code points in both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate, pairwise

from reviewer_app.evidence.htmllines import (
    BLOCKS,
    DEPTH_LIMIT,
    HEADINGS,
    INLINE,
    OMITTED,
    SILENT,
    SPACE,
    TABLE_STYLE,
    UNSHOWABLE,
    VOID,
    Lines,
    Table,
    name_attribute,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inert:
    """Inert HTML, its plain text, whether it was cut at the limits, and what was left out (kind to count).

    ``breaks`` are the places in ``html`` where a piece ends that stands by itself.
    """

    html: str
    text: str
    cut: bool
    left_out: dict[str, int]
    breaks: tuple[int, ...]


def inert(source: str, picture: Callable[[str, str], str] | None = None) -> Inert:
    """Make HTML inert. ``picture`` gives for a picture's source and its description what to show: a data URI or ""."""
    writer = _Writer(picture)
    writer.feed(source)
    writer.close()
    return writer.result()


class _Writer(Lines):
    """Reads any HTML and writes the inert one."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._silent or self._cut:
            if tag in SILENT and tag not in VOID and not self._cut:
                self._silent.append(tag)
            return
        values = {k: v or "" for k, v in attrs}
        if tag in SILENT:
            self._omit(OMITTED.get(tag, "embedded"))
            if tag not in VOID:
                self._silent.append(tag)
        elif tag in INLINE:
            self._open_inline(tag, f"<{INLINE[tag]}>")
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
        if tag in INLINE or tag == "a":
            self._close_inline(tag)
        elif tag in ("ul", "ol", "li", "table", "tr", "td", "th"):
            self._end_structure(tag)
        elif tag == "blockquote":
            self._flush()
            self._indent = max(0, self._indent - 1)
        elif tag in BLOCKS or tag in HEADINGS or tag == "pre":
            if tag == "pre" and not "".join(self._line):
                self._pre = 0  # the line feed before the end tag begins no line
            self._flush()
            self._block = "p"
            self._pre = 0

    def handle_data(self, data: str) -> None:
        if self._silent or self._cut:
            return
        data = UNSHOWABLE.sub("", data)
        if self._pre:
            for number, line in enumerate(data.split("\n")):
                if number:
                    self._flush()
                self._write(line.replace("\t", "    "))
            return
        data = SPACE.sub(" ", data)
        if not self._line or self._line[-1].endswith((" ", "\n")):
            data = data.removeprefix(" ")
        if data:
            self._write(data)

    def _start_block(self, tag: str, values: dict[str, str]) -> None:
        if tag in VOID and tag != "hr":
            return
        if tag in ("ul", "ol", "li", "table", "tr", "td", "th"):
            self._start_structure(tag, values)
            return
        if tag == "blockquote":
            self._flush()
            self._indent += 1
        elif tag in BLOCKS or tag in HEADINGS or tag == "pre":
            self._flush()
            self._block = tag if tag in HEADINGS else "p"
            self._pre = 1 if tag == "pre" else 0
        if values.get("id") and tag in ("li", "p", "div", *HEADINGS):
            self._line_html = [m for _, m in self._inline] + [f"<a{name_attribute(values['id'])}></a>"]

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
                self._line_html = [m for _, m in self._inline] + [f"<a{name_attribute(values['id'])}></a>"]

    def _open(self, tag: str, markup: str) -> None:
        self._structure.append(tag)
        self._html.append(markup)

    def _start_table(self) -> None:
        began = [self._tables[-1].cell_blocks if self._tables else 0]
        if self._structure and self._structure[-1] == "li":
            began.append(self._item_blocks)
        if len(self._blocks) in began:
            self._blocks.append("")  # a text browser has a block before a table that begins its frame or item
        self._tables.append(Table(blocks=len(self._blocks), length=self._length))
        self._open("table", f"<table{TABLE_STYLE}>")

    def _start_row(self) -> None:
        if not self._tables:
            return
        while self._structure[-1] != "table":
            self._pop()
        if self._structure == ["table"] and self._is_long(self._tables[-1]):
            self._pop()
            self._start_table()
        table = self._tables[-1]
        table.hanging = [max(0, n - 1) for n in table.hanging]
        self._open("tr", "<tr>")
        table.rows.append((0, 0, sum(1 for n in table.hanging if n)))

    def _is_long(self, table: Table) -> bool:
        """Whether a table goes on in another one: laying out a table takes more than in proportion to its cells."""
        return self._enough(table.blocks, table.length) and not any(n > 1 for n in table.hanging)

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
        if tag in ("li", "ul", "ol") and self._html[-1] == f"<{tag}>":
            self._html.pop()  # a text browser may or may not count an empty item: there is none
        else:
            self._html.append(f"</{tag}>")
        self._end_piece()
        return tag

    def _end_table(self) -> None:
        table = self._tables.pop()
        columns = max((r[2] for r in table.rows), default=0)
        for place, blocks, width in reversed(table.rows):
            self._html.insert(place, "<td>&nbsp;</td>" * (columns - width))
            self._blocks[blocks:blocks] = [" "] * (columns - width)
        self._blocks.append("")  # and one after every table

    def result(self) -> Inert:
        """Close what is open."""
        self._flush()
        while self._structure:
            self._pop()
        starts = [place for place, *_ in self._pieces if place < len(self._html)] + [len(self._html)]
        pieces = ["".join(self._html[a:b]) for a, b in pairwise(starts)]
        return Inert(
            html="".join(pieces),
            text="\n".join(self._blocks),
            cut=self._cut,
            left_out=dict(self._left_out),
            breaks=tuple(accumulate(map(len, pieces)))[:-1],
        )


def _number(text: str | None, most: int) -> int:
    return min(max(1, int(text)), most) if text and text.isascii() and text.isdigit() and len(text) < 12 else (
        most if text and text.isascii() and text.isdigit() else 1
    )  # fmt: skip

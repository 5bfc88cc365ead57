"""The blocks of an RTF document while they are written: paragraphs, headings, lists, tables."""

from __future__ import annotations

import re
from itertools import groupby

from reviewer_app.evidence.shown import Remarks, table


class Blocks:
    """What has been written, and the line that is being written: pieces of HTML with how they were changed."""

    def __init__(self, remarks: Remarks) -> None:
        self.blocks: list[str] = []
        self.line: list[tuple[bytes, str]] = []
        self.level = -1  # of a heading
        self.list = ""  # the tag, when the paragraph had a list's mark
        self.in_table = False
        self.cells: list[str] = []
        self._rows: list[list[str]] = []
        self._remarks = remarks

    def taken(self) -> str:
        """The line that was being written. Characters outside the first plane come as two halves."""
        out = []
        for change, pieces in groupby(self.line, key=lambda piece: piece[0]):
            content = "".join(html for _, html in pieces)
            if change == b"deleted":
                self._remarks.uncounted("deleted " + re.sub(r"<[^>]*>", "", content))
                content = f"<del>[deleted: {content}]</del>"
            elif change:
                content = f"<ins>[{self._remarks.uncounted('inserted')}: {content}]</ins>"
            out.append(content)
        self.line = []
        return "".join(out).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def paragraph(self) -> None:
        """End a paragraph: it becomes a heading, an item of a list, a part of a cell or plain."""
        line = self.taken()
        if self.in_table:
            if line:
                self.line = [(b"", line + "<br/>")]
            return
        self.end_table()
        if not line:
            return
        if self.list:
            end, kind = f"</{self.list}>", self.list
            joined = bool(self.blocks) and self.blocks[-1] == end
            self.blocks[-1:] = [] if joined else [*self.blocks[-1:], f"<{kind}>"]
            self.blocks += [f"<li>{line}</li>", end]
            self.list = ""
        else:
            tag = f"h{self.level + 1}" if 0 <= self.level < 6 else "p"
            self.blocks.append(f"<{tag}>{line}</{tag}>")

    def row(self) -> None:
        """End a row of a table."""
        rest = self.taken()
        if rest:
            self.cells.append(rest)
        if self.cells:
            self._rows.append([cell.removesuffix("<br/>") for cell in self.cells])
            self.cells = []

    def end_table(self) -> None:
        """End the table that is open."""
        if self.cells:
            self.row()
        if self._rows:
            self.blocks.append(table(self._rows))
            self._rows = []

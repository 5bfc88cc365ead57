"""RTF as inert flowing text: paragraphs, headings, lists, tables, looks, notes, pictures; code pages and Unicode.

Not by striprtf: that gives text only, and counts what a revision deleted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape

from reviewer_app.evidence.pictures import Pictures
from reviewer_app.evidence.rtfblocks import Blocks
from reviewer_app.evidence.rtftokens import BYTES, CLOSE, OPEN, WORD, Token, of_charset, of_page, tokens
from reviewer_app.evidence.shown import Remarks, Shown

TOKENS = 4_000_000
DEPTH = 2000  # groups within groups; deeper ones are read flat
_SKIP = frozenset(
    b"colortbl info stylesheet listtable listoverridetable revtbl rsidtbl generator xmlnstbl filetbl themedata "
    b"datastore colorschememapping latentstyles pgptbl mmathPr userprops docvar nonshppict bkmkstart bkmkend sn sv "
    b"fontemb objclass objname objdata objalias objsect objtime atnid atnauthor atntime atnref atndate atnparent "
    b"private wgrffmtfilter pntxtb pntxta pnseclvl ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn tc xe do".split()
)
_SHOWN = frozenset(b"shppict shpinst shptxt fldinst fldrslt object result pict footnote annotation".split())
_MARGINS = {b"header", b"headerl", b"headerr", b"headerf", b"footer", b"footerl", b"footerr", b"footerf"}
_LETTERS = {
    b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”",
    b"bullet": "•", b"tab": "\xa0\xa0 ", b"emspace": "\xa0", b"enspace": "\xa0", b"qmspace": " ",
}  # fmt: skip
_SYMBOLS = {b"~": "\xa0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "", b"\r": ""}
_FIELDS = re.compile(r"\b(INCLUDEPICTURE|INCLUDETEXT|DDEAUTO|DDE|LINK|MACROBUTTON|IMPORT)\b")
_LINK = re.compile(r"\bHYPERLINK\s+\"?([^\"\s]+)")
_LOOKS = {b"b": "b", b"i": "i", b"ul": "u", b"strike": "s", b"super": "sup", b"sub": "sub"}
_ACTIVE = {b"object": "an embedded object", b"objlink": "a linked object", b"objautlink": "a linked object",
           b"template": "a linked template", b"objdata": "an embedded object"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group."""

    kind: bytes = b""  # what the group is: b"" body text, b"skip", b"pict", b"fldinst", b"listtext", b"fonttbl" …
    looks: tuple[str, ...] = ()
    page: str = ""  # code page of the font
    wide: int = 1  # characters to skip after a \u
    hidden: bool = False
    change: bytes = b""  # b"deleted" or b"revised"


def convert(data: bytes) -> Shown:
    """The document as inert flowing text."""
    return _Reader().read(data)


class _Reader:
    """Reads the tokens and writes plain HTML."""

    def __init__(self) -> None:
        self._remarks = Remarks()
        self._pictures = Pictures()
        self._state = _State()
        self._stack: list[_State] = []
        self._deeper = 0
        self._page = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._bytes = bytearray()
        self._skip = 0
        self._star = self._fresh = False
        self._side: dict[bytes, list[str]] = {}  # text of destinations that is no body text
        self._out = Blocks(self._remarks)
        self._notes: list[str] = []

    def read(self, data: bytes) -> Shown:
        """All of it."""
        for number, token in enumerate(tokens(data)):
            if number > TOKENS:
                self._remarks.missing.append("This RTF document is too long: its end is not shown.")
                break
            self._token(token)
        if self._stack:
            self._remarks.missing.append("This RTF document ends in the middle; what is there is shown.")
            self._flat()
        self._out.paragraph()
        self._out.end_table()
        for number, note in enumerate(self._notes, start=1):
            self._out.blocks.append(f"<p><sup>[{number}]</sup> {note}</p>")
        return self._remarks.shown("".join(self._out.blocks))

    def _flat(self) -> None:
        self._letters()
        while self._stack:
            self._close()

    def _token(self, token: Token) -> None:
        kind, value, number = token
        if kind == BYTES:
            self._fresh = False
            self._raw(value)
            return
        if kind == WORD and value == b"u":
            self._letters()
            self._unicode(number or 0)
            return
        self._letters()
        if kind == OPEN:
            self._open()
        elif kind == CLOSE:
            self._close()
        elif kind == WORD:
            self._word(value, number)
        elif value == b"*":
            self._star = True
        else:
            self._write(_SYMBOLS.get(value, ""))

    # ------------------------------------------------------------ groups

    def _open(self) -> None:
        self._skip = 0
        if len(self._stack) >= DEPTH:
            self._deeper += 1
            return
        self._stack.append(self._state)
        self._fresh, self._star = True, False

    def _close(self) -> None:
        self._skip = 0
        if self._deeper:
            self._deeper -= 1
            return
        if not self._stack:
            return
        ended, self._state = self._state, self._stack.pop()
        if ended.kind != self._state.kind:
            self._ended(ended.kind)
        self._fresh = self._star = False

    def _destination(self, word: bytes) -> bool:
        """Whether the first word of a group says what the group is; then the group is that."""
        star, self._fresh, self._star = self._star, False, False
        kind = self._state.kind
        if kind == b"skip":
            return True
        if word in _ACTIVE:
            self._remarks.active.add(_ACTIVE[word])
        if word in (b"fonttbl", b"pict", b"fldinst", b"listtext", b"pntext", b"footnote", b"annotation", b"moMath"):
            kind = b"listtext" if word == b"pntext" else word
        elif word in _MARGINS:
            kind = word[:6]
        elif word in _SKIP or word == b"template" or (star and word not in _SHOWN and not word.startswith(b"shp")):
            kind = b"skip"
        else:
            return False
        self._side.setdefault(kind, [])
        self._state = replace(self._state, kind=kind)
        return True

    def _ended(self, kind: bytes) -> None:
        """A group of its own kind is over: what was in it goes where it belongs."""
        content = "".join(self._side.pop(kind, []))
        plain = " ".join(content.split())
        if kind == b"pict":
            self._picture(content)
        elif kind == b"fldinst":
            self._remarks.active.update(f"a field ({name})" for name in _FIELDS.findall(content))
            for link in _LINK.findall(content):
                self._remarks.link(link)
        elif kind == b"listtext":
            self._out.list = "ol" if re.search(r"\w", plain) else "ul"
        elif kind == b"footnote" and plain:
            self._notes.append(escape(plain))
            self._out.line.append((b"", f"<sup>[{len(self._notes)}]</sup>"))
        elif kind == b"annotation" and plain:
            self._out.line.append((b"", f"<i>{escape(self._remarks.uncounted(f'[comment: {plain}]'))}</i>"))
        elif kind in (b"header", b"footer") and plain:
            line = self._remarks.uncounted(f"[Page {kind.decode()}: {plain[:300]}]")
            self._out.blocks.insert(0, f"<p><i>{escape(line)}</i></p>")
        elif kind == b"moMath":
            self._remarks.tally(1, "equation is", "equations are")

    def _picture(self, content: str) -> None:
        digits = re.sub(r"[^0-9a-fA-F]", "", content)
        try:
            data = bytes.fromhex(digits)
        except ValueError:
            data = None
        uri = self._pictures.show(data, self._remarks)
        if uri:
            self._out.line.append((b"", f'<img src="{uri}"/>'))

    # ------------------------------------------------------------ control words

    def _word(self, word: bytes, number: int | None) -> None:
        if self._fresh and self._destination(word):
            return
        self._fresh = False
        if self._state.kind == b"fonttbl":
            self._font_word(word, number)
        elif word in _LOOKS:
            self._look(_LOOKS[word], number != 0)
        elif word in _LETTERS:
            self._write(_LETTERS[word])
        elif word in (b"objlink", b"objautlink"):
            self._remarks.active.add(_ACTIVE[word])
        elif self._state.kind in (b"", b"footnote", b"annotation", b"header", b"footer"):
            self._layout(word, number)
        self._setting(word, number)

    def _font_word(self, word: bytes, number: int | None) -> None:
        if word == b"f":
            self._font = number or 0
        elif word == b"fcharset":
            self._fonts[self._font] = of_charset(number or 0)

    def _setting(self, word: bytes, number: int | None) -> None:
        if word == b"ansicpg":
            self._page = of_page(number or 1252)
        elif word in (b"mac", b"pc", b"pca"):
            self._page = {b"mac": "mac_roman", b"pc": "cp437", b"pca": "cp850"}[word]
        elif word == b"uc":
            self._state = replace(self._state, wide=min(max(number if number is not None else 1, 0), 32))
        elif word == b"f":
            self._state = replace(self._state, page=self._fonts.get(number or 0, ""))
        elif word == b"v":
            self._state = replace(self._state, hidden=number != 0)
        elif word in (b"deleted", b"revised"):
            self._state = replace(self._state, change=word if number != 0 else b"")
        elif word == b"plain":
            self._state = replace(self._state, looks=(), hidden=False, page="", change=b"")

    def _look(self, tag: str, on: bool) -> None:
        looks = tuple(t for t in self._state.looks if t != tag)
        self._state = replace(self._state, looks=(*looks, tag) if on else looks)

    def _layout(self, word: bytes, number: int | None) -> None:
        if word in (b"ulnone", b"nosupersub"):
            self._look("u" if word == b"ulnone" else "sup", False)
            self._look("u" if word == b"ulnone" else "sub", False)
        elif word in (b"par", b"sect", b"page") and self._state.kind == b"":
            self._out.paragraph()
        elif word in (b"par", b"line", b"lbr"):
            self._write("\n")
        elif word == b"pard":
            self._out.level, self._out.in_table = -1, False
        elif word == b"outlinelevel":
            self._out.level = number or 0
        elif word == b"intbl":
            self._out.in_table = True
        elif word in (b"cell", b"nestcell"):
            self._out.cells.append(self._out.taken())
        elif word in (b"row", b"nestrow"):
            self._out.row()

    # ------------------------------------------------------------ text

    def _raw(self, value: bytes) -> None:
        if self._skip:
            dropped = min(self._skip, len(value))
            self._skip -= dropped
            value = value[dropped:]
        self._bytes += value

    def _letters(self) -> None:
        """Write the bytes that were gathered, in the code page of their font."""
        if self._bytes:
            raw, self._bytes = bytes(self._bytes), bytearray()
            self._write(raw.decode(self._state.page or self._page, "replace"))

    def _unicode(self, number: int) -> None:
        code = number % 65536
        self._skip = self._state.wide
        self._write(chr(code) if code else "")

    def _write(self, text: str) -> None:
        kind = self._state.kind
        if not text or self._state.hidden or kind in (b"skip", b"fonttbl"):
            return
        if kind:
            self._side.setdefault(kind, []).append(text)
            return
        looks = self._state.looks
        start, end = "".join(f"<{t}>" for t in looks), "".join(f"</{t}>" for t in reversed(looks))
        self._out.line.append((self._state.change, start + escape(text).replace("\n", "<br/>") + end))

"""RTF through the child: letters in every code page, structure, what is marked, named and bounded."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer_app.domain.submission import Kind
from reviewer_app.evidence import richtext
from reviewer_app.evidence.rtftokens import tokens
from reviewer_app.evidence.values import Status
from reviewer_app.evidence.worker import Readers
from tests.evidence import made


def text(body: str) -> str:
    return richtext.convert(b"{\\rtf1\\ansi " + body.encode("ascii") + b"}").flow.text


def html(body: str) -> str:
    return richtext.convert(b"{\\rtf1\\ansi " + body.encode("ascii") + b"}").flow.html


def test_an_rtf_opens_as_what_it_is(readers: Readers, tmp_path: Path) -> None:
    file = made.saved(tmp_path, "a.docx", b"{\\rtf1 A {\\b bold} word.\\par}")
    found = readers.probe(file)
    assert (found.kind, found.status, found.title, found.words) == (Kind.DOCUMENT, Status.OPEN, "RTF document", 3)
    assert readers.flow(file).html == "<p>A <b>bold</b> word.</p>"
    assert readers.text(file).text == "A bold word."


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"caf\'e9", "café"),
        (r"\ansicpg1250 \'e8", "č"),
        (r"{\fonttbl{\f0\fcharset204 A;}{\f1\fcharset128 B;}}\f0\'ea\f1\'83\'65", "кテ"),
        (r"\u8220 ?x\u8221 ?", "“x”"),
        (r"\uc2\u233 ab\uc1 c", "éc"),
        (r"\u-10179 ?\u-8704 ?", "😀"),
        (r"\u-10179 ?x", "�x"),
        (r"a\~b\_c\{\}\\", "a b-c{}\\"),
        (r"\ldblquote x\rdblquote\emdash y", "“x”—y"),
        (r"\ansicpg99999 \'e9", "é"),
        (r"a{\v hidden}b", "ab"),
        (r"a{\*\unknown thing}b", "ab"),
        (r"a{\info{\title Secret}}b", "ab"),
        (r"one\par two\par", "one\ntwo"),
        (r"<b>\par", "<b>"),
    ],
)
def test_letters(body: str, expected: str) -> None:
    assert text(body) == expected


def test_structure() -> None:
    assert html(r"\pard\outlinelevel0 Title\par\pard text\par") == "<h1>Title</h1><p>text</p>"
    lists = html(r"{\listtext 1.\tab}one\par{\listtext 2.\tab}two\par\pard{\listtext\'b7\tab}dot\par\pard end\par")
    assert [lists.count(tag) for tag in ("<ol>", "<ul>", "<li>")] == [1, 1, 3]
    assert lists.endswith("<p>end</p>")
    rows = r"\trowd\intbl a\cell b\cell\row\trowd\intbl c\cell d\cell\row\pard after\par"
    assert html(rows).count("<tr>") == 2
    assert text(rows).split() == ["a", "b", "c", "d", "after"]


def test_changes_comments_notes_and_page_lines_are_marked() -> None:
    body = r"{\header Class 4b\par}a {\deleted gone \u233 ?}{\revised new}{\*\annotation why?}{\footnote source}\par"
    shown = richtext.convert(b"{\\rtf1 " + body.encode() + b"}").flow
    assert shown.text == "[Page header: Class 4b]\na [deleted: gone é][inserted: new][comment: why?][1]\n[1] source"
    assert "<s>[deleted: gone é]</s>" in shown.html
    assert shown.words == 5, "a, new, source, and the two marks of the note"


def test_what_is_active_is_named_and_nothing_of_it_shown() -> None:
    body = (
        rb"{\rtf1{\*\template http://127.0.0.1:47999/t.dotm}{\field{\*\fldinst DDEAUTO cmd}{\fldrslt shown}}"
        rb"{\field{\*\fldinst HYPERLINK \"file:///etc/passwd\"}{\fldrslt link}}"
        rb"{\object\objautlink{\*\objdata 0105}{\result text}}}"
    )
    found = richtext.convert(body.replace(b'\\"', b'"'))
    assert found.status is Status.SAFE
    active = next(p.message for p in found.problems if p.code == "active-part")
    for what in ("a linked template", "a field (DDEAUTO)", "links to files or programs", "a linked object"):
        assert what in active
    assert found.flow.text == "shownlinktext"


def test_a_picture_is_shown_and_a_broken_one_counted() -> None:
    picture = made.picture("PNG").hex().encode()
    assert "data:image/png" in richtext.convert(b"{\\rtf1{\\pict\\pngblip " + picture + b"}}").flow.html
    assert richtext.convert(b"{\\rtf1{\\pict\\wmetafile8 0102}x}").status is Status.PARTIAL


def test_sizes_and_depths_are_bounded() -> None:
    assert list(tokens(rb"\bin2147483647 abc")) == [("word", b"bin", 2147483647)]
    huge = richtext.convert(rb"{\rtf1 before{\pict\bin2147483647 abc} after}")
    assert (huge.flow.text, huge.status) == ("before", Status.PARTIAL)
    deep = richtext.convert(b"{\\rtf1 " + b"{" * 300_000 + b"x" + b"}" * 300_000 + b" end}")
    assert deep.flow.text == "x end"
    cut = richtext.convert(rb"{\rtf1 hello {{{ \par world")
    assert cut.flow.text == "hello\nworld"
    assert cut.status is Status.PARTIAL

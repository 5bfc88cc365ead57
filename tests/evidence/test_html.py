"""Inert HTML and its text: exactly what Qt's text browser makes of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QTextDocument

from reviewer_app.evidence.html import inert

DOT = "data:image/png;base64,iVBORw0KGgo="


def qt_text(html: str) -> str:
    document = QTextDocument()
    document.setHtml(html)
    return document.toPlainText()


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p><p></p><p> b  c </p>", "a\nb c"),
        ("<p>a <br/> b<br></p><p><br></p>", "a\nb"),
        ("<p>a&nbsp;b</p>", "a b"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul><p>d</p>", "a\nb\nc\nd"),
        ("<p>a</p><table><tr><td>x</td><td>y</td></tr><tr><td>z</td></tr></table><p>b</p>", "a\nx\ny\nz\n \n\nb"),
        ("<table><tr><td>x</td></tr></table>", "\nx\n"),
        ("<table><tr><td rowspan=2>x</td><td>1</td></tr><tr><td>2</td></tr></table><p>b</p>", "\nx\n1\n2\n\nb"),
        ("<table><tr><td><table><tr><td>in</td></tr></table></td></tr></table>", "\n\nin\n\n"),
        ("<pre>a\n\n  b\n</pre>", "a\n \n  b"),
        (f'<p>a <img src="{DOT}"> b</p>', "a ￼ b"),
        ("<blockquote><p>a</p></blockquote><h2>H</h2>", "a\nH"),
        ("<p>\U0001f600 \u05d0\u05d1 \u2028x</p>", "\U0001f600 \u05d0\u05d1 x"),
        ("<b>a<i>b</b>c</i>", "abc"),
        ("<td>a</td><li>b", "a\nb"),
        ("&lt;script&gt;", "<script>"),
    ],
)
def test_text_is_what_qt_counts(qapp: object, html: str, text: str) -> None:
    found = inert(html)
    assert found.text == text
    assert qt_text(found.html) == text


words = st.sampled_from(["a", " b ", "c d", "é", "\U0001f600", "&amp;", " ", "\n", "&nbsp;"])
inline = st.recursive(
    words, lambda inner: st.tuples(st.sampled_from(["b", "i", "u", "sup", "a"]), st.lists(inner, max_size=3)).map(
        lambda t: f"<{t[0]}>{''.join(t[1])}</{t[0]}>"
    ), max_leaves=6,
)  # fmt: skip
paragraphs = st.tuples(st.sampled_from(["p", "h1", "h3", "div"]), st.lists(inline, max_size=4)).map(
    lambda t: f"<{t[0]}>{''.join(t[1])}</{t[0]}>"
)
tables = st.lists(
    st.lists(st.lists(inline, max_size=2).map("".join), min_size=1, max_size=3), min_size=1, max_size=3
).map(
    lambda rows: "<table>" + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in r) + "</tr>" for r in rows) + "</table>"
)
lists = st.lists(inline, min_size=1, max_size=3).map(lambda xs: "<ul>" + "".join(f"<li>{x}</li>" for x in xs) + "</ul>")


@settings(max_examples=150)
@given(st.lists(st.one_of(paragraphs, tables, lists), max_size=5).map("".join))
def test_text_is_what_qt_counts_for_any_document(qapp: object, html: str) -> None:
    found = inert(html)
    assert qt_text(found.html) == found.text


@given(st.text(alphabet="<>/\"'=& abtdlirpthmscu0-!", max_size=120))
def test_nothing_that_acts_comes_through(html: str) -> None:
    """Whatever the input: only the few tags and attributes that are written on purpose."""
    import re

    for tag, attributes in re.findall(r"<(\w+)([^>]*)>", inert(html + "<script>x</script>").html):
        assert tag in {"p", "b", "i", "u", "s", "sub", "sup", "code", "a", "br", "h1", "h2", "h3", "h4", "h5", "h6",
                       "ul", "ol", "li", "table", "tr", "td", "th", "img"}  # fmt: skip
        assert set(re.findall(r'(\w+)="', attributes)) <= {"name", "href", "style", "border", "cellspacing",
                                                          "cellpadding", "colspan", "rowspan", "src"}  # fmt: skip
        assert "href" not in attributes or 'href="#' in attributes


def test_it_is_bounded() -> None:
    found = inert("<p>x</p>" * 30_000)
    assert found.cut
    assert found.text.count("\n") < 21_000
    deep = inert("<ul><li>" * 5000 + "x")
    assert deep.text == "x"

"""Office files through the child: what is shown, marked, named, bounded and refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer_app.domain.submission import Kind
from reviewer_app.errors import ReviewerError
from reviewer_app.evidence.values import Flow, Probe, Status
from reviewer_app.evidence.worker import Readers
from tests.evidence import made, madeoffice
from tests.evidence.madeoffice import odf, pptx, relations, shape, slide, xlsx


class Look:
    """A file's probe and flow."""

    def __init__(self, readers: Readers, folder: Path, data: bytes, name: str = "evidence.bin") -> None:
        file = made.saved(folder, name, data)
        self.probe: Probe = readers.probe(file)
        self._readers, self._file = readers, file

    @property
    def flow(self) -> Flow:
        return self._readers.flow(self._file)

    @property
    def active(self) -> str:
        return " ".join(p.message for p in self.probe.problems if p.code == "active-part")


# ------------------------------------------------------------------------------------------------------- opendocument


def test_odt_keeps_headings_lists_tables_and_looks(readers: Readers, tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
        '<text:list-style style:name="L1"><text:list-level-style-number text:level="1"/></text:list-style>'
    )
    body = (
        '<text:h text:outline-level="2">Reflection</text:h>'
        '<text:p>I was <text:span text:style-name="T1">sure</text:span>.</text:p>'
        '<text:list text:style-name="L1"><text:list-item><text:p>one</text:p></text:list-item></text:list>'
        "<text:list><text:list-item><text:p>dot</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>left</text:p></table:table-cell>"
        "<table:table-cell><text:p>right</text:p></table:table-cell></table:table-row></table:table>"
    )
    look = Look(readers, tmp_path, odf(body, styles=styles))
    assert (look.probe.kind, look.probe.status, look.probe.title) == (Kind.DOCUMENT, Status.OPEN, "OpenDocument text")
    html = look.flow.html
    assert "<h2>Reflection</h2>" in html
    assert "I was <b>sure</b>." in html
    assert html.index("<ol>") < html.index("one") < html.index("<ul>") < html.index("dot") < html.index("<table")
    assert look.flow.text.split() == ["Reflection", "I", "was", "sure.", "one", "dot", "left", "right"]
    assert look.probe.words == look.flow.words == 8


def test_odt_marks_changes_comments_notes_and_page_lines(readers: Readers, tmp_path: Path) -> None:
    body = (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><text:p>gone words</text:p>'
        '</text:deletion></text:changed-region><text:changed-region text:id="c2"><text:insertion/>'
        "</text:changed-region></text:tracked-changes>"
        '<text:p>a<text:change text:change-id="c1"/> <text:change-start text:change-id="c2"/>new'
        '<text:change-end text:change-id="c2"/><office:annotation><dc:creator>Jane Roe</dc:creator>'
        "<text:p>why?</text:p>"
        '</office:annotation><text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>source</text:p></text:note-body></text:note></text:p>"
    )
    look = Look(readers, tmp_path, odf(body, page="<style:header><text:p>Class 4b</text:p></style:header>"))
    assert (
        look.flow.text
        == "[Page header: Class 4b]\na[deleted: gone words] [inserted: new][comment: why?][1]\n[1] source"
    )
    assert "<s>[deleted: gone words]</s>" in look.flow.html
    assert "Roe" not in look.flow.html
    assert look.flow.words == 5, "the candidate's own: a, new, source, and the two marks of the note"


def test_odt_spaces_and_repeats_are_bounded(readers: Readers, tmp_path: Path) -> None:
    look = Look(readers, tmp_path, odf('<text:p>a<text:s text:c="2000000000"/>b</text:p>'))
    assert look.probe.readable
    assert len(look.flow.text) < 100
    cell = '<table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    look = Look(readers, tmp_path, odf(f'<table:table table:name="S">{row}</table:table>', "spreadsheet"))
    assert look.probe.status is Status.PARTIAL
    assert "Only a part of a large table is shown." in look.flow.notes
    assert "Only the first 50 columns are shown." in look.flow.notes
    assert 10_000 < look.flow.text.count("x") < 16_000


def test_odp_slide_by_slide_with_notes(readers: Readers, tmp_path: Path) -> None:
    page = (
        '<draw:page><draw:frame presentation:class="title"><draw:text-box><text:p>My lesson</text:p></draw:text-box>'
        "</draw:frame><draw:frame><draw:text-box><text:p>point</text:p></draw:text-box></draw:frame>"
        "<presentation:notes><draw:frame><draw:text-box><text:p>say this</text:p></draw:text-box></draw:frame>"
        "</presentation:notes></draw:page>"
    )
    look = Look(readers, tmp_path, odf(page, "presentation"))
    assert look.flow.text.split("\n") == ["Slide 1: My lesson", "point", "Notes", "say this"]


def test_what_is_active_in_an_odt_is_named(readers: Readers, tmp_path: Path) -> None:
    body = (
        '<text:p><draw:frame><draw:image xlink:href="http://127.0.0.1:47999/x.png"/></draw:frame>'
        '<text:a xlink:href="file:///etc/passwd">x</text:a></text:p>'
        '<text:section><text:section-source xlink:href="../other.odt"/></text:section>'
        "<office:dde-source/>"
    )
    look = Look(readers, tmp_path, odf(body, **{"Basic/Standard/Module1.xml": "<x/>"}))
    for what in ("a linked picture", "links to files or programs", "linked text", "a DDE link", "macros"):
        assert what in look.active
    assert look.flow.html.count("passwd") == look.flow.html.count("47999") == 0


def test_a_locked_odt_says_so(readers: Readers, tmp_path: Path) -> None:
    look = Look(readers, tmp_path, odf("", **{"META-INF/manifest.xml": "<m><encryption-data/></m>"}))
    assert (look.probe.status, look.probe.problems[0].code) == (Status.REFUSED, "encrypted")
    with pytest.raises(ReviewerError, match="protected by a password"):
        _ = look.flow


# ------------------------------------------------------------------------------------------------------------- slides


def test_pptx_slide_by_slide(readers: Readers, tmp_path: Path) -> None:
    table = (
        "<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>cell</a:t></a:r></a:p>"
        "</a:txBody></a:tc></a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )
    picture = '<p:pic><p:blipFill><a:blip r:embed="r5"/></p:blipFill></p:pic>'
    first = slide(shape("My lesson", "title") + shape("one\ntwo") + table + picture + shape("9", "sldNum"))
    notes = slide(shape("1", "sldNum") + shape("say this"))
    comments = '<p:cmLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:cm><p:text>nice</p:text></p:cm></p:cmLst>'
    parts: dict[str, str | bytes] = {
        "ppt/slides/_rels/slide1.xml.rels": relations(
            ("r5", "image", "../media/a.png"),
            ("r6", "notesSlide", "../notes/n1.xml"),
            ("r7", "comments", "../comments/c1.xml"),
        ),
        "ppt/media/a.png": made.picture("PNG"),
        "ppt/notes/n1.xml": notes,
        "ppt/comments/c1.xml": comments,
    }
    data = pptx(first, slide(shape("Later", "ctrTitle"), hidden=True), **parts)
    look = Look(readers, tmp_path, data, "slides.docx")
    assert (look.probe.kind, look.probe.status, look.probe.title) == (
        Kind.DOCUMENT,
        Status.OPEN,
        "PowerPoint presentation",
    )
    lines = [line for line in look.flow.text.split("\n") if line.strip("\ufffc ")]
    assert lines == [
        "Slide 1: My lesson", "one", "two", "cell", "Speaker's notes", "say this", "[comment: nice]",
        "Slide 2 (hidden): Later",
    ]  # fmt: skip
    assert "data:image/png;base64," in look.flow.html
    assert look.flow.html.index("<ul>") < look.flow.html.index("one")
    assert look.flow.words == 8, "the candidate's own"


def test_a_damaged_slide_leaves_the_others(readers: Readers, tmp_path: Path) -> None:
    look = Look(readers, tmp_path, pptx("<broken", slide(shape("here"))))
    assert look.probe.status is Status.PARTIAL
    assert look.flow.notes == ("Slide 1 is damaged and not shown.",)
    assert look.flow.text.split("\n") == ["Slide 1", "Slide 2", "here"]


def test_what_is_active_or_missing_in_a_pptx_is_named(readers: Readers, tmp_path: Path) -> None:
    click = '<p:sp><p:nvSpPr><p:cNvPr><a:hlinkClick action="ppaction://program"/></p:cNvPr></p:nvSpPr></p:sp>'
    chart = '<p:graphicFrame><a:graphic><a:graphicData uri="http://x/2006/chart"/></a:graphic></p:graphicFrame>'
    outside = relations(("r9", "image", "http://127.0.0.1:47999/a.png", "External"))
    look = Look(
        readers,
        tmp_path,
        pptx(
            slide(click + chart),
            **{"ppt/slides/_rels/slide1.xml.rels": outside, "ppt/vbaProject.bin": "x", "ppt/embeddings/o.bin": "x"},
        ),
    )
    assert look.probe.status is Status.SAFE
    for what in ("a click that starts a program or macro", "a linked image", "macros", "1 embedded object"):
        assert what in look.active
    assert "1 chart is not shown." in look.flow.notes


# ------------------------------------------------------------------------------------------------------------- sheets


def test_xlsx_shows_values_with_their_formats(readers: Readers, tmp_path: Path) -> None:
    styles = (
        '<numFmts><numFmt numFmtId="170" formatCode="0.0"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="9"/><xf numFmtId="170"/>'
        '<xf numFmtId="20"/></cellXfs>'
    )
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" s="1"><v>45000</v></c><c r="D1" s="2"><v>0.5</v></c></row>'
        '<row r="3"><c r="A3" t="b"><v>1</v></c><c r="C3" s="3"><v>2.25</v></c><c r="D3" s="4"><v>0.75</v></c>'
        '<c r="E3"><f>A1+1</f><v>7</v></c><c r="F3" t="inlineStr"><is><t>&lt;b&gt;</t></is></c></row>'
    )
    strings = "<si><r><t>Fami</t></r><r><t>lies</t></r></si>"
    look = Look(readers, tmp_path, xlsx(rows, strings=strings, styles=styles))
    assert (look.probe.kind, look.probe.status, look.probe.title) == (Kind.DOCUMENT, Status.OPEN, "Excel workbook")
    cells = [line for line in look.flow.text.split("\n") if line.strip()]
    assert cells == [
        "Sheet: Hours", "A", "C", "D", "E", "F", "1", "Families", "2023-03-15", "50%", "3", "TRUE", "2.2", "18:00", "7",
        "<b>",
    ]  # fmt: skip
    assert "A1+1" not in look.flow.html
    assert look.flow.notes == ("Cells show values, not the formulas behind them.",)


def test_xlsx_is_bounded_and_says_so(readers: Readers, tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>5</v></c></row>' for n in range(1, 3001))
    look = Look(readers, tmp_path, xlsx(rows))
    assert look.probe.status is Status.PARTIAL
    assert "Only a part of the sheet “Hours” is shown: it is too large." in look.flow.notes
    assert look.flow.text.count("\n5\n") == 1000
    wide = "".join(f"<c><v>{n}</v></c>" for n in range(100))
    look = Look(readers, tmp_path, xlsx(f"<row>{wide}</row>"))
    assert look.probe.status is Status.PARTIAL


def test_what_is_active_in_an_xlsx_is_named(readers: Readers, tmp_path: Path) -> None:
    rows = '<row><c t="str"><f>WEBSERVICE("http://127.0.0.1:47999/")</f><v>w</v></c><c><f>A1</f></c></row>'
    look = Look(
        readers,
        tmp_path,
        xlsx(
            rows,
            **{
                "xl/externalLinks/externalLink1.xml": "<x><ddeLink/></x>",
                "xl/vbaProject.bin": "x",
                "xl/connections.xml": "<x/>",
            },
        ),
    )
    for what in (
        "formulas that would call out",
        "a DDE link",
        "links to other workbooks",
        "macros",
        "data connections",
    ):
        assert what in look.active
    assert "1 formula without a stored value is not shown." in look.flow.notes


def test_comments_of_a_sheet_are_shown(readers: Readers, tmp_path: Path) -> None:
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    comments = (
        f"<comments {space}><authors><author>Jane Roe</author></authors><commentList>"
        '<comment ref="A1"><text><t>first</t></text></comment><comment ref="B2"><text><t>second</t></text></comment>'
        "</commentList></comments>"
    )
    look = Look(
        readers,
        tmp_path,
        xlsx(
            '<row r="1"><c r="A1"><v>1</v></c></row>',
            **{
                "xl/worksheets/_rels/sheet1.xml.rels": relations(("r1", "comments", "../comments1.xml")),
                "xl/comments1.xml": comments,
            },
        ),
    )
    assert look.flow.text.split("\n")[-2:] == ["[comment on A1: first]", "[comment on B2: second]"]
    assert "Roe" not in look.flow.html


# ---------------------------------------------------------------------------------------------------------------- all


@pytest.mark.parametrize(
    "data",
    [
        madeoffice.zipped(
            {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": madeoffice.BOMB + "<x/>"}
        ),
        xlsx("", **{"xl/sharedStrings.xml": madeoffice.BOMB + "<sst/>"}),
        pptx(**{"ppt/presentation.xml": madeoffice.BOMB + "<x/>"}),
        made.docx("", **{"word/document.xml": madeoffice.BOMB + "<x/>"}),
    ],
    ids=["odt", "xlsx", "pptx", "docx"],
)
def test_a_document_built_to_grow_is_refused(readers: Readers, tmp_path: Path, data: bytes) -> None:
    found = Look(readers, tmp_path, data).probe
    assert (found.status, found.problems[0].code) == (Status.REFUSED, "too-large")


@pytest.mark.parametrize("data", [odf("x" * 9), pptx(slide("")), xlsx("")], ids=["odf", "pptx", "xlsx"])
def test_a_cut_document_is_refused_in_one_sentence(readers: Readers, tmp_path: Path, data: bytes) -> None:
    found = Look(readers, tmp_path, data[: len(data) * 2 // 3]).probe
    assert (found.status, len(found.problems)) == (Status.REFUSED, 1)


def test_an_entity_from_outside_is_not_resolved(readers: Readers, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("SECRET")
    entity = f'<!DOCTYPE x [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    plain = odf("<text:p>a &x; b</text:p>")
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(plain)) as old:
        content = entity + old.read("content.xml").decode()
    look = Look(
        readers,
        tmp_path,
        madeoffice.zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}),
    )
    assert look.flow.text == "a b"
    assert "outside entities" in look.active

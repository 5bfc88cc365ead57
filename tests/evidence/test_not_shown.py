"""What is not shown is said, with its kind and its number, in every kind of flowing document."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer_app.evidence.pictures import kind_of
from reviewer_app.evidence.worker import Readers
from tests.evidence import made
from tests.evidence.madeoffice import odf, pptx, relations, slide, xlsx

EMF = b"\x01\0\0\0" + b"\x6c\0\0\0" + bytes(32) + b" EMF" + bytes(60)
WMF = b"\xd7\xcd\xc6\x9a" + bytes(60)
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'
OUTSIDE = "http://127.0.0.1:47999/a.png"
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
DIAGRAM = 'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def word() -> bytes:
    inline = (
        '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
        f'wordprocessingDrawing"><a:graphic {A}><a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/'
        'drawingml/2006/picture"><pic:blipFill><a:blip r:embed="{}"/></pic:blipFill></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )
    body = "<w:p><m:oMath/></w:p>" * 2 + "".join(inline.replace("{}", f"r{n}") for n in (1, 2, 3, 4))
    parts: dict[str, str | bytes] = {
        "word/_rels/document.xml.rels": relations(
            ("r1", "image", "media/a.emf"), ("r2", "image", "media/b.emf"), ("r3", "image", "media/c.wmf"),
            ("r4", "image", "media/d.png"), ("r9", "image", OUTSIDE, "External"),
        ),
        "word/media/a.emf": EMF, "word/media/b.emf": EMF, "word/media/c.wmf": WMF, "word/media/d.png": b"no picture",
        "word/charts/chart1.xml": "<c/>", "word/charts/chart2.xml": "<c/>", "word/charts/chart3.xml": "<c/>",
        "word/diagrams/data1.xml": "<d/>", "word/diagrams/data2.xml": "<d/>",
        "word/embeddings/o1.bin": "x", "word/embeddings/o2.bin": "x", "word/vbaProject.bin": "x",
    }  # fmt: skip
    return made.docx(body, **parts)  # type: ignore[arg-type]


def slides() -> bytes:
    chart = '<p:graphicFrame><a:graphic><a:graphicData uri="http://x/2006/chart"/></a:graphic></p:graphicFrame>'
    smart = f'<p:graphicFrame><dgm:relIds {DIAGRAM} r:dm="r7"/></p:graphicFrame>'
    equation = f"<mc:AlternateContent {MC}><mc:Choice><m:oMath {MATH}/></mc:Choice></mc:AlternateContent>"
    picture = '<p:pic><p:blipFill><a:blip r:embed="r5"/></p:blipFill></p:pic>'
    told = relations(("r5", "image", "../media/a.emf"), ("r9", "image", OUTSIDE, "External"))
    parts: dict[str, str | bytes] = {
        "ppt/slides/_rels/slide1.xml.rels": told,
        "ppt/slides/_rels/slide2.xml.rels": told,
        "ppt/media/a.emf": EMF,
        "ppt/embeddings/o1.bin": "x",
        "ppt/embeddings/o2.bin": "x",
        "ppt/vbaProject.bin": "x",
    }
    return pptx(slide(chart + equation + picture + smart), slide(chart + equation + picture), **parts)


def sheets() -> bytes:
    drawing = f"<xdr:wsDr xmlns:xdr='x' {MATH}><m:oMath/><m:oMath/></xdr:wsDr>"
    parts: dict[str, str | bytes] = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations(("r1", "drawing", "../drawings/drawing1.xml")),
        "xl/drawings/drawing1.xml": drawing,
        "xl/drawings/_rels/drawing1.xml.rels": relations(
            ("r1", "image", "../media/a.wmf"),
            ("r2", "chart", "../charts/chart1.xml"),
            ("r3", "chart", "../charts/chart2.xml"),
            ("r4", "diagramData", "../diagrams/data1.xml"),
            ("r5", "image", OUTSIDE, "External"),
        ),
        "xl/media/a.wmf": WMF,
        "xl/embeddings/o1.bin": "x",
        "xl/embeddings/o2.bin": "x",
        "xl/vbaProject.bin": "x",
    }
    return xlsx("<row><c><v>1</v></c></row>", **parts)  # type: ignore[arg-type]


def open_text() -> bytes:
    frame = '<text:p><draw:frame><draw:image xlink:href="{}"/></draw:frame></text:p>'
    body = frame.format("Pictures/a.emf") + frame.format("Pictures/b.svg") + frame.format(OUTSIDE)
    body += '<text:p><draw:frame><draw:object xlink:href="./Object 1"/></draw:frame></text:p>' * 3
    parts: dict[str, str | bytes] = {
        "Pictures/a.emf": EMF,
        "Pictures/b.svg": SVG,
        "Basic/Standard/Module1.xml": "<x/>",
    }
    return odf(body, **parts)  # type: ignore[arg-type]


def rich() -> bytes:
    equation = rb"{\mmath{\*\moMath{\mr x}}}"
    pictures = b"".join(b"{\\pict\\emfblip " + EMF.hex().encode() + b"}" for _ in range(2))
    return b"{\\rtf1 " + equation * 2 + pictures + rb"{\object\objemb{\*\objdata 0105}{\result text}}}"


def page() -> bytes:
    body = "<math><mi>x</mi></math>" * 2 + "<svg><rect/></svg>" + "<video></video><audio></audio>"
    return (f"<!DOCTYPE html><html><body>{body}<object></object><iframe></iframe><script>1</script>"
            f'<img src="{OUTSIDE}"><p>words</p></body></html>').encode()  # fmt: skip


TABLE = {
    "docx": (word, (
        "2 equations are not shown.", "3 charts are not shown.", "2 SmartArt drawings are not shown.",
        "2 pictures of the kind EMF are not shown.", "1 picture of the kind WMF is not shown.",
        "1 picture is not shown (missing, damaged", "2 embedded objects", "macros", "a linked picture",
    )),
    "pptx": (slides, (
        "2 equations are not shown.", "2 charts are not shown.", "2 pictures of the kind EMF are not shown.",
        "SmartArt drawings are shown as lists of their texts.", "2 embedded objects", "macros", "a linked image",
    )),
    "xlsx": (sheets, (
        "2 equations are not shown.", "2 charts are not shown.", "1 SmartArt drawing is not shown.",
        "1 picture of the kind WMF is not shown.", "2 embedded objects", "macros", "a linked image",
    )),
    "odt": (open_text, (
        "3 embedded objects are not shown.", "1 picture of the kind EMF is not shown.",
        "1 picture of the kind SVG is not shown.", "1 picture is not shown (missing, damaged", "macros",
        "a linked picture",
    )),
    "rtf": (rich, (
        "2 equations are not shown.", "2 pictures of the kind EMF are not shown.", "an embedded object",
    )),
    "html": (page, (
        "2 equations are not shown.", "1 drawing is not shown.", "2 videos or sounds are not shown.",
        "2 embedded objects are not shown.", "1 picture from elsewhere is not shown.", "scripts",
    )),
}  # fmt: skip


@pytest.mark.parametrize("kind", TABLE)
def test_what_is_not_shown_is_said_with_its_number(readers: Readers, tmp_path: Path, kind: str) -> None:
    make, expected = TABLE[kind]
    file = made.saved(tmp_path, f"a.{kind}", make())
    told = [p.message for p in readers.probe(file).problems]
    for words in expected:
        assert any(words in line for line in told), (words, told)
    assert set(told) <= set(readers.flow(file).notes), "the viewer says the same"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (EMF, "EMF"), (WMF, "WMF"), (b"\x01\0\x09\0\0\x03" + bytes(40), "WMF"), (SVG, "SVG"), (b"<svg>", "SVG"),
        (b"\xff\xd8\xff", ""), (b"", ""), (b"<?xml version='1.0'?><other/>", ""),
        (b"\x1f\x8b\x08", "compressed EMF or WMF"),
        (bytes(522) + b"\0\x11\x02\xff", "PICT"), (b"%!PS-Adobe", "EPS"),
    ],
)  # fmt: skip
def test_kinds_are_known_by_their_beginning(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind

"""Word documents: changes, comments, text boxes, content controls, inserted files and page lines are shown as such."""

from __future__ import annotations

from pathlib import Path

from reviewer_app.evidence.values import Flow, Status
from reviewer_app.evidence.worker import Readers
from tests.evidence import made
from tests.evidence.madeoffice import relations

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
WPS = 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
VML = "urn:schemas-microsoft-com:vml"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def gone(text: str) -> str:
    return f'<w:del w:author="Jane Roe"><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def flow_of(readers: Readers, folder: Path, body: str, **parts: str) -> Flow:
    return readers.flow(made.saved(folder, "a.docx", made.docx(body, **parts)))


def test_insertions_and_deletions_are_marked(readers: Readers, tmp_path: Path) -> None:
    inserted = f'<w:ins w:author="Jane Roe">{run("new ")}</w:ins><w:ins w:author="Jane Roe">{run("words")}</w:ins>'
    mark = "<w:pPr><w:rPr><w:ins/></w:rPr></w:pPr>"
    flow = flow_of(
        readers, tmp_path, f"<w:p>{mark}{run('I ')}{gone('was')}{gone(' not')}{inserted}{run(' sure')}</w:p>"
    )
    assert flow.text == "I [deleted: was not][inserted: new words] sure"
    assert "<s>[deleted: was not]</s>" in flow.html
    assert flow.html.count("<u>") >= 1
    assert "Roe" not in flow.html
    assert flow.words == 4, "I, new, words, sure"
    assert flow.notes == ()


def test_moved_text_is_marked(readers: Readers, tmp_path: Path) -> None:
    body = f"<w:p><w:moveFrom>{run('here')}</w:moveFrom></w:p><w:p><w:moveTo>{run('here')}</w:moveTo></w:p>"
    assert flow_of(readers, tmp_path, body).text == "[deleted: here]\n[inserted: here]"


def test_page_headers_and_footers_are_shown_as_such(readers: Readers, tmp_path: Path) -> None:
    twice = f"<mc:Choice>{run('x')}</mc:Choice><mc:Fallback>{run('x')}</mc:Fallback>"
    older = f"<mc:AlternateContent {MC}>{twice}</mc:AlternateContent>"
    flow = flow_of(
        readers,
        tmp_path,
        made.para("body"),
        **{
            "word/header1.xml": f"<w:hdr {W}>{made.para('Class 4b')}{made.para('Spring')}</w:hdr>",
            "word/header2.xml": f"<w:hdr {W}>{made.para('Class 4b')}{made.para('Spring')}</w:hdr>",
            "word/footer1.xml": f"<w:ftr {W}><w:p>{older}</w:p></w:ftr>",
        },
    )
    assert flow.text == "[Page header: Class 4b / Spring]\nbody\n[Page footer: x]"
    assert flow.words == 1


def test_text_boxes_and_content_controls_are_shown(readers: Readers, tmp_path: Path) -> None:
    box = f"<wps:wsp {WPS}><wps:txbx><w:txbxContent>{made.para('in the box')}</w:txbxContent></wps:txbx></wps:wsp>"
    drawing = f"<w:drawing><a:graphic {A}><a:graphicData>{box}</a:graphicData></a:graphic></w:drawing>"
    alone = f"<w:p><w:r>{drawing}</w:r></w:p>"
    chosen = f"<w:p><w:r><mc:AlternateContent {MC}><mc:Choice>{drawing}</mc:Choice></mc:AlternateContent></w:r></w:p>"
    content = f"<w:txbxContent>{made.para('in the box')}</w:txbxContent>"
    old = f'<mc:Fallback><w:pict><v:textbox xmlns:v="{VML}">{content}</v:textbox></w:pict></mc:Fallback>'
    both = (
        f"<w:p><w:r><mc:AlternateContent {MC}><mc:Choice>{drawing}</mc:Choice>{old}</mc:AlternateContent></w:r></w:p>"
    )
    control = f"<w:sdt><w:sdtContent>{made.para('controlled')}</w:sdtContent></w:sdt>"
    for body in (alone, chosen, both):
        flow = flow_of(readers, tmp_path, body + control)
        assert flow.text.split("\n") == ["in the box", "controlled"], body


def test_a_file_that_was_put_in_is_shown_inert_where_it_stands(readers: Readers, tmp_path: Path) -> None:
    chunk = f'<w:altChunk {R} r:id="r5"/>'
    page = "<html><script>alert(1)</script><p>From a <b>page</b></p></html>"
    body = made.para("before") + chunk + made.para("after")
    rels = {"word/_rels/document.xml.rels": relations(("r5", "aFChunk", "chunk.bin"))}
    file = made.saved(tmp_path, "a.docx", made.docx(body, **rels, **{"word/chunk.bin": page}))
    flow = readers.flow(file)
    assert flow.text == "before\nFrom a page\nafter"
    assert "alert" not in flow.html
    found = readers.probe(file)
    assert found.status is Status.SAFE
    assert "scripts" in found.problems[0].message
    flow = flow_of(readers, tmp_path, body, **rels, **{"word/chunk.bin": "{\\rtf1 From {\\b RTF}}"})
    assert "<p>From <b>RTF</b></p>" in flow.html
    flow = flow_of(readers, tmp_path, body, **rels, **{"word/chunk.bin": "PK\x03\x04"})
    assert flow.text == "before\nafter"
    assert "Text that was put in from another file is not shown." in flow.notes


def test_letters_with_their_reading_are_shown(tmp_path: Path, readers: Readers) -> None:
    ruby = (
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>kyo</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>today</w:t></w:r></w:rubyBase>"
        "</w:ruby></w:r><w:r><w:t> we learn</w:t></w:r></w:p>"
    )
    assert readers.flow(made.saved(tmp_path, "a.docx", made.docx(ruby))).text == "today (kyo) we learn"

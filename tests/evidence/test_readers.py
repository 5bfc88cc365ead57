"""Each reader through the child: what a file is, what is shown of it, and what is said about the rest."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from reviewer_app.domain.submission import Kind
from reviewer_app.errors import ReviewerError
from reviewer_app.evidence.values import Status
from reviewer_app.evidence.worker import Readers
from tests.evidence import made

PLAYLIST = b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:47999/seg.ts\n"
CONCAT = b"ffconcat version 1.0\nfile 'neighbour.mp4'\n"
SDP = b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nm=video 47998 RTP/AVP 96\n"


@pytest.mark.parametrize(
    ("name", "data", "kind", "media_type", "status"),
    [
        ("a.docx", b"Just text\nin two lines\n", Kind.TEXT, "text/plain", "open"),
        ("a.pdf", made.picture("JPEG"), Kind.IMAGE, "image/jpeg", "open"),
        ("a.jpg", made.pdf(("x",)), Kind.PDF, "application/pdf", "open"),
        ("a.mp4", made.docx(made.para("x")), Kind.DOCUMENT, None, "open"),
        ("a.txt", made.clip(10, sound=False), Kind.VIDEO, "video/mp4", "open"),
        ("a.mp4", b"<!doctype html><p>x</p>", Kind.TEXT, "text/html", "open"),
        ("a.pdf", b"# One\n\n- two\n- **three**\n", Kind.TEXT, "text/markdown", "open"),
        ("a.mp4", b"", Kind.OTHER, None, "refused"),
        ("a.pdf", bytes(range(256)) * 20, Kind.OTHER, None, "refused"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Kind.DOCUMENT, None, "refused"),
    ],
)
def test_the_type_is_found_from_the_content(
    readers: Readers, tmp_path: Path, name: str, data: bytes, kind: Kind, media_type: str | None, status: str
) -> None:
    found = readers.probe(made.saved(tmp_path, name, data))
    assert (found.kind, found.status) == (kind, status)
    assert media_type in (None, found.media_type)
    assert found.size == len(data)
    assert bool(found.problems) is (status == "refused")


@pytest.mark.parametrize("data", [PLAYLIST, CONCAT, SDP], ids=["playlist", "concat", "sdp"])
def test_a_list_of_other_files_is_no_video(readers: Readers, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "neighbour.mp4").write_bytes(made.clip(10, sound=False))
    file = made.saved(tmp_path, "lesson.mp4", data)
    found = readers.probe(file)
    assert (found.status, found.problems[0].code) == (Status.REFUSED, "not-a-recording")
    assert found.problems[0].message.startswith("This is not a video file")
    with pytest.raises(ReviewerError) as caught:
        readers.frame(file, 0)
    assert caught.value.code == "wrong-kind"


def test_a_question_that_does_not_fit_the_file_is_refused(readers: Readers, tmp_path: Path) -> None:
    file = made.saved(tmp_path, "a.txt", b"words")
    for ask in (readers.pages, lambda f: readers.page(f, 1, 100), lambda f: readers.picture(f, 10)):
        with pytest.raises(ReviewerError) as caught:
            ask(file)
        assert caught.value.code == "wrong-kind"


# ------------------------------------------------------------------------------------------------------------------ pdf


def test_pdf_pages_words_and_outline(readers: Readers, tmp_path: Path) -> None:
    file = made.saved(tmp_path, "a.pdf", made.pdf(("Families first", "Second page")))
    found = readers.probe(file)
    assert (found.pages, found.words, found.width, found.height) == (2, 4, 300, 200)
    pages = readers.pages(file)
    assert [(p.width, p.height) for p in pages.sizes] == [(300, 200)] * 2
    assert [(h.title, h.page) for h in pages.outline] == [("First", 1), ("Second", 2)]
    first, second = readers.words(file, 1)
    assert (first.text, first.start, second.text, second.start) == ("Families", 0, "first", 9)
    assert 0.1 < first.x0 < first.x1 < second.x0 < 0.6
    assert 0.2 < first.y0 < first.y1 < 0.4
    text = readers.text(file)
    assert text.text == "Families first\fSecond page"
    assert text.starts == (0, 15)


def test_the_boxes_of_words_lie_on_the_words(readers: Readers, tmp_path: Path) -> None:
    """Also where the page is turned: what is dark in the picture is in the boxes, and nowhere else."""
    for rotation in (0, 90, 180, 270):
        file = made.saved(tmp_path, f"{rotation}.pdf", made.pdf(("Families",), rotation=rotation))
        page = readers.page(file, 1, 600)
        (word,) = readers.words(file, 1)
        grey = Image.frombytes("RGB", (page.width, page.height), page.rgb).convert("L").point(lambda v: 255 - v)
        left, top, right, bottom = grey.point(lambda v: 255 if v > 60 else 0).getbbox() or (0, 0, 0, 0)
        assert word.x0 * page.width - 2 <= left < right <= word.x1 * page.width + 2
        assert word.y0 * page.height - 2 <= top < bottom <= word.y1 * page.height + 2


def test_a_page_is_as_wide_as_asked_but_bounded(readers: Readers, tmp_path: Path) -> None:
    file = made.saved(tmp_path, "a.pdf", made.pdf(("x",)))
    assert (readers.page(file, 1, 450).width, readers.page(file, 1, 450).height) == (450, 300)
    huge = readers.page(file, 1, 1_000_000)
    assert huge.width * huge.height < 25_000_000
    with pytest.raises(ReviewerError) as caught:
        readers.page(file, 2, 100)
    assert caught.value.code == "no-such-page"


def test_an_encrypted_pdf_says_so(readers: Readers, tmp_path: Path) -> None:
    file = made.saved(tmp_path, "a.pdf", made.pdf(("secret",), password="open sesame"))
    found = readers.probe(file)
    assert (found.kind, found.status, found.problems[0].code) == (Kind.PDF, Status.REFUSED, "encrypted")
    with pytest.raises(ReviewerError, match="protected by a password"):
        readers.text(file)


def test_a_scan_says_that_it_has_no_text(readers: Readers, tmp_path: Path) -> None:
    found = readers.probe(made.saved(tmp_path, "a.pdf", made.pdf(("",))))
    assert [p.code for p in found.problems] == ["no-text"]
    assert found.status is Status.OPEN


def test_javascript_in_a_pdf_is_named_and_not_run(readers: Readers, tmp_path: Path) -> None:
    action = b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>/Type/Catalog"
    data = made.pdf(("x",)).replace(b"/Type/Catalog", action)
    found = readers.probe(made.saved(tmp_path, "a.pdf", data))
    assert found.status is Status.SAFE
    assert "JavaScript" in next(p for p in found.problems if p.code == "active-part").message


# ------------------------------------------------------------------------------------------- flowing documents


def test_docx_as_inert_html(readers: Readers, tmp_path: Path) -> None:
    table = f"<w:tbl><w:tr><w:tc>{made.para('left')}</w:tc><w:tc>{made.para('right')}</w:tc></w:tr></w:tbl>"
    body = made.para("&lt;b&gt;Reflection&lt;/b&gt;") + table + "<w:p><m:oMath/></w:p>" + made.para("end")
    file = made.saved(tmp_path, "a.docx", made.docx(body))
    flow = readers.flow(file)
    assert "&lt;b&gt;Reflection&lt;/b&gt;" in flow.html
    assert '<table border="1"' in flow.html
    assert flow.text.split() == ["<b>Reflection</b>", "left", "right", "end"]
    assert flow.notes == ("1 equation is not shown.",)
    assert readers.text(file).text == flow.text
    assert readers.probe(file).words == flow.words == 6


def test_what_would_reach_outside_from_a_docx_is_named(readers: Readers, tmp_path: Path) -> None:
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r9" Type="{link}" Target="http://127.0.0.1:47999/t.dotm" TargetMode="External"/>'
        "</Relationships>"
    )
    data = made.docx(made.para("x"), **{"word/_rels/settings.xml.rels": rels, "word/vbaProject.bin": "x"})
    found = readers.probe(made.saved(tmp_path, "a.docx", data))
    assert found.status is Status.SAFE
    assert found.problems[0].message == "Not run or fetched: a linked template, macros."


def test_entities_in_a_docx_are_not_resolved(readers: Readers, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("SECRET")
    plain = made.docx(made.para("a &x; b"))
    entity = f'<!DOCTYPE w:document [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]><w:document '
    import zipfile

    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<w:document ", entity.encode()))
    flow = readers.flow(made.saved(tmp_path, "a.docx", data.getvalue()))
    assert flow.text == "a b"
    assert flow.notes == ("Not run or fetched: outside entities.",)


def test_commenters_are_not_named(readers: Readers, tmp_path: Path) -> None:
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r2" Type="{kind}" Target="comments.xml"/></Relationships>'
    )
    comment = f'<w:comment w:id="1" w:author="Jane Roe" w:initials="JRo">{made.para("why?")}</w:comment>'
    body = '<w:p><w:r><w:t>text</w:t></w:r><w:r><w:commentReference w:id="1"/></w:r></w:p>'
    data = made.docx(
        body, **{"word/comments.xml": f"<w:comments {w}>{comment}</w:comments>", "word/_rels/document.xml.rels": rels}
    )
    flow = readers.flow(made.saved(tmp_path, "a.docx", data))
    assert "why?" in flow.text
    assert "JRo" not in flow.html
    assert "Roe" not in flow.html


def test_a_very_long_docx_is_cut_and_says_so(readers: Readers, tmp_path: Path) -> None:
    found = readers.probe(made.saved(tmp_path, "a.docx", made.docx(made.para("x") * 10_500)))
    assert (found.status, found.words) == (Status.PARTIAL, 10_000)
    assert found.problems[0].message == "Only the first 10,000 paragraphs are shown."


def test_a_docx_bomb_is_refused(readers: Readers, tmp_path: Path) -> None:
    data = made.docx(made.para("x"), **{"word/media/a.bin": "0" * (130 << 20)})
    assert len(data) < 1_000_000
    found = readers.probe(made.saved(tmp_path, "a.docx", data))
    assert (found.status, found.problems[0].code) == (Status.REFUSED, "too-large")


def test_html_loses_what_acts(readers: Readers, tmp_path: Path) -> None:
    html = (
        b'<!doctype html><title>T</title><script>alert(1)</script><p onclick="x()">Hello <a href="http://127.0.0.1:47999/">'
        b'link</a><img src="http://127.0.0.1:47999/p.png" alt="a tree"></p><iframe src="file:///etc/passwd"></iframe>'
    )
    file = made.saved(tmp_path, "a.html", html)
    flow = readers.flow(file)
    assert flow.text == "Hello link[picture not shown: a tree]"
    for word in ("script", "http", "onclick", "iframe", "file:"):
        assert word not in flow.html
    assert readers.probe(file).status is Status.SAFE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "koi8-r"])
def test_text_in_its_encoding(readers: Readers, tmp_path: Path, encoding: str) -> None:
    text = "Мы говорили с семьёй о том, что помогает дома. Потом мы попробовали новый план вместе, и он сработал."
    flow = readers.flow(made.saved(tmp_path, "a.txt", text.encode(encoding)))
    assert flow.text == text


def test_long_lines_and_many_lines_stay_bearable(readers: Readers, tmp_path: Path) -> None:
    wide = readers.probe(made.saved(tmp_path, "a.txt", b"word " * 50_000))
    assert (wide.status, wide.problems[0].code) == (Status.PARTIAL, "long-lines")
    many = readers.flow(made.saved(tmp_path, "b.txt", b"line\n" * 100_000))
    assert 15_000 < many.text.count("\n") < 25_000
    assert "are shown" in many.notes[0]


# ------------------------------------------------------------------------------------------------------------- pictures


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP"])
def test_pictures_in_rgb(readers: Readers, tmp_path: Path, form: str) -> None:
    file = made.saved(tmp_path, "a", made.picture(form))
    found = readers.probe(file)
    assert (found.kind, found.width, found.height, found.frames) == (Kind.IMAGE, 60, 40, 1)
    shown = readers.picture(file, 100)
    assert (shown.width, shown.height) == (60, 40)
    left, right = _dot(shown.rgb, 60, 10, 20), _dot(shown.rgb, 60, 50, 20)
    assert left[0] > 200 > 60 > left[2]
    assert right[2] > 200 > 60 > right[0]


def test_heic_opens(readers: Readers, tmp_path: Path) -> None:
    import pillow_heif

    data = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 48), "red")).save(data)
    shown = readers.picture(made.saved(tmp_path, "a.jpg", data.getvalue()), 100)
    assert (shown.width, shown.height) == (64, 48)
    assert _dot(shown.rgb, 64, 30, 20)[0] > 200


@pytest.mark.parametrize(
    ("orientation", "red_at"), [(1, "left"), (3, "right"), (6, "top"), (8, "bottom"), (2, "right")]
)
def test_pictures_are_upright(readers: Readers, tmp_path: Path, orientation: int, red_at: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = made.saved(tmp_path, "a.jpg", made.picture("JPEG", exif=exif))
    shown = readers.picture(file, 100)
    wide, high = shown.width, shown.height
    assert (wide, high) == ((40, 60) if orientation in (6, 8) else (60, 40))
    places = {
        "left": (5, high // 2),
        "right": (wide - 5, high // 2),
        "top": (wide // 2, 5),
        "bottom": (wide // 2, high - 5),
    }
    red = {name for name, (x, y) in places.items() if _dot(shown.rgb, wide, x, y)[0] > 150}
    assert red_at in red
    assert {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}[red_at] not in red
    found = readers.probe(file)
    assert (found.width, found.height) == (wide, high)


def test_cmyk_deep_grey_and_transparency(readers: Readers, tmp_path: Path) -> None:
    cmyk = readers.picture(made.saved(tmp_path, "a.jpg", made.picture("JPEG", mode="CMYK")), 100)
    assert _dot(cmyk.rgb, 60, 10, 20)[0] > 180 > 90 > _dot(cmyk.rgb, 60, 10, 20)[2]
    data = io.BytesIO()
    Image.new("I;16", (20, 20), 0x8000).save(data, "PNG")
    grey = readers.picture(made.saved(tmp_path, "b.png", data.getvalue()), 100)
    assert all(abs(v - 128) <= 1 for v in _dot(grey.rgb, 20, 5, 5))
    data = io.BytesIO()
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(data, "PNG")
    clear = readers.picture(made.saved(tmp_path, "c.png", data.getvalue()), 100)
    assert _dot(clear.rgb, 20, 5, 5) == (255, 255, 255)


def test_pictures_are_scaled_and_cut_ones_shown_in_part(readers: Readers, tmp_path: Path) -> None:
    whole = made.picture("JPEG", (1200, 800))
    shown = readers.picture(made.saved(tmp_path, "a.jpg", whole), 300)
    assert (shown.width, shown.height, shown.full_width, shown.full_height) == (300, 200, 1200, 800)
    found = readers.probe(made.saved(tmp_path, "b.jpg", whole[: len(whole) * 2 // 3]))
    assert (found.status, found.problems[0].code) == (Status.PARTIAL, "cut-short")


def test_frames_of_an_animation(readers: Readers, tmp_path: Path) -> None:
    data = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "lime", "blue")]
    frames[0].save(data, "GIF", save_all=True, append_images=frames[1:])
    file = made.saved(tmp_path, "a.gif", data.getvalue())
    assert readers.probe(file).frames == 3
    assert _dot(readers.picture(file, 20, frame=3).rgb, 20, 5, 5) == (0, 0, 255)


def _dot(rgb: bytes, width: int, x: int, y: int) -> tuple[int, int, int]:
    place = (y * width + x) * 3
    return rgb[place], rgb[place + 1], rgb[place + 2]


def test_a_bomb_in_a_colour_profile_does_not_hide_the_picture(readers: Readers, tmp_path: Path) -> None:
    data = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(data, "PNG", icc_profile=bytes(64 << 20))
    found = readers.probe(made.saved(tmp_path, "a.png", data.getvalue()))
    assert (found.status, found.problems) == (Status.OPEN, ())

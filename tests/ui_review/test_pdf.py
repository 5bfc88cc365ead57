"""PDF in its viewer: words across pages, zoom and turning, search, links, panels, passwords, scans."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest

from reviewer_app.domain.citation import Region, Selector, TextQuote
from reviewer_app.domain.selectors import from_annotation, to_annotation
from reviewer_app.settings import Settings
from reviewer_app.ui.viewers.page_paint import draw_over
from reviewer_app.ui.viewers.page_text import Selection
from tests.evidence import made
from tests.ui_review.still import Bench, mark

pytestmark = pytest.mark.gui


def book(path: Path, pages: int = 6) -> Path:
    """Pages of lines, an outline, and links inside and outside."""
    pymupdf: Any = importlib.import_module("pymupdf")
    document = pymupdf.open()
    for number in range(1, pages + 1):
        page = document.new_page(width=400, height=560)
        page.insert_text((40, 50), f"Chapter {number}", fontsize=20)
        for line in range(18):
            page.insert_text((40, 90 + line * 25), f"Line {number}.{line + 1} tells what families said in week {line}.")
    document[0].insert_link({"kind": 1, "page": 2, "from": pymupdf.Rect(40, 75, 200, 95), "to": pymupdf.Point(0, 0)})
    document[0].insert_link({"kind": 2, "uri": "https://example.org/plan", "from": pymupdf.Rect(40, 100, 200, 120)})
    document.set_toc([[1, f"Chapter {n}", n] for n in range(1, pages + 1)])
    document.save(str(path))
    document.close()
    return path


@pytest.fixture
def viewer(bench: Bench, tmp_path: Path) -> Any:
    found = bench.show(book(tmp_path / "book.pdf"))
    bench.until(lambda: found.source.ready and found.strip.text.plain is not None and found.strip.words(1))
    bench.rest()
    return found


def word(viewer: Any, page: int, text: str) -> int:
    return next(n for n, w in enumerate(viewer.strip.words(page)) if w.text == text)


def across_pages(bench: Bench, viewer: Any) -> tuple[Selector, TextQuote]:
    """Select from the last line of page 2 to the heading of page 3 with the mouse."""
    strip = viewer.strip
    strip.show_place(2, 0.9)
    bench.rest()
    bench.until(lambda: strip.words(2) and strip.words(3))
    start, end = word(viewer, 2, "2.18"), word(viewer, 3, "Chapter")
    strip.show_place(2, 0.9)
    bench.drag(strip.viewport(), strip.place_of_word(2, start), strip.place_of_word(3, end))
    found: Selector = viewer.here()
    assert found.quote is not None
    return found, found.quote


def test_words_across_pages_are_cited_and_found_again_elsewhere(bench: Bench, viewer: Any, tmp_path: Path) -> None:
    found, quote = across_pages(bench, viewer)
    assert found.page == 2
    assert quote.exact == "2.18 tells what families said in week 17.\nChapter"
    assert quote.prefix.endswith("week 16.\nLine ") and quote.suffix.startswith(" 3\nLine 3.1")
    kept = from_annotation(to_annotation(found))
    viewer.clear_choice()
    viewer.strip.set_turn(90)
    viewer.strip.set_zoom(2.3)
    viewer.go_to(kept)
    bench.until(lambda: viewer.selected_text() == quote.exact)
    other = bench.show(book(tmp_path / "copy.pdf"), (500, 400))
    other.go_to(kept)
    bench.until(lambda: other.selected_text() == quote.exact)
    assert set(other.strip.visible_pages()) & {2, 3}


def test_a_quote_that_moved_is_found_by_its_words_and_one_that_is_gone_is_said(bench: Bench, viewer: Any) -> None:
    exact = "Line 4.3 tells what families said"
    viewer.go_to(Selector(page=1, quote=TextQuote(exact=exact, start=3, end=36)))
    bench.until(lambda: viewer.selected_text() == exact)
    assert viewer.strip.selection.page == 4
    viewer.go_to(Selector(page=2, quote=TextQuote(exact="never written")))
    assert "can't be found" in bench.told[-1]
    viewer.go_to(Selector(page=99))
    assert "fewer pages" in bench.told[-1]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_words_and_areas_are_the_same_whichever_way_up(bench: Bench, viewer: Any, turn: int) -> None:
    viewer.strip.set_turn(turn)
    viewer.strip.set_fit("page")
    bench.rest()
    first, last = word(viewer, 1, "1.5"), word(viewer, 1, "1.5") + 3
    bench.drag(viewer.strip.viewport(), viewer.strip.place_of_word(1, first), viewer.strip.place_of_word(1, last))
    assert viewer.selected_text() == "1.5 tells what families"
    box = viewer.strip.rect_of(1)
    corner, middle = box.topLeft().toPoint() + QPoint(3, 3), box.center().toPoint()
    bench.drag(viewer.strip.viewport(), corner, middle, shift=True)
    region = viewer.here().region
    x, y = {0: (0, 0), 90: (0, 5000), 180: (5000, 5000), 270: (5000, 0)}[turn]
    assert abs(region.x - x) < 250 and abs(region.y - y) < 250 and abs(region.w - 5000) < 250


def test_search_marks_every_hit_and_goes_round(bench: Bench, viewer: Any) -> None:
    assert viewer.searchable
    viewer.open_search()
    QTest.keyClicks(viewer.bar.search, "WEEK 3")
    bench.rest()
    assert viewer.bar.said.text() == "1 of 6"
    assert len(viewer.strip.ticks.hits) == 6 and list(viewer.strip.ticks.hits) == sorted(viewer.strip.ticks.hits)
    assert 0 < viewer.strip.ticks.hits[0] < 0.17 < viewer.strip.ticks.hits[1] < 0.34
    bench.keys(viewer.bar.search, "Return")
    bench.until(lambda: viewer.strip.selection is not None and viewer.strip.selection.page == 2)
    assert viewer.bar.said.text() == "2 of 6"
    ((box, current),) = viewer.strip.overlay.hits_on(2)
    assert current and 0 < box.width() < 0.3
    bench.keys(viewer.bar.search, "Shift+Return", "Shift+Return")
    assert viewer.bar.said.text() == "6 of 6"
    assert viewer.here().quote.exact == "week 3."
    bench.keys(viewer.bar.search, "Escape")
    assert viewer.strip.ticks.hits == () and not viewer.bar.search.isVisible()


def test_one_page_at_a_time_turns_over_by_key_and_wheel(bench: Bench, viewer: Any) -> None:
    viewer.strip.set_single(True)
    viewer.strip.set_fit("page")
    assert list(viewer.strip.visible_pages()) == [1]
    viewer.strip.setFocus()
    bench.keys(viewer.strip, "PgDown", "PgDown")
    assert list(viewer.strip.visible_pages()) == [3] and viewer.bar.pages.field.text() == "3"
    bench.keys(viewer.strip, "PgUp")
    assert viewer.strip.page == 2
    viewer.strip.set_single(False)
    assert viewer.strip.page == 2 and len(viewer.strip.visible_pages()) > 1


def test_zoom_keeps_the_place_under_the_pointer(bench: Bench, viewer: Any) -> None:
    at = QPointF(300, 500)
    before = viewer.strip.place_at(at)
    for _ in range(4):
        viewer.strip.set_zoom(viewer.strip.zoom * 1.2, at)
    page, place = viewer.strip.place_at(at)
    assert page == before[0]
    assert abs(place.x() - before[1].x()) < 0.01 and abs(place.y() - before[1].y()) < 0.01


def test_pages_are_drawn_as_large_as_they_are_seen_and_few_are_kept(bench: Bench, viewer: Any) -> None:
    for page in range(1, 7):
        viewer.strip.show_place(page)
        bench.rest()
    wanted = round(400 * viewer.strip.zoom * viewer.strip.devicePixelRatioF())
    feed = viewer.strip.feed
    bench.until(lambda: feed.picture(6) is not None and feed.picture(6).width() == wanted)
    feed.most = feed.picture(6).sizeInBytes() * 2
    viewer.strip.show_place(1)
    viewer.strip.set_turn(90)
    bench.until(lambda: not viewer.strip.settling)
    bench.rest()
    bench.until(lambda: feed.picture(1) is not None)
    assert feed.bytes <= feed.most
    assert abs(feed.picture(1).height() - wanted) <= 1, "on its side, at the same zoom"


def test_links_are_told_and_never_followed_but_within(bench: Bench, viewer: Any) -> None:
    bench.until(lambda: len(viewer.strip.links.known(1)) == 2)
    inside, outside = viewer.strip.links.known(1)
    if not inside.page:
        inside, outside = outside, inside
    assert "example.org/plan" in viewer.strip._tip(1, QPointF(outside.x0 + 0.01, outside.y0 + 0.01))
    box = viewer.strip.rect_of(1)
    spots = [
        QPoint(round(box.x() + (n.x0 + 0.35) * box.width()), round(box.y() + (n.y0 + 0.02) * box.height()))
        for n in (outside, inside)
    ]
    bench.click(viewer.strip.viewport(), spots[0])
    assert "not followed" in bench.told[-1] and viewer.strip.page == 1
    bench.click(viewer.strip.viewport(), spots[1])
    assert viewer.strip.page == 3


def test_a_locked_file_asks_for_its_password_in_the_viewer(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    path.write_bytes(made.pdf(("Families first", "Second"), password="sesame"))
    viewer = bench.show(path)
    assert viewer.unlock.isVisible() and not viewer.strip.isVisible()
    assert viewer.unlock.field.echoMode() == viewer.unlock.field.EchoMode.Password
    QTest.keyClicks(viewer.unlock.field, "Sesam")
    bench.keys(viewer.unlock.field, "Return")
    assert "not the password" in viewer.unlock.wrong.text() and viewer.unlock.isVisible()
    viewer.unlock.field.clear()
    QTest.keyClicks(viewer.unlock.field, "sesame")
    bench.click(viewer.unlock.open)
    bench.until(lambda: viewer.strip.isVisible() and viewer.strip.words(1))
    bench.rest()
    assert viewer.strip.count == 2 and viewer.strip.feed.picture(1) is not None
    assert viewer.unlock.field.text() == ""
    viewer.strip.select(Selection((2, 0), (2, 0)))
    bench.until(lambda: viewer.selected_text() == "Second")


def test_a_scan_is_said_to_be_one_and_an_area_of_it_is_cited(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(made.pdf(("", "")))
    viewer = bench.show(path)
    bench.rest()
    assert "it is a scan" in viewer.notes.text() and viewer.notes.isVisible()
    assert len([n for n in viewer.notes.lines() if "scan" in n]) == 1
    viewer.open_search()
    QTest.keyClicks(viewer.bar.search, "x")
    bench.rest()
    assert "No words" in viewer.bar.said.text()
    box = viewer.strip.rect_of(1)
    bench.drag(viewer.strip.viewport(), box.topLeft().toPoint() + QPoint(9, 9), box.center().toPoint(), shift=True)
    assert viewer.here().region is not None


def test_words_and_areas_by_the_keyboard(bench: Bench, viewer: Any) -> None:
    viewer.strip.setFocus()
    bench.keys(viewer.strip, "Shift+Right", "Shift+Right", "Shift+Down")
    assert viewer.selected_text() == "Chapter 1\nLine 1.1 tells what"
    bench.keys(viewer.strip, "Shift+Left")
    assert viewer.selected_text() == "Chapter 1\nLine 1.1 tells"
    viewer.clear_choice()
    viewer.bar.region.setChecked(True)
    bench.keys(viewer.strip, "Down", "Down", "Shift+Right")
    assert viewer.here().region == Region(x=3000, y=3100, w=4100, h=2000)


def test_only_one_indicators_marks(bench: Bench, viewer: Any) -> None:
    quote = TextQuote(exact="Line 1.2 tells")
    viewer.show_marks((mark(Selector(page=1, quote=quote)), mark(Selector(page=1), "3.2", 1)))
    assert len(viewer.strip.ticks.marks) == 2 and viewer.strip.overlay.tints(1)
    viewer.show_only(viewer.marks[1].indicator)
    assert len(viewer.strip.ticks.marks) == 1 and not viewer.strip.overlay.tints(1)
    viewer.show_only(None)
    assert viewer.strip.overlay.tints(1)


def test_the_panel_is_filled_when_looked_at_and_remembered(bench: Bench, viewer: Any) -> None:
    kept: dict[str, object] = {}
    viewer.preferred.connect(lambda name, value: kept.update({name: value}))
    assert not viewer.panel.isVisible() and viewer.panel.thumbs.pages.drawn == 0
    bench.keys(viewer.strip, "F9")
    bench.until(lambda: viewer.panel.thumbs.pages.drawn >= 3)
    assert kept == {"side_panel": "pages"}
    assert all(c.width() >= c.sizeHint().width() for c in viewer.panel.chips.values()), "their words have room"
    bench.keys(viewer.panel.thumbs, "Down", "Down", "Down")
    assert viewer.strip.page == 4
    viewer.strip.show_place(2)
    assert viewer.panel.thumbs.currentIndex().row() == 1
    bench.click(viewer.panel.chips["outline"])
    tree = viewer.panel.outline
    assert [tree.topLevelItem(n).text(0) for n in range(6)] == [f"Chapter {n}" for n in range(1, 7)]
    tree.setCurrentItem(tree.topLevelItem(4))
    bench.keys(tree, "Return")
    assert viewer.strip.page == 5 and kept == {"side_panel": "outline"}
    bench.click(viewer.panel.chips["links"])
    viewer.strip.show_place(1)
    bench.rest()
    said = [viewer.panel.links.item(n).text() for n in range(viewer.panel.links.count())]
    assert sorted(said) == ["Leads to page 3", "Link to https://example.org/plan · not followed here"]


def test_the_panel_and_the_page_view_come_back_as_they_were(bench: Bench, tmp_path: Path) -> None:
    viewer = bench.show(book(tmp_path / "a.pdf"), settings=Settings(side_panel="outline", page_view="single"))
    bench.rest()
    assert viewer.panel.isVisible() and viewer.panel.tab == "outline" and viewer.bar.panel.isChecked()
    assert list(viewer.strip.visible_pages()) == [1] and viewer.single.isChecked()


def test_hits_and_what_is_selected_leave_the_letters_dark(bench: Bench, viewer: Any) -> None:
    viewer.open_search()
    QTest.keyClicks(viewer.bar.search, "WEEK 3")
    bench.rest()
    strip = viewer.strip
    ((box, current),) = strip.overlay.hits_on(1)
    assert current and strip.selection is not None
    picked = [QRectF(0.0, box.y(), 1.0, box.height())]  # the whole line

    def painted(ground: str) -> tuple[str, str]:
        image = QImage(600, 800, QImage.Format.Format_RGB32)
        image.fill(QColor(ground))
        painter = QPainter(image)
        draw_over(painter, QRectF(0, 0, 600, 800), 0, strip.overlay, (), 1, picked)
        painter.end()
        y = round(box.center().y() * 800)
        return image.pixelColor(round(box.center().x() * 600), y).name(), image.pixelColor(590, y).name()

    assert painted("#000000") == ("#000000", "#000000")
    hit, chosen = (QColor(name) for name in painted("#ffffff"))
    assert hit.red() > 240 > 160 > hit.blue(), "the hit in hand is orange, selected or not"
    assert chosen.blue() > chosen.red() < 240, "the rest of the line is marked as selected"

"""Citing from every kind of evidence, and coming back to the very frame, words or area."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage, QTextCursor
from PySide6.QtTest import QTest

from reviewer_app.domain.citation import Citation, Region, Selector, TextQuote, TimeSpan
from reviewer_app.domain.ids import IndicatorId
from reviewer_app.ui.viewers.frames import frame_at, mid_frame_ms
from reviewer_app.ui.viewers.strips import FILM_PICTURES
from reviewer_app.workflow import scoring
from tests.ui_review.conftest import Hands
from tests.ui_review.material import (
    AUDIO,
    BITS,
    CELL,
    EMOJI_LINE,
    PHOTO,
    REFLECTION,
    SID,
    SURVEY,
    VIDEO,
    Recipe,
)

pytestmark = pytest.mark.gui


def burnt_in(viewer: object) -> int:
    """The frame number that the picture itself shows."""
    picture: QImage = viewer.video.videoSink().videoFrame().toImage()  # type: ignore[attr-defined]
    return sum(
        1 << bit for bit in range(BITS) if picture.pixelColor(bit * CELL + CELL // 2, CELL // 2).lightness() > 128
    )


def settled(hands: Hands, viewer: object, frame: int) -> None:
    hands.until(lambda: viewer.player.settled and burnt_in(viewer) == frame)  # type: ignore[attr-defined]


def only_citation(hands: Hands) -> Citation:
    (found,) = hands.desk.review.citations
    return found


def test_frames_are_stepped_and_cited_exactly_and_found_again(hands: Hands) -> None:
    hands.open()
    viewer = hands.viewer(VIDEO)
    hands.until(lambda: viewer.player.duration)
    viewer.player.seek(mid_frame_ms(47, 25))
    settled(hands, viewer, 47)
    hands.key(".").key(".")
    settled(hands, viewer, 49)
    hands.key(",")
    settled(hands, viewer, 48)
    hands.key("I")
    viewer.player.seek(mid_frame_ms(90, 25))
    settled(hands, viewer, 90)
    hands.key("O").key("C")
    time = only_citation(hands).selector.time
    assert time is not None and (frame_at(time.start, 25), frame_at(time.end, 25)) == (48, 90)
    assert only_citation(hands).indicator == "3.1"
    assert viewer.controls.chosen.text() == "", "in and out are used up"
    viewer.player.seek(0)
    settled(hands, viewer, 0)
    line = hands.line()
    hands.click(line, QPoint(60, 14))
    settled(hands, viewer, 48)


def test_a_moment_is_cited_with_an_area_of_the_picture(hands: Hands) -> None:
    hands.open()
    viewer = hands.viewer(VIDEO)
    hands.until(lambda: viewer.player.duration)
    viewer.player.seek(mid_frame_ms(30, 25))
    settled(hands, viewer, 30)
    view = viewer.stage
    box = view.mapFromScene(view.sceneRect()).boundingRect()
    start = QPoint(box.x() + box.width() // 4, box.y() + box.height() // 4)
    hands.drag(view.viewport(), start, start + QPoint(box.width() // 2, box.height() // 2), shift=True)
    hands.click(viewer.controls.cite)
    found = only_citation(hands).selector
    assert found.time is not None and frame_at(found.time.start, 25) == 30 and found.time.end == found.time.start
    assert found.region is not None
    assert all(abs(a - b) < 120 for a, b in ((found.region.x, 2500), (found.region.y, 2500), (found.region.w, 5000)))


@pytest.mark.parametrize("fps", [24, 30])
def test_a_cited_frame_is_the_same_at_other_rates(hands_on: Callable[[Recipe], Hands], fps: int) -> None:
    hands = hands_on(Recipe(video_fps=fps, video_frames=80, only=("Family conference",))).open()
    viewer = hands.viewer(VIDEO)
    hands.until(lambda: viewer.player.duration)
    for frame in (1, 17, 44, 79):
        viewer.player.seek(mid_frame_ms(frame, fps))
        settled(hands, viewer, frame)
        hands.key("C")
    for citation in hands.desk.review.citations:
        assert citation.selector.time is not None
        hands.presenter.jump(citation.id)
        settled(hands, viewer, frame_at(citation.selector.time.start, fps))


def test_scrubbing_shows_where_it_was_let_go(hands: Hands) -> None:
    hands.open()
    viewer = hands.viewer(VIDEO)
    hands.until(lambda: viewer.player.duration)
    line = viewer.timeline
    end = QPoint(round(line.x_of(mid_frame_ms(100, 25))), 30)
    hands.drag(line, QPoint(20, 30), end)
    settled(hands, viewer, frame_at(line.ms_of(end.x()), 25))
    assert abs(burnt_in(viewer) - 100) <= 2, "a point of the line is no wider than that"


def test_what_was_played_is_in_the_journal(hands: Hands) -> None:
    hands.open()
    viewer = hands.viewer(VIDEO)
    hands.until(lambda: viewer.player.duration)
    hands.key("Space")
    hands.until(lambda: viewer.player.position > 1200)
    hands.key("Space")
    spans = hands.desk.review.viewed[VIDEO]
    assert spans[0][0] < 400 and spans[-1][1] > 1000
    assert next(r for r in hands.state.items if r.id == VIDEO).viewed > 0.15


def test_what_plays_while_it_is_finalised_is_in_the_journal(hands_on: Callable[[Recipe], Hands]) -> None:
    hands = hands_on(Recipe(pass_feedback=True)).open()
    viewer = hands.viewer(VIDEO)
    hands.until(lambda: viewer.player.duration)
    for keys in ("3", "J", "3", "J", "3"):
        hands.key(keys)
    hands.key("Space")
    hands.until(lambda: viewer.player.position > 1200)
    hands.key("Ctrl+Return")
    assert hands.state.done is not None
    assert hands.desk.review.viewed[VIDEO][-1][1] > 1000


def test_words_of_a_document_are_cited_by_code_points(hands: Hands) -> None:
    hands.open()
    viewer = hands.viewer(REFLECTION)
    hands.until(lambda: "gracias" in viewer.sheet.toPlainText())
    shown = viewer.sheet.toPlainText()
    wanted = "café-talked about it."
    place = shown.encode("utf-16-le").index(wanted.encode("utf-16-le")) // 2
    cursor = viewer.sheet.textCursor()
    cursor.setPosition(place)
    cursor.setPosition(place + len(wanted), QTextCursor.MoveMode.KeepAnchor)
    viewer.sheet.setTextCursor(cursor)
    hands.click(viewer.bar.cite)
    quote = only_citation(hands).selector.quote
    assert quote is not None and quote.exact == wanted
    plain = hands.readers.text(hands.ws.recipe(hands.desk.submission.evidence[2])).text
    assert plain[quote.start : quote.end] == wanted
    assert quote.start == plain.index(wanted) != place, "code points before an emoji are fewer than UTF-16 units"
    assert not viewer.sheet.textCursor().hasSelection()
    assert len(viewer.sheet.extraSelections()) == 1
    hands.click(hands.line(), QPoint(100, 14))
    assert viewer.selected_text() == wanted


def test_paper_keeps_its_face_when_it_was_hidden(hands: Hands) -> None:
    hands.open()
    viewer = hands.viewer(REFLECTION)
    hands.until(lambda: "gracias" in viewer.sheet.toPlainText())
    hands.presenter.set_layout("single")
    hands.viewer(VIDEO)
    hands.viewer(REFLECTION)
    assert viewer.sheet.document().defaultFont().family() == "Noto Serif"
    size = viewer.sheet.document().defaultFont().pixelSize()
    hands.click(viewer.bar.larger)
    assert viewer.sheet.document().defaultFont().pixelSize() > size


def test_a_quote_with_emoji_itself_comes_back_whole(hands: Hands) -> None:
    hands.open()
    viewer = hands.viewer(REFLECTION)
    hands.until(lambda: "gracias" in viewer.sheet.toPlainText())
    quote = TextQuote(exact=EMOJI_LINE)
    scoring.cite(hands.ws, SID, REFLECTION, Selector(quote=quote), IndicatorId("3.2"))
    viewer.go_to(Selector(quote=quote))
    assert viewer.selected_text() == EMOJI_LINE


def test_words_that_are_not_there_are_said_not_to_be(hands: Hands) -> None:
    hands.open()
    viewer = hands.viewer(REFLECTION)
    hands.until(lambda: "gracias" in viewer.sheet.toPlainText())
    with hands.qtbot.waitSignal(viewer.said, timeout=1000) as told:
        viewer.go_to(Selector(quote=TextQuote(exact="never written")))
    assert "can't be found" in told.args[0]


def test_words_of_a_pdf_are_cited_by_dragging_over_them(hands: Hands) -> None:
    hands.open()
    viewer = hands.viewer(SURVEY)
    hands.until(lambda: viewer.strip.count == 3 and viewer.strip.words(1))
    hands.rest()
    words = viewer.strip.words(1)
    first = next(n for n, w in enumerate(words) if w.text == "how")
    start, end = viewer.strip.place_of_word(1, first), viewer.strip.place_of_word(1, first + 3)
    hands.drag(viewer.strip.viewport(), start, end)
    assert viewer.selected_text() == "how would you like"
    hands.key("C")
    found = only_citation(hands).selector
    assert found.page == 1 and found.quote is not None and found.quote.exact == "how would you like"
    plain = hands.readers.text(hands.ws.recipe(hands.desk.submission.evidence[4])).text
    assert plain[found.quote.start : found.quote.end] == "how would you like"
    assert viewer.strip.overlay.tints(1), "highlighted in the indicator's colour"


def test_a_pdf_citation_leads_to_its_page_and_words(hands: Hands) -> None:
    hands.open()
    plain = hands.readers.text(hands.ws.recipe(hands.desk.submission.evidence[4])).text
    exact = "Question 3.20: how would you like"
    at = plain.index(exact)
    selector = Selector(page=3, quote=TextQuote(exact=exact, start=at, end=at + len(exact)))
    scoring.cite(hands.ws, SID, SURVEY, selector, IndicatorId("3.1"))
    hands.presenter._read()
    hands.rest()
    hands.click(hands.line(), QPoint(100, 14))
    hands.until(lambda: SURVEY in hands.view.stage.viewers)
    viewer = hands.viewer(SURVEY)
    hands.until(lambda: viewer.selected_text() == exact)
    assert 3 in viewer.strip.visible_pages()


def test_an_area_of_a_page_and_a_search(hands: Hands) -> None:
    hands.open()
    viewer = hands.viewer(SURVEY)
    hands.until(lambda: viewer.strip.count == 3 and viewer.strip.words(1))
    hands.rest()
    box = viewer.strip.rect_of(1)
    start = QPoint(round(box.x() + box.width() * 0.1), round(box.y() + 40))
    hands.drag(viewer.strip.viewport(), start, start + QPoint(200, 120), shift=True)
    hands.click(viewer.bar.cite)
    found = only_citation(hands).selector
    assert found.page == 1 and found.region is not None and found.quote is None
    hands.key("Ctrl+F")
    QTest.keyClicks(viewer.bar.search, "question 2.7")
    hands.rest()
    hands.until(lambda: viewer.strip.selection is not None and viewer.strip.selection.page == 2)
    assert viewer.bar.said.toolTip() == "1 of 1" or viewer.bar.said.text() == "1 of 1"


def test_a_photo_is_cited_whole_or_in_part(hands: Hands) -> None:
    hands.open()
    viewer = hands.viewer(PHOTO)
    hands.until(lambda: viewer.stage._picture is not None)
    hands.key("C")
    view = viewer.stage
    box = view.mapFromScene(view.sceneRect()).boundingRect()
    viewer.bar.region.setChecked(True)
    corner = box.topLeft() + QPoint(4, 4)
    hands.drag(view.viewport(), corner, box.center())
    hands.key("C")
    whole, part = (c.selector for c in hands.desk.review.citations)
    assert whole == Selector()
    assert part.region is not None and abs(part.region.w - 5000) < 300 and abs(part.region.h - 5000) < 300
    assert not viewer.bar.region.isChecked()


def test_sound_is_cited_from_in_to_out(hands: Hands) -> None:
    hands.open()
    viewer = hands.viewer(AUDIO)
    hands.until(lambda: viewer.player.duration)
    viewer.player.seek(1500)
    hands.until(lambda: viewer.player.settled)
    assert viewer.controls.time.text() == "00:01.50"
    hands.key("I")
    viewer.player.seek(3200)
    hands.until(lambda: viewer.player.settled)
    hands.key("O").key("C")
    assert only_citation(hands).selector == Selector(time=TimeSpan(start=1500, end=3200))
    hands.until(lambda: any(b > 140 for b in viewer.timeline._high), timeout=20_000)


def test_a_citation_is_taken_out_and_brought_back(hands: Hands) -> None:
    hands.open()
    selector = Selector(time=TimeSpan(start=20, end=20), region=Region(x=1, y=1, w=100, h=100))
    scoring.cite(hands.ws, SID, VIDEO, selector, IndicatorId("3.1"), "asks first")
    hands.presenter._read()
    hands.rest()
    line = hands.line()
    hands.click(line.cross)
    assert hands.desk.review.citations == ()
    hands.key("Ctrl+Z")
    assert only_citation(hands).note == "asks first"


def test_the_filmstrip_comes_while_everything_else_works(hands: Hands) -> None:
    hands.open()
    viewer = hands.viewer(VIDEO)
    hands.until(lambda: viewer.timeline.pictures == FILM_PICTURES, timeout=20_000)
    for index, picture in viewer.timeline._pictures.items():
        code = sum(
            1 << bit
            for bit in range(BITS)
            if picture.pixelColor(
                round((bit + 0.5) * CELL * picture.width() / 320), picture.height() * CELL // 360
            ).lightness()
            > 110
        )
        assert abs(code / 150 - (index + 0.5) / FILM_PICTURES) < 0.4, (index, code)

"""The shared widgets: notices, chips that wrap, progress, empty states, tables, and how they say what they are."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from reviewer_app.jobs import Progress
from reviewer_app.ui import theme
from reviewer_app.ui.widgets.buttons import Button, Chip, IconButton, NavButton
from reviewer_app.ui.widgets.cards import Code, EmptyState, Facts, Step
from reviewer_app.ui.widgets.choices import Check
from reviewer_app.ui.widgets.finder import Entry, Finder
from reviewer_app.ui.widgets.flow import FlowLayout
from reviewer_app.ui.widgets.labels import Elided, Pill, Text
from reviewer_app.ui.widgets.notice import Notices
from reviewer_app.ui.widgets.progress import ProgressStrip
from reviewer_app.ui.widgets.table import ended
from reviewer_app.ui.words import pace_text
from reviewer_app.workflow.pace import Pace

pytestmark = pytest.mark.gui


@pytest.fixture
def host(qtbot: QtBot, qapp: QApplication) -> QWidget:
    theme.load_fonts()
    theme.apply(qapp, "light")
    made = QWidget()
    made.resize(700, 500)
    QVBoxLayout(made)
    qtbot.addWidget(made)
    made.show()
    return made


def put(host: QWidget, *widgets: QWidget) -> None:
    layout = host.layout()
    assert layout is not None
    for widget in widgets:
        layout.addWidget(widget)
    QTest.qWait(20)


def test_a_notice_offers_undo_and_leaves_when_it_is_taken(host: QWidget) -> None:
    undone: list[int] = []
    notices = Notices(host)
    notice = notices.say("R-0417 is finalised.", undo=lambda: undone.append(1))
    button = next(b for b in notice.findChildren(Button) if b.text() == "Undo")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert undone == [1]
    assert notices.shown() == []
    assert not notices.isVisible()


def test_a_second_notice_has_room_of_its_own(host: QWidget) -> None:
    notices = Notices(host)
    one = notices.say("The first thing that went wrong.", "bad")
    alone = notices.height()
    two = notices.say("The second thing that went wrong.", "bad")
    assert two.isVisible()
    assert notices.height() >= alone + two.sizeHint().height()
    assert not one.geometry().intersects(two.geometry())


def test_notices_leave_by_themselves_but_bad_news_stays(host: QWidget) -> None:
    notices = Notices(host)
    good, bad = notices.say("Saved.", "good"), notices.say("Not saved.", "bad", details="The drive is full.")
    good.start(10)
    QTest.qWait(60)
    assert notices.shown() == [bad]
    more = next(b for b in bad.findChildren(Button) if b.text() == "Details")
    shown = next(t for t in bad.findChildren(Text) if t.text() == "The drive is full.")
    assert not shown.isVisible()
    QTest.mouseClick(more, Qt.MouseButton.LeftButton)
    assert shown.isVisible()
    notices.clear()


def test_at_most_three_notices_stack(host: QWidget) -> None:
    notices = Notices(host)
    for n in range(5):
        notices.say(f"number {n}")
    assert [n.message.text() for n in notices.shown()] == ["number 2", "number 3", "number 4"]
    notices.clear()


def test_candidates_words_are_never_taken_for_markup(host: QWidget) -> None:
    label, pill, facts = Text("<b>x</b>"), Pill("<b>x</b>"), Facts()
    facts.set([("Name", "<b>x</b>")])
    put(host, label, pill, facts)
    for shown in (label, pill, *facts.findChildren(Text)):
        assert shown.textFormat() == Qt.TextFormat.PlainText
    step = Step("<i>title</i>", "<i>detail</i>", True)
    put(host, step)
    assert "<i>" not in step._words.text()


def test_a_pill_without_a_parent_opens_no_window(qtbot: QtBot) -> None:
    pill = Pill("In progress", "accent")
    qtbot.addWidget(pill)
    assert not pill.isVisible()


def test_chips_go_on_in_the_next_row(host: QWidget) -> None:
    box = QWidget()
    flow = FlowLayout(box)
    chips = [Chip(f"Filter number {n}", n) for n in range(12)]
    for chip in chips:
        flow.addWidget(chip)
    put(host, box)
    assert len({c.y() for c in chips}) > 1
    assert all(c.geometry().right() <= box.width() for c in chips)
    assert flow.heightForWidth(3000) < flow.heightForWidth(300)


def test_buttons_have_names_keys_and_rings(host: QWidget) -> None:
    button = Button("Score next…", "primary", key="N", icon="play")
    plain = Button("Score next…", "primary")
    icon = IconButton("x", "Close", key="Esc")
    nav = NavButton("Queue")
    nav.set_count(14)
    put(host, button, plain, icon, nav)
    assert button.accessibleName() == "Score next"
    assert button.toolTip() == "Score next (N)"
    assert button.sizeHint().width() > plain.sizeHint().width() + 20
    assert icon.accessibleName() == "Close"
    assert nav.accessibleName() == "Queue, 14"
    for widget in (button, icon, Check("On")):
        put(host, widget)
        QTest.qWait(20)
        before = widget.grab().toImage()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.qWait(20)
        assert widget.hasFocus()
        assert widget.grab().toImage() != before


def test_a_click_on_a_button_leaves_the_keyboard_where_it_is(host: QWidget) -> None:
    field, button = Check("On"), Button("Do it")
    put(host, field, button)
    field.setFocus()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert field.hasFocus()


def test_long_words_end_in_an_ellipsis_and_are_whole_in_the_tip(host: QWidget) -> None:
    label = Elided("a very long title " * 20)
    put(host, label)
    assert label.text().endswith("…")
    assert label.toolTip().startswith("a very long title")
    label.set_text("short")
    assert (label.text(), label.toolTip()) == ("short", "")


def test_what_tells_rows_apart_is_kept_where_a_title_is_shortened(host: QWidget) -> None:
    title = "Micro-Course 3 · Partnerships · 3.2"
    width = theme.metrics().horizontalAdvance(title)
    assert ended(title, width + 2) == title
    short = ended(title, width - 30)
    assert short.startswith("Micro-Course 3 · Part") and short.endswith("… · 3.2")
    assert theme.metrics().horizontalAdvance(short) <= width - 30
    assert ended("A title without such an end", 90).endswith("…")
    assert ended("Short · A last part that is long by itself", 120).startswith("Short · A")


def test_a_long_entry_of_the_finder_is_shortened_and_shows_its_key(host: QWidget) -> None:
    finder = Finder(host, lambda _: [Entry(title="R-0422", act=list, detail="word " * 60, key="Ctrl+F")])
    finder.open()
    wide = finder.list.visualRect(finder.list.model().index(0, 0))
    assert 100 < wide.width() <= finder.list.viewport().width()


def test_progress_says_what_how_far_and_how_long(host: QWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    strip = ProgressStrip()
    put(host, strip)
    strip.start("Looking…")
    strip._pace._began -= 10
    strip.set_progress(Progress(done=1_200_000_000, total=1_900_000_000, what="Checking fall-batch-3.zip"))
    assert strip.text().startswith("Checking fall-batch-3.zip · 1.2 GB of 1.9 GB · about 6 s left")
    strip.set_progress(Progress(done=3, total=22, what="Packing"))
    assert "3 of 22" in strip.text()
    asked: list[int] = []
    strip.cancelled.connect(lambda: asked.append(1))
    QTest.mouseClick(strip._cancel, Qt.MouseButton.LeftButton)
    assert asked == [1]
    assert not strip._cancel.isEnabled()


def test_wrapped_words_have_their_whole_height(host: QWidget) -> None:
    long = "Drop package files or a whole drive folder anywhere on this window, or add them. They are checked. " * 2
    empty = EmptyState("tray", "No packages yet", long)
    put(host, empty)
    assert empty._text.height() >= empty._text.heightForWidth(empty._text.width())


def test_a_command_is_copied_whole(host: QWidget) -> None:
    code = Code("reviewer-app check x.zip")
    put(host, code)
    QTest.mouseClick(code._copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "reviewer-app check x.zip"


def test_enter_presses_the_button_that_has_the_keyboard_once(host: QWidget) -> None:
    pressed: list[str] = []
    for made in (Button("Seal now"), IconButton("x", "Close")):
        made.setParent(host)
        made.clicked.connect(partial(_note, pressed, made.accessibleName()))
        made.show()
        made.setFocus()
        QTest.keyClick(made, Qt.Key.Key_Return)
        QTest.keyClick(made, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert pressed == ["Seal now", "Close"]


def _note(pressed: list[str], name: str, _on: bool = False) -> None:
    pressed.append(name)


@pytest.mark.parametrize(
    ("minutes", "left", "short"),
    [
        (0.15, 7, "under a minute each · a few minutes for the 7 that wait"),
        (6.2, 1, "about 6 min each · about 5 min for the one that waits"),
        (12.0, 16, "about 12 min each · about 3 h 15 for the 16 that wait"),
        (31.0, 1_400, "about 31 min each · about 723 h for the 1,400 that wait"),
    ],
)
def test_the_pace_is_told_no_more_exactly_than_it_is_known(minutes: float, left: int, short: str) -> None:
    shown, said = pace_text(Pace(today=1, week=9, minutes=minutes, left=left))
    assert shown == f"Today 1 · this week 9 · {short}"
    assert said.count(".") == 4

"""Whatever the width: what is shown fits its pane, and everything has a name."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from PIL import Image
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLineEdit, QPlainTextEdit, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from reviewer_app.domain.ids import ItemId
from reviewer_app.domain.submission import EarlierAttempt
from reviewer_app.evidence.worker import Readers
from reviewer_app.ui.review.build import build
from reviewer_app.ui.review.evidence_list import EvidenceList
from reviewer_app.ui.review.indicators import earlier_one
from reviewer_app.ui.review.levels import LevelCard
from reviewer_app.ui.review.pointer import Pointer
from reviewer_app.ui.review.state import Chip, ConditionChoice, SaveState
from reviewer_app.ui.viewers.sheet import Sheet
from tests.evidence import made
from tests.ui.clipping import cut_off
from tests.ui_review.conftest import Hands
from tests.ui_review.material import AUDIO, PHOTO, REFLECTION, SURVEY, VIDEO

pytestmark = pytest.mark.gui

LONG = "Releases for everybody seen or heard are on file at the school (7), and a list of them is with the office"


@pytest.mark.parametrize("width", [150, 180, 216, 260, 300])
def test_the_evidence_column_fits_its_pane(hands: Hands, width: int) -> None:
    from dataclasses import replace

    state = build(hands.desk, {}, SaveState(text=""), Pointer(), date(2026, 11, 21))
    chips = (Chip(text=LONG, tone="good"), Chip(text="Short", tone="good"))
    conditions = (
        ConditionChoice(code="bad", label=LONG, on=True),
        ConditionChoice(code="conflict", label="C", on=False),
    )
    column = EvidenceList()
    hands.qtbot.addWidget(column)
    column.setMinimumWidth(100)
    column.resize(width, 700)
    column.show()
    column.render_list(replace(state, statements=chips, conditions=conditions, remarks=(LONG, "Unbreakable" * 9)))
    hands.rest()
    for part in (w for w in column.findChildren(QWidget) if w.isVisible()):
        left = part.mapTo(column, part.rect().topLeft()).x()
        assert left + part.width() <= width, (part, left, part.width())


def test_an_earlier_attempt_is_told_in_the_programs_words(hands: Hands) -> None:
    earlier = EarlierAttempt(attempt=1, outcome="not-met", unmet=(), decided_on=date(2026, 10, 12))
    program = hands.desk.program
    today = date(2026, 11, 21)
    assert earlier_one(program, earlier, today).title == f"Attempt 1: {program.feedback.outcome_not_met} · Oct 12"
    assert hands.open().state.earlier[0].title == "Attempt 1: Not yet · 3.2 to redo · Oct 9"


@pytest.mark.parametrize("width", [300, 420, 760, 1300])
def test_paper_fits_the_stage_and_pictures_the_paper(qtbot: QtBot, tmp_path: Path, width: int) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (2400, 1200), "navy").save(picture, "PNG")
    document = Document()
    document.add_paragraph("A long word: " + "n" * 300)
    document.add_picture(io.BytesIO(picture.getvalue()))
    document.save(str(tmp_path / "wide.docx"))
    sheet = Sheet()
    qtbot.addWidget(sheet)
    with Readers() as readers:
        sheet.setHtml(readers.flow(made.recipe(tmp_path / "wide.docx")).html)
    sheet.find_pictures()
    sheet.resize(width, 500)
    sheet.show()
    for wide in (width, width + 200, width):
        sheet.resize(wide, 500)
        sheet.fit()
        qtbot.wait(5)
        assert sheet.horizontalScrollBar().maximum() == 0
    paper = sheet.viewport()
    assert paper.width() <= 800
    assert abs((sheet.width() - sheet.verticalScrollBar().width() - paper.width()) // 2 - paper.x()) < 12


@pytest.mark.parametrize("item", [VIDEO, AUDIO, REFLECTION, PHOTO, SURVEY], ids=lambda i: str(i))
def test_with_every_viewer_each_control_has_a_name_and_no_words_are_cut(hands: Hands, item: ItemId) -> None:
    hands.open()
    hands.presenter.set_layout("single")
    hands.viewer(item)
    hands.view.perform("review.search")
    hands.rest()
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QAbstractItemView, QTextBrowser)
    controls = [w for w in hands.view.findChildren(QWidget) if isinstance(w, kinds) and w.isVisible()]
    assert len(controls) > 15
    assert [w for w in controls if not w.accessibleName() and not isinstance(w.parentWidget(), QLineEdit)] == []
    for size in ((1440, 870), (1280, 690)):
        hands.view.resize(*size)
        hands.rest()
        assert cut_off(hands.view) == [], size


def test_the_open_card_stays_in_view_by_key(hands: Hands) -> None:
    hands.open()
    hands.view.resize(1280, 560)
    area = hands.view.rubric.area
    for keys in ("J", "J", "J", "K", "K", "K"):
        hands.view.setFocus()
        hands.key(keys)
        hands.qtbot.wait(60)
        card = hands.view.rubric.active_card
        assert card is not None
        top = card.mapTo(area.viewport(), card.rect().topLeft()).y()
        room = area.viewport().height()
        assert top >= 0, keys
        assert top == 0 or top + card.height() <= room, keys


def test_no_word_of_a_level_is_cut_however_narrow_the_rubric_is(hands: Hands) -> None:
    hands.open()
    levels = hands.body().levels
    below: list[bool] = []
    for wide in (436, 360, 388, 380, 436):
        hands.view.splitter.setSizes([170, 1270 - wide, wide])
        hands.rest()
        hands.qtbot.wait(60)
        first, second = (b.geometry() for b in levels.buttons[:2])
        below.append(second.top() > first.top())
        for button in levels.buttons:
            assert isinstance(button, LevelCard)
            assert button.longest_word() <= button.width() - 16, wide
    assert below == [False, True, True, True, False]

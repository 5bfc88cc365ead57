"""A whole review by keyboard alone: opened, watched, cited three times, scored, written, finalised and sealed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from reviewer_app.domain.review import Stage
from reviewer_app.ui.review.citation_line import CitationLine
from reviewer_app.workflow import scoring, sealing
from tests.ui_review.conftest import Hands
from tests.ui_review.material import SID, VIDEO

pytestmark = pytest.mark.gui


def press(hands: Hands, *keys: str) -> None:
    """Keys go to whatever has the keyboard, as they do when a person presses them."""
    for each in keys:
        hands.key(each)


def test_a_whole_review_needs_no_mouse(hands: Hands, tmp_path: Path) -> None:
    hands.open()
    viewer = hands.view.stage.viewers[VIDEO]
    hands.until(lambda: viewer.player.duration)  # type: ignore[attr-defined]
    assert QApplication.focusWidget() is hands.view
    press(hands, "Space")
    hands.until(lambda: viewer.player.position > 1500)  # type: ignore[attr-defined]
    press(hands, "Space", "I", "Shift+Right", "O", "C", "3")
    press(hands, "J", "C", "2", "Return")
    hands.type("The plan is the teacher's own (00:01). Show what the family changed.")
    press(hands, "Return", "J", "I", "C", "3")
    assert [str(c.indicator) for c in hands.desk.review.citations] == ["3.1", "3.2", "3.3"]
    press(hands, "A")
    line = QApplication.focusWidget()
    assert isinstance(line, CitationLine)
    press(hands, "E")
    hands.type("asks first")
    press(hands, "Return", "Escape", "J", "Return")
    hands.type("Thank you.")
    press(hands, "Ctrl+Return")
    review = scoring.desk(hands.ws, SID).review
    assert review.stage is Stage.FINALISED
    assert [c.note for c in review.citations] == ["", "", "asks first"]
    assert review.viewed[VIDEO], "what was watched is kept"
    sealing.seal(hands.ws, tmp_path / "bundle.zip")
    assert scoring.desk(hands.ws, SID).review.stage is Stage.SEALED


def test_history_letter_and_protocol_come_and_go_by_keys(hands: Hands) -> None:
    hands.open()
    press(hands, "3", "H")
    hands.until(lambda: hands.view.sheet is not None)
    sheet = hands.view.sheet
    assert sheet is not None and sheet.isVisible()
    assert "level 3 Meets" in sheet.model.rows[0].text  # type: ignore[attr-defined]
    press(hands, "Down")
    hands.until(lambda: "now" in sheet.hint.text() or "differs" in sheet.hint.text())  # type: ignore[attr-defined]
    press(hands, "Escape")
    assert hands.view.sheet is None and not sheet.isVisible()
    press(hands, "Ctrl+L")
    hands.until(lambda: hands.view.sheet is not None)
    letter: Any = hands.view.sheet
    assert "3 Meets" in letter.paper.toPlainText()
    press(hands, "Escape", "P")
    assert hands.view.sheet is None and hands.view.rubric.protocol.isVisible()
    press(hands, "G")
    assert all(c.spread is not None and c.spread.isVisible() for c in map(hands.card, ("3.2", "3.3")))
    press(hands, "G", "E")
    assert hands.body().guide.isVisible()


def test_after_stepping_back_the_keyboard_is_the_screens(hands: Hands) -> None:
    hands.open()
    evidence = hands.view.evidence
    hands.click(evidence.conflict)
    hands.type("I taught with the candidate.")
    hands.key("Return")
    assert [c.code for c in hands.desk.review.conditions] == ["conflict"]
    assert QApplication.focusWidget() is hands.view and evidence.why.isHidden()

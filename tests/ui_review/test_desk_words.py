"""What the desk says around the scores: once, at its place, and nothing of the submission before."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from reviewer_app.domain.citation import Selector, TextQuote
from reviewer_app.domain.holding import HoldKind
from reviewer_app.domain.ids import IndicatorId
from reviewer_app.ui.review.history_sheet import HistorySheet
from reviewer_app.ui.review.snippet_sheet import SnippetSheet
from reviewer_app.workflow import deciding, identities, scoring
from reviewer_app.workflow.holding import hold, pick
from reviewer_app.workflow.snippets import own_snippets
from reviewer_app.workspace import Workspace
from tests.ui_review.conftest import Hands
from tests.ui_review.material import REFLECTION, SID

pytestmark = pytest.mark.gui
I1, I2, I3 = (IndicatorId(f"3.{n}") for n in (1, 2, 3))


def words(part: QWidget) -> list[str]:
    """All the words that can be read in a part of the screen."""
    return [label.text() for label in part.findChildren(QLabel) if label.isVisible() and label.text()]


def test_a_missing_program_is_said_once_and_nothing_of_the_one_before_stays(hands: Hands) -> None:
    hands.open().key("3")
    assert any("Attempt" in w for w in words(hands.view.bar))
    programs = {kept.name: kept.read_bytes() for kept in (hands.ws.root / "programs").glob("*")}
    for name in programs:
        (hands.ws.root / "programs" / name).unlink()
    hands.ws._by_ref.clear()  # as in a program just started
    hands.view.open(SID)
    hands.until(hands.view.nothing.isVisible)
    hands.rest()
    assert words(hands.view.bar) == [str(SID)]
    assert not hands.view.bar.history.isVisible() and not hands.view.bar.letter.isVisible()
    said = [w for w in words(hands.view) if "is not here" in w]
    assert len(said) == 1, said
    assert hands.view.notices.shown() == []
    for name, data in programs.items():
        (hands.ws.root / "programs" / name).write_bytes(data)
    hands.ws._by_ref.clear()
    hands.presenter._read()  # as when anything of it is changed
    hands.until(lambda: hands.view.state is not None)
    hands.rest()
    assert not hands.view.nothing.isVisible() and hands.view.splitter.isVisible()


def test_a_hold_is_told_once_and_the_rest_says_what_follows(hands: Hands) -> None:
    hands.open()
    hold(hands.ws, SID, "A name can be read on the board", HoldKind.PRIVACY)
    hands.presenter._read()
    hands.rest()
    assert len([w for w in words(hands.view) if "can be read on the board" in w]) == 1
    assert "Not shown while the hold stands" in words(hands.view.evidence)
    assert "EVIDENCE" in words(hands.view.evidence)
    assert hands.state.outcome.first == "On hold: it can't be finalised now."
    assert not hands.view.stage.beside.isVisible() and not hands.view.stage.second.isVisible()


def finished(ws: Workspace, middle: int) -> None:
    """A review of all three indicators, stood by."""
    for indicator, level in ((I1, 3), (I2, middle), (I3, 3)):
        scoring.score(ws, SID, indicator, level)
        scoring.comment(ws, SID, indicator, "The plan is theirs (00:02). Show what the family changed.")
    deciding.finalise(ws, SID)


def test_an_adjudication_begins_where_the_two_differ_and_leaves_the_rest(hands: Hands) -> None:
    pick(hands.ws, SID, "A leader wants it read a second time.")
    for name, middle in (("Reviewer 22", 4), ("Adjudicator 3", 2)):
        finished(hands.ws, middle)
        identities.use(hands.ws, identities.add(hands.ws, name).id)
    hands.open()
    assert hands.state.active is not None and hands.state.active.id == I2
    settled = {c.id: (c.summary, c.summary_tone) for c in hands.state.cards}
    assert settled[I1] == ("Stands: 3, both reviewers agree", "third") == settled[I3]
    assert hands.state.outcome.counts.startswith("2 of 3 settled")


def test_the_history_says_which_words_were_cited_and_sets_then_beside_now(hands: Hands) -> None:
    quote = Selector(quote=TextQuote(exact="texts after 6 pm were the only thing that worked"))
    hands.open()
    scoring.cite(hands.ws, SID, REFLECTION, quote, I2, "")
    hands.presenter.score(I1, 3)
    hands.rest()
    hands.presenter.history()
    hands.until(lambda: isinstance(hands.view.sheet, HistorySheet))
    sheet = hands.view.sheet
    assert isinstance(sheet, HistorySheet)
    told = [row.text for row in sheet.model.rows]
    assert "3.2: cited “texts after 6 pm were the only thing that worked”" in told
    cited = told.index("3.2: cited “texts after 6 pm were the only thing that worked”")
    for number in (len(told) - 1, cited):  # a comparison with more lines before one with fewer
        sheet.list.setCurrentIndex(sheet.model.index(number, 0))
        hands.rest()
    shown = words(sheet.area)
    assert shown == ["Then", "Now", "3.1 · Level", "–", "3 Meets"]
    lines = [w for w in sheet.area.findChildren(QLabel) if w.text() == "3.1 · Level"]
    assert lines[0].height() < 40, "no line takes the room of one that was there before"
    assert sheet.list.height() <= sheet.list.sizeHintForRow(0) * len(told) + 4


def test_a_snippet_in_hand_is_marked_and_stays_in_hand(hands: Hands) -> None:
    hands.open()
    hands.presenter.snippets()
    hands.until(lambda: isinstance(hands.view.sheet, SnippetSheet))
    sheet = hands.view.sheet
    assert isinstance(sheet, SnippetSheet)
    assert any("No snippets of your own yet" in w for w in words(sheet)) and sheet.title.hasFocus()
    for title in ("Asked first", "One thing"):
        hands.click(sheet.fresh)
        hands.type(title)
        sheet.text.setPlainText("At {time} you ask.")
        hands.click(sheet.keep)
        hands.until(lambda: sheet.snippets and sheet.snippets[-1].title == sheet.title.text() != "")
        assert [i.text() for i in sheet.list.selectedItems()] == [title] and sheet.drop.isEnabled()
    hands.click(sheet.drop)
    hands.until(lambda: len(sheet.snippets) == 1)
    assert [s.title for s in own_snippets(hands.ws)] == ["Asked first"] and sheet.title.text() == "Asked first"


def test_a_notice_stays_over_the_evidence(hands: Hands) -> None:
    hands.open()
    hands.view.resize(1280, 690)
    hands.view.say("Something was done.")
    hands.rest()
    box = hands.view.notices.geometry()
    assert box.right() <= hands.view.rubric.mapTo(hands.view, hands.view.rubric.rect().topLeft()).x()
    assert box.left() >= hands.view.stage.mapTo(hands.view, hands.view.stage.rect().topLeft()).x()


def test_where_it_is_narrow_the_chips_say_less_and_the_title_is_whole(hands: Hands) -> None:
    hands.open()
    bar = hands.view.bar
    for width, signed in ((1600, True), (1280, False), (1600, True)):
        hands.view.resize(width, 690)
        for _ in range(3):  # whatever is shown anew
            hands.presenter._render()
            hands.rest()
            assert ("✓ Package verified · signed by Program Office" in words(bar)) is signed, width
            assert hands.state.title in words(bar), width


def test_reopening_and_a_conflict_can_be_given_up_with_escape(hands: Hands) -> None:
    hands.open()
    column = hands.view.evidence
    hands.click(column.conflict)
    hands.type("I know them").key("Esc")
    assert not column.why.isVisible() and column.conflict.text() == "Declare a conflict…" and column.conflict.hasFocus()
    finished(hands.ws, 3)
    hands.presenter._read()
    hands.rest()
    box = hands.view.rubric.outcome
    hands.click(box.reopen_button)
    hands.type("Too quick").key("Esc")
    assert not box.why.isVisible() and box.reopen_button.isEnabled() and box.reopen_button.text() == "Reopen…"
    assert not hands.desk.review.open


def test_the_outcome_says_why_in_plain_sentences(hands: Hands) -> None:
    hands.open()
    for indicator, level in ((I1, 2), (I2, 2), (I3, 3)):
        hands.presenter.score(indicator, level)
    hands.rest()
    assert hands.state.outcome.reason == "3.1 is at 2, the rule asks 3. 3.2 is at 2, the rule asks 3."
    hands.presenter.flag("bad-sound", I3, True)
    hands.presenter.flag("name-exposed", None, True)
    hands.rest()
    assert hands.state.outcome.reason.startswith("2 conditions stand, so there is no outcome. 3.3 could not be scored")
    assert " · " not in hands.state.outcome.reason

"""What goes wrong: files that can't be shown, a journal that can't be written; and that nothing is left behind."""

from __future__ import annotations

import ast
import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.ids import IndicatorId, ItemId
from reviewer_app.errors import ReviewerError
from reviewer_app.ui.review.build import build
from reviewer_app.ui.viewers.message import MessageViewer, sentence
from reviewer_app.workflow import scoring
from tests.ui_review.conftest import Hands
from tests.ui_review.material import SID, VIDEO, Recipe
from tests.watch import children

pytestmark = pytest.mark.gui

BROKEN = ItemId("0006")


def test_a_broken_recording_says_so_and_the_rest_works(hands_on: Callable[[Recipe], Hands]) -> None:
    hands = hands_on(Recipe(broken=True)).open()
    button = hands.view.evidence.button(BROKEN)
    assert button is not None
    hands.click(button)
    hands.until(lambda: isinstance(hands.view.stage.viewers.get(BROKEN), MessageViewer))
    message = hands.view.stage.viewers[BROKEN]
    assert isinstance(message, MessageViewer)
    assert message.words.text() == "This file is of a kind that Reviewer can't open."
    assert button.row.bad
    assert button.row.detail == "Can't be shown"
    hands.key("3")
    assert hands.desk.review.scores == {"3.1": 3}
    viewer = hands.viewer(VIDEO)
    hands.until(lambda: viewer.player.duration)
    viewer.player.seek(1000)
    hands.until(lambda: viewer.player.settled)
    hands.key("C")
    assert len(hands.desk.review.citations) == 1


def test_a_recording_that_turns_out_not_to_play_gives_way_to_the_message(hands: Hands) -> None:
    hands.open()
    viewer = hands.viewer(VIDEO)
    viewer.trouble.emit("it is damaged")
    hands.until(lambda: isinstance(hands.view.stage.viewers.get(VIDEO), MessageViewer))
    assert hands.view.stage.viewers[VIDEO].isVisible()


def test_not_saved_is_said_kept_and_tried_again(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    hands.open()
    full = [True]
    real = scoring.score

    def no_space(*args: object) -> Changes:
        if full[0]:
            raise ReviewerError("No space is left on the disk.", code="no-space")
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(scoring, "score", no_space)
    QTest.keyClicks(hands.view, "3")
    hands.until(lambda: hands.state.save.retry)
    assert hands.state.save.text == "Not saved: No space is left on the disk"
    assert hands.desk.review.scores == {}
    QTest.keyClicks(hands.view, "J")
    QTest.keyClicks(hands.view, "2")
    hands.until(lambda: hands.state.save.retry and not hands.tasks.is_busy)
    full[0] = False
    hands.click(hands.view.bar.retry_button)
    assert hands.desk.review.scores == {"3.1": 3, "3.2": 2}, "nothing is lost, and in the order it was done"
    assert hands.state.save.text.startswith("Saved ")


def test_a_submission_that_is_not_there_says_so(hands: Hands) -> None:
    hands.view.open(type(SID)("R-9999"))
    hands.until(lambda: hands.view.nothing.isVisible())
    assert not hands.view.splitter.isVisible()
    hands.open()
    assert hands.view.splitter.isVisible()


def test_an_indicator_out_of_scope_is_refused_and_nothing_is_stuck(hands: Hands) -> None:
    hands.open()
    hands.presenter.score(IndicatorId("9.9"), 3)
    hands.rest()
    hands.key("3")
    assert hands.desk.review.scores == {"3.1": 3}


@pytest.mark.slow
def test_opening_and_leaving_thirty_times_leaves_nothing(hands: Hands) -> None:
    hands.open()
    hands.view.leave()
    hands.rest()
    threads, processes = threading.active_count(), set(children())
    for turn in range(30):
        hands.view.open(SID)
        hands.until(lambda: VIDEO in hands.view.stage.viewers)
        if turn % 3:
            hands.view.perform("review.play")
        QTest.qWait(20 + turn * 7)
        hands.view.leave()
        if turn % 10 == 9:
            gc.collect()
    hands.rest()
    hands.until(lambda: threading.active_count() <= threads, timeout=5000)
    assert set(children()) <= processes
    assert hands.view.stage.viewers == {}
    assert not hands.crashes


def test_every_icon_is_there(qapp: object) -> None:
    """An icon that is missing fails while painting, which takes the window down."""
    from reviewer_app.ui import theme
    from reviewer_app.ui.review import evidence_list, prepare

    names = {*prepare._ICONS.values(), *evidence_list._SIGNS.values(), "play-fill", "pause-fill", "warning"}
    for module in ("viewers", "review"):
        for path in (Path(theme.__file__).parent / module).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names |= set(icons_of(node))
    assert len(names) > 25
    for name in names:
        assert not theme.icon(name).isNull(), name


def icons_of(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func).rpartition(".")[2]
        given = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "icon")]
        by_place = called in ("IconButton", "_tool", "stage_tool", "icon", "EmptyState")
        wanted = given if by_place else given[len(node.args[:1]) :]
        yield from (a.value for a in wanted if isinstance(a, ast.Constant) and isinstance(a.value, str) and a.value)


def test_the_screen_is_built_from_the_journal_alone(hands: Hands) -> None:
    """The same desk gives the same screen: no widget keeps what the journal does not."""
    hands.open().key("3").key("J").key("2")
    presenter = hands.presenter
    again = build(
        hands.desk, presenter._probes, hands.state.save, presenter._pointer, hands.ws.clock.now().astimezone().date()
    )
    assert again.cards == hands.state.cards
    assert again.outcome == hands.state.outcome


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("This TIFF picture is damaged and can't be shown.", "This TIFF picture is damaged and can't be shown."),
        ("This file is empty (0 bytes).", "This file can't be shown: it is empty (0 bytes)."),
        ("This is only a shortcut.", "This file can't be shown: it is only a shortcut."),
        (
            "No picture of this video can be decoded.",
            "This file can't be shown: no picture of this video can be decoded.",
        ),
        ("", "This file can't be shown: the cause is not known."),
    ],
)
def test_what_cant_be_shown_is_said_once(why: str, said: str) -> None:
    assert sentence(why) == said

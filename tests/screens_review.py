"""Pictures of the scoring screen, by clicks and keys on the real program."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.citation import Region, Selector, TextQuote, TimeSpan
from reviewer_app.domain.ids import IndicatorId, ItemId
from reviewer_app.evidence.values import Film
from reviewer_app.evidence.worker import Readers
from reviewer_app.ui.review.view import ReviewView
from reviewer_app.ui.viewers import strips
from reviewer_app.workflow import scoring
from reviewer_app.workspace import Workspace
from tests import world
from tests.bases import base
from tests.screens import FULL, SMALL, Stage, screen
from tests.ui_review.material import AUDIO, PHOTO, REFLECTION, SID, SURVEY, VIDEO, Recipe, take_in

SMALLER = Recipe(only=("Reflection", "Student work A"))
CONFERENCE = Recipe(video_frames=2244, video_fps=2, video_size=(640, 360), audio_seconds=370, code=False)
I1, I2, I3 = (IndicatorId(f"3.{n}") for n in (1, 2, 3))
QUOTES = (
    (I2, "When I asked instead of assuming, Ms. — told me that texts after 6 pm were the only thing that worked."),
    (I1, "Looking back, my own school experience had shaped what I took “involvement” to mean."),
)


@base("case")
def _case(home: Path) -> None:
    _make(home, CONFERENCE, cited=True)


@base("case-new")
def _case_new(home: Path) -> None:
    _make(home, CONFERENCE)


@base("case-small")
def _case_small(home: Path) -> None:
    _make(home, SMALLER)


def _make(home: Path, recipe: Recipe, *, cited: bool = False) -> None:
    """A workspace with the case in it; with ``cited`` some of the work is done."""
    with Workspace.create(home / "ws", name=world.REVIEWER) as ws:
        take_in(ws, home / "case", recipe, str(SID))
        if recipe is CONFERENCE:
            others = (f"R-{n:04d}" for n in range(9418, 9431))
            take_in(ws, home / "others", Recipe(only=("Reflection",)), *others)
            _keep_strips(ws)
        if cited:
            _work_done(ws)
    for used in ("case", "others"):
        shutil.rmtree(home / used, ignore_errors=True)


def _keep_strips(ws: Workspace) -> None:
    """Pictures and waveforms of the recordings, so that each screen has them at once."""
    with Readers() as readers:
        for item in (i for i in scoring.desk(ws, SID).submission.evidence if i.id in (VIDEO, AUDIO)):
            recipe = ws.recipe(item)
            ws.strips.waveform(readers, recipe, strips.PEAKS)
            if item.id == VIDEO:
                ws.strips.filmstrip(readers, recipe, Film(strips.FILM_PICTURES, strips.FILM_HEIGHT), lambda _: None)
                ws.strips.scenes(readers, recipe)


def begin(stage: Stage, recipe: Recipe | None = None) -> ReviewView:
    """The scoring screen of the case that is there, or of one taken in now."""
    stage.until(lambda: stage.shell.session is not None, "open")
    session = stage.shell.session
    assert session is not None
    if recipe is not None:
        take_in(session.workspace, stage.folder / "case", recipe, str(SID))
        stage.shell.tasks.changed.emit(Changes(queue=True, review=True))
    stage.rest()
    stage.shell.open_review(SID)
    view = stage.shell.review
    assert isinstance(view, ReviewView)
    stage.until(lambda: view.state is not None and view.stage.viewers, "stage")
    stage.rest(300)
    return view


def _work_done(ws: Workspace) -> None:
    """What a reviewer has done so far: as in the picture that is the aim."""
    for item, spans in {
        VIDEO: ((0, 720_000),), REFLECTION: ((0, 100),), PHOTO: ((1, 1),), SURVEY: ((1, 1),)
    }.items():  # fmt: skip
        for start, end in spans:
            scoring.viewed(ws, SID, item, start, end, 40)
    scoring.score(ws, SID, I1, 3)
    scoring.comment(ws, SID, I1, "Names the assumption and its origin, and what changed.")
    _cite(ws, I1, VIDEO, Selector(time=TimeSpan(start=156_000, end=224_000)), "names what she expected")
    _cite(ws, I2, VIDEO, Selector(time=TimeSpan(start=331_250, end=362_250)), "asks what would help at home")
    _cite(ws, I3, VIDEO, Selector(time=TimeSpan(start=650_000, end=694_000)), "")
    for indicator, words in QUOTES:
        _cite(ws, indicator, REFLECTION, Selector(quote=TextQuote(exact=words)), "")
    scoring.score(ws, SID, I2, 3)
    scoring.confide(ws, SID, I2, "sure")
    scoring.comment(
        ws, SID, I2, "The contact plan is clearly made with the family (05:31) and you report three weeks of use. "
        "To reach level 4, show…",
    )  # fmt: skip


def _cite(ws: Workspace, indicator: IndicatorId, item: ItemId, selector: Selector, note: str) -> None:
    scoring.cite(ws, SID, item, selector, indicator, note)


def settle(stage: Stage, view: ReviewView) -> None:
    """Filmstrip and waveform are there, and the picture stands."""
    stage.until(lambda: not stage.shell.tasks.is_busy, "strips")
    stage.pause(400)
    stage.rest(300)
    view.setFocus()


def at_time(stage: Stage, view: ReviewView, ms: int) -> None:
    """Hold the video at a time, with in and out set."""
    viewer = view.stage.viewers[VIDEO]
    player = viewer.player  # type: ignore[attr-defined]
    stage.until(lambda: player.duration, "video")
    for place, key in ((331_250, "I"), (362_250, "O"), (ms, "")):
        player.seek(place)
        stage.until(lambda: player.settled, "frame")
        if key:
            stage.key(key)


@screen("score", on="case", sizes=(FULL, SMALL))
def _score(stage: Stage) -> None:
    view = begin(stage)
    view.presenter.activate(I2)  # type: ignore[union-attr]
    at_time(stage, view, 348_250)
    settle(stage, view)


@screen("score-nothing", on="case-new", sizes=(FULL, SMALL))
def _nothing(stage: Stage) -> None:
    settle(stage, begin(stage))


@screen("score-side-by-side", on="case", sizes=(FULL, SMALL))
def _beside(stage: Stage) -> None:
    view = begin(stage)
    stage.click(view.stage.beside)
    settle(stage, view)


@screen("score-all", on="case", sizes=(FULL, SMALL))
def _all(stage: Stage) -> None:
    view = begin(stage)
    stage.key("3")
    settle(stage, view)


@screen("score-missing", on="case", sizes=(FULL, SMALL))
def _missing(stage: Stage) -> None:
    view = begin(stage)
    stage.key("2")
    settle(stage, view)


@screen("score-finalised", on="case", sizes=(FULL, SMALL))
def _finalised(stage: Stage) -> None:
    view = begin(stage)
    stage.key("3").key("Ctrl+Return")
    settle(stage, view)


@screen("score-reopen", on="case")
def _reopen(stage: Stage) -> None:
    view = begin(stage)
    stage.key("3").key("Ctrl+Return")
    stage.click(view.rubric.outcome.reopen_button)
    stage.rest(300)


@screen("score-condition", on="case")
def _condition(stage: Stage) -> None:
    view = begin(stage)
    assert view.presenter is not None
    view.presenter.flag("bad-sound", I3, True)
    view.presenter.flag("name-exposed", None, True)
    settle(stage, view)


@screen("score-undo", on="case")
def _undo(stage: Stage) -> None:
    view = begin(stage)
    stage.key("4").key("Ctrl+Z")
    settle(stage, view)


@screen("score-broken", on="fresh", sizes=(FULL, SMALL))
def _broken(stage: Stage) -> None:
    view = begin(stage, Recipe(broken=True, only=("Reflection",)))
    button = view.evidence.button(ItemId("0002"))
    assert button is not None
    stage.click(button)
    settle(stage, view)


@screen("score-formative", on="fresh")
def _formative(stage: Stage) -> None:
    settle(stage, begin(stage, Recipe(component="intent", attempt=1, only=("Reflection", "Student work A"))))


@screen("score-quick", on="fresh")
def _quick(stage: Stage) -> None:
    settle(stage, begin(stage, Recipe(component="look", attempt=1, only=("Student work A",))))


def _one(name: str, item: ItemId, then: Callable[[Stage, ReviewView], None]) -> None:
    """A screen of one item alone on the stage."""

    @screen(name, on="case", sizes=(FULL, SMALL) if item == SURVEY else (FULL,))
    def _act(stage: Stage) -> None:
        view = begin(stage)
        assert view.presenter is not None
        view.presenter.set_layout("single")
        button = view.evidence.button(item)
        assert button is not None
        stage.click(button)
        stage.until(lambda: item in view.stage.viewers, "viewer")
        settle(stage, view)
        then(stage, view)
        settle(stage, view)


def _pdf(stage: Stage, view: ReviewView) -> None:
    strip = view.stage.viewers[SURVEY].strip  # type: ignore[attr-defined]
    stage.until(lambda: strip.words(1), "words")
    stage.rest(200)
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for first, last, cite in ((30, 43, True), (60, 70, False)):
        start, end = strip.place_of_word(1, first), strip.place_of_word(1, last)
        QTest.mousePress(strip.viewport(), left, none, start)
        QTest.mouseMove(strip.viewport(), end)
        QTest.mouseRelease(strip.viewport(), left, none, end)
        if cite:
            stage.key("C")


def _photo(stage: Stage, view: ReviewView) -> None:
    assert view.presenter is not None
    view.presenter.cite(PHOTO, Selector(region=Region(x=6400, y=6000, w=2600, h=3300)))
    stage.rest()


def _nothing_more(stage: Stage, view: ReviewView) -> None:
    stage.rest()


def _sound(stage: Stage, view: ReviewView) -> None:
    viewer = view.stage.viewers[AUDIO]
    viewer.player.seek(95_000)  # type: ignore[attr-defined]
    stage.until(lambda: viewer.player.settled, "sound")  # type: ignore[attr-defined]


def _search(stage: Stage, view: ReviewView) -> None:
    stage.key("Ctrl+F").type("family")


_one("score-pdf", SURVEY, _pdf)
_one("score-photo", PHOTO, _photo)
_one("score-document", REFLECTION, _search)
_one("score-audio", AUDIO, _sound)
_one("score-video", VIDEO, _nothing_more)


@screen("score-menu", on="case")
def _snippets(stage: Stage) -> None:
    view = begin(stage)
    body = view.rubric.active_card.body if view.rubric.active_card is not None else None
    assert body is not None
    stage.click(body.private)
    QTest.mouseMove(body.levels.buttons[2], QPoint(10, 10))
    settle(stage, view)

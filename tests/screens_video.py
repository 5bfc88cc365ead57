"""Pictures of watching a recording: captions and transcript, a closer look at the timeline, sound alone."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest

from reviewer_app.domain.citation import Selector, TimeSpan
from reviewer_app.ui.review.view import ReviewView
from reviewer_app.workflow import scoring
from tests.screens import FULL, SMALL, Stage, screen
from tests.screens_review import I1, I2, I3, begin, settle
from tests.ui_review.material import AUDIO, SID, VIDEO, Recipe

LESSON = Recipe(video_size=(640, 360), captions=True, code=False)


def watching(stage: Stage) -> ReviewView:
    """The scoring screen on a short video with captions, a few citations and the transcript open."""
    view = begin(stage, LESSON)
    session = stage.shell.session
    assert session is not None
    for indicator, start, end in ((I1, 300, 1900), (I2, 2000, 3900), (I3, 3000, 5200), (I2, 3600, 4400)):
        scoring.cite(session.workspace, SID, VIDEO, Selector(time=TimeSpan(start=start, end=end)), indicator, "")
    scoring.viewed(session.workspace, SID, VIDEO, 0, 3900, 20)
    view.presenter._read()  # type: ignore[union-attr]
    stage.rest()
    viewer = view.stage.viewers[VIDEO]
    player = viewer.player  # type: ignore[attr-defined]
    stage.until(lambda: player.duration and player.frames.exact, "video")
    player.seek(2400)
    stage.until(lambda: player.settled, "frame")
    view.setFocus()
    return view


@screen("video-transcript", on="fresh", sizes=(FULL, SMALL))
def _transcript(stage: Stage) -> None:
    view = watching(stage)
    stage.key("T")
    settle(stage, view)


@screen("video-closer", on="fresh")
def _closer(stage: Stage) -> None:
    view = watching(stage)
    settle(stage, view)
    for _ in range(4):
        stage.key("Ctrl+=")
    line = view.stage.viewers[VIDEO].timeline  # type: ignore[attr-defined]
    QTest.mouseMove(line, QPoint(line.width() // 2, 40))
    stage.pause(500)


@screen("audio-transcript", on="fresh")
def _audio(stage: Stage) -> None:
    view = watching(stage)
    button = view.evidence.button(AUDIO)
    assert button is not None
    stage.click(button)
    stage.until(lambda: AUDIO in view.stage.viewers, "sound")
    stage.key("T")
    settle(stage, view)

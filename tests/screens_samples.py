"""Pictures of the program on the sample submissions: what ``demo`` opens, and what README and the help show.

``python -m tests.screens_samples`` takes those anew and puts them where README finds them.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import cast

from reviewer_app.domain.citation import Selector, TextQuote, TimeSpan
from reviewer_app.domain.ids import IndicatorId, ItemId, SubmissionId
from reviewer_app.ui.review.view import ReviewView
from reviewer_app.ui.viewers.image import ImageViewer
from reviewer_app.workflow import demo, samplesession, scoring
from reviewer_app.workspace import Workspace
from tests import screens
from tests.bases import base
from tests.screens import FULL, SMALL, Stage, screen

PICTURES = screens.ROOT / "resources" / "help" / "pictures"
MAIN = SubmissionId("R-0417")
PARTNERS = IndicatorId("3.2")
DECIDED = ("R-0421", "R-0428", "R-0430", "R-0433")


def fill(root: Path) -> None:
    """The samples, with an afternoon's work done on them."""
    from reviewer_app.evidence.worker import Readers

    with demo.make_workspace(root) as ws, Readers() as readers:
        for submission in DECIDED:
            demo.play(ws, SubmissionId(submission), readers)
        _begun(ws)


def _begun(ws: Workspace) -> None:
    """A review in the middle: watched, cited, scored, written."""
    submission = scoring.desk(ws, MAIN).submission
    video, reflection = submission.evidence[0], next(i for i in submission.evidence if i.kind == "document")
    scoring.start(ws, MAIN)
    scoring.viewed(ws, MAIN, video.id, 0, 21_000, 60)
    scoring.viewed(ws, MAIN, reflection.id, 0, 70, 90)
    _cite(ws, video.id, Selector(time=TimeSpan(start=5_500, end=12_000)), "asks what would help at home")
    words = "In the first weeks of fall I had called home about Student 1 four times."
    _cite(ws, reflection.id, Selector(quote=TextQuote(exact=words)), "")
    _cite(ws, video.id, Selector(time=TimeSpan(start=20_000, end=24_500)), "the family changes the plan")
    scoring.score(ws, MAIN, PARTNERS, 3)
    scoring.confide(ws, MAIN, PARTNERS, "sure")
    text = "The contact plan is clearly made with the family (00:05) and was used for three weeks. To reach level 4, "
    scoring.comment(ws, MAIN, PARTNERS, text + "show how another team took it up.")


def _cite(ws: Workspace, item: ItemId, selector: Selector, note: str) -> None:
    scoring.cite(ws, MAIN, item, selector, PARTNERS, note)


@screen("sample-queue", on="samples", sizes=(FULL,))
def _queue(stage: Stage) -> None:
    stage.ready()


@screen("sample-review", on="samples", sizes=(FULL,))
def _review(stage: Stage) -> None:
    stage.ready().shell.open_review(MAIN)
    view = stage.shell.review
    assert isinstance(view, ReviewView)
    stage.until(lambda: view.state is not None and view.stage.viewers, "stage")
    video = view.stage.viewers[scoring.desk(_workspace(stage), MAIN).submission.evidence[0].id]
    player = video.player  # type: ignore[attr-defined]
    stage.until(lambda: player.duration, "video")
    player.seek(8_020)
    stage.until(lambda: player.settled and not stage.shell.tasks.is_busy, "frame")
    stage.pause(600)
    stage.rest(300)
    view.setFocus()


@screen("sample-outbox", on="samples", sizes=(FULL,))
def _outbox(stage: Stage) -> None:
    from reviewer_app.ui.outbox.view import OutboxView

    stage.ready().go("outbox")
    page = stage.window.frame.pages["outbox"]
    assert isinstance(page, OutboxView)
    page.ready.setFocus()
    page.ready.selectRow(0)
    stage.key("Space").click(page.seal_button).click(page.seal_now)
    stage.until(lambda: "whole and genuine" in page.panel.headline.text(), "check")


@screen("view-compare", on="samples", sizes=(FULL, SMALL))
def _compare(stage: Stage) -> None:
    stage.ready().shell.open_review(MAIN)
    view = stage.shell.review
    assert isinstance(view, ReviewView)
    stage.until(lambda: view.state is not None and view.stage.viewers, "stage")
    assert view.presenter is not None
    work = next(i.id for i in scoring.desk(_workspace(stage), MAIN).submission.evidence if i.kind == "image")
    view.presenter.set_layout("single")
    view.presenter.select(work)
    stage.until(lambda: work in view.stage.viewers, "picture")
    stage.rest(300)
    viewer = cast(ImageViewer, view.stage.viewers[work])
    viewer.compare(viewer.material.siblings()[0])
    stage.until(lambda: viewer.other is not None and viewer.other.shown, "the other picture")
    stage.rest(300)
    view.setFocus()


@base("samples-session")
def _samples_session(home: Path) -> None:
    fill(home / "ws")
    with Workspace.open(home / "ws") as ws:
        samplesession.make(ws)


@screen("sample-calibration", on="samples-session", sizes=(FULL,))
def _calibration(stage: Stage) -> None:
    from tests.screens_calibration import begin

    begin(stage)


def _workspace(stage: Stage) -> Workspace:
    assert stage.shell.session is not None
    return stage.shell.session.workspace


def main() -> int:
    """Take the pictures of README and the help, in the light theme."""
    with tempfile.TemporaryDirectory(prefix="pictures-") as name:
        for path in screens.take_all(Path(name), "sample-", modes=("light",)):
            PICTURES.mkdir(parents=True, exist_ok=True)
            part = path.stem.removeprefix("sample-").split("-")[0]
            (PICTURES / f"{part}.png").write_bytes(path.read_bytes())
    return 0


if __name__ == "__main__":
    from tests.screens_samples import main as start

    sys.exit(start())

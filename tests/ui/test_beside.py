"""What the window does by itself: measures what waits, asks at the start who is working; its icons are all there."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer_app.domain.prechecks import Measured
from reviewer_app.domain.submission import Kind
from reviewer_app.ui import theme
from reviewer_app.ui.queue.details import _length, clock_text
from reviewer_app.ui.queue.state import Details
from reviewer_app.ui.widgets.labels import Text
from reviewer_app.workflow import identities
from reviewer_app.workflow.measuring_ahead import waiting
from reviewer_app.workspace import Workspace
from tests.screens import Stage
from tests.ui.conftest import Opened

pytestmark = pytest.mark.gui
ROOT = Path(__file__).resolve().parents[2] / "reviewer_app"


def test_the_submission_that_is_open_is_measured_first_and_the_panel_then_tells_its_pages(stage: Stage) -> None:
    indexing, session, queue = stage.shell.indexing, stage.shell.session, stage.window.queue
    assert indexing is not None
    assert session is not None
    wanted = next(s for s in reversed(waiting(session.workspace)) if has(session.workspace, s, Kind.PDF))
    queue.select(wanted)
    stage.rest()
    assert "(" not in evidence_line(stage)
    indexing.opened(wanted)
    indexing.measure()
    stage.until(lambda: wanted not in waiting(session.workspace), "measured")
    assert waiting(session.workspace)
    stage.until(lambda: " page" in evidence_line(stage), "told")


def has(ws: Workspace, submission: str, kind: Kind) -> bool:
    record = ws.catalogue.package(submission)  # type: ignore[arg-type]
    return record is not None and any(i.kind is kind for i in record.submission.evidence)


def evidence_line(stage: Stage) -> str:
    texts = (t.accessibleName() for t in stage.window.queue.details.findChildren(Text) if not t.isHidden())
    return next((t for t in texts if t.startswith("Evidence: ")), "")


def test_minutes_and_pages_are_told_once_all_of_a_kind_are_known() -> None:
    video = Measured(kind=Kind.VIDEO, duration_ms=19 * 60_000)
    assert _length([video, video]) == "(38 min)"
    assert _length([video, None]) == ""
    assert _length([Measured(kind=Kind.PDF, pages=1)]) == "(1 page)"
    assert _length([Measured(kind=Kind.IMAGE)]) == ""
    assert [clock_text(ms) for ms in (400, 59_000, 61_000, 65 * 60_000)] == ["1 s", "59 s", "1 min", "1 h 05 min"]


def test_with_several_reviewers_the_start_asks_who_is_working(open_window: Opened, home: Path) -> None:
    with Workspace.open(home / "ws") as ws:
        identities.add(ws, "R-18", None)
    stage = open_window(home).ready()
    stage.until(lambda: stage.shell.switching is not None and stage.shell.switching.page is not None, "asked")
    page = stage.shell.switching.page  # type: ignore[union-attr]
    assert page is not None
    stage.until(lambda: len(page.group.buttons()) == 2, "names")
    assert stage.window.outer.currentWidget() is page
    stage.key("Escape")
    assert stage.window.current_page() is stage.window.queue


def test_one_reviewer_alone_is_not_asked(stage: Stage) -> None:
    stage.rest(200)
    assert stage.shell.switching is not None
    assert stage.shell.switching.page is None


def test_what_waits_in_the_outbox_is_told_on_every_page(stage: Stage) -> None:
    for page in ("queue", "outbox", "programs", "calibration", "settings", "help"):
        stage.go(page)
        assert "waiting in Outbox" in stage.window._right.text()
        assert stage.window._right.isVisible(), page
    stage.shell.open_review("R-0417")
    stage.rest(200)
    assert stage.window._right.isVisible()


def test_every_icon_that_is_named_is_in_the_family(qtbot: QtBot, qapp: QApplication) -> None:
    theme.load_fonts()
    named = {name for path in ROOT.rglob("*.py") for name in icons_of(path)}
    assert {"list-bullets", "paperclip", "gear", "caret-down"} <= named
    for name in sorted(named):
        assert not theme.icon(name).isNull(), name


def icons_of(path: Path) -> set[str]:
    """The names given to ``icon(…)``, ``set_icon(…)``, ``IconButton(…)`` and ``icon=…``."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            first = node.args[:1] if called in ("icon", "set_icon", "IconButton") else []
            given = [k.value for k in node.keywords if k.arg == "icon"]
            found |= {a.value for a in (*first, *given) if isinstance(a, ast.Constant) and isinstance(a.value, str)}
    return {name for name in found if name and "." not in name}


def test_the_panel_about_a_row_is_drawn_when_it_is_seen(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = stage.window.queue
    queue.select("R-0417")  # type: ignore[arg-type]
    stage.until(lambda: queue.details.heading.accessibleName() == "R-0417")
    stage.key("Return").rest(300)
    assert not queue.isVisible()
    drawn: list[object] = []
    draw = queue.details.show_details

    def note(shown: Details | None) -> None:
        drawn.append(shown)
        draw(shown)

    monkeypatch.setattr(queue.details, "show_details", note)
    stage.key("2").rest(300)  # a score: the row is another one now
    assert drawn == [], "nobody sees it"
    stage.shell.review.leave()  # type: ignore[union-attr]
    stage.until(lambda: len(drawn) > 0 and queue.isVisible())
    stage.until(lambda: queue.details.button.text() == "Continue scoring")

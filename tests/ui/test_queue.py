"""The queue: packages in by drop, rows, filters, search, order, keys, details, refusals."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from reviewer_app import settings
from reviewer_app.domain.ids import SubmissionId
from reviewer_app.ui.queue.columns import NAMES
from reviewer_app.ui.queue.model import NewRole
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.labels import Text
from reviewer_app.workflow import scoring
from reviewer_app.workflow.scoring import QueueRow
from tests import world
from tests.screens import Stage
from tests.ui.conftest import Opened

pytestmark = pytest.mark.gui


def ids(stage: Stage) -> list[str]:
    model = stage.window.queue.model
    return [str(model.index(n, 0).data()) for n in range(model.rowCount())]


def test_a_dropped_package_becomes_a_row_and_enter_opens_it(stage: Stage) -> None:
    assert "R-0450" not in ids(stage)
    stage.drag(stage.folder / "R-0450.zip").rest()
    stage.until(lambda: "R-0450" in ids(stage))
    queue = stage.window.queue
    assert queue.model.row(queue.table.currentIndex().row()).submission == "R-0450"  # type: ignore[union-attr]
    assert queue.intake_box.summary.text() == "1 package added."
    stage.key("Return").rest(300)
    assert stage.shell.review is not None
    assert stage.window.outer.currentWidget() is stage.shell.review
    assert stage.window.windowTitle() == "R-0450 — Reviewer"


def test_a_folder_of_packages_may_be_dropped(stage: Stage, tmp_path: Path) -> None:
    batch = tmp_path / "batch"
    batch.mkdir()
    for made in world.NEW:
        (stage.folder / f"{made.id}.zip").rename(batch / f"{made.id}.zip")
    stage.drag(batch).rest()
    stage.until(lambda: {"R-0450", "R-0451"} <= set(ids(stage)))
    assert stage.window.queue.intake_box.summary.text() == "2 packages added."


def test_refused_packages_say_why_and_leave_nothing(stage: Stage) -> None:
    before = ids(stage)
    bad = stage.folder / "cut.zip"
    bad.write_bytes((stage.folder / "R-0450.zip").read_bytes()[:3000])
    stage.drag(bad).rest()
    box = stage.window.queue.intake_box
    stage.until(lambda: box.more.isVisible())
    assert box.summary.text() == "1 refused."
    assert not box.reasons.isVisible()
    stage.click(box.more)
    assert box.reasons.isVisible()
    assert ids(stage) == before


def test_what_is_dropped_while_held_over_the_window_is_shown_and_taken_back(stage: Stage) -> None:
    box = stage.window.queue.intake_box
    stage.drag(stage.folder / "R-0450.zip", drop=False)
    assert box.property("hot") is True
    from PySide6.QtGui import QDragLeaveEvent
    from PySide6.QtWidgets import QApplication

    QApplication.sendEvent(stage.window, QDragLeaveEvent())
    assert box.property("hot") is False


def test_rows_are_in_the_order_they_are_due_and_a_column_orders_otherwise(stage: Stage) -> None:
    queue = stage.window.queue
    rows = [queue.model.row(n) for n in range(queue.model.rowCount())]
    dues = [r.due for r in rows if r is not None and r.due is not None]
    assert dues == sorted(dues)
    header = queue.table.horizontalHeader()
    at = QPoint(header.sectionViewportPosition(0) + 10, header.height() // 2)
    stage.click(header.viewport(), at)
    assert ids(stage) == sorted(ids(stage))
    stage.click(header.viewport(), at)
    assert ids(stage) == sorted(ids(stage), reverse=True)


def test_the_order_is_chosen_by_keyboard(stage: Stage) -> None:
    filters = stage.window.queue.filters
    assert filters.sort_button.text() == "Due ↑"
    filters.sort_button.setFocus()
    stage.key("Return")
    assert filters.orders.isVisible()
    QTest.keyClick(filters.orders, Qt.Key.Key_Down)
    QTest.keyClick(filters.orders, Qt.Key.Key_Down)
    QTest.keyClick(filters.orders, Qt.Key.Key_Return)
    stage.rest()
    assert ids(stage) == sorted(ids(stage))
    assert filters.sort_button.text() == "Submission ↑"
    filters.orders.actions()[-1].trigger()
    stage.until(lambda: ids(stage) == sorted(ids(stage), reverse=True))
    assert filters.sort_button.accessibleName() == "Order: Submission, descending"


def test_chips_filter_and_count(stage: Stage) -> None:
    queue = stage.window.queue
    assert queue.filters.chips["open"].text() == "To score 9"
    stage.click(queue.filters.chips["FINALISED"])
    assert set(ids(stage)) == {m.id for m in world.DECIDED}
    stage.click(queue.filters.chips["SEALED"])
    assert set(ids(stage)) == {m.id for m in world.SEALED}
    stage.click(queue.filters.chips["open"])
    assert len(ids(stage)) == len(world.TO_SCORE)


def test_search_by_key_finds_ids_components_and_programs_in_any_state(stage: Stage) -> None:
    stage.key("Ctrl+F").type("growth")
    stage.until(lambda: set(ids(stage)) == {"R-0428", "R-0436", "R-0405"})
    stage.key("Ctrl+A").type("0398")
    stage.until(lambda: ids(stage) == ["R-0398"])
    stage.key("Ctrl+A").type("zebra")
    stage.until(lambda: ids(stage) == [])
    queue = stage.window.queue
    assert queue.stack.currentWidget() is queue._filtered
    said = {label.text() for label in queue._filtered.findChildren(Text)}
    assert said >= {"Nothing found", "No submission has “zebra” in its id, its notes or its evidence."}


def test_one_program_may_be_chosen(stage: Stage) -> None:
    queue = stage.window.queue
    stage.click(queue.filters.program_button)
    action = next(a for a in queue.filters.menu.actions() if a.text() == "Challenges")
    action.trigger()
    queue.filters.menu.close()
    assert ids(stage) == ["R-0430"]
    assert queue.filters.program_button.text() == "Program: Challenges"


def test_the_panel_tells_about_the_row_under_the_cursor(stage: Stage) -> None:
    queue = stage.window.queue
    queue.select("R-0417")  # type: ignore[arg-type]
    stage.rest()

    said = " | ".join(t.text() for t in queue.details.findChildren(Text) if not t.isHidden())
    assert queue.details.heading.accessibleName() == "R-0417"
    assert "Program Office" in said
    assert "only 3.2 was not met" in said
    assert "Show where the family changed it" in said
    assert queue.details.button.text() == "Continue scoring"


def test_arrows_move_n_opens_what_is_begun_first(stage: Stage) -> None:
    queue = stage.window.queue
    first = queue.table.currentIndex().row()
    stage.key("Down")
    assert queue.table.currentIndex().row() == first + 1
    stage.key("N").rest(200)
    assert stage.window.windowTitle() == "R-0417 — Reviewer"


def test_n_types_a_letter_while_searching(stage: Stage) -> None:
    stage.key("Ctrl+F").type("n")
    assert stage.window.queue.search_box.text() == "n"
    assert stage.shell.review is None


def test_the_cursor_stays_on_its_submission_when_the_queue_is_read_again(stage: Stage) -> None:
    queue = stage.window.queue
    queue.select("R-0430")  # type: ignore[arg-type]
    stage.rest()
    stage.drag(stage.folder / "R-0450.zip").rest()
    stage.until(lambda: "R-0450" in ids(stage))
    queue.select("R-0430")  # type: ignore[arg-type]
    assert queue.presenter is not None
    queue.presenter.load()
    stage.rest()
    assert queue.model.row(queue.table.currentIndex().row()).submission == "R-0430"  # type: ignore[union-attr]


def test_screen_readers_hear_what_the_cells_show(stage: Stage) -> None:
    model = stage.window.queue.model
    place = model.place("R-0417")  # type: ignore[arg-type]
    said = [model.index(place, c).data(Qt.ItemDataRole.AccessibleTextRole) for c in range(model.columnCount())]
    assert "Evidence: 1 text, 1 PDF, 6 pictures" in said
    assert "Progress: 1 of 1 scored" in said
    assert "State: In progress" in said
    assert "Waiting on: You" in said
    assert QAccessible.queryAccessibleInterface(stage.window.queue.table) is not None


def test_columns_are_chosen_moved_and_made_wider_and_stay_so(stage: Stage, open_window: Opened, home: Path) -> None:
    queue = stage.window.queue
    header = queue.table.horizontalHeader()
    program, due = NAMES.index("program"), NAMES.index("due")
    assert header.isSectionHidden(program)
    stage.click(queue.filters.columns_button)
    assert queue.columns.menu.isVisible()
    part = next(a.menu() for a in queue.columns.menu.actions() if a.text() == "Program")
    assert isinstance(part, QMenu)
    next(a for a in part.actions() if a.text() == "Show").trigger()
    queue.columns.menu.close()
    queue.columns.move(due, -1)
    header.resizeSection(NAMES.index("state"), 180)
    stage.rest(600)
    before = queue.columns.kept()
    assert not header.isSectionHidden(program)
    assert header.visualIndex(due) == due - 1
    queue.filters.sort_chosen.emit("component")
    stage.rest()
    stage.close()
    again = open_window(home, kept=True).ready()
    assert again.window.queue.columns.kept() == before
    assert again.window.queue.table.horizontalHeader().visualIndex(due) == due - 1
    assert again.window.queue.filters.sort_button.text() == "Component ↑"
    again.window.queue.columns.reset()
    assert again.window.queue.table.horizontalHeader().isSectionHidden(program)


def test_a_kept_arrangement_that_does_not_fit_is_passed_over(stage: Stage) -> None:
    columns = stage.window.queue.columns
    for wrong in ((1, 2), (0, 0, 0, 0), tuple(range(18)), (99,) * 18):
        columns.restore(wrong)
        assert columns.kept() == ()


def test_an_own_filter_is_kept_renamed_and_deleted(stage: Stage, home: Path) -> None:
    queue = stage.window.queue
    stage.key("Ctrl+F").type("growth")
    stage.click(queue.filters.own_button)
    queue.filters.own_menu.actions()[0].trigger()
    queue.filters.own_menu.close()
    assert queue.filters.name_box.hasFocus()
    stage.type("Growth N").key("Return")
    assert "own:Growth N" in queue.filters.chips
    assert stage.shell.review is None  # N was a letter
    stage.click(queue.filters.chips["open"])
    assert queue.search_box.text() == ""
    stage.click(queue.filters.chips["own:Growth N"])
    assert set(ids(stage)) == {"R-0428", "R-0436", "R-0405"}
    assert queue.search_box.text() == "growth"
    kept = settings.load(home / "ws").settings.filters
    assert [(e.partition(":")[2], text) for e, text in kept.items()] == [("Growth N", "text=growth")]
    queue.filters.filter_named.emit("Growth N", "Levels")
    stage.rest()
    assert queue.filters.chips["own:Levels"].isChecked()
    queue.filters.filter_forgotten.emit("Levels")
    stage.rest()
    assert not [c for c in queue.filters.chips if c.startswith("own:")]
    assert dict(settings.load(home / "ws").settings.filters) == {}


def test_what_came_since_the_last_time_is_marked_until_it_is_begun(
    stage: Stage, open_window: Opened, home: Path
) -> None:
    assert "new" not in stage.window.queue.filters.chips
    stage.close()  # the reviewer was here
    stage = open_window(home).ready()
    queue = stage.window.queue
    session = stage.shell.session
    assert session is not None
    stage.drag(stage.folder / "R-0450.zip").rest()
    stage.until(lambda: "new" in queue.filters.chips)
    assert queue.filters.chips["new"].text() == "New 1"
    stage.click(queue.filters.chips["new"])
    assert ids(stage) == ["R-0450"]
    index = queue.model.index(0, 0)
    assert index.data(NewRole) is True
    assert str(index.data(Qt.ItemDataRole.AccessibleTextRole)).endswith(", new")
    session.tasks.write(lambda: scoring.start(session.workspace, SubmissionId("R-0450")))
    stage.until(lambda: "new" not in queue.filters.chips or queue.filters.chips["new"].text() == "New 0")


def test_an_act_changes_its_row_alone_and_leaves_cursor_and_scroll(stage: Stage) -> None:
    queue, session = stage.window.queue, stage.shell.session
    assert session is not None
    queue.select("R-0430")  # type: ignore[arg-type]
    stage.rest()
    resets: list[int] = []
    changed: list[tuple[int, int]] = []
    queue.model.modelReset.connect(lambda: resets.append(1))
    queue.model.dataChanged.connect(lambda a, b: changed.append((a.row(), b.row())))
    queue.filters.sort_chosen.emit("submission")
    sid = SubmissionId("R-0421")
    indicator = scoring.desk(session.workspace, sid).indicators[0].id
    session.tasks.write(lambda: scoring.score(session.workspace, sid, indicator, 3))
    stage.rest()
    place = queue.model.place(sid)
    row = queue.model.row(place)
    assert row is not None
    assert row.scored == 1
    assert changed[-1] == (place, place)
    assert resets == []
    current = queue.model.row(queue.table.currentIndex().row())
    assert current is not None
    assert current.submission == "R-0430"


def test_words_of_the_evidence_are_found_and_opened_at_their_place(stage: Stage) -> None:
    assert stage.shell.indexing is not None
    stage.shell.indexing.fill()
    stage.rest()
    queue = stage.window.queue
    stage.key("Ctrl+F").type("assuming").rest(200)
    assert "R-0417" in ids(stage)
    assert "R-0433" in ids(stage)  # on hold: all states are searched
    queue.select("R-0417")  # type: ignore[arg-type]
    stage.rest()
    button = next(b for b in queue.details.hits.findChildren(Button) if "Document" in b.text())
    said = " ".join(t.text() for t in queue.details.hits.findChildren(Text))
    assert "<b>assuming</b>" in said
    stage.click(button).rest(300)
    assert stage.shell.review is not None
    assert stage.window.windowTitle() == "R-0417 — Reviewer"
    assert stage.shell.review.presenter is not None
    opened = stage.shell.review.stage.current
    assert opened is not None
    assert opened.material.item.kind.value in ("text", "pdf")


def test_own_words_are_found_soon_after_they_were_written(stage: Stage) -> None:
    session = stage.shell.session
    assert session is not None
    ws, sid = session.workspace, SubmissionId("R-0421")
    session.tasks.write(lambda: scoring.note(ws, sid, None, "ask about zebras"))
    stage.rest(2_300)
    stage.key("Ctrl+F").type("zebra").rest(200)
    assert ids(stage) == ["R-0421"]


def row_of(stage: Stage, submission: str) -> QueueRow:
    presenter = stage.window.queue.presenter
    assert presenter is not None
    return next(r for r in presenter.rows if r.submission == submission)


def undo(stage: Stage) -> None:
    notice = stage.window.notices.shown()[-1]
    stage.click(next(b for b in notice.findChildren(Button) if b.text() == "Undo"))


def test_a_submission_is_held_by_key_with_a_reason_and_taken_back(stage: Stage) -> None:
    queue = stage.window.queue
    queue.select("R-0421")  # type: ignore[arg-type]
    stage.rest().key("H")
    assert queue.reason_bar.line.hasFocus()
    stage.key("Return")
    assert queue.reason_bar.isVisible()  # there is no hold without a reason
    stage.type("no sound yet").key("Return")
    assert row_of(stage, "R-0421").state.name == "HOLD"
    assert "no sound yet" in row_of(stage, "R-0421").state_label
    assert queue.table.hasFocus()
    undo(stage)
    assert row_of(stage, "R-0421").state.name == "TO_SCORE"
    stage.key("H").key("Escape")
    assert not queue.reason_bar.isVisible()
    assert row_of(stage, "R-0421").state.name == "TO_SCORE"


def test_what_is_to_be_scored_first_comes_next(stage: Stage) -> None:
    queue = stage.window.queue
    queue.select("R-0440")  # type: ignore[arg-type]
    stage.rest().key("P")
    assert row_of(stage, "R-0440").priority == 1
    assert queue.presenter is not None
    assert queue.presenter.next_to_score(SubmissionId("R-0417")) == "R-0440"
    undo(stage)
    assert row_of(stage, "R-0440").priority == 0


def test_a_submission_is_returned_and_stepped_back_from_by_the_menu_and_undone(stage: Stage) -> None:
    queue = stage.window.queue
    queue.select("R-0421")  # type: ignore[arg-type]
    stage.rest().key("M")
    menu = queue.row_menu.menu
    assert menu.isVisible()
    back = next(a.menu() for a in menu.actions() if a.text() == "Return as incomplete")
    assert isinstance(back, QMenu)
    assert back.actions()
    back.actions()[0].trigger()
    menu.close()
    stage.type("Please send the plan.").key("Return")
    assert row_of(stage, "R-0421").state.name == "FINALISED"
    undo(stage)
    assert row_of(stage, "R-0421").state.name == "IN_PROGRESS"
    queue.select("R-0421")  # type: ignore[arg-type]
    stage.rest()
    queue.declare_conflict()
    stage.type("my sister").key("Return")
    assert row_of(stage, "R-0421").state.name == "FINALISED"
    assert "stepped back" in stage.window.notices.shown()[-1].message.text()

"""The queue: packages in by drop, rows, filters, search, order, keys, details, refusals."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from tests import world
from tests.screens import Stage

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
    from reviewer_app.ui.widgets.labels import Text

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
    assert QAccessible.queryAccessibleInterface(stage.window.queue.table) is not None


def test_twenty_thousand_rows_are_searched_and_shown_at_once(stage: Stage) -> None:
    from dataclasses import replace
    from time import perf_counter

    queue = stage.window.queue
    presenter = queue.presenter
    assert presenter is not None
    one = presenter.rows[0]
    many = tuple(replace(one, submission=f"R-{n:05}") for n in range(20_000))  # type: ignore[arg-type]
    began = perf_counter()
    presenter._arrived(many)
    presenter.search("r-19")
    QTest.qWait(1)
    spent = perf_counter() - began
    assert queue.model.rowCount() == 1_000 + 1 - 1
    assert spent < 5.0
    presenter.search("")
    began = perf_counter()
    for _ in range(20):
        queue.table.verticalScrollBar().setValue(queue.table.verticalScrollBar().value() + 20_000)
        queue.table.viewport().repaint()
    assert (perf_counter() - began) / 20 < 0.25

"""The window: first start, trouble, finder, keys, settings, closing while busy, what it remembers and never shows."""

from __future__ import annotations

import time
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QLineEdit, QTextBrowser, QWidget

from reviewer_app import settings
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.ids import SubmissionId
from reviewer_app.ui import theme
from reviewer_app.ui.settings.view import SettingsView
from reviewer_app.workflow import scoring
from reviewer_app.workspace import Workspace
from tests import screens, world
from tests.screens import Stage
from tests.ui.conftest import Opened

pytestmark = pytest.mark.gui


# --- first start and trouble -----------------------------------------------------------------------------------------


def test_first_start_asks_a_name_makes_the_workspace_and_says_what_to_do(open_window: Opened, tmp_path: Path) -> None:
    stage = open_window(tmp_path)
    stage.until(lambda: stage.shell._welcome is not None)
    welcome = stage.shell._welcome
    assert welcome is not None
    assert not welcome.start_button.isEnabled()
    assert welcome.name_box.hasFocus()
    stage.type("R-17").key("Return")
    stage.until(lambda: stage.shell.actions is not None)
    assert (tmp_path / "ws" / "reviewer.db").is_file()
    queue = stage.window.queue
    assert queue.stack.currentWidget() is queue._nothing
    assert "R-17 is working" in stage.window._left.text()


def test_from_first_start_to_the_samples_takes_less_than_a_minute(open_window: Opened, tmp_path: Path) -> None:
    began = time.monotonic()
    stage = open_window(tmp_path)
    stage.until(lambda: stage.shell._welcome is not None)
    stage.type("R-17")
    assert stage.shell._welcome is not None
    stage.click(stage.shell._welcome.samples_button)
    stage.until(lambda: hasattr(stage.window, "queue") and stage.window.queue.model.rowCount() >= 5)
    assert time.monotonic() - began < 60
    assert stage.window.queue.intake_box.summary.property("role") == "good"


def test_a_folder_that_cannot_be_used_is_said_and_may_be_tried_again(open_window: Opened, tmp_path: Path) -> None:
    (tmp_path / "ws").mkdir()
    (tmp_path / "ws" / "something.txt").write_text("mine")
    stage = open_window(tmp_path)
    stage.until(lambda: stage.shell._welcome is not None)
    stage.type("R-17").key("Return")
    welcome = stage.shell._welcome
    assert welcome is not None
    stage.until(lambda: welcome.problem.isVisible())
    assert "not empty" in welcome.problem.text()
    assert welcome.isEnabled()


def test_a_workspace_that_is_open_elsewhere_is_said_and_opened_when_it_is_free(open_window: Opened, home: Path) -> None:
    held = Workspace.open(home / "ws")
    stage = open_window(home)
    stage.until(lambda: stage.shell._trouble is not None)
    trouble = stage.shell._trouble
    assert trouble is not None
    assert trouble.title.text() == "Your workspace is open elsewhere"
    assert trouble.again_button.hasFocus()
    held.close()
    stage.click(trouble.again_button)
    stage.ready()
    assert stage.window.current_page() is stage.window.queue


def test_a_damaged_workspace_is_said_calmly(open_window: Opened, home: Path) -> None:
    (home / "ws" / "reviewer.db").write_bytes(b"\0" * 5000)
    stage = open_window(home)
    stage.until(lambda: stage.shell._trouble is not None)
    assert stage.shell._trouble is not None
    assert stage.shell._trouble.title.text() == "Your workspace is damaged"
    assert stage.shell._trouble.hint.text()


# --- finding, keys ---------------------------------------------------------------------------------------------------


def test_ctrl_k_finds_a_submission_and_opens_it(stage: Stage) -> None:
    stage.key("Ctrl+K").type("0430")
    finder = stage.shell.actions.finder  # type: ignore[union-attr]
    assert finder.isVisible()
    assert [e.title for e in finder.entries()] == ["R-0430"]
    stage.key("Return").rest(200)
    assert not finder.isVisible()
    assert stage.window.windowTitle() == "R-0430 — Reviewer"


def test_ctrl_k_finds_pages_and_escape_gives_the_keyboard_back(stage: Stage) -> None:
    table = stage.window.queue.table
    table.setFocus()
    stage.key("Ctrl+K").key("Escape")
    assert table.hasFocus()
    stage.key("Ctrl+K").type("outb").key("Return")
    assert stage.window.frame.current is stage.window.frame.pages["outbox"]
    stage.key("Ctrl+K").type("zebra")
    assert [e.title for e in stage.shell.actions.finder.entries()] == ["Nothing found"]  # type: ignore[union-attr]


def test_the_sheet_lists_every_key_and_closes_with_escape(stage: Stage) -> None:
    stage.key("?")
    sheet = stage.shell.actions.sheet  # type: ignore[union-attr]
    assert sheet.isVisible()
    said = {w.accessibleName() for w in sheet.findChildren(QWidget)}
    assert {"Ctrl+K", "N", "J", "1 – 9", "Ctrl+Enter"} <= said
    stage.key("Escape")
    assert not sheet.isVisible()


def test_pages_by_key(stage: Stage) -> None:
    for keys, name in (("Ctrl+2", "outbox"), ("Ctrl+3", "programs"), ("F1", "help"), ("Ctrl+,", "settings")):
        stage.key(keys)
        assert stage.window.frame.current is stage.window.frame.pages[name]
    stage.key("Ctrl+1")
    assert stage.window.current_page() is stage.window.queue


def test_single_letters_can_be_switched_off_and_keys_changed(stage: Stage) -> None:
    session = stage.shell.session
    assert session is not None
    session.set(single_letter_keys=False)
    stage.rest().key("N")
    assert stage.shell.review is None
    session.set(single_letter_keys=True, keys={"next": "Ctrl+J"})
    stage.rest().key("N")
    assert stage.shell.review is None
    stage.key("Ctrl+J").rest(200)
    assert stage.shell.review is not None


# --- settings, themes, what is remembered ----------------------------------------------------------------------------


def test_a_theme_and_text_size_hold_at_once_and_the_next_time(stage: Stage, open_window: Opened, home: Path) -> None:
    stage.go("settings")
    page = cast(SettingsView, stage.window.frame.pages["settings"])
    stage.click(page.themes.button(2))
    assert theme.current().dark
    stage.click(page.sizes.button(3))
    assert theme.px(13) == 17
    stage.close()
    kept = settings.load(home / "ws").settings
    assert (kept.theme, kept.text_scale) == ("dark", 1.3)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "light")


def test_less_motion_holds_at_once(stage: Stage) -> None:
    stage.go("settings")
    page = cast(SettingsView, stage.window.frame.pages["settings"])
    stage.click(page.motion)
    assert stage.app.cursorFlashTime() == 0
    assert not stage.app.isEffectEnabled(Qt.UIEffect.UI_FadeMenu)
    stage.click(page.motion)
    assert stage.app.cursorFlashTime() > 0


def test_settings_show_the_public_key_to_copy(stage: Stage) -> None:
    stage.go("settings")
    page = cast(SettingsView, stage.window.frame.pages["settings"])
    stage.until(lambda: page.public_key.text().startswith("ssh-ed25519 "))
    stage.click(page.public_key._copy)
    assert QApplication.clipboard().text() == page.public_key.text()


def test_the_window_remembers_its_size_and_splitters(stage: Stage, open_window: Opened, home: Path) -> None:
    stage.window.resize(955, 700)
    stage.window.queue.splitter.setSizes([560, 260])
    stage.rest()
    sizes = stage.window.queue.splitter.sizes()
    stage.close()
    kept = settings.load(home / "ws").settings
    assert kept.layout["window"][2:4] == (960, 700)
    from reviewer_app.ui.shell import Shell

    again = Shell(home / "ws", kept)
    assert (again.window.width(), again.window.height()) == (960, 700)
    again.window.show()
    QTest.qWait(50)
    for _ in range(500):
        if again.actions is not None:
            break
        QTest.qWait(10)
    assert again.window.queue.splitter.sizes() == sizes
    with_close = screens.Stage.__new__(screens.Stage)
    with_close.shell, with_close.window = again, again.window
    with_close.close()


def test_a_window_is_never_larger_than_the_screen(stage: Stage, home: Path) -> None:
    from reviewer_app.ui.main_window import _that_fits

    room = stage.app.primaryScreen().availableGeometry()
    asked = _that_fits(room.width() * 2, room.height() * 2)
    assert 960 <= asked.width() <= max(960, room.width())
    assert 620 <= asked.height() <= max(620, room.height())


def test_programs_and_help_can_be_read(stage: Stage) -> None:
    stage.go("programs")
    page = stage.window.frame.pages["programs"]
    reading = page.findChild(QTextBrowser)
    assert reading is not None
    stage.until(lambda: "Rules" in reading.toPlainText())
    stage.key("Down")
    text = reading.toPlainText()
    assert "Culturally Responsive Teaching Micro-Courses" in text
    assert "Every indicator ≥ 3." in text
    assert "Sample wording" in text
    stage.go("help")
    help_page = stage.window.frame.pages["help"]
    words = help_page.findChild(QTextBrowser)
    assert words is not None
    assert words.toPlainText().startswith("First steps")
    stage.key("Down")
    assert words.toPlainText().startswith("Scoring")
    assert help_page.topics.horizontalScrollBar().maximum() == 0, "each title is read whole"  # type: ignore[attr-defined]


# --- acts that must not be lost, and what must never be seen ---------------------------------------------------------


def test_closing_while_acts_stream_in_keeps_every_one(stage: Stage, home: Path) -> None:
    session = stage.shell.session
    assert session is not None
    sid = SubmissionId("R-0421")
    workspace = session.workspace
    indicator = scoring.desk(workspace, sid).indicators[0].id
    for n in range(200):
        session.tasks.write(lambda n=n: scoring.comment(workspace, sid, indicator, f"words {n}"))  # type: ignore[misc]
    stage.window.close()
    assert not stage.window.may_close
    stage.until(lambda: stage.window.may_close)
    with Workspace.open(home / "ws") as ws:
        assert scoring.desk(ws, sid).review.comments[indicator] == "words 199"


def test_closing_during_an_intake_leaves_all_of_it_or_nothing(stage: Stage, home: Path) -> None:
    stage.window.queue.dropped([stage.folder / "R-0450.zip", stage.folder / "R-0451.zip"])
    stage.window.close()
    stage.until(lambda: stage.window.may_close)
    with Workspace.open(home / "ws") as ws:
        known = {r.submission for r in scoring.queue(ws)}
        assert ("R-0450" in known) == ("R-0451" in known)
        assert not list((home / "ws" / "vault").rglob("*.part"))


def test_the_outbox_counts_what_was_finalised_elsewhere(stage: Stage) -> None:
    session = stage.shell.session
    assert session is not None
    workspace = session.workspace
    session.tasks.write(lambda: (world.decide(workspace, "R-0421", 3), Changes(queue=True, outbox=True))[1])  # type: ignore[func-returns-value]
    stage.rest()
    assert stage.window.frame.nav["outbox"].accessibleName() == "Outbox, 5"
    assert stage.window._right.text() == "5 decisions waiting in Outbox"


def test_titles_tips_and_words_carry_no_file_names(stage: Stage) -> None:
    stage.key("Return").rest(300)
    titles = {w.windowTitle() for w in QApplication.topLevelWidgets()}
    tips = {w.toolTip() for w in stage.window.findChildren(QWidget)}
    for text in (*titles, *tips):
        assert "txt-1" not in text
        assert "png-1" not in text


def test_no_other_window_ever_shows(open_window: Opened, home: Path, qapp: QApplication) -> None:
    shown: list[str] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                shown.append(type(watched).__name__)
            return False

    watch = Watch()
    qapp.installEventFilter(watch)
    stage = open_window(home).ready()
    for name in ("outbox", "programs", "settings", "help", "queue"):
        stage.go(name)
    stage.key("Return").rest(300)
    qapp.removeEventFilter(watch)
    assert set(shown) == {"MainWindow"}


@pytest.mark.parametrize("page", ["queue", "outbox", "programs", "settings", "help"])
def test_every_control_has_a_name_and_can_be_reached_by_tab(stage: Stage, page: str) -> None:
    stage.go(page)
    kinds = (QAbstractButton, QLineEdit, QAbstractItemView, QTextBrowser)
    controls = [w for w in stage.window.findChildren(QWidget) if isinstance(w, kinds) and w.isVisible()]
    unnamed = [w for w in controls if not w.accessibleName() and not _inside(w)]
    assert unnamed == []
    wanted = {w for w in controls if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isEnabled() and not _inside(w)}
    reached: set[QWidget] = set()
    for _ in range(120):
        QTest.keyClick(stage.app.focusWidget() or stage.window, Qt.Key.Key_Tab)
        focused = stage.app.focusWidget()
        if focused is not None:
            reached.add(focused)
    radios = {w for w in wanted if w.inherits("QRadioButton")}
    assert not (wanted - reached - radios - {w for w in wanted if w.inherits("QPushButton") and _nav(w)})


def _inside(widget: QWidget) -> bool:
    """Parts that Qt puts into a control, such as the clear button of a line."""
    parent = widget.parentWidget()
    return isinstance(parent, QLineEdit | QAbstractItemView) or widget.inherits("QHeaderView")


def _nav(widget: QWidget) -> bool:
    """Of buttons that exclude one another the arrows go to the others."""
    return bool(widget.property("kind") == "nav")

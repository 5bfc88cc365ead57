"""The outbox: finalised decisions are sealed here, bundles checked and handed over."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QScrollArea, QSplitter, QVBoxLayout, QWidget

from reviewer_app.domain.ids import BundleId
from reviewer_app.jobs import Progress
from reviewer_app.ui import theme
from reviewer_app.ui.outbox.check_panel import CheckPanel
from reviewer_app.ui.outbox.model import BundleDelegate, BundleModel, LineRole, ReadyDelegate, ReadyModel
from reviewer_app.ui.outbox.presenter import OutboxPresenter
from reviewer_app.ui.outbox.state import CheckState, Confirm, OutboxState
from reviewer_app.ui.page import Page
from reviewer_app.ui.session import Session
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.cards import Card
from reviewer_app.ui.widgets.labels import Text, section
from reviewer_app.ui.widgets.progress import ProgressStrip
from reviewer_app.ui.widgets.table import ROW, Table
from reviewer_app.ui.words import listed, many

_MOST_ROWS = 9


class ReadyTable(Table):
    """Rows that are taken in or left out by Space, a click on the box, or Enter."""

    toggled = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space takes in or leaves out."""
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.toggled.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class OutboxView(Page):
    """The page."""

    name, title = "outbox", "Outbox"
    chip = "Offline — nothing is sent until you choose"

    said = Signal(str, str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._bundle: BundleId | None = None
        self._build_head()
        self._build_body()
        self.presenter = OutboxPresenter(session.workspace, session.tasks, self)
        session.tasks.changed.connect(self.presenter.on_changed)
        self.panel.cancelled.connect(self.presenter.cancel)
        self.strip.cancelled.connect(self.presenter.cancel)
        self.seal_button.clicked.connect(self.presenter.ask_to_seal)
        self.presenter.load()

    # --- building ----------------------------------------------------------------------------------------------------

    def _build_head(self) -> None:
        self.check_button = Button("Check a bundle…")
        self.check_button.clicked.connect(self.choose_file)
        self.seal_button = Button("Seal decisions…", "primary")
        self.head_row.addWidget(self.check_button)
        self.head_row.addWidget(self.seal_button)

    def _build_body(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(18, 12, 18, 16)
        column.setSpacing(8)
        self.reopened = Card("caution", margins=10)
        self._reopened_text = Text("", wrap=True)
        self.reopened.body.addWidget(self._reopened_text)
        column.addWidget(self.reopened)
        column.addWidget(section("Ready to seal"))
        column.addWidget(self._build_ready())
        column.addWidget(self._build_confirm())
        self.strip = ProgressStrip()
        column.addWidget(self.strip)
        column.addSpacing(8)
        column.addWidget(section("Sealed bundles"))
        column.addWidget(self._build_bundles())
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(left)
        self.panel = CheckPanel()
        self.panel.copy_asked.connect(self.choose_target)
        self.panel.setMinimumWidth(280)
        self.splitter = QSplitter()
        self.splitter.addWidget(area)
        self.splitter.addWidget(self.panel)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setCollapsible(0, False)
        self.splitter.setSizes(list(self._session.settings.layout.get("outbox", (820, 420))))
        self.splitter.splitterMoved.connect(lambda: self._session.keep_layout("outbox", tuple(self.splitter.sizes())))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.splitter)

    def _build_ready(self) -> Card:
        self.ready_model = ReadyModel()
        self.ready = ReadyTable("Decisions ready to seal")
        self.ready.setModel(self.ready_model)
        self.ready.setItemDelegate(ReadyDelegate(self.ready))
        widths = {0: 40, 1: 92, 3: 150, 4: 116, 5: 116}
        self.ready.set_columns(widths, 2, {**widths, 3: 130, 5: 0}, 720)
        self.ready.toggled.connect(self._toggle)
        self.ready.opened.connect(self._toggle)
        self.ready.clicked.connect(self._clicked)
        self.nothing_ready = Text(
            "Nothing waits. Decisions come here when you finalise a review (Ctrl+Enter).", "second", wrap=True
        )
        self.nothing_ready.setContentsMargins(12, 14, 12, 14)
        card = Card(margins=1, spacing=0)
        card.body.addWidget(self.ready)
        card.body.addWidget(self.nothing_ready)
        return card

    def _build_confirm(self) -> Card:
        self.confirm = Card("accent")
        self._confirm_text = Text("", wrap=True)
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setPlaceholderText("Passphrase of your key")
        self.passphrase.setAccessibleName("Passphrase of your key")
        self.passphrase.setMaximumWidth(theme.px(300))
        self.passphrase.returnPressed.connect(self._seal)
        self._wrong = Text("", "bad", wrap=True)
        self.seal_now = Button("Seal now", "primary")
        self.seal_now.clicked.connect(self._seal)
        self.not_yet = Button("Not yet")
        self.not_yet.clicked.connect(lambda: self.presenter.not_yet())
        row = QHBoxLayout()
        row.addWidget(self.seal_now)
        row.addWidget(self.not_yet)
        row.addStretch(1)
        for part in (self._confirm_text, self.passphrase, self._wrong):
            self.confirm.body.addWidget(part)
        self.confirm.body.addLayout(row)
        return self.confirm

    def _build_bundles(self) -> Card:
        self.bundle_model = BundleModel()
        self.bundles = Table("Sealed bundles")
        self.bundles.setModel(self.bundle_model)
        self.bundles.setItemDelegate(BundleDelegate(self.bundles))
        self.bundles.set_columns({0: 232, 1: 84, 2: 122}, 3)
        self.bundles.moved.connect(self._bundle_moved)
        self.bundles.opened.connect(self._bundle_moved)
        self.no_bundles = Text("Sealed bundles are listed here, with where each one went.", "second", wrap=True)
        self.no_bundles.setContentsMargins(12, 14, 12, 14)
        card = Card(margins=1, spacing=0)
        card.body.addWidget(self.bundles)
        card.body.addWidget(self.no_bundles)
        return card

    # --- what the presenter asks -------------------------------------------------------------------------------------

    def render(self, state: OutboxState) -> None:  # type: ignore[override]
        """Show the page."""
        self.ready_model.set_lines(state.ready)
        self.bundle_model.set_lines(state.bundles)
        _fit(self.ready, len(state.ready))
        _fit(self.bundles, len(state.bundles))
        self.nothing_ready.setVisible(state.loaded and not state.ready)
        self.no_bundles.setVisible(state.loaded and not state.bundles)
        self.seal_button.setText(f"Seal {many(state.chosen, 'decision')}…" if state.chosen else "Seal decisions…")
        self.seal_button.setEnabled(bool(state.chosen) and not state.working and state.confirm is None)
        told = _told(state)
        self.reopened.setVisible(bool(told))
        self._reopened_text.setText(told)
        self._render_confirm(state.confirm, working=bool(state.working))
        self.strip.setVisible(bool(state.working))
        if state.working and self.strip.text() != state.working:
            self.strip.start(state.working)

    def _render_confirm(self, confirm: Confirm | None, *, working: bool) -> None:
        appeared = confirm is not None and not self.confirm.isVisible()
        self.confirm.setVisible(confirm is not None and not working)
        if confirm is None:
            self.passphrase.clear()
            return
        self._confirm_text.setText(confirm.text)
        self.passphrase.setVisible(confirm.locked)
        self._wrong.setVisible(bool(confirm.wrong))
        self._wrong.setText(confirm.wrong)
        if confirm.locked:
            self.passphrase.setFocus()
            self.passphrase.selectAll()
        elif appeared:
            self.seal_now.setFocus(Qt.FocusReason.TabFocusReason)

    def render_check(self, state: CheckState) -> None:
        """Show the panel."""
        self._bundle = state.bundle
        self.panel.show_state(state)

    def render_progress(self, progress: Progress) -> None:
        """Show how far the work is."""
        (self.strip if self.strip.isVisible() else self.panel.strip).set_progress(progress)

    def select_bundle(self, bundle: BundleId) -> None:
        """Put the cursor on a bundle, which checks it."""
        for n, line in enumerate(self.bundle_model.lines):
            if line.id == bundle:
                self.bundles.setCurrentIndex(QModelIndex())
                self.bundles.selectRow(n)
                self.bundles.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, message: str, tone: str) -> None:
        """Tell, without stopping anybody."""
        self.said.emit(message, tone)

    # --- what the person does ----------------------------------------------------------------------------------------

    def shown(self) -> None:
        """Take the keyboard."""
        (self.ready if self.ready_model.lines else self.bundles).setFocus(Qt.FocusReason.OtherFocusReason)

    def dropped(self, paths: list[Path]) -> bool:
        """A file dropped here is checked."""
        self.presenter.check(paths[0])
        return True

    def choose_file(self) -> None:
        """Ask for a file to check."""
        chosen, _ = QFileDialog.getOpenFileName(
            self, "Check a bundle or package", "", "Sealed files (*.zip);;All files (*)"
        )
        if chosen:
            self.presenter.check(Path(chosen))

    def choose_target(self) -> None:
        """Ask for a folder or drive, and copy the bundle there."""
        bundle = self._bundle
        if bundle is None:
            return
        chosen = QFileDialog.getExistingDirectory(self, "Copy to a drive", self._session.settings.send_folder)
        if chosen:
            self._session.set(send_folder=chosen)
            self.presenter.send(bundle, Path(chosen))

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == 0:
            self._toggle(index)

    def _toggle(self, index: QModelIndex) -> None:
        self.presenter.toggle(index.data(LineRole).submission)

    def _seal(self) -> None:
        self.presenter.seal(self.passphrase.text())

    def _bundle_moved(self, index: QModelIndex) -> None:
        if index.isValid():
            self.presenter.choose_bundle(index.data(LineRole).id)


def _fit(table: Table, rows: int) -> None:
    """As high as its rows, up to some; then it scrolls."""
    table.setVisible(rows > 0)
    height = table.horizontalHeader().sizeHint().height() + min(rows, _MOST_ROWS) * theme.px(ROW)
    table.setFixedHeight(height)


def _told(state: OutboxState) -> str:
    """What is to be known before sealing; empty when there is nothing."""
    lines = []
    if state.reopened:
        verb = "was" if len(state.reopened) == 1 else "were"
        lines.append(
            f"{listed(list(state.reopened))} {verb} reopened after sealing. The sealed decision stands until a new one "
            "is finalised and sealed."
        )
    if state.set_aside:
        verb = "was" if len(state.set_aside) == 1 else "were"
        lines.append(
            f"{listed(list(state.set_aside))} {verb} set aside: this workspace does not remember sealing it, as after "
            "an old backup was brought back. Look in bundles/set-aside, and ask the office what it has received."
        )
    return "\n".join(lines)

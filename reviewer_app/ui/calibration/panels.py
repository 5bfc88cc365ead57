"""The middle of the calibration page: every panel, wired to the presenter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from reviewer_app.ui.calibration.report_panels import ReportPanels
from reviewer_app.ui.calibration.state import Part
from reviewer_app.ui.widgets.cards import EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reviewer_app.ui.calibration.state import CalibrationState

SEALED = "Sealed files (*.zip);;All files (*)"
_WORDS = ("Computing the figures…", "Every interval comes from submissions drawn again 2 000 times.")


class Panels(ReportPanels):
    """Those of a report, of a set, and the rest."""

    def show_state(self, state: CalibrationState) -> None:
        """The panel of the part, with what it shows."""
        report = state.report
        shown: Callable[[], None] | None = {
            Part.NEW: self._new,
            Part.MONITORING: lambda: self._monitoring(state),
            Part.QR_READ: self._qr_read,
            Part.QR_SHOW: self._qr_show,
        }.get(state.part)
        if shown is not None:
            shown()
        elif report is not None and state.part is not Part.WHO_IS_IN:
            self.show_report(state)
        elif state.line is not None:
            self._session(state)

    # --- of a set ----------------------------------------------------------------------------------------------------

    def _session(self, state: CalibrationState) -> None:
        from reviewer_app.ui.calibration.session import Taken, Waiting

        page, line = self._page, state.line

        def waiting() -> Waiting:
            made = Waiting()
            made.add_asked.connect(page.choose_bundles)
            made.folder_asked.connect(page.choose_folder)
            made.copy_asked.connect(page.choose_copy)
            made.scan_asked.connect(lambda: page.presenter.go(Part.QR_READ))
            made.reveal_confirmed.connect(page.choose_reveal)
            return made

        def taken() -> Taken:
            made = Taken()
            made.score_asked.connect(page.queue_asked)
            made.reveal_asked.connect(page.choose_set)
            made.qr_asked.connect(page.choose_qr)
            return made

        if line is None:
            return
        if line.revealed and state.part is not Part.WHO_IS_IN:
            panel = self.panel("computing", lambda: EmptyState("scales", *_WORDS))
            assert isinstance(panel, EmptyState)
            panel.set(*(("The figures can't be shown", state.problem) if state.problem else _WORDS))
            self.front(panel)
            return
        if line.lead:
            panel = self.panel("waiting", waiting)
            assert isinstance(panel, Waiting)
            if state.status is not None:
                panel.show_status(state.status, page.session.workspace.clock.now(), lead=True)
            self.front(panel)
            return
        own = self.panel("taken", taken)
        assert isinstance(own, Taken)
        own.show_set(line.title, line.submissions)
        self.front(own)

    # --- of none -----------------------------------------------------------------------------------------------------

    def _new(self) -> None:
        from reviewer_app.ui.calibration.newset import NewSet, candidates

        page = self._page

        def make() -> NewSet:
            made = NewSet()
            made.wanted.connect(page.choose_new)
            made.cancelled.connect(lambda: page.presenter.go(Part.WHO_IS_IN))
            made.score_asked.connect(page.open_asked)
            return made

        panel = self.panel("new", make)
        assert isinstance(panel, NewSet)
        if self.currentWidget() is not panel:
            workspace = page.session.workspace
            page.session.tasks.read(
                lambda: candidates(workspace),
                lambda found: panel.open(found, QDate.currentDate()),
                key="calibration.new",
            )
        self.front(panel)

    def _monitoring(self, state: CalibrationState) -> None:
        from reviewer_app.ui.calibration.monitoring import MonitoringPanel

        page = self._page

        def make() -> MonitoringPanel:
            made = MonitoringPanel()
            made.why_asked.connect(page.popover.open)
            made.open_asked.connect(page.presenter.show_live)
            made.bundles_given.connect(page.presenter.watch)
            made.backreads_asked.connect(page.presenter.choose_backreads)
            return made

        panel = self.panel("monitoring", make)
        assert isinstance(panel, MonitoringPanel)
        if state.live is not None:
            panel.show_reports(state.live)
        self.front(panel)

    def _qr_read(self) -> None:
        from reviewer_app.ui.calibration.qr_read import QrRead

        page = self._page

        def make() -> QrRead:
            made = QrRead(page.session.tasks)
            made.received.connect(page.presenter.add_bytes)
            made.closed.connect(lambda: page.presenter.go(Part.WHO_IS_IN))
            return made

        panel = self.panel("qr-read", make)
        assert isinstance(panel, QrRead)
        if self.currentWidget() is not panel:
            self.front(panel)
            panel.start()

    def _qr_show(self) -> None:
        from reviewer_app.ui.calibration.qr_show import QrShow

        page = self._page

        def make() -> QrShow:
            made = QrShow(page.session.tasks)
            made.closed.connect(lambda: page.presenter.go(Part.WHO_IS_IN))
            return made

        panel = self.panel("qr-show", make)
        assert isinstance(panel, QrShow)
        if self.currentWidget() is not panel:
            self.front(panel)
            path = page.qr_path
            if path is not None:
                page.session.tasks.read(path.read_bytes, lambda data: panel.show_bytes(data, path.name))


def pop_menu(button: QWidget, ways: Sequence[tuple[str, Callable[[], object]]]) -> QMenu:
    """A menu below a button."""
    menu = QMenu(button)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for words, act in ways:
        menu.addAction(words).triggered.connect(lambda _on=False, a=act: a())
    menu.popup(button.mapToGlobal(QPoint(0, button.height() + 2)))
    return menu


def ask_file(parent: QWidget, title: str, folder: str = "", kinds: str = SEALED) -> Path | None:
    """One file that is there; None when the person changed their mind."""
    chosen, _ = QFileDialog.getOpenFileName(parent, title, folder, kinds)
    return Path(chosen) if chosen else None


def ask_new_file(parent: QWidget, title: str, name: str, kinds: str = SEALED) -> Path | None:
    """Where to write a file; None when the person changed their mind."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, name, kinds)
    return Path(chosen) if chosen else None

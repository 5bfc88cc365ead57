"""The middle of the calibration page: every panel, made when it is first wanted, wired to the presenter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from reviewer_app.ui.calibration.state import Part

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewer_app.ui.calibration.state import CalibrationState
    from reviewer_app.ui.calibration.view import CalibrationView

SEALED = "Sealed files (*.zip);;All files (*)"


class Panels(QStackedWidget):
    """Makes and shows panels; plots are imported when the first report is shown."""

    def __init__(self, page: CalibrationView) -> None:
        super().__init__()
        self._page = page
        self._made: dict[str, QWidget] = {}

    def panel(self, name: str, make: Callable[[], QWidget]) -> QWidget:
        """The panel of that name, made if it wasn't."""
        if name not in self._made:
            self._made[name] = make()
            self.addWidget(self._made[name])
        return self._made[name]

    def front(self, panel: QWidget) -> None:
        """Bring a panel to the front."""
        if self.currentWidget() is not panel:
            self.setCurrentWidget(panel)

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
            self._report(state)
        elif state.line is not None:
            self._session(state)

    # --- of a report -------------------------------------------------------------------------------------------------

    def _report(self, state: CalibrationState) -> None:
        makers: dict[Part, Callable[[CalibrationState], QWidget]] = {
            Part.DISAGREEMENTS: self._disagreements,
            Part.REVIEWERS: self._people,
            Part.INDICATORS: self._indicators,
            Part.OVER_TIME: self._timeline,
            Part.RESULTS: self._results,
            Part.EVIDENCE: self._evidence,
        }
        self.front(makers.get(state.part, self._overview)(state))

    def _overview(self, state: CalibrationState) -> QWidget:
        from reviewer_app.ui.calibration.overview_page import OverviewPage

        page = self._page

        def make() -> OverviewPage:
            made = OverviewPage()
            made.overview.indicator_wanted.connect(page.presenter.set_indicator)
            made.overview.against_wanted.connect(page.presenter.set_against)
            made.overview.why_asked.connect(page.popover.open)
            made.overview.cell_opened.connect(page.presenter.open_cell)
            made.overview.said.connect(page.said)
            made.side.evidence_asked.connect(page.open_evidence)
            return made

        panel = self.panel("overview", make)
        assert isinstance(panel, OverviewPage)
        if state.report is not None:
            panel.show_report(state.report)
        return panel

    def _disagreements(self, state: CalibrationState) -> QWidget:
        from reviewer_app.ui.calibration.disagreements import Disagreements

        page = self._page

        def make() -> Disagreements:
            made = Disagreements()
            made.evidence_asked.connect(page.open_evidence)
            made.recorded.connect(page.presenter.record)
            return made

        panel = self.panel("disagreements", make)
        assert isinstance(panel, Disagreements)
        line = state.line
        if state.report is not None:
            panel.show_report(state.report, lead=line is not None and line.lead)
            if state.dispute is not None:
                panel.take(str(state.dispute.indicator), state.dispute.submission.label)
        return panel

    def _people(self, state: CalibrationState) -> QWidget:
        from reviewer_app.ui.calibration.people import People

        page = self._page

        def make() -> People:
            made = People()
            made.why_asked.connect(page.popover.open)
            made.said.connect(page.said)
            return made

        panel = self.panel("people", make)
        assert isinstance(panel, People)
        if state.report is not None:
            panel.show_report(state.report)
        return panel

    def _indicators(self, state: CalibrationState) -> QWidget:
        from reviewer_app.ui.calibration.indicators import Indicators

        page = self._page

        def make() -> Indicators:
            made = Indicators()
            made.why_asked.connect(page.popover.open)
            return made

        panel = self.panel("indicators", make)
        assert isinstance(panel, Indicators)
        if state.report is not None:
            panel.show_report(state.report)
        return panel

    def _timeline(self, state: CalibrationState) -> QWidget:
        from reviewer_app.ui.calibration.timeline import Timeline

        page = self._page

        def make() -> Timeline:
            made = Timeline()
            made.why_asked.connect(page.popover.open)
            made.said.connect(page.said)
            return made

        panel = self.panel("timeline", make)
        assert isinstance(panel, Timeline)
        if state.report is not None:
            panel.show_report(state.report)
        return panel

    def _results(self, state: CalibrationState) -> QWidget:
        from reviewer_app.ui.calibration.results import ResultList

        panel = self.panel("results", ResultList)
        assert isinstance(panel, ResultList)
        if state.report is not None:
            panel.show_report(state.report)
        return panel

    def _evidence(self, state: CalibrationState) -> QWidget:
        from reviewer_app.ui.calibration.evidence import Evidence

        page = self._page

        def make() -> Evidence:
            made = Evidence(page.session)
            made.said.connect(page.said)
            made.closed.connect(lambda: page.presenter.go(Part.DISAGREEMENTS))
            return made

        panel = self.panel("evidence", make)
        assert isinstance(panel, Evidence)
        if state.dispute is not None and panel.dispute is not state.dispute:
            panel.open(state.dispute, page.wanted_citation)
        return panel

    def release(self) -> None:
        """Let the evidence go; nothing plays where nobody looks."""
        made = self._made.get("evidence")
        if made is not None and made is self.currentWidget():
            made.release()  # type: ignore[attr-defined]

    def leave(self) -> None:
        """The window closes."""
        for name in ("evidence", "qr-read"):
            made = self._made.get(name)
            if made is not None:
                made.release()  # type: ignore[attr-defined]

    # --- of a set ----------------------------------------------------------------------------------------------------

    def _session(self, state: CalibrationState) -> None:
        from reviewer_app.ui.calibration.session import Taken, Waiting

        page, line = self._page, state.line

        def waiting() -> Waiting:
            made = Waiting()
            made.add_asked.connect(page.choose_bundles)
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


def ask_file(parent: QWidget, title: str, folder: str = "", kinds: str = SEALED) -> Path | None:
    """One file that is there; None when the person changed their mind."""
    chosen, _ = QFileDialog.getOpenFileName(parent, title, folder, kinds)
    return Path(chosen) if chosen else None


def ask_new_file(parent: QWidget, title: str, name: str, kinds: str = SEALED) -> Path | None:
    """Where to write a file; None when the person changed their mind."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, name, kinds)
    return Path(chosen) if chosen else None

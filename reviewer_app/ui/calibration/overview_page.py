"""The overview with its right panel, or with what stands in it below where there is little room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from reviewer_app.ui import theme
from reviewer_app.ui.calibration.overview import Overview
from reviewer_app.ui.calibration.side import Side

if TYPE_CHECKING:
    from reviewer_app.domain.calibration_report import CalibrationReport

_BESIDE = 900


class OverviewPage(QWidget):
    """Both beside each other as long as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self._report: CalibrationReport | None = None
        self.overview, self.side = Overview(), Side()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.overview, 72)
        row.addWidget(self.side, 28)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside each other, or below."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Another text size needs other room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            QTimer.singleShot(0, self, self._arrange)

    def _arrange(self) -> None:
        if not hasattr(self, "side"):
            return  # the style came before the parts
        beside = self.width() >= theme.px(_BESIDE)
        if beside and self.side.isHidden():
            self.side.take_back()
        elif not beside and not self.side.isHidden():
            self.overview.put_below(self.side.give_away())
        self.side.fit()

    def show_report(self, report: CalibrationReport) -> None:
        """Show this report."""
        if report is self._report:
            return
        self._report = report
        self.overview.show_report(report)
        self.side.show_report(report)

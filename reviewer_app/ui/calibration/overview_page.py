"""The overview with its right panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from reviewer_app.ui.calibration.overview import Overview
from reviewer_app.ui.calibration.side import Side

if TYPE_CHECKING:
    from reviewer_app.domain.calibration_report import CalibrationReport


class OverviewPage(QWidget):
    """Both beside each other."""

    def __init__(self) -> None:
        super().__init__()
        self.overview, self.side = Overview(), Side()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.overview, 72)
        row.addWidget(self.side, 28)

    def show_report(self, report: CalibrationReport) -> None:
        """Show this report."""
        self.overview.show_report(report)
        self.side.show_report(report)

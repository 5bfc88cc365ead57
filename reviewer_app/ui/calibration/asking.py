"""What the calibration page asks for with the system's dialogs: sets, bundles, folders, tables, where to write."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from reviewer_app.ui.calibration.panels import SEALED, ask_file, ask_new_file, pop_menu
from reviewer_app.ui.calibration.state import Part
from reviewer_app.ui.page import Page

if TYPE_CHECKING:
    from reviewer_app.ui.calibration.presenter import CalibrationPresenter
    from reviewer_app.ui.session import Session

_TABLES = "Ratings tables (*.csv *.tsv *.json *.txt);;All files (*)"
_REPORTS = "Word document (*.docx);;PDF (*.pdf)"


class AskingPage(Page):
    """A page that asks, and hands the answer to its presenter."""

    session: Session
    presenter: CalibrationPresenter
    qr_path: Path | None

    def ask_bundles(self, button: QWidget) -> None:
        """Where score bundles come from."""
        ways = (
            ("Bundle files…", self.choose_bundles),
            ("A folder or drive…", self.choose_folder),
            ("Another laptop's screen…", lambda: self.presenter.go(Part.QR_READ)),
        )
        pop_menu(button, ways)

    def choose_bundles(self) -> None:
        """Ask for score bundles."""
        chosen, _ = QFileDialog.getOpenFileNames(self, "Add score bundles", self.session.settings.send_folder, SEALED)
        if chosen:
            self.presenter.add_bundles([Path(c) for c in chosen])

    def choose_folder(self) -> None:
        """Ask for a folder or drive with score bundles in it."""
        words, start = "Add the score bundles in a folder or on a drive", self.session.settings.send_folder
        chosen = QFileDialog.getExistingDirectory(self, words, start)
        if chosen:
            self.presenter.add_bundles([Path(chosen)])

    def choose_copy(self) -> None:
        """Ask where the set's file is to be written again."""
        line = self.presenter.state.line
        path = ask_new_file(self, "Save the calibration set again", f"{line.title if line else 'set'}.zip")
        if path is not None:
            self.presenter.save_set(path)

    def choose_set(self) -> None:
        """Ask for a set or a reveal file."""
        path = ask_file(self, "Open a calibration set or its reveal")
        if path is not None:
            self.presenter.take([path])

    def choose_table(self) -> None:
        """Ask for a ratings table."""
        path = ask_file(self, "Open a ratings table", "", _TABLES)
        if path is not None:
            self.presenter.open_table(path)

    def choose_new(self, title: str, due: object, names: list[str], submissions: list[str]) -> None:
        """Ask where the new set goes, and make it."""
        path = ask_new_file(self, "Save the calibration set", f"{title}.zip")
        if path is not None:
            self.presenter.make_set(title, due, names, submissions, path)  # type: ignore[arg-type]

    def choose_reveal(self) -> None:
        """Ask where the reveal file goes, and reveal."""
        line = self.presenter.state.line
        path = ask_new_file(self, "Save the reveal file", f"{line.title if line else 'set'} reveal.zip")
        if path is not None:
            self.presenter.reveal(path)

    def choose_report(self) -> None:
        """Ask where the minutes go."""
        line = self.presenter.state.line
        path = ask_new_file(self, "Save the report", f"{line.title if line else 'set'} minutes.docx", _REPORTS)
        if path is not None:
            self.presenter.minutes(path if path.suffix else path.with_suffix(".docx"))

    def choose_qr(self) -> None:
        """Ask for a bundle and show it as codes."""
        self.qr_path = ask_file(self, "Show a bundle as QR codes", str(self.session.workspace.root / "bundles"))
        if self.qr_path is not None:
            self.presenter.go(Part.QR_SHOW)

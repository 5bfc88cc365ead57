"""Files that go to the office about a hold and come back from it: where they are written, which one is taken in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

if TYPE_CHECKING:
    from reviewer_app.domain.ids import SubmissionId
    from reviewer_app.ui.queue.acts import QueueActs

_KINDS = "Requests and answers (*.json)"


class OfficeFiles:
    """Asks for the file, beside the window: the queue goes on meanwhile."""

    def __init__(self, host: QWidget, acts: QueueActs) -> None:
        self._host, self._acts = host, acts
        self.dialog: QFileDialog | None = None

    def ask(self, submission: SubmissionId) -> None:
        """Write the request about a submission's holds."""
        dialog = self._dialog("Save the request to the office")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # a file that is there is never written over
        dialog.setDefaultSuffix("json")
        dialog.selectFile(f"{submission}-hold-request.json")
        dialog.fileSelected.connect(lambda path: self._acts.ask_office(submission, Path(path)))
        dialog.show()

    def answer(self) -> None:
        """Take in the office's answer."""
        dialog = self._dialog("Take in the office's answer")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self._acts.take_answer(Path(path)))
        dialog.show()

    def _dialog(self, title: str) -> QFileDialog:
        if self.dialog is not None:
            self.dialog.close()
        made = QFileDialog(self._host, title, "", _KINDS)
        made.setModal(False)
        made.finished.connect(self._closed)
        self.dialog = made
        return made

    def _closed(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()


def is_office_file(path: Path) -> bool:
    """Whether what was dropped may be an answer rather than a package."""
    return path.suffix.lower() == ".json" and path.is_file()

"""The window: frame with pages, the scoring desk, the foot line; Ctrl+K, keys, drag and drop, what it remembers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from reviewer_app.errors import ReviewerError
from reviewer_app.settings import Settings
from reviewer_app.ui.commands import Commands
from reviewer_app.ui.frame import Frame
from reviewer_app.ui.status import Status
from reviewer_app.ui.widgets import spoken
from reviewer_app.ui.widgets.labels import Text
from reviewer_app.ui.widgets.notice import Notices

if TYPE_CHECKING:
    from reviewer_app.ui.page import Page
    from reviewer_app.ui.queue.view import QueueView
    from reviewer_app.ui.session import Session

TITLE = "Reviewer"
_LEAST = (960, 620)
_FIRST = (1440, 900)
_FRAME, _TITLE_BAR = 8, 36  # about as much as window managers add


class MainWindow(QMainWindow):
    """Hosts everything. Paints itself before any workspace is opened; ``start`` gives it one."""

    painted = Signal()
    close_asked = Signal()
    files_dropped = Signal(list)

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        spoken.install()
        self.session: Session | None = None
        self.may_close = False
        self._was_painted = False
        self.setWindowTitle(TITLE)
        self.setMinimumSize(*_LEAST)
        self.setAcceptDrops(True)
        self.commands = Commands(self)
        self.commands.configure(settings.keys, settings.single_letter_keys)
        self.frame = Frame()
        self.frame.nav["queue"].setChecked(True)
        self.queue: QueueView
        self.outer = QStackedWidget()
        self.outer.addWidget(self.frame)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.outer, 1)
        column.addWidget(self._build_foot())
        self.setCentralWidget(body)
        body.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        body.setFocus()  # nothing is ringed before there is something to do
        self.notices = Notices(body)
        self._restore(settings)

    def _build_foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("role", "foot")
        foot.setFixedHeight(26)
        row = QHBoxLayout(foot)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(16)
        self._left, self._right = Text("", "small"), Text("", "small")
        row.addWidget(self._left)
        row.addStretch(1)
        row.addWidget(self._right)
        return foot

    def add_queue(self) -> None:
        """Make the first page; after the first paint, which it would hold up."""
        from reviewer_app.ui.queue.view import QueueView

        self.queue = QueueView()
        self.frame.register("queue", lambda: self.queue)
        self.frame.page("queue")

    # --- what it shows -----------------------------------------------------------------------------------------------

    def show_status(self, status: Status) -> None:
        """The foot line and the counts in the navigation."""
        self._left.setText("     ".join(status.left))
        self._right.setText(status.right)
        self.frame.nav["queue"].set_count(status.waiting)
        self.frame.nav["outbox"].set_count(status.outbox)

    def show_whole(self, widget: QWidget) -> None:
        """Show something instead of the frame: the welcome, trouble, the scoring desk."""
        if self.outer.indexOf(widget) < 0:
            self.outer.addWidget(widget)
        self.outer.setCurrentWidget(widget)

    def show_frame(self) -> None:
        """Back to the pages."""
        self.outer.setCurrentWidget(self.frame)
        self.setWindowTitle(TITLE)

    def take_out(self, widget: QWidget) -> None:
        """Remove what was shown instead of the frame."""
        self.outer.removeWidget(widget)
        widget.deleteLater()

    def current_page(self) -> Page | None:
        """The page at the front; None when something is shown instead of the frame."""
        return self.frame.current if self.outer.currentWidget() is self.frame else None

    def say(
        self,
        message: str,
        tone: str = "neutral",
        *,
        details: str = "",
        undo: Callable[[], object] | None = None,
        action: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        """Tell, without stopping anybody."""
        self.notices.say(message, tone, details=details, undo=undo, action=action)

    def say_error(self, error: ReviewerError) -> None:
        """Something could not be done: what happened and what to do; the single problems fold out."""
        details = "\n".join(f"{p.message} {p.hint}".strip() for p in error.problems)
        tone = "neutral" if error.code == "cancelled" else "bad"
        self.say(f"{error.message} {error.hint}".strip(), tone, details=details)

    # --- what it remembers -------------------------------------------------------------------------------------------

    def _restore(self, settings: Settings) -> None:
        """The size it had, on a screen that is still there."""
        kept = settings.layout.get("window", ())
        self.resize(_that_fits(*_FIRST))
        if len(kept) == 5:
            x, y, width, height, maximised = kept
            self.resize(_that_fits(max(width, _LEAST[0]), max(height, _LEAST[1])))
            if any(s.availableGeometry().contains(x + 40, y + 20) for s in QGuiApplication.screens()):
                self.move(x, y)
            if maximised:
                self.setWindowState(Qt.WindowState.WindowMaximized)

    def remember(self) -> None:
        """Keep the window's and the splitters' sizes."""
        if self.session is None:
            return
        place = self.normalGeometry()
        corner = place.topLeft() if self.isMaximized() else self.pos()  # of the frame: else it sinks at every start
        kept = (corner.x(), corner.y(), place.width(), place.height(), int(self.isMaximized()))
        self.session.keep_layout("window", kept)
        self.session.keep_layout("queue", tuple(self.queue.splitter.sizes()))

    # --- Qt ----------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell when the window was first painted."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing waits until the acts that were asked are kept."""
        if self.may_close:
            event.accept()
        else:
            event.ignore()
            self.close_asked.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere."""
        if self.session is not None and _files(event):
            event.acceptProposedAction()
            self.queue.intake_box.set_hot(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """They were taken away again."""
        self.queue.intake_box.set_hot(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Packages go to the queue; what a page wants goes to it."""
        self.queue.intake_box.set_hot(False)
        paths = _files(event)
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)

    def changeEvent(self, event: QEvent) -> None:
        """Sizes that follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.frame.fit()


def _files(event: QDropEvent) -> list[Path]:
    """The local files and folders of a drag."""
    return [Path(u.toLocalFile()) for u in event.mimeData().urls() if u.isLocalFile()]


def _that_fits(width: int, height: int) -> QSize:
    """That size, or what the largest screen has room for beside the window's frame."""
    most = QSize(*_LEAST)
    for screen in QGuiApplication.screens():
        most = most.expandedTo(screen.availableGeometry().size() - QSize(_FRAME, _TITLE_BAR))
    return QSize(width, height).boundedTo(most)

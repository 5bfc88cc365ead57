"""The stage in a window of its own, for a second screen. It closes with the review and survives a screen that goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QScreen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer_app.ui.widgets.cards import EmptyState

if TYPE_CHECKING:
    from reviewer_app.ui.review.frame import ReviewBase

PLACE = "review.second-screen"
_LEAST = (480, 320)


class StageWindow(QWidget):
    """Holds the stage; its keys are the review's."""

    closed = Signal()

    def __init__(self, review: ReviewBase) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self._review = review
        self.setWindowTitle("Evidence")  # never an id that says more than the other window does
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(*_LEAST)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Evidence on a second screen")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(review.stage)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As in the review itself."""
        self._review.keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing it brings the stage back."""
        event.accept()
        self.closed.emit()


class SecondScreen(QObject):
    """Takes the stage out and brings it back."""

    def __init__(self, review: ReviewBase) -> None:
        super().__init__(review)
        self._review = review
        self.window: StageWindow | None = None
        self.place = EmptyState(
            "monitor", "The evidence is in the other window", "Citing and scoring go on as ever.",
            (("Bring it back", "plain", self.bring_back),),
        )  # fmt: skip
        self.place.setVisible(False)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenRemoved.connect(self._on_screen_gone)

    @property
    def out(self) -> bool:
        """Whether the stage is in its own window."""
        return self.window is not None

    def toggle(self) -> None:
        """Out, or back."""
        if self.out:
            self.bring_back()
        else:
            self.take_out()

    def take_out(self) -> None:
        """Put the stage in its own window: where it was last, else on another screen, else beside."""
        review = self._review
        if self.window is not None:
            return
        sizes = review.splitter.sizes()
        at = review.splitter.indexOf(review.stage)
        window = self.window = StageWindow(review)
        review.splitter.insertWidget(at, self.place)
        self.place.setVisible(True)
        review.splitter.setStretchFactor(at, 1)
        review.splitter.setSizes(sizes)
        review.stage.show()
        window.setGeometry(self._geometry())
        window.closed.connect(self.bring_back)
        window.show()
        window.setFocus()  # else the first button would have the keyboard, and Space would press it
        review.stage.second.setChecked(True)

    def bring_back(self) -> None:
        """Put the stage back where it belongs."""
        review, window = self._review, self.window
        if window is None:
            return
        self.window = None
        self._remember(window)
        sizes = review.splitter.sizes()
        at = review.splitter.indexOf(self.place)
        self.place.setParent(None)
        review.splitter.insertWidget(at, review.stage)
        review.splitter.setStretchFactor(at, 1)
        review.splitter.setSizes(sizes)
        review.stage.show()
        window.hide()
        window.deleteLater()
        review.stage.second.setChecked(False)
        review.setFocus()

    def _remember(self, window: StageWindow) -> None:
        presenter, place = self._review.presenter, window.geometry()
        if presenter is not None:
            sizes = (place.x(), place.y(), place.width(), place.height())
            presenter.preferences.keep_layout(PLACE, sizes)

    def _geometry(self) -> QRect:
        presenter = self._review.presenter
        kept = presenter.preferences.settings.layout.get(PLACE, ()) if presenter is not None else ()
        if len(kept) == 4:
            place = QRect(*kept)
            if any(s.availableGeometry().contains(place.center()) for s in QGuiApplication.screens()):
                return place
        here = self._review.screen()
        other = next((s for s in QGuiApplication.screens() if s is not here), here)
        return fitting(other)

    def _on_screen_gone(self, gone: QScreen) -> None:
        """What stood on a screen that goes comes to one that is there."""
        window = self.window
        rest = [s for s in QGuiApplication.screens() if s is not gone]
        if window is not None and rest and not any(s.geometry().contains(window.geometry().center()) for s in rest):
            window.setGeometry(fitting(rest[0]))


def fitting(screen: QScreen) -> QRect:
    """Most of a screen, in its middle."""
    room = screen.availableGeometry()
    return room.adjusted(room.width() // 12, room.height() // 12, -room.width() // 12, -room.height() // 12)

"""A second picture of the same submission beside the first one; both are moved together, or each for itself."""

from __future__ import annotations

from PySide6.QtCore import QSizeF, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.ui.viewers.picture_item import PictureItem
from reviewer_app.ui.viewers.picture_view import PictureView
from reviewer_app.ui.widgets.buttons import IconButton
from reviewer_app.ui.widgets.labels import Elided


class ComparePane(QWidget):
    """The other picture: only to look at; it is cited where it is opened by itself."""

    left = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self._item = PictureItem()
        self.stage = PictureView(zoomable=True)
        self.stage.may_draw = False
        self.stage.setAccessibleName(f"Compared with {title}")
        self.stage.setProperty("ground", "stage")
        self.head = QFrame()
        self.head.setProperty("role", "bar")
        self.head.setToolTip("It is cited where it is opened by itself.")
        row = QHBoxLayout(self.head)
        row.setContentsMargins(10, 2, 6, 2)
        row.addWidget(Elided(f"{title} · only to compare", "second"), 1)
        close = IconButton("x", "End comparing")
        close.clicked.connect(self.left)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.stage, 1)

    @property
    def shown(self) -> bool:
        """Whether the picture has come."""
        return self._item.dots > 0

    def set_picture(self, levels: tuple[QImage, ...], size: QSizeF) -> None:
        """Show the picture."""
        self._item.set_levels(levels, size)
        self.stage.set_picture(self._item, size)


class Linked:
    """Two views that show the same part, whichever of them is moved."""

    def __init__(self, one: PictureView, other: PictureView) -> None:
        self._views = (one, other)
        self.on = True
        one.moved.connect(lambda: self._follow(0))
        other.moved.connect(lambda: self._follow(1))

    def _follow(self, mover: int) -> None:
        if self.on:
            self._views[1 - mover].take_view(self._views[mover].view_now())

    def align(self) -> None:
        """The second shows what the first does."""
        self._follow(0)

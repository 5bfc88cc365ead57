"""Room that is kept for a part of a viewer which is made only after the first picture has been painted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

QWIDGETSIZE_MAX = 16_777_215  # Qt's word for: as large as it likes


class Place(QWidget):
    """As high as the part will be, so that nothing moves when it comes; ``height`` 0: it takes what it is given."""

    def __init__(self, height: int = 0) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        if height:
            self.setFixedHeight(height)

    def put(self, part: QWidget, *, after: QWidget) -> None:
        """The part has come; Tab goes to it from ``after``."""
        self.setMaximumHeight(QWIDGETSIZE_MAX)
        self._column.addWidget(part)
        part.show()
        self._column.activate()
        before = after
        for child in part.findChildren(QWidget):
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.window() is before.window():
                QWidget.setTabOrder(before, child)
                before = child

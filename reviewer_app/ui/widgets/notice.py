"""Telling without stopping anybody: a bar that says what happened and offers to undo it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.ui import theme
from reviewer_app.ui.widgets.buttons import Button, IconButton
from reviewer_app.ui.widgets.labels import Text

_STAYS_MS = 8_000
_MOST = 3
_SIGNS = {"neutral": "info", "good": "check-circle", "caution": "warning", "bad": "warning-circle", "accent": "info"}
_SAID = {"neutral": "Note", "good": "Done", "caution": "Caution", "bad": "Problem", "accent": "Note"}


class Notice(QFrame):
    """One line (and details that fold out) with an action; leaves by itself unless it is about something bad."""

    gone = Signal()

    def __init__(self, message: str, tone: str = "neutral", *, details: str = "") -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setProperty("tone", "" if tone == "neutral" else tone)
        self.tone = tone
        self._left = False
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 6, 6)
        column.setSpacing(4)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        sign = IconButton(_SIGNS[tone], _SAID[tone], role="ink2" if tone == "neutral" else tone)
        sign.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        sign.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.message = Text(message, wrap=True)
        self.message.setMinimumWidth(240)
        self._row.addWidget(sign, 0)
        self._row.addWidget(self.message, 1)
        close = IconButton("x", "Close this notice")
        close.clicked.connect(self.leave)
        self._row.addWidget(close)
        column.addLayout(self._row)
        if details:
            self._add_details(column, details)
        self.setAccessibleName(message)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.leave)

    def _add_details(self, column: QVBoxLayout, details: str) -> None:
        shown = Text(details, "second", wrap=True)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        shown.hide()
        more = Button("Details", "link")
        more.clicked.connect(lambda: self._unfold(shown))
        self._row.insertWidget(2, more)
        column.addWidget(shown)

    def _unfold(self, shown: Text) -> None:
        shown.setVisible(not shown.isVisible())
        host = self.parentWidget()
        if isinstance(host, Notices):
            host.place()

    def add_action(self, text: str, act: Callable[[], object], *, key: str = "") -> Button:
        """Offer something, such as Undo; the notice leaves when it is taken."""
        button = Button(text, "quiet", key=key)
        button.clicked.connect(self.leave)
        button.clicked.connect(lambda: act())
        self._row.insertWidget(2, button)
        return button

    def start(self, milliseconds: int = _STAYS_MS) -> None:
        """Leave by itself after a while."""
        self._timer.start(milliseconds)

    def leave(self) -> None:
        """Go away; a second time does nothing."""
        if self._left:
            return
        self._left = True
        self._timer.stop()
        self.hide()
        self.gone.emit()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)


class Notices(QWidget):
    """Where notices stack: over the bottom middle of ``host``, newest below; at most three."""

    def __init__(self, host: QWidget, *, above: int = 44, over: QWidget | None = None) -> None:
        super().__init__(host)
        self._above, self._over = above, over
        self._shown: list[Notice] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 8, 8, 8)
        self._column.setSpacing(8)
        host.installEventFilter(self)
        self.hide()

    def say(
        self,
        message: str,
        tone: str = "neutral",
        *,
        details: str = "",
        undo: Callable[[], object] | None = None,
        action: tuple[str, Callable[[], object]] | None = None,
    ) -> Notice:
        """Say something; ``undo`` and ``action`` are offered as buttons. Bad news stays until it is closed."""
        notice = Notice(message, tone, details=details)
        if undo is not None:
            notice.add_action("Undo", undo, key="Ctrl+Z")
        if action is not None:
            notice.add_action(*action)
        shadow = QGraphicsDropShadowEffect(notice)
        shadow.setBlurRadius(24)
        shadow.setOffset(QPoint(0, 4))
        shade = theme.colour("stage")
        shade.setAlphaF(0.25)
        shadow.setColor(shade)
        notice.setGraphicsEffect(shadow)
        notice.gone.connect(self._left)
        self._column.addWidget(notice)
        self._shown.append(notice)
        while len(self._shown) > _MOST:
            self._shown[0].leave()
        if tone != "bad":
            notice.start()
        notice.show()  # else a second one is shown only later and has no room in the height taken now
        self.show()
        self.place()
        return notice

    def shown(self) -> list[Notice]:
        """The notices now shown, oldest first."""
        return list(self._shown)

    def clear(self) -> None:
        """Take all of them away."""
        for notice in self.shown():
            notice.leave()

    def place(self) -> None:
        """Sit at the bottom middle of the host, or of what in it they are to be over."""
        host = self.parentWidget()
        if host is None:
            return
        over = self._over if self._over is not None and host.isAncestorOf(self._over) else host
        middle = over.mapTo(host, over.rect().center()).x()
        width = max(min(560, over.width() - 32), min(360, host.width() - 32))
        self.setFixedWidth(width)
        height = self._column.heightForWidth(width) if self._column.hasHeightForWidth() else self.sizeHint().height()
        left = max(0, min(middle - width // 2, host.width() - width))
        self.setGeometry(left, host.height() - height - self._above, width, height)
        self.raise_()

    def _left(self) -> None:
        sender = self.sender()
        if isinstance(sender, Notice):
            self._column.removeWidget(sender)
            self._shown.remove(sender)
        self.setVisible(bool(self._shown))
        self.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the host's size."""
        if event.type() == QEvent.Type.Resize:
            self.place()
        return False

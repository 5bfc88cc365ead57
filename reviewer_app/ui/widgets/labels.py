"""Text: plain labels by role, section labels, pills, and labels that elide."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from reviewer_app.ui.widgets import paint


def restyle(widget: QWidget) -> None:
    """Apply the style sheet again after a property it selects on was changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


class Text(QLabel):
    """A label in one of the roles of the style sheet: title, big, strong, second, third, small, section, mono …

    Always plain text, unless ``rich``: what candidates or packages say is never taken for markup.
    """

    def __init__(self, text: str = "", role: str = "", *, wrap: bool = False, rich: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.RichText if rich else Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setWordWrap(wrap)
        self.setText(text)

    def set_role(self, role: str) -> None:
        """Give it another role."""
        if self.property("role") != role:
            self.setProperty("role", role)
            restyle(self)


def section(text: str) -> Text:
    """A section label: small capitals above a part of a page."""
    made = Text(text.upper(), "section")
    made.setAccessibleName(text)
    return made


class Elided(Text):
    """One line that ends in an ellipsis when there is no room; the whole text is its tool tip."""

    def __init__(self, text: str = "", role: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        self._whole, self._mode = text, mode
        super().__init__(text, role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(24)

    def set_text(self, text: str) -> None:
        """Show another text."""
        self._whole = text
        self.setAccessibleName(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Elide again at the new width."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """The room the whole text would take."""
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self._whole) + 4, super().sizeHint().height())

    def _fit(self) -> None:
        shown = QFontMetrics(self.font()).elidedText(self._whole, self._mode, max(0, self.width() - 1))
        self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")


class Pill(QLabel):
    """A short state in a rounded ground; the tone (neutral, accent, good, caution, bad) is never the only sign.

    With ``elide`` it gives way where there is no room; who makes it so gives it a tool tip with the whole.
    """

    def __init__(self, text: str = "", tone: str = "neutral", *, elide: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        across = QSizePolicy.Policy.Maximum if elide else QSizePolicy.Policy.Fixed
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        self._tone, self._elide = tone, elide
        self.set(text, tone)

    @property
    def tone(self) -> str:
        """The tone now shown."""
        return self._tone

    def set(self, text: str, tone: str | None = None) -> None:
        """Show another text, and another tone if one is given."""
        self._tone = tone or self._tone
        self.setText(text)
        if self.parentWidget() is not None:  # showing a widget without a parent would open a window
            self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The room the pill takes."""
        return paint.pill_size(self.text()).toSize() + QSize(1, 0)

    def minimumSizeHint(self) -> QSize:
        """As ``sizeHint``: a pill is never cut, unless it elides."""
        return QSize(32, self.sizeHint().height()) if self._elide else self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pill."""
        painter = QPainter(self)
        paint.draw_pill(painter, QPointF(0, self.height() / 2), self.text(), self._tone, self.width())

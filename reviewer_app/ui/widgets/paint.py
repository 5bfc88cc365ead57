"""Small things that both widgets and table delegates draw: pills, key caps, thin bars."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from reviewer_app.ui import theme

TONES = {
    "neutral": ("neutral_soft", "ink2"),
    "accent": ("accent_soft", "accent"),
    "good": ("good_soft", "good"),
    "caution": ("caution_soft", "caution"),
    "bad": ("bad_soft", "bad"),
}  # tone -> (ground, ink)
PILL_SIZE = 12
_PAD = 8.0


def pill_font() -> QFont:
    """The font of pills and chips."""
    return theme.font(PILL_SIZE)


def pill_size(text: str) -> QSizeF:
    """How much room a pill with that text takes."""
    metrics = QFontMetricsF(pill_font())
    return QSizeF(metrics.horizontalAdvance(text) + 2 * _PAD, metrics.height() + 5)


def draw_pill(painter: QPainter, at: QPointF, text: str, tone: str, most: float = 1e6) -> float:
    """Draw a pill with its left middle at ``at``; text is elided to ``most`` pixels. Returns the width used."""
    ground, ink = TONES[tone]
    size = pill_size(text)
    width = min(size.width(), most)
    rect = QRectF(at.x(), at.y() - size.height() / 2, width, size.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(ground))
    painter.drawRoundedRect(rect, size.height() / 2, size.height() / 2)
    painter.setFont(pill_font())
    painter.setPen(theme.colour(ink))
    shown = QFontMetricsF(pill_font()).elidedText(text, Qt.TextElideMode.ElideRight, width - 2 * _PAD + 1)
    inside = rect.adjusted(_PAD, 0, 0, 0)
    painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
    painter.restore()
    return width


def key_font() -> QFont:
    """The font of key caps."""
    return theme.mono(11)


def key_size(text: str) -> QSizeF:
    """How much room a key cap takes."""
    metrics = QFontMetricsF(key_font())
    return QSizeF(metrics.horizontalAdvance(text) + 8, metrics.height() + 2)


def draw_key(painter: QPainter, at: QPointF, text: str, ink: QColor) -> float:
    """Draw a key cap with its left middle at ``at``, in that ink. Returns the width used."""
    size = key_size(text)
    rect = QRectF(at.x(), at.y() - size.height() / 2, size.width(), size.height())
    edge = QColor(ink)
    edge.setAlphaF(0.45)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(edge, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.setFont(key_font())
    painter.setPen(ink)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
    return size.width()


def draw_bar(painter: QPainter, rect: QRectF, share: float, role: str = "accent") -> None:
    """A thin bar filled to ``share`` (0 to 1)."""
    radius = rect.height() / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("track"))
    painter.drawRoundedRect(rect, radius, radius)
    if share > 0:
        painter.setBrush(theme.colour(role))
        filled = QRectF(rect.left(), rect.top(), max(rect.height(), rect.width() * min(1.0, share)), rect.height())
        painter.drawRoundedRect(filled, radius, radius)
    painter.restore()


def draw_focus(painter: QPainter, rect: QRectF, radius: float = 5.0) -> None:
    """The ring that shows where the keyboard is."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("accent"), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)
    painter.restore()


def draw_box(painter: QPainter, rect: QRect, *, checked: bool) -> None:
    """A check box."""
    painter.save()
    _sign_ground(painter, checked=checked)
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.restore()
    if checked:
        theme.icon("check", "on_accent").paint(painter, rect.adjusted(2, 2, -2, -2))


def draw_dot(painter: QPainter, rect: QRect, *, checked: bool) -> None:
    """A radio button."""
    painter.save()
    _sign_ground(painter, checked=checked)
    painter.drawEllipse(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5))
    if checked:
        painter.setBrush(theme.colour("on_accent"))
        painter.drawEllipse(QRectF(rect).adjusted(5, 5, -5, -5))
    painter.restore()


def _sign_ground(painter: QPainter, *, checked: bool) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen if checked else QPen(theme.colour("faint"), 1))
    painter.setBrush(theme.colour("accent" if checked else "field"))

"""Painting a timeline. What seldom changes is painted once into pictures; each frame only puts these together."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPixmap, QPolygonF

from reviewer_app.ui import theme
from reviewer_app.ui.viewers.timescale import ROW, Bar, TimeScale

SHORT = 9  # points
CELL = 46  # how wide a picture of the filmstrip is, about
DARK, DIM, LIT, SEEN_HUE, WHITE = "#232a33", "#4a5a72", "#7fa3d6", "#3f9d6b", "#ffffff"


def mark_colour(hue: int) -> QColor:
    """The colour of an indicator on the dark stage, where the dark theme's hues are the readable ones."""
    hues = theme.load("dark").indicators
    return QColor("#b9c2ce") if hue < 0 else theme.hue_of(hues, hue)


_WEAVES = (Qt.BrushStyle.SolidPattern, Qt.BrushStyle.Dense3Pattern, Qt.BrushStyle.VerPattern)
_HUES = 16  # that differ; then they come again, woven


@functools.lru_cache(256)  # asked for each of thousands of marks; the stage is dark in every theme
def mark_brush(hue: int) -> QBrush:
    """What a mark is filled with; no two of 48 are alike."""
    return QBrush(mark_colour(hue), _WEAVES[max(0, hue) // _HUES % len(_WEAVES)])


def blank(width: float, height: float, ratio: float) -> QPixmap:
    """An empty picture of so many points, sharp on this screen."""
    made = QPixmap(max(1, round(width * ratio)), max(1, round(height * ratio)))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    return made


Key = tuple[int, int]  # a fine picture: of how many in all, which


def cells_of(width: float) -> int:
    """How many pictures stand side by side."""
    return max(1, round(width / CELL))


def fine_picture(closer: Mapping[Key, QImage], count: int, scale: TimeScale, ms: int) -> QImage | None:
    """The fine picture for a time, when it or a neighbour has come."""
    if not count or not scale.duration:
        return None
    place = int(ms / scale.duration * count)
    return closer.get((count, place)) or closer.get((count, place - 1)) or closer.get((count, place + 1))


def paint_film(
    into: QPixmap,
    scale: TimeScale,
    height: float,
    pictures: Mapping[int, QImage],
    count: int,
    closer: tuple[Mapping[Key, QImage], int] = ({}, 0),
) -> None:
    """Pictures side by side, each the nearest there is to the middle of its place; fine ones first."""
    painter = QPainter(into)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.fillRect(QRectF(0, 0, scale.width, height), QColor(DARK))
    known = sorted(pictures)
    if known and scale.duration:
        cells = cells_of(scale.width)
        wide = scale.width / cells
        for cell in range(cells):
            ms = scale.ms_of((cell + 0.5) * wide)
            wanted = ms / scale.duration * count - 0.5
            picture = fine_picture(*closer, scale, ms) or pictures[min(known, key=lambda i: abs(i - wanted))]
            box = QRectF(cell * wide, 0, wide - 1, height)
            painter.drawImage(box, picture, middle_of(picture, box))
    painter.end()


def paint_wave(into: QPixmap, scale: TimeScale, height: float, low: bytes, high: bytes, hue: str) -> None:
    """The waveform's part in view, in bars of two points."""
    painter = QPainter(into)
    middle, half, count = height / 2, height / 2, len(high)
    ink = QColor(hue)
    if not count or not scale.duration:
        painter.fillRect(QRectF(0, middle - 0.5, scale.width, 1), ink)
    else:
        each = count / scale.duration
        columns = max(1, int(scale.width // 3))
        bars = []
        for column in range(columns):
            first = int((scale.start + column * scale.span / columns) * each)
            last = max(first + 1, int((scale.start + (column + 1) * scale.span / columns) * each))
            first = min(first, count - 1)
            up = (max(high[first:last]) - 128) / 127 * half
            down = (128 - min(low[first:last])) / 128 * half
            bars.append(QRectF(column * 3 + 1, middle - max(0.5, up), 2, max(1.0, up + down)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawRects(bars)
    painter.end()


def paint_marks(into: QPixmap, bars: Iterable[Bar]) -> None:
    """Citations as bars in their rows."""
    painter = QPainter(into)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    drawn: set[tuple[int, int, int, int]] = set()  # of thousands most lie on the same points
    short: dict[int, list[QRectF]] = {}
    for bar in bars:
        place = (bar.mark.hue, bar.row, int(bar.left), int(bar.right))
        if place in drawn:
            continue
        drawn.add(place)
        if bar.right - bar.left < SHORT:  # round corners would hardly be seen, and take ten times as long
            short.setdefault(bar.mark.hue, []).append(bar_box(bar))
        else:
            painter.setBrush(mark_brush(bar.mark.hue))
            painter.drawRoundedRect(bar_box(bar), 3, 3)
    for hue, boxes in short.items():
        painter.setBrush(mark_brush(hue))
        painter.drawRects(boxes)
    painter.end()


def bar_box(bar: Bar) -> QRectF:
    """Where a bar is drawn."""
    return QRectF(bar.left, 1 + bar.row * ROW, bar.right - bar.left, ROW - 2)


def paint_seen(painter: QPainter, area: QRectF, scale: TimeScale, spans: tuple[tuple[int, int], ...]) -> None:
    """What was watched; where zoomed, also which part of the whole is in view."""
    painter.fillRect(area, QColor(DARK))
    for start, end in spans:
        left, right = max(0.0, scale.x_of(start)), min(scale.width, scale.x_of(end))
        if right >= left:
            painter.fillRect(QRectF(left, area.top(), max(1.0, right - left), area.height()), QColor(SEEN_HUE))


def paint_part(painter: QPainter, area: QRectF, scale: TimeScale) -> None:
    """Which part of the whole is in view."""
    if scale.zoomed:
        painter.fillRect(area, QColor(DARK))
        left = scale.start / scale.duration * area.width()
        wide = max(8.0, scale.span / scale.duration * area.width())
        painter.fillRect(QRectF(min(left, area.width() - wide), area.top(), wide, area.height()), QColor("#8fa0b8"))


def paint_scenes(painter: QPainter, area: QRectF, scale: TimeScale, scenes: tuple[int, ...]) -> None:
    """Where the picture changes at once: small notches on the filmstrip's lower edge."""
    painter.setPen(Qt.PenStyle.NoPen)
    for ms in scenes:
        x = scale.x_of(ms)
        if 0 <= x <= scale.width:
            painter.setBrush(QColor(0, 0, 0, 190))
            painter.drawPolygon(_notch(x, area.bottom(), 5))
            painter.setBrush(QColor("#f3f5f8"))
            painter.drawPolygon(_notch(x, area.bottom(), 3.5))


def _notch(x: float, bottom: float, size: float) -> QPolygonF:
    return QPolygonF([QPointF(x - size, bottom), QPointF(x + size, bottom), QPointF(x, bottom - size * 1.4)])


def paint_chosen(painter: QPainter, area: QRectF, left: float, right: float, ends: Iterable[float]) -> None:
    """From in to out."""
    shade = QColor(WHITE)
    shade.setAlpha(46)
    painter.fillRect(QRectF(left, area.top(), max(1.0, right - left), area.height()), shade)
    painter.setPen(QPen(QColor(WHITE), 1))
    for x in ends:
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))


def paint_needle(painter: QPainter, x: float, top: float, bottom: float) -> None:
    """Where we are."""
    painter.setPen(QPen(QColor(WHITE), 2))
    painter.drawLine(QPointF(x, top), QPointF(x, bottom))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(WHITE))
    painter.drawPolygon(QPolygonF([QPointF(x - 4, top - 1), QPointF(x + 4, top - 1), QPointF(x, top + 4)]))


def paint_hover(painter: QPainter, x: float, text: str, box: QRectF) -> None:
    """A line at the pointer and its time; ``box`` is the room there is."""
    painter.setPen(QPen(QColor(255, 255, 255, 130), 1))
    painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
    painter.setFont(theme.mono(11))
    width = painter.fontMetrics().horizontalAdvance(text) + 10
    bubble = QRectF(max(0.0, min(box.width() - width, x - width / 2)), box.top() + 4, width, 17)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 200))
    painter.drawRoundedRect(bubble, 4, 4)
    painter.setPen(QColor(WHITE))
    painter.drawText(bubble, Qt.AlignmentFlag.AlignCenter, text)


def middle_of(picture: QImage, cell: QRectF) -> QRectF:
    """The part of a picture that fills a cell without stretching."""
    wanted = cell.width() / max(1.0, cell.height())
    have = picture.width() / max(1, picture.height())
    if have > wanted:
        width = picture.height() * wanted
        return QRectF((picture.width() - width) / 2, 0, width, picture.height())
    height = picture.width() / wanted
    return QRectF(0, (picture.height() - height) / 2, picture.width(), height)

"""Painting one page of a PDF and what lies over it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QRegion

from reviewer_app.evidence.values import Link
from reviewer_app.ui import theme
from reviewer_app.ui.viewers.page_geometry import turned
from reviewer_app.ui.viewers.page_overlay import PageOverlay
from reviewer_app.ui.viewers.paper import SOFT, hit_ground, link_ink

PICK = QColor(90, 140, 235, 90)
_MARKER = QPainter.CompositionMode.CompositionMode_Multiply  # as a marker on paper does: letters stay dark


def fill_around(painter: QPainter, room: QRect, boxes: Sequence[QRectF], colour: QColor) -> None:
    """Fill what the boxes leave of a room: a page covers most of it, and each dot painted twice delays its turn."""
    left = QRegion(room)
    for box in boxes:
        left -= QRegion(box.toRect().adjusted(2, 2, -2, -2))
    painter.save()
    painter.setClipRegion(left)
    painter.fillRect(room, colour)
    painter.restore()


def draw_page(painter: QPainter, box: QRectF, picture: QImage | None, turn: int, trouble: str) -> None:
    """The paper with the page's picture, upright or turned; why it can't be drawn where it can't."""
    paper = QColor("#ffffff")
    if picture is not None and not turn:
        where = _on_dots(painter, box, picture)
        fill_around(painter, box.toAlignedRect(), [where], paper)
        painter.drawImage(where, picture)
    else:
        painter.fillRect(box, paper)
    if picture is not None and turn:
        painter.save()
        painter.translate(box.center())
        painter.rotate(turn)
        wide, high = (box.height(), box.width()) if turn in (90, 270) else (box.width(), box.height())
        painter.drawImage(QRectF(-wide / 2, -high / 2, wide, high), picture)
        painter.restore()
    elif picture is None and trouble:
        painter.setPen(QColor(theme.load("light").roles["bad"]))
        painter.setFont(theme.font(13))
        where = box.adjusted(16, 16, -16, -16)
        painter.drawText(where, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, trouble)
    painter.setPen(QPen(theme.colour("line"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box)


def _on_dots(painter: QPainter, box: QRectF, picture: QImage) -> QRectF:
    """Where a picture of very nearly the box's size lies dot on dot, so that nothing is blurred."""
    ratio = painter.device().devicePixelRatioF()
    if abs(picture.width() - box.width() * ratio) > 2:
        return box
    x, y = round(box.x() * ratio) / ratio, round(box.y() * ratio) / ratio
    return QRectF(x, y, picture.width() / ratio, picture.height() / ratio)


def draw_over(
    painter: QPainter,
    box: QRectF,
    turn: int,
    over: PageOverlay,
    links: tuple[Link, ...],
    page: int,
    picked: list[QRectF],
) -> None:
    """Links, hits, citations and what is selected."""

    def place(part: QRectF) -> QRectF:
        part, w, h = turned(part, turn), box.width(), box.height()
        return QRectF(box.x() + part.x() * w, box.y() + part.y() * h, part.width() * w, part.height() * h)

    for link in links:
        _underline(painter, QRectF(link.x0, link.y0, link.x1 - link.x0, link.y1 - link.y0), turn, box, link_ink(), 1)
    hits = over.hits_on(page)
    painter.setCompositionMode(_MARKER)
    for part, current in hits:
        painter.fillRect(place(part), hit_ground(current))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.setPen(QPen(QColor("#8a4b00"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for part, current in hits:
        if current:
            painter.drawRect(place(part))
    for part, hue in over.tints(page):
        tint = QColor(hue)
        tint.setAlpha(SOFT)
        painter.fillRect(place(part), tint)
        _underline(painter, part, turn, box, hue, 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for region, hue in over.regions(page):
        painter.setPen(QPen(hue, 2))
        painter.drawRect(place(QRectF(region.x / 1e4, region.y / 1e4, region.w / 1e4, region.h / 1e4)))
    if picked:
        _paint_picked(painter, [place(part) for part in picked], [place(p) for p, now in hits if now])


def _paint_picked(painter: QPainter, picked: list[QRectF], hits: list[QRectF]) -> None:
    """What is selected; the hit in hand, which is selected too, keeps its own colour."""
    painter.setCompositionMode(_MARKER)
    left = QPainterPath()
    for hit in hits:
        left.addRect(hit)
    for part in picked:
        whole = QPainterPath()
        whole.addRect(part)
        painter.fillPath(whole.subtracted(left) if hits else whole, PICK)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


def _underline(painter: QPainter, part: QRectF, turn: int, box: QRectF, hue: QColor, width: int) -> None:
    """A line along the foot of a part of the upright page, wherever that is when it is turned."""
    ends = []
    for corner in (part.bottomLeft(), part.bottomRight()):
        spot = turned(QRectF(corner.x(), corner.y(), 0, 0), turn)
        ends.append(QPointF(box.x() + spot.x() * box.width(), box.y() + spot.y() * box.height()))
    painter.setPen(QPen(hue, width))
    painter.drawLine(*ends)

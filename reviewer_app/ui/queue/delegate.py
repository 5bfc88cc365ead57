"""Draws the queue's cells: evidence signs, progress, state."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QPainter

from reviewer_app.ui import theme
from reviewer_app.ui.queue.model import COLUMNS, NewRole, QueueModel, RowRole, cell_text, is_late
from reviewer_app.ui.queue.state import DONE, TONES
from reviewer_app.ui.widgets import paint, table

if TYPE_CHECKING:
    from reviewer_app.workflow.scoring import QueueRow

SIGNS = {
    "video": "film-strip",
    "audio": "speaker-high",
    "pdf": "file-pdf",
    "document": "file-text",
    "text": "text-align-left",
    "image": "image",
    "link": "link",
    "other": "file",
}
_SIGN, _GAP = 16, 8


class QueueDelegate(table.RowDelegate):
    """The cells of the queue."""

    def look(self, index: QModelIndex | QPersistentModelIndex) -> Hashable:
        """By column: what ``paint_cell`` draws."""
        model: QueueModel = index.model()  # type: ignore[assignment]
        row = model.row(index.row())
        if row is None:
            return None
        name = COLUMNS[index.column()][0]
        if name == "submission":
            return row.submission, model.is_new(row)
        if name == "evidence":
            return row.evidence
        if name == "progress":
            return row.scored, row.of, row.state.name in DONE
        if name == "state":
            return row.state_label, row.state.name
        return cell_text(row, name, model.today)

    def paint_cell(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex, chosen: bool
    ) -> None:
        """By column."""
        row: QueueRow = index.data(RowRole)
        name = COLUMNS[index.column()][0]
        if name == "submission":
            _name(painter, rect, row, bool(index.data(NewRole)))
        elif name == "evidence":
            _evidence(painter, rect, row)
        elif name == "progress":
            bar = QRectF(rect.left(), rect.center().y() - 1.5, min(84, rect.width()), 5)
            role = "good" if row.state.name in DONE else "accent"
            paint.draw_bar(painter, bar, row.scored / row.of if row.of else 0.0, role)
        elif name == "state":
            table.pill(painter, rect, row.state_label, TONES.get(row.state.name, "neutral"))
        elif name == "component":
            table.two(painter, rect, row.component_title, row.program_title)
        else:
            late = name == "due" and is_late(row, index.model().today)  # type: ignore[attr-defined]
            table.text(painter, rect, str(index.data()), role="bad" if late else "ink")


def _name(painter: QPainter, rect: QRect, row: QueueRow, new: bool) -> None:
    """The id, and a dot where it is new."""
    table.text(painter, rect, str(row.submission), strong=True)
    if new:
        used = theme.metrics(13, QFont.Weight.DemiBold).horizontalAdvance(str(row.submission)) + 8
        if used < rect.width() - 4:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(QRectF(rect.left() + used, rect.center().y() - 2.5, 7, 7))


def _evidence(painter: QPainter, rect: QRect, row: QueueRow) -> None:
    """A sign and a count for each kind, as many as there is room for; the rest as “+1”."""
    metrics = theme.metrics()
    widths = [_SIGN + 3 + metrics.horizontalAdvance(str(count)) + _GAP for _, count in row.evidence]
    room, shown = rect.width() + _GAP + 4, len(widths)
    if sum(widths) > room:
        more = metrics.horizontalAdvance("+9")
        while shown and sum(widths[:shown]) + more > room:
            shown -= 1
    left = rect.left()
    for (kind, count), width in zip(row.evidence[:shown], widths, strict=False):
        sign = QRect(left, rect.center().y() - _SIGN // 2 + 1, _SIGN, _SIGN)
        theme.icon(SIGNS[kind.value], "ink2").paint(painter, sign)
        table.text(painter, QRect(left + _SIGN + 3, rect.top(), width, rect.height()), str(count))
        left += width
    if shown < len(widths):
        where = QRect(left, rect.top(), rect.right() - left + 12, rect.height())
        table.text(painter, where, f"+{len(widths) - shown}", role="ink2")

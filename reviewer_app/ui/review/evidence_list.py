"""The evidence at the left: what there is, how much of it was looked at, what was stated, and what can't be scored."""

from __future__ import annotations

import functools

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QImage, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from reviewer_app.domain.ids import ItemId
from reviewer_app.ui import theme
from reviewer_app.ui.review.line_field import LineField
from reviewer_app.ui.review.menus import conditions_menu
from reviewer_app.ui.review.remark_list import RemarkList
from reviewer_app.ui.review.state import Chip, ConditionChoice, ItemRow, ReviewState
from reviewer_app.ui.widgets import paint
from reviewer_app.ui.widgets.buttons import Button, enter_presses
from reviewer_app.ui.widgets.cards import clear
from reviewer_app.ui.widgets.labels import Pill, Text, section
from reviewer_app.ui.words import many

_SIGNS = {
    "video": "film-strip",
    "audio": "speaker-high",
    "pdf": "file-pdf",
    "document": "file-text",
    "text": "file-text",
    "image": "image",
    "link": "link",
    "other": "file",
}
THUMB_W, THUMB_H = 54, 38
_LEFT, _RIGHT = 8 + THUMB_W + 9, 8
_USUAL = 196  # as wide as the column is at first


class ItemButton(QAbstractButton):
    """One evidence item: picture, title, kind and length, a bar of what was looked at."""

    def __init__(self, row: ItemRow) -> None:
        super().__init__()
        self.row = row
        self._picture: QImage | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_row(self, row: ItemRow) -> None:
        """Show a state."""
        if row == self.row and self.toolTip():
            return
        taller = row.detail.count(" · ") != self.row.detail.count(" · ") or row.title != self.row.title
        self.row = row
        if taller:
            self.updateGeometry()
        viewed = row.coverage or f"{row.viewed:.0%} looked at"
        if row.cited:
            viewed = f"{viewed} · {many(row.cited, 'citation')}"
        self.setAccessibleName(f"{row.title}, {row.detail}, {viewed}")
        self.setToolTip(f"{row.title}\n{row.detail} · {viewed}")
        self.update()

    def show_picture(self, picture: QImage) -> None:
        """A small picture of it."""
        self._picture = picture
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, too."""
        if not enter_presses(self, event):
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Two lines and a bar; a third where there is more to say than kind and length, or the title is long."""
        return QSize(180, self.heightForWidth(_USUAL))

    def hasHeightForWidth(self) -> bool:
        """A long title takes a second line where it is narrow."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height at that width."""
        more = self._long + len(self._title_lines(width - _LEFT - _RIGHT)) - 1
        return theme.px(13) * (2 + more) + 38 + 4 * more

    def _title_lines(self, room: int) -> tuple[str, ...]:
        return _in_two_lines(self.row.title, room, theme.px(13))

    @property
    def _long(self) -> int:
        return int(self.row.detail.count(" · ") > 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.row.selected:
            painter.setPen(QPen(theme.colour("accent"), 1.4))
            painter.setBrush(theme.colour("panel"))
            painter.drawRoundedRect(box, 7, 7)
        elif self.underMouse() or self.row.shown:
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.setBrush(theme.colour("hover") if self.underMouse() else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 7, 7)
        self._paint_thumb(painter, QRectF(8, 8, THUMB_W, THUMB_H))
        self._paint_words(painter)
        if self.hasFocus():
            paint.draw_focus(painter, box, 7)

    def _paint_thumb(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        moving = self.row.kind in ("video", "audio")
        painter.setBrush(theme.colour("stage" if moving else "track"))
        painter.drawRoundedRect(box, 4, 4)
        if self._picture is not None:
            scaled = self._picture.size().scaled(box.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRectF(0, 0, scaled.width(), scaled.height())
            place.moveCenter(box.center())
            painter.drawImage(place, self._picture)
        else:
            role = "#a9b3c0" if moving else "ink3"
            sign = "warning" if self.row.bad else _SIGNS.get(self.row.kind, "file")
            theme.icon(sign, role).paint(painter, QRectF(box.center().x() - 9, box.center().y() - 9, 18, 18).toRect())

    def _paint_words(self, painter: QPainter) -> None:
        width = self.width() - _LEFT - _RIGHT
        title, detail = theme.font(13, QFont.Weight.Medium), theme.font(12)
        height = QFontMetrics(title).height()
        titles = self._title_lines(width)
        painter.setFont(title)
        painter.setPen(theme.colour("ink"))
        for number, line in enumerate(titles):
            place = QRectF(_LEFT, 7 + height * number, width, height)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, line)
        painter.setFont(detail)
        painter.setPen(theme.colour("bad" if self.row.bad else "ink3"))
        first, _, rest = self.row.detail.rpartition(" · ") if self._long else (self.row.detail, "", "")
        for number, line in enumerate((first, rest)[: 1 + self._long], len(titles)):
            text = QFontMetrics(detail).elidedText(line, Qt.TextElideMode.ElideRight, width)
            place = QRectF(_LEFT, 8 + height * number, width, height)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
        if not self.row.bad:
            paint.draw_bar(painter, QRectF(_LEFT, self.height() - 11, width, 3), self.row.viewed, "good")


@functools.lru_cache(1024)  # a column that is laid out asks each of its items some forty times
def _in_two_lines(title: str, room: int, _pixels: int) -> tuple[str, ...]:
    """The title in one line, or in two of which the second may end in an ellipsis."""
    metrics = theme.metrics(13, QFont.Weight.Medium)
    words = title.split()
    taken = 0
    while taken < len(words) and metrics.horizontalAdvance(" ".join(words[: taken + 1])) <= room:
        taken += 1
    if taken == len(words) or taken == 0:
        return (metrics.elidedText(title, Qt.TextElideMode.ElideRight, room),)
    rest = metrics.elidedText(" ".join(words[taken:]), Qt.TextElideMode.ElideRight, room)
    return " ".join(words[:taken]), rest


class EvidenceList(QFrame):
    """The left column."""

    selected = Signal(object)  # ItemId
    flagged = Signal(str, bool)
    conflict_declared = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "side")
        self.setAccessibleName("Evidence")
        self._buttons: dict[ItemId, ItemButton] = {}
        self._statements: tuple[Chip, ...] | None = None
        self._conditions: tuple[ConditionChoice, ...] = ()
        self.title = section("Evidence")
        self._items, self._chips, self._standing = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self._stated = section("Statements")
        self._before = section("Before you score")
        self.coverage = Text("", "third", wrap=True)
        self.remarks = RemarkList()
        self.not_scorable = Button("Not scorable…", icon="flag")
        self.conflict = Button("Declare a conflict…", "quiet")
        self.why = LineField()
        self.why.setPlaceholderText("What is the conflict?")
        self.why.setToolTip("Enter steps back from this submission, Escape leaves it as it is.")
        self.why.setAccessibleName("What the conflict of interest is; Enter steps back from this submission")
        self.why.setVisible(False)
        self._lay_out()
        self.not_scorable.clicked.connect(self.offer_conditions)
        self.conflict.clicked.connect(self._on_conflict)
        self.why.returnPressed.connect(self._on_conflict)
        self.why.left.connect(self._give_up)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(10, 12, 6, 8)
        column.setSpacing(6)
        for layout in (self._items, self._chips, self._standing):
            layout.setSpacing(4)
        column.addWidget(self.title)
        column.addLayout(self._items)
        column.addWidget(self.coverage)
        column.addSpacing(8)
        column.addWidget(self._stated)
        column.addLayout(self._chips)
        column.addSpacing(8)
        column.addWidget(self._before)
        column.addWidget(self.remarks)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        foot = QVBoxLayout()
        foot.setContentsMargins(10, 6, 10, 10)
        foot.setSpacing(4)
        foot.addLayout(self._standing)
        foot.addWidget(self.not_scorable)
        foot.addWidget(self.why)
        foot.addWidget(self.conflict)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 1, 0)
        whole.setSpacing(0)
        whole.addWidget(area, 1)
        whole.addLayout(foot)

    def render_list(self, state: ReviewState) -> None:
        """Show a state."""
        if tuple(self._buttons) != tuple(r.id for r in state.items):
            self._rebuild(state.items)
        for row in state.items:
            self._buttons[row.id].show_row(row)
        hidden = state.hold is not None and state.hold.hides
        self.title.setText("EVIDENCE" if hidden else f"EVIDENCE · {len(state.items)}")
        self.coverage.setText("Not shown while the hold stands" if hidden else state.coverage)
        self.coverage.setVisible(hidden or (bool(state.coverage) and len(state.items) > 1))
        if state.statements != self._statements:
            self._statements = state.statements
            clear(self._chips)
            for chip in state.statements:
                pill = Pill(chip.text, chip.tone, elide=True)
                pill.setToolTip(chip.text)
                self._chips.addWidget(pill)
        self._stated.setVisible(bool(state.statements))
        self.remarks.show_lines(state.remarks)
        for part in (self._before, self.remarks):
            part.setVisible(bool(state.remarks))
        self._show_conditions(state)

    def _rebuild(self, rows: tuple[ItemRow, ...]) -> None:
        clear(self._items)
        self._buttons = {}
        for row in rows:
            button = ItemButton(row)
            button.clicked.connect(lambda _checked=False, item=row.id: self.selected.emit(item))
            self._buttons[row.id] = button
            self._items.addWidget(button)

    def _show_conditions(self, state: ReviewState) -> None:
        if state.conditions != self._conditions:
            self._conditions = state.conditions
            clear(self._standing)
            for choice in state.conditions:
                if choice.on:
                    button = Button(f"{choice.label}  ×", "chip", name=f"Take away: {choice.label}")
                    button.setToolTip(f"Not scorable: {choice.label}. Press to take it away.")
                    button.let_elide()
                    button.clicked.connect(lambda _c=False, code=choice.code: self.flagged.emit(code, False))
                    self._standing.addWidget(button)
        self.not_scorable.setEnabled(state.open)
        standing = any(c.code == "conflict" and c.on for c in state.conditions)
        self.conflict.setVisible(any(c.code == "conflict" for c in state.conditions) and not standing)
        self.conflict.setEnabled(state.open)

    def _on_conflict(self) -> None:
        """A few words first, in place; the second press steps back from the submission."""
        if self.why.isHidden():
            self.why.setVisible(True)
            self.why.setFocus()
            self.conflict.setText("Step back from this one")
        elif self.why.text().strip():
            why = self.why.text().strip()
            self.close_conflict()
            self.conflict_declared.emit(why)

    def _give_up(self) -> None:
        self.close_conflict()
        self.conflict.setFocus()

    def close_conflict(self) -> None:
        """Put the question away."""
        self.why.clear()
        self.why.setVisible(False)
        self.conflict.setText("Declare a conflict…")

    def show_picture(self, item: ItemId, picture: QImage) -> None:
        """A small picture of an item."""
        button = self._buttons.get(item)
        if button is not None:
            button.show_picture(picture)

    def button(self, item: ItemId) -> ItemButton | None:
        """The button of an item."""
        return self._buttons.get(item)

    def offer_conditions(self) -> None:
        """Why the submission as a whole is not scorable."""
        choices = tuple(c for c in self._conditions if c.code != "conflict")
        menu = conditions_menu(self, choices, self.flagged.emit)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        place = self.not_scorable.mapToGlobal(QPoint(0, 0))
        menu.popup(QPoint(place.x(), place.y() - menu.sizeHint().height()))

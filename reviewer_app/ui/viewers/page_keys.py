"""The pages of a PDF by the keyboard: words selected with Shift and arrows, an area moved and sized."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent

from reviewer_app.ui.viewers.page_text import PageText, Selection, Spot

_WAYS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
_STEP, _LEAST = 0.01, 0.02  # of the page
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def extended(text: PageText, now: Selection | None, page: int, event: QKeyEvent) -> Selection | None:
    """The selection after Shift and an arrow: a word or a line more or less at its end; None: not such a key."""
    way = _WAYS.get(Qt.Key(event.key()))
    if way is None or not event.modifiers() & _SHIFT or event.modifiers() & _HELD:
        return None
    if now is None:
        return Selection((page, 0), (page, 0)) if text.known(page) else None
    return Selection.between(now.first, max(now.first, _moved(text, now.last, way)))


def _moved(text: PageText, spot: Spot, way: tuple[int, int]) -> Spot:
    page, word = spot
    across, down = way
    count = len(text.known(page))
    if across:
        word += across
    else:
        word = _line_from(text, spot, down)
    if word >= count:
        return (page + 1, 0) if text.words(page + 1) else spot
    if word < 0:
        before = text.words(page - 1) if page > 1 else None
        return (page - 1, len(before) - 1) if before else spot
    return page, word


def _line_from(text: PageText, spot: Spot, down: int) -> int:
    """The word of the line below or above that is nearest across; -1 or the count beyond the page."""
    words = text.known(spot[0])
    here = words[spot[1]]
    place = spot[1] + down
    while 0 <= place < len(words) and abs(words[place].y0 - here.y0) < (here.y1 - here.y0) * 0.6:
        place += down
    if not 0 <= place < len(words):
        return place
    line = words[place].y0
    height = max(1e-6, words[place].y1 - words[place].y0)
    middle = (here.x0 + here.x1) / 2
    same = [n for n in range(max(0, place - 60), min(len(words), place + 60)) if abs(words[n].y0 - line) < height * 0.6]
    return min(same, key=lambda n: abs((words[n].x0 + words[n].x1) / 2 - middle))


def area_by_key(box: QRectF, event: QKeyEvent, *, fresh: bool) -> QRectF | None:
    """The area after an arrow: moved, or sized with Shift; the first arrow puts it there. None: not such a key."""
    way = _WAYS.get(Qt.Key(event.key()))
    if way is None or event.modifiers() & _HELD:
        return None
    if fresh:
        return box
    dx, dy = way[0] * _STEP, way[1] * _STEP
    if event.modifiers() & _SHIFT:
        wide = min(1 - box.x(), max(_LEAST, box.width() + dx))
        return QRectF(box.x(), box.y(), wide, min(1 - box.y(), max(_LEAST, box.height() + dy)))
    x = max(0.0, min(1 - box.width(), box.x() + dx))
    return QRectF(x, max(0.0, min(1 - box.height(), box.y() + dy)), box.width(), box.height())

"""The pages of a PDF in a scrolling view: which are seen, how large and which way up, moving among them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from reviewer_app.evidence.values import PageSize
from reviewer_app.ui.viewers.hit_bar import HitBar
from reviewer_app.ui.viewers.page_geometry import EDGE, GAP, MAX_ZOOM, MIN_ZOOM, PageGeometry, upright

_SETTLE_MS = 120  # after the last step of zooming pages are drawn anew
_LINE = 40


class PageLayout(QAbstractScrollArea):
    """Pages count from 1. ``view_changed`` follows everything that moves what is on the screen."""

    page_changed = Signal(int)
    zoomed = Signal(float)
    view_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Pages")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.ticks = HitBar()
        self.setVerticalScrollBar(self.ticks)
        self.geometry_ = PageGeometry()
        self._settling = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settling.timeout.connect(self.viewport().update)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.horizontalScrollBar().valueChanged.connect(lambda _: self.view_changed.emit())

    # -- what and how --
    def set_pages(self, sizes: tuple[PageSize, ...]) -> None:
        """The sizes of all pages, in points."""
        keep = self.place_at(QPointF(0, 0)) if self.count else None
        self.geometry_.sizes = sizes
        self.geometry_.page = min(self.geometry_.page, max(1, len(sizes)))
        self._arrange()
        if keep is not None:
            self._put(keep, QPointF(0, 0))

    @property
    def count(self) -> int:
        """How many pages."""
        return self.geometry_.count

    @property
    def page(self) -> int:
        """The page in the middle of the view."""
        return self.geometry_.page

    @property
    def zoom(self) -> float:
        """Screen dots to a point."""
        return self.geometry_.zoom

    @property
    def turn(self) -> int:
        """How far the view is turned clockwise, in degrees."""
        return self.geometry_.turn

    @property
    def single(self) -> bool:
        """Whether one page at a time is shown."""
        return self.geometry_.single

    @property
    def settling(self) -> bool:
        """Whether the zoom is still moving."""
        return self._settling.isActive()

    def set_zoom(self, zoom: float, anchor: QPointF | None = None) -> None:
        """Another size; the place under ``anchor`` (else the middle of the view) stays."""
        self.geometry_.fit = ""
        at = anchor if anchor is not None else QPointF(self.viewport().rect().center())
        keep = self.place_at(at)
        self.geometry_.zoom = max(MIN_ZOOM, min(MAX_ZOOM, zoom))
        self._settling.start()
        self._arrange()
        if keep is not None:
            self._put(keep, at)

    def set_fit(self, fit: str) -> None:
        """``width`` or ``page``: as large as there is room."""
        self.geometry_.fit = fit
        page = self.page
        self._arrange()
        if fit == "page":
            self.show_place(page)

    def fit_width(self) -> None:
        """As wide as the view."""
        self.set_fit("width")

    def set_turn(self, turn: int) -> None:
        """Turn the view; never the evidence."""
        page = self.page
        self.geometry_.turn = turn % 360
        self._arrange()
        self.show_place(page)

    def set_single(self, single: bool) -> None:
        """One page at a time, or one under the other."""
        page = self.page
        self.geometry_.single = single
        self._arrange()
        self.show_place(page)

    def _size(self) -> QSizeF:
        return QSizeF(self.viewport().size())

    def _arrange(self) -> None:
        if not self.count:
            return
        shape = self.geometry_
        before = shape.zoom
        shape.zoom = shape.fitted(self._size())
        shape.arrange()
        view = self.viewport().size()
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(0, round(shape.height) - view.height()))
        vertical.setPageStep(view.height())
        vertical.setSingleStep(_LINE)
        horizontal.setRange(0, max(0, round(shape.width) - view.width()))
        horizontal.setPageStep(view.width())
        horizontal.setSingleStep(_LINE)
        if before != shape.zoom:
            self.zoomed.emit(shape.zoom)
        self.viewport().update()
        self.view_changed.emit()

    # -- places --
    def rect_of(self, page: int) -> QRectF:
        """Where a page is in the view."""
        bars = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        return self.geometry_.rect(page, self._size(), *bars)

    def visible_pages(self) -> range:
        """The pages in view."""
        return self.geometry_.visible(self.verticalScrollBar().value(), self.viewport().height())

    def place_at(self, at: QPointF) -> tuple[int, QPointF] | None:
        """The page at a height of the view, and where on it as shown, in fractions (outside 0..1 beside it)."""
        pages = self.visible_pages()
        for page in pages:
            box = self.rect_of(page)
            if at.y() <= box.bottom() + GAP / 2 or page == pages[-1]:
                return page, QPointF((at.x() - box.left()) / box.width(), (at.y() - box.top()) / box.height())
        return None

    def place_on(self, page: int, at: QPointF) -> QPointF:
        """Where a place of the view is on a page, in fractions of the upright page."""
        box = self.rect_of(page)
        place = QPointF((at.x() - box.left()) / box.width(), (at.y() - box.top()) / box.height())
        return upright(place, self.turn)

    def _put(self, keep: tuple[int, QPointF], at: QPointF) -> None:
        page, place = keep
        if not 1 <= page <= self.count:
            return
        box = self.rect_of(page)
        for bar, wanted, now in (
            (self.verticalScrollBar(), box.top() + place.y() * box.height(), at.y()),
            (self.horizontalScrollBar(), box.left() + place.x() * box.width(), at.x()),
        ):
            bar.setValue(round(bar.value() + wanted - now))

    def show_place(self, page: int, share: float = 0.0, across: float | None = None) -> None:
        """Scroll so that a place of a page (shares of it as shown) is in the upper third."""
        if not 1 <= page <= self.count:
            return
        self._turn_to(page)
        box = self.rect_of(page)
        lead = self.viewport().height() / 3 if share else EDGE / 2
        bar = self.verticalScrollBar()
        bar.setValue(round(bar.value() + box.top() + share * box.height() - lead))
        if across is not None:
            x = box.left() + across * box.width()
            if not 0 <= x <= self.viewport().width():
                side = self.horizontalScrollBar()
                side.setValue(round(side.value() + x - self.viewport().width() / 2))

    def step(self, way: int) -> None:
        """The next page or the one before, from its top."""
        self.show_place(max(1, min(self.count, self.page + way)))

    def _turn_to(self, page: int) -> None:
        shape = self.geometry_
        if not shape.single:
            return
        if page != shape.page:
            shape.page = page
            self._arrange()
            self.page_changed.emit(page)

    # -- moving --
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again; the place at the top stays."""
        super().resizeEvent(event)
        if not self.count:
            return
        keep = self.place_at(QPointF(0, 0))
        self._arrange()
        if keep is not None:
            self._put(keep, QPointF(0, 0))

    def _on_scrolled(self) -> None:
        pages = self.visible_pages()
        if pages and not self.single:
            middle = self.viewport().height() / 2
            now = next((p for p in pages if self.rect_of(p).bottom() + GAP >= middle), pages[-1])
            if now != self.geometry_.page:
                self.geometry_.page = now
                self.page_changed.emit(now)
        self.viewport().update()
        self.view_changed.emit()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Everything is painted anew."""
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and wheel zoom where the pointer is; at the end of a single page the wheel turns over."""
        turns = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self.zoom * 1.15 ** (turns / 120), event.position())
            event.accept()
        elif not (self.single and turns and self._turn_over(-1 if turns > 0 else 1)):
            super().wheelEvent(event)

    def _turn_over(self, way: int) -> bool:
        bar = self.verticalScrollBar()
        edge = bar.maximum() if way > 0 else bar.minimum()
        if bar.value() != edge or not 1 <= self.page + way <= self.count:
            return False
        self._turn_to(self.page + way)
        bar.setValue(bar.minimum() if way > 0 else bar.maximum())
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End; a page up or down turns over where one page at a time is shown."""
        way = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()), 0)
        if event.key() == Qt.Key.Key_Home:
            self.show_place(1)
        elif event.key() == Qt.Key.Key_End:
            self.show_place(self.count)
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
        elif not (way and self.single and self._turn_over(way)):
            super().keyPressEvent(event)

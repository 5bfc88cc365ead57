"""The parts of the PDF viewer, and how a file comes into them: password, first page, sizes, text."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout

from reviewer_app.evidence.values import Pages, PageSize, PlainText, Probe
from reviewer_app.ui.viewers.base import Material, StillViewer
from reviewer_app.ui.viewers.notes_strip import NotesStrip, notes_of
from reviewer_app.ui.viewers.page_source import PageSource
from reviewer_app.ui.viewers.pages import PageStrip
from reviewer_app.ui.viewers.side_panel import TABS, SidePanel
from reviewer_app.ui.viewers.toolbar import Toolbar, ground
from reviewer_app.ui.viewers.unlock import UnlockPanel

PANEL = 150  # dots
LOCKED = ("encrypted", "wrong-password")
SCAN = "This PDF has no text: it is a scan or a drawing. Words can't be searched or selected; areas can be cited."


def locked(probe: Probe) -> bool:
    """Whether only a password is missing."""
    return not probe.readable and any(p.code in LOCKED for p in probe.problems)


class PdfParts(StillViewer):
    """Bar, notes, panel, pages and lock; ``PdfViewer`` adds citing and searching."""

    text_came = Signal()

    def __init__(self, material: Material) -> None:
        super().__init__(material)
        self.bar = Toolbar(pages="Page", search=True, region=True, turn=True, panel=True)
        self.notes = NotesStrip()
        self.strip = PageStrip()
        self.unlock = UnlockPanel()
        self.source = PageSource(self, self.strip)
        self.panel = SidePanel(self.source.thumbnail)
        self.panel.setVisible(False)
        self._lay_out()
        self._wire()
        self._restore()
        self._show_lock(locked(material.probe))

    def _lay_out(self) -> None:
        self.column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.notes)
        self.parts = QSplitter(Qt.Orientation.Horizontal)
        self.parts.setChildrenCollapsible(False)
        self.parts.setHandleWidth(1)
        self.parts.addWidget(self.panel)
        self.parts.addWidget(self.strip)
        self.parts.setStretchFactor(1, 1)
        self.parts.setSizes([PANEL, 600])
        column.addWidget(self.parts, 1)
        column.addWidget(self.unlock, 1)

    def _wire(self) -> None:
        bar, strip, panel = self.bar, self.strip, self.panel
        bar.turn_wanted.connect(lambda: strip.set_turn(strip.turn + 90))
        bar.pages.wanted.connect(strip.show_place)
        bar.panel_wanted.connect(self._on_panel)
        strip.page_changed.connect(bar.pages.set_page)
        strip.page_changed.connect(lambda _: self._show_beside())
        panel.page_wanted.connect(strip.show_place)
        panel.link_wanted.connect(lambda link: self.follow(link.page, strip.links.told(link)))
        panel.tab_changed.connect(lambda tab: self.preferred.emit("side_panel", tab))
        panel.left.connect(strip.setFocus)
        self.source.links_came.connect(lambda _: self._show_beside())
        self.unlock.given.connect(self._try)
        self.unlock.not_scorable.connect(self.not_scorable)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground behind the pages and their scroll bar."""
        QPainter(self).fillRect(self.rect(), ground())

    def _restore(self) -> None:
        """The panel and the way pages are shown, as they were left."""
        kept = self.material.settings
        self.panel.blockSignals(True)
        self.panel.show_tab(kept.side_panel or TABS[0])
        self.panel.blockSignals(False)
        self.panel.setVisible(bool(kept.side_panel))
        self.bar.panel.blockSignals(True)
        self.bar.panel.setChecked(bool(kept.side_panel))
        self.bar.panel.blockSignals(False)
        self.strip.geometry_.single = kept.page_view == "single"

    # -- opening --
    def _show_lock(self, shut: bool) -> None:
        self.unlock.setVisible(shut)
        for part in (self.bar, self.parts):
            part.setVisible(not shut)
        self.setFocusProxy(self.unlock if shut else self.strip)

    def _try(self, password: str) -> None:
        def arrive(probe: Probe) -> None:
            if locked(probe):
                self.unlock.tell("That is not the password of this PDF. Capital and small letters count.")
            elif not probe.readable:
                self.trouble.emit(probe.problems[0].message if probe.problems else "it can't be opened")
            else:
                self.unlock.forget()
                self.source.password = password
                self._show_lock(False)
                self._open(probe)
                self.strip.setFocus()

        self.ask(
            lambda readers, recipe: readers.probe(recipe, password=password, name=self.material.item.path),
            arrive,
            lambda error: self.unlock.tell(error.message),
        )

    def begin(self) -> None:
        """Show the first page at once; what else there is follows."""
        if not locked(self.material.probe):
            self._open(self.material.probe)

    def _open(self, probe: Probe) -> None:
        self.notes.add(*(n for n in notes_of(probe) if "no text" not in n))
        size = PageSize(width=max(1.0, probe.width), height=max(1.0, probe.height))
        self.bar.pages.set_count(max(1, probe.pages))
        self.strip.set_pages((size,) * max(1, min(probe.pages, 20_000)))
        self.source.read(self._on_pages, self._on_text)

    def _on_pages(self, pages: Pages) -> None:
        self.bar.pages.set_count(len(pages.sizes))
        self.strip.set_pages(pages.sizes)
        self.panel.set_pages(pages.sizes, pages.outline)
        self._show_beside()

    def _show_beside(self) -> None:
        self.panel.show_page(self.strip.page, self.strip.links.known(self.strip.page))

    def _on_panel(self, on: bool) -> None:
        self.panel.setVisible(on)
        self.preferred.emit("side_panel", self.panel.tab if on else "")
        self._show_beside()
        if on:
            self.panel.focus_tab()

    def _on_text(self, text: PlainText) -> None:
        self.strip.text.plain = text
        if not text.text.strip():
            self.notes.add(SCAN)
        self.strip.overlay.find_places()
        self.strip.viewport().update()
        self.text_came.emit()

    def follow(self, page: int, told: str) -> None:
        """A link within the file shows its page; any other is only told."""
        if page:
            self.strip.show_place(page)
        else:
            self.said.emit(f"{told}.")

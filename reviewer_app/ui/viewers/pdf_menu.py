"""All that can be done with a PDF, by name and key."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from reviewer_app.ui.viewers.pdf import PdfViewer


def offer_acts(viewer: PdfViewer) -> QAction:
    """Fill the menu; returns the entry that can be ticked, for one page at a time."""
    strip, bar, menu = viewer.strip, viewer.bar, viewer.menu
    offer = menu.offer
    offer("Larger", lambda: viewer.zoom_by(1), "Ctrl++", "Ctrl+=")
    offer("Smaller", lambda: viewer.zoom_by(-1), "Ctrl+-")
    offer("Fit the width", lambda: strip.set_fit("width"), "Ctrl+0")
    offer("Fit the page", lambda: strip.set_fit("page"), "Ctrl+9")
    menu.addSeparator()
    single = offer("One page at a time", lambda: viewer.set_single(single.isChecked()), "Ctrl+Shift+P", on=False)
    offer("Turn clockwise", lambda: strip.set_turn(strip.turn + 90), "Ctrl+R")
    offer("Turn back", lambda: strip.set_turn(strip.turn - 90), "Ctrl+Shift+R")
    offer("Page before", lambda: strip.step(-1), "Ctrl+PgUp")
    offer("Next page", lambda: strip.step(1), "Ctrl+PgDown")
    offer("Pages, outline and links", bar.panel.toggle, "F9")
    menu.addSeparator()
    offer("Search…", viewer.open_search, "Ctrl+F")
    offer("Next hit", lambda: viewer.search.on(bar.search.text(), 1), "F3")
    offer("Hit before", lambda: viewer.search.on(bar.search.text(), -1), "Shift+F3")
    offer("Mark an area", bar.region.toggle, "Ctrl+Shift+A")
    offer("Copy the selected words", viewer.copy, "Ctrl+C")
    return single

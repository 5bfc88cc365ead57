"""Pictures: zoom, pan, fit, turn the view, straighten and clean it, compare, cite the whole or an area."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QSizeF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QSplitter, QVBoxLayout

from reviewer_app.domain.citation import Region, Selector
from reviewer_app.domain.ids import IndicatorId
from reviewer_app.errors import ReviewerError
from reviewer_app.evidence.values import Picture
from reviewer_app.evidence.vault import Recipe
from reviewer_app.evidence.worker import Readers
from reviewer_app.ui import theme
from reviewer_app.ui.viewers.base import Material, Sibling, StillViewer, to_image
from reviewer_app.ui.viewers.compare import ComparePane, Linked
from reviewer_app.ui.viewers.image_menu import ImageMenu
from reviewer_app.ui.viewers.notes_strip import NotesStrip, notes_of
from reviewer_app.ui.viewers.original import offer_original
from reviewer_app.ui.viewers.picture_item import PictureItem, levels_of
from reviewer_app.ui.viewers.picture_view import PictureView
from reviewer_app.ui.viewers.places import Mark, Target, mark_at
from reviewer_app.ui.viewers.toolbar import Toolbar
from reviewer_app.ui.widgets.labels import Text

MAX_PX, MORE_PX = 4096, 16_000
VIEW_ONLY = "View only, the evidence is unchanged."
OFF = "Areas can't be cited in this view, because it moves them; the whole picture can."

Drawn = tuple[Picture, tuple[QImage, ...]]


class ImageViewer(StillViewer):
    """One picture (or the pages of a TIFF, the frames of an animation, one at a time)."""

    def __init__(self, material: Material) -> None:
        super().__init__(material)
        self._frame = 1
        self._frames = max(1, material.probe.frames)
        self._region: Region | None = None
        self._only: IndicatorId | None = None
        self._full = QSizeF()
        self._finest = False
        self.straight = self.clean = False
        self._item = PictureItem()
        self.bar = Toolbar(pages="Picture" if self._frames > 1 else "", region=True, turn=True)
        self.bar.pages.set_count(self._frames)
        self.notes = NotesStrip()
        self.view_note = Text("", "caution", wrap=True)
        self.view_note.setContentsMargins(14, 4, 14, 4)
        self.view_note.setProperty("ground", "panel")  # the stage is dark in every theme, the words are not made for it
        self.view_note.setVisible(False)
        self.stage = PictureView(zoomable=True)
        self.stage.setAccessibleName("Picture")
        self.stage.setProperty("ground", "stage")
        self.other: ComparePane | None = None
        self._linked: Linked | None = None
        self.menu = ImageMenu(self)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.stage)

    def _lay_out(self) -> None:
        self.parts = QSplitter(Qt.Orientation.Horizontal)
        self.parts.setChildrenCollapsible(False)
        self.parts.setHandleWidth(3)
        self.parts.addWidget(self.stage)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.notes)
        column.addWidget(self.view_note)
        column.addWidget(self.parts, 1)
        self.bar.set_menu(self.menu)
        self.original = offer_original(self, self.menu, column)

    def _connect(self) -> None:
        self.bar.zoom_wanted.connect(self.zoom_by)
        self.bar.turn_wanted.connect(self.stage.turn)
        self.bar.region_wanted.connect(self._on_region_tool)
        self.bar.pages.wanted.connect(self.show_frame)
        self.bar.cite.clicked.connect(self._on_cite)
        self.stage.region_drawn.connect(self._on_region)
        self.stage.pressed.connect(self._on_pressed)
        self.stage.zoomed.connect(self._on_zoomed)

    # -- what is shown --
    def begin(self) -> None:
        """Ask for the picture."""
        self.notes.add(*notes_of(self.material.probe))
        self.show_frame(1)

    def show_frame(self, number: int) -> None:
        """Another page of a TIFF or frame of an animation."""
        self._frame = max(1, min(self._frames, number))
        self._finest = False
        self.bar.pages.set_page(self._frame)
        self._ask_picture(MAX_PX, fresh=True)

    def set_view(self, *, straight: bool | None = None, clean: bool | None = None) -> None:
        """Straighten or clean the view, or show it as it is again."""
        self.straight = self.straight if straight is None else straight
        self.clean = self.clean if clean is None else clean
        self._finest = False
        self._ask_picture(MAX_PX, fresh=True)

    def _ask_picture(self, most: int, *, fresh: bool) -> None:
        asked = (self._frame, self.straight, self.clean)
        frame, straight, clean = asked

        def work(readers: Readers, recipe: Recipe) -> Drawn:
            if straight:
                picture = readers.straighten(recipe, most, frame=frame, clean=clean)
            elif clean:
                picture = readers.clean(recipe, most, frame=frame)
            else:
                picture = readers.picture(recipe, most, frame=frame)
            return picture, levels_of(to_image(picture))

        def arrive(found: Drawn) -> None:
            if asked == (self._frame, self.straight, self.clean):
                self._on_picture(*found, fresh=fresh)

        self.ask(work, arrive, self._on_no_picture if (frame > 1 or straight or clean) else None)

    def _on_no_picture(self, error: ReviewerError) -> None:
        if self.straight or self.clean:
            self.menu.show_view(straight=False, clean=False)
            self.set_view(straight=False, clean=False)
        self.said.emit(f"This can't be shown: {error.message}")

    def _on_picture(self, picture: Picture, levels: tuple[QImage, ...], *, fresh: bool) -> None:
        self._finest = self._finest or max(picture.width, picture.height) < MAX_PX
        if fresh:
            self._full = QSizeF(picture.width, picture.height)
        self._item.set_levels(levels, self._full)
        if fresh:
            self.stage.set_picture(self._item, self._full)
        self._show_view(picture)
        self._show_regions()

    def _show_view(self, picture: Picture) -> None:
        """Say what was done to the view; areas are off where it moved them."""
        moved = self.straight and picture.done.startswith("Straightened")
        said = f"{picture.done} {VIEW_ONLY}" if self.straight or self.clean else ""
        self.view_note.setText(f"{said} {OFF}" if moved else said)
        self.view_note.setVisible(bool(said))
        self.stage.may_draw = not moved
        self.bar.region.setEnabled(not moved)
        if moved and self._region is not None:
            self.clear_choice()

    def _on_zoomed(self, scale: float) -> None:
        self.bar.said.set_text(f"{scale:.0%}")
        dots = self._full.width() * scale * self.devicePixelRatioF()
        if not self._finest and dots > 1.05 * self._item.dots > 0:
            self._finest = True
            self._ask_picture(MORE_PX, fresh=False)

    def tell(self, seconds: int) -> None:
        """Which picture was in view."""
        if seconds:
            self.looked.emit(self._frame, self._frame, seconds)

    def zoom_by(self, way: int) -> None:
        """A step larger or smaller, or the whole picture (0)."""
        if way:
            self.stage.zoom_by(1.25**way)
        else:
            self.stage.fit()

    # -- comparing --
    def compare(self, sibling: Sibling | None) -> None:
        """Show another picture beside this one; None: no longer."""
        if self.other is not None:
            self.other.hide()
            self.other.deleteLater()
            self.other = self._linked = None
        if sibling is None:
            return
        pane = ComparePane(sibling.title)
        self.other = pane
        pane.left.connect(lambda: self.menu.end_compare())
        self.parts.addWidget(pane)
        self.parts.setSizes([500, 500])
        self._linked = Linked(self.stage, pane.stage)
        self._linked.on = self.menu.together.isChecked()
        material, other = self.material, sibling.recipe

        def work() -> Drawn:
            picture = material.readers.picture(other(), MAX_PX)
            return picture, levels_of(to_image(picture))

        def arrive(found: Drawn) -> None:
            if not self.released and self.other is pane and self._linked is not None:
                pane.set_picture(found[1], QSizeF(found[0].width, found[0].height))
                self._linked.align()

        material.tasks.read(work, arrive, self._guarded(lambda error: self.said.emit(error.message)))

    def _guarded(self, then: Callable[[ReviewerError], None]) -> Callable[[ReviewerError], None]:
        return lambda error: None if self.released else then(error)

    def move_together(self, on: bool) -> None:
        """Whether both pictures are moved together."""
        if self._linked is not None:
            self._linked.on = on
            self._linked.align()

    # -- citing --
    def _on_region_tool(self, on: bool) -> None:
        self.stage.region_tool = on
        if on:
            self.stage.setFocus()

    def _on_region(self, region: Region | None) -> None:
        self._region = region

    def _on_pressed(self, place: QPointF) -> None:
        mark = mark_at(self._framed(), place.x(), place.y())
        if mark is not None:
            self.cited.emit(mark.citation)

    def here(self) -> Selector | None:
        """The area that was dragged out, else the whole picture."""
        return Selector(region=self._region, page=self._frame if self._frames > 1 else None)

    def _on_cite(self) -> None:
        found = self.here()
        if found is not None:
            self.cite.emit(found)

    def clear_choice(self) -> None:
        """After citing: no area."""
        self._region = None
        self.stage.set_draft(None)
        self.bar.region.setChecked(False)

    def show_marks(self, marks: tuple[Mark, ...]) -> None:
        """The areas that were cited."""
        super().show_marks(marks)
        self._show_regions()

    def show_only(self, indicator: IndicatorId | None) -> None:
        """Only the marks of this indicator; None: all."""
        self._only = indicator
        self._show_regions()

    def _framed(self) -> list[Mark]:
        """The marks whose areas are drawn now."""
        here = [m for m in self.marks if m.selector.region is not None and (m.selector.page or 1) == self._frame]
        return [m for m in here if self._only in (None, m.indicator)] if self.stage.may_draw else []

    def _show_regions(self) -> None:
        shown = []
        for mark in self._framed():
            hue = theme.indicator_colour(mark.hue) if mark.hue >= 0 else theme.colour("ink3")
            if mark.selector.region is not None:
                shown.append((mark.selector.region, hue))
        self.stage.set_regions(tuple(shown))

    def show_target(self, target: Target | None) -> None:
        """What citing is for."""
        super().show_target(target)
        self.bar.cite.show_target(target)

    def go_to(self, selector: Selector) -> None:
        """The whole picture with its areas."""
        page = selector.page or 1
        if page > self._frames:
            self.said.emit("This citation can't be found: there are fewer pictures than that.")
            return
        if self.straight and selector.region is not None:
            self.menu.show_view(straight=False, clean=self.clean)
            self.straight = False
        if page != self._frame or not self.stage.may_draw:
            self.show_frame(page)
        if selector.region is None or not self.stage.sees(selector.region):
            self.stage.fit()

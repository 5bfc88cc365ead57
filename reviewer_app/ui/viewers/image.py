"""Pictures: zoom, pan, fit, turn the view, cite the whole or an area."""

from __future__ import annotations

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QGraphicsPixmapItem, QVBoxLayout

from reviewer_app.domain.citation import Region, Selector
from reviewer_app.evidence.values import Picture
from reviewer_app.ui import theme
from reviewer_app.ui.viewers.base import Material, StillViewer, to_image
from reviewer_app.ui.viewers.picture_view import PictureView
from reviewer_app.ui.viewers.places import Mark, Target
from reviewer_app.ui.viewers.toolbar import Toolbar

MAX_PX = 4096


class ImageViewer(StillViewer):
    """One picture (or the pages of a TIFF, the frames of an animation, one at a time)."""

    def __init__(self, material: Material) -> None:
        super().__init__(material)
        self._frame = 1
        self._frames = max(1, material.probe.frames)
        self._region: Region | None = None
        self._item = QGraphicsPixmapItem()
        self.bar = Toolbar(pages="Picture" if self._frames > 1 else "", region=True, turn=True)
        self.bar.pages.set_count(self._frames)
        self.stage = PictureView(zoomable=True)
        self.stage.setAccessibleName("Picture")
        self.stage.setStyleSheet("background: #12161c;")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.stage, 1)
        self.bar.zoom_wanted.connect(self._on_zoom)
        self.bar.turn_wanted.connect(self.stage.turn)
        self.bar.region_wanted.connect(self._on_region_tool)
        self.bar.pages.wanted.connect(self.show_frame)
        self.bar.cite.clicked.connect(self._on_cite)
        self.stage.region_drawn.connect(self._on_region)
        self.stage.zoomed.connect(lambda scale: self.bar.said.set_text(self._scale_text(scale)))

    def begin(self) -> None:
        """Ask for the picture."""
        self.show_frame(1)

    def show_frame(self, number: int) -> None:
        """Another page of a TIFF or frame of an animation."""
        self._frame = number
        self.bar.pages.set_page(number)
        self.ask(lambda readers, recipe: readers.picture(recipe, MAX_PX, frame=number), self._on_picture)

    def _on_picture(self, picture: Picture) -> None:
        self._item.setPixmap(QPixmap.fromImage(to_image(picture)))
        self.stage.set_picture(self._item, QSizeF(picture.width, picture.height))
        self._show_regions()

    def tell(self, seconds: int) -> None:
        """Which picture was in view."""
        if seconds:
            self.looked.emit(self._frame, self._frame, seconds)

    @staticmethod
    def _scale_text(scale: float) -> str:
        return f"{scale:.0%}"

    def _on_zoom(self, way: int) -> None:
        if way:
            self.stage.zoom_by(1.25**way)
        else:
            self.stage.fit()

    def _on_region_tool(self, on: bool) -> None:
        self.stage.region_tool = on

    def _on_region(self, region: Region | None) -> None:
        self._region = region

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

    def _show_regions(self) -> None:
        here = [m for m in self.marks if m.selector.region and (m.selector.page or 1) == self._frame]
        self.stage.set_regions(
            tuple(
                (m.selector.region, theme.indicator_colour(m.hue) if m.hue >= 0 else theme.colour("ink3"))
                for m in here
                if m.selector.region
            )
        )

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
        if page != self._frame:
            self.show_frame(page)
        self.stage.fit()

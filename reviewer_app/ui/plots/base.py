"""What every plot has in common: a name, a table that says the same in words, zoom, and saving as SVG or PNG."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QPainter,
)
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from reviewer_app.errors import ReviewerError
from reviewer_app.ui import theme

_TOLD = 60  # rows of the description
_SCALE = 2  # a PNG has so many dots for each of the screen's


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotTable:
    """What a plot says, as a table of words."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def text(self) -> str:
        """Tab-separated lines, as a spreadsheet takes them; a cell can't smuggle in a formula or a new cell."""
        return "\n".join("\t".join(_cell(c) for c in row) for row in (self.columns, *self.rows)) + "\n"


def _cell(text: str) -> str:
    flat = " ".join(text.split())
    number = flat.lstrip("+-−").replace(".", "", 1).rstrip(" %").isdigit()
    return f"'{flat}" if flat[:1] in "=+-@" and flat and not number else flat


def mix(first: QColor, second: QColor, share: float) -> QColor:
    """A colour between two: ``share`` 0 is the first, 1 the second."""
    one, other = (first.red(), first.green(), first.blue()), (second.red(), second.green(), second.blue())
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return QColor(red, green, blue)


class Plot(QWidget):
    """A plot that has the keyboard's focus, says what the cursor is on, and can be saved. Subclasses draw it."""

    said = Signal(str, str)  # message, tone

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self._table = PlotTable()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)

    # --- what it says ------------------------------------------------------------------------------------------------

    @property
    def table(self) -> PlotTable:
        """The same in words."""
        return self._table

    def tell(self, table: PlotTable) -> None:
        """What it shows now, in words."""
        self._table = table
        first = table.rows[:_TOLD]
        lines = [", ".join(f"{c}: {v}" for c, v in zip(table.columns, row, strict=False) if v) for row in first]
        self.setAccessibleDescription(". ".join(lines)[:2000])

    def announce(self, words: str) -> None:
        """Say what the cursor is on."""
        self.setToolTip(words)
        self.setAccessibleName(f"{self.name}: {words}" if words else self.name)
        event = QAccessibleEvent(self, QAccessible.Event.NameChanged)
        QAccessible.updateAccessibility(event)

    # --- zoom --------------------------------------------------------------------------------------------------------

    def zoom(self, factor: float) -> None:
        """Show it larger (above 1) or smaller."""

    def show_all(self) -> None:
        """Undo the zoom."""

    def fit_width(self, width: int) -> None:
        """There is so much room across."""

    def restyle(self) -> None:
        """Draw it again in the theme's colours and text size."""
        self.update()

    def zoom_key(self, event: QKeyEvent) -> bool:
        """Plus, minus and 0; True when it was one of them."""
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom(1.25)
            case Qt.Key.Key_Minus:
                self.zoom(0.8)
            case Qt.Key.Key_0:
                self.show_all()
            case _:
                return False
        return True

    # --- taking it away ----------------------------------------------------------------------------------------------

    def fill_menu(self, menu: QMenu) -> None:
        """What can be done with it."""
        menu.addAction("Copy as table", self.copy_table)
        menu.addAction("Save as SVG…", lambda: self.choose_file("svg"))
        menu.addAction("Save as PNG…", lambda: self.choose_file("png"))
        menu.addSeparator()
        menu.addAction("Larger\t+", lambda: self.zoom(1.25))
        menu.addAction("Smaller\t-", lambda: self.zoom(0.8))
        menu.addAction("Show all\t0", self.show_all)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu, by mouse or by the menu key."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_menu(menu)
        menu.popup(event.globalPos())

    def copy_table(self) -> None:
        """Put the table on the clipboard."""
        QGuiApplication.clipboard().setText(self.table.text())
        self.said.emit(f"{self.name}: copied as a table.", "good")

    def choose_file(self, kind: str) -> None:
        """Ask where, and save it."""
        name = f"{self.name.lower().replace(' ', '-')}.{kind}"
        chosen, _ = QFileDialog.getSaveFileName(self, f"Save as {kind.upper()}", name, f"{kind.upper()} (*.{kind})")
        if chosen:
            try:
                self.save(Path(chosen))
            except ReviewerError as error:
                self.said.emit(f"{error.message} {error.hint}".strip(), "bad")
            else:
                self.said.emit(f"Saved {Path(chosen).name}.", "good")

    def save(self, path: Path) -> None:
        """Write it as the file's ending says, svg or png; ReviewerError ``plot-not-saved``."""
        saved = self._save_svg(path) if path.suffix.lower() == ".svg" else self._picture().save(str(path))
        if not saved or not path.is_file():
            raise ReviewerError(
                f"{path.name} could not be written.", hint="Choose another folder.", code="plot-not-saved"
            )

    def _save_svg(self, path: Path) -> bool:
        generator = QSvgGenerator()
        generator.setFileName(str(path))
        generator.setSize(self.size())
        generator.setViewBox(self.rect())
        generator.setTitle(self.name)
        generator.setDescription(self.table.text())
        painter = QPainter()
        if not painter.begin(generator):
            return False
        self._render(painter)
        return painter.end()

    def _picture(self) -> QImage:
        image = QImage(self.size() * _SCALE, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(_SCALE)
        painter = QPainter(image)
        self._render(painter)
        painter.end()
        return image

    def _render(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), theme.colour("panel"))
        self.render(painter, QPoint(0, 0), renderFlags=QWidget.RenderFlag.DrawChildren)

    def changeEvent(self, event: QEvent) -> None:
        """Another theme or text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.restyle()

    def minimumSizeHint(self) -> QSize:
        """Small enough for any window."""
        return QSize(theme.px(120), theme.px(60))

"""How everything is coloured and set: roles from a TOML file, one palette, one style sheet, one icon family.

Qt's own colour-scheme switch does nothing on some platforms, so the palette is always explicit. Widgets that paint ask
``colour(role)`` while painting; they are repainted when the theme changes because the style sheet is set anew.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QGuiApplication, QIcon, QPalette, QPen
from PySide6.QtWidgets import QApplication

from reviewer_app import paths
from reviewer_app.ui.kept_icon import KeptIcon

if TYPE_CHECKING:
    from qtawesome.iconic_font import IconicFont

BASE_PX = 13  # interface text
TEXT_SCALES = (0.9, 1.0, 1.15, 1.3, 1.5)  # what Settings offers
SANS, SERIF, MONO = "Inter", "Noto Serif", "DejaVu Sans Mono"
_FONT_FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf", "Inter-Bold.otf")
_LATE_FONT_FILES = (
    "DejaVuSansMono.ttf",
    "NotoSerif-Regular.ttf",
    "NotoSerif-Bold.ttf",
    "NotoSerif-Italic.ttf",
    "NotoSerif-BoldItalic.ttf",
)
_EFFECTS = (
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
)
_BLINK_MS = 1_000
_PLACE = re.compile(r"@(\w+)@")


class Mode(StrEnum):
    """What the person chose in Settings."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One theme: its name, a colour for each role, and a hue for each indicator."""

    name: str
    roles: Mapping[str, str]
    indicators: tuple[str, ...]

    @property
    def dark(self) -> bool:
        """Whether its grounds are dark."""
        return _luminance(QColor(self.roles["window"])) < 0.2


def _file(*parts: str) -> Path:
    return paths.resources().joinpath(*parts)


@functools.cache
def load(name: str) -> Theme:
    """The theme of that name (``light``, ``dark`` or ``contrast``) from its file."""
    data = tomllib.loads(_file("themes", f"{name}.toml").read_text("utf-8"))
    return Theme(name=name, roles=data["roles"], indicators=tuple(data["indicators"]["colours"]))


class _Current:
    """The theme now in use, and what was made for it."""

    def __init__(self) -> None:
        self.theme = load("light")
        self.mode = Mode.LIGHT
        self.scale = 1.0
        self.icons: IconicFont | None = None
        self.icon_cache: dict[tuple[str, str, float], QIcon] = {}
        self.late_fonts = False
        self.icons_wait = False


@functools.cache
def _current() -> _Current:
    return _Current()


def current() -> Theme:
    """The theme now in use."""
    return _current().theme


def scale() -> float:
    """How much text is enlarged."""
    return _current().scale


def look() -> tuple[str, float, bool]:
    """What decides how things are drawn: what is kept as a picture is drawn anew when it is another."""
    now = _current()
    return now.theme.name, now.scale, now.icons_wait


def mode() -> Mode:
    """What was chosen: system, light or dark."""
    return _current().mode


def colour(role: str) -> QColor:
    """The colour of a role in the theme now in use."""
    return QColor(_colour(_current().theme.name, role))


@functools.cache
def _colour(name: str, role: str) -> QColor:
    return QColor(load(name).roles[role])


def pen(role: str) -> QPen:
    """A hairline pen in a role's colour, for painting many cells; shared, so not to be changed."""
    return _pen(_current().theme.name, role)


@functools.cache
def _pen(name: str, role: str) -> QPen:
    return QPen(_colour(name, role), 1)


def cell_font(weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The font of cells; shared, so not to be changed."""
    return _font(px(BASE_PX), weight, SANS)


def indicator_colour(index: int) -> QColor:
    """The hue of the indicator at that place in its program (0-based); it follows the indicator everywhere.

    Beyond the theme's own hues there are as many between each two of them, so that none comes twice soon.
    """
    return hue_of(_current().theme.indicators, index)


def hue_of(hues: Sequence[str], index: int) -> QColor:
    """The hue at that place among these and those between each two of them."""
    turn, place = divmod(index, len(hues))
    if turn % 2 == 0:
        return QColor(hues[place])
    one, two = QColor(hues[place]), QColor(hues[(place + 1) % len(hues)])
    between = (one.red() + two.red(), one.green() + two.green(), one.blue() + two.blue())
    return QColor(*(both // 2 for both in between))


def px(size: int) -> int:
    """A text size in pixels given for the base of 13, scaled to what the person chose."""
    return max(9, round(size * _current().scale))


def font(size: int = BASE_PX, weight: QFont.Weight = QFont.Weight.Normal, family: str = SANS) -> QFont:
    """An interface font; ``size`` as for ``px``."""
    if family != SANS:
        load_late_fonts()
    return QFont(_font(px(size), weight, family))


def metrics(size: int = BASE_PX, weight: QFont.Weight = QFont.Weight.Normal) -> QFontMetrics:
    """How wide words are in an interface font."""
    return _metrics(px(size), weight)


@functools.lru_cache(64)
def _metrics(pixels: int, weight: QFont.Weight) -> QFontMetrics:
    return QFontMetrics(_font(pixels, weight, SANS))


@functools.lru_cache(256)
def _font(pixels: int, weight: QFont.Weight, family: str) -> QFont:
    made = QFont(family)
    made.setPixelSize(pixels)
    made.setWeight(weight)
    if family == MONO:
        made.setStyleHint(QFont.StyleHint.Monospace)
    if family == SERIF:
        made.setStyleHint(QFont.StyleHint.Serif)
    return made


def mono(size: int = 12) -> QFont:
    """The font for ids, digests and times."""
    return font(size, family=MONO)


def load_fonts() -> None:
    """Make the interface fonts known; needs a QGuiApplication."""
    for name in _FONT_FILES:
        QFontDatabase.addApplicationFont(str(_file("fonts", name)))


def load_late_fonts() -> None:
    """Make the fonts known that the first paint does not need (mono, serif)."""
    now = _current()
    if not now.late_fonts:
        now.late_fonts = True
        for name in _LATE_FONT_FILES:
            QFontDatabase.addApplicationFont(str(_file("fonts", name)))


def apply(app: QApplication, wanted: str = Mode.SYSTEM, scale: float = 1.0) -> None:
    """Colour the whole program; ``wanted`` is a ``Mode``, ``scale`` enlarges all text."""
    dress(app, wanted, scale)
    app.setStyleSheet(style_sheet(current(), scale))


def follow(wanted: str, scale: float) -> None:
    """Apply what the settings say, unless it is in force already."""
    app = QApplication.instance()
    if isinstance(app, QApplication) and (mode().value, _current().scale) != (wanted, scale):
        apply(app, wanted, scale)


def still(reduced: bool) -> None:
    """With reduced motion menus and tips neither slide nor fade, and the text cursor does not blink."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        for effect in _EFFECTS:
            app.setEffectEnabled(effect, not reduced)
        app.setCursorFlashTime(0 if reduced else _BLINK_MS)


def dress(app: QApplication, wanted: str, scale: float) -> None:
    """All of ``apply`` but the style sheet: where one is set, putting widgets together styles each many times."""
    now = _current()
    now.mode, now.scale = Mode(wanted), scale
    now.theme = load(_resolve(now.mode))
    now.icon_cache.clear()
    app.setFont(font())
    app.setPalette(palette(now.theme))


def _resolve(wanted: Mode) -> str:
    """The theme's name for a mode; the system's answer, light or dark, when it has one."""
    if wanted is not Mode.SYSTEM:
        return wanted.value
    scheme = QGuiApplication.styleHints().colorScheme()
    return "dark" if scheme == Qt.ColorScheme.Dark else "light"


def palette(theme: Theme) -> QPalette:
    """The explicit palette of a theme, for everything the style sheet does not reach."""
    r = theme.roles
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: r["window"],
        QPalette.ColorRole.WindowText: r["ink"],
        QPalette.ColorRole.Base: r["panel"],
        QPalette.ColorRole.AlternateBase: r["header"],
        QPalette.ColorRole.Text: r["ink"],
        QPalette.ColorRole.PlaceholderText: r["ink3"],
        QPalette.ColorRole.Button: r["panel"],
        QPalette.ColorRole.ButtonText: r["ink"],
        QPalette.ColorRole.BrightText: r["on_accent"],
        QPalette.ColorRole.Highlight: r["accent"],
        QPalette.ColorRole.HighlightedText: r["on_accent"],
        QPalette.ColorRole.Accent: r["accent"],
        QPalette.ColorRole.Link: r["accent"],
        QPalette.ColorRole.LinkVisited: r["accent"],
        QPalette.ColorRole.ToolTipBase: r["tooltip"],
        QPalette.ColorRole.ToolTipText: r["on_tooltip"],
        QPalette.ColorRole.Light: r["panel"],
        QPalette.ColorRole.Midlight: r["line"],
        QPalette.ColorRole.Mid: r["line"],
        QPalette.ColorRole.Dark: r["line_strong"],
        QPalette.ColorRole.Shadow: r["line_strong"],
    }
    for role, value in roles.items():
        made.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(r["faint"]))
    return made


def style_sheet(theme: Theme, scale: float = 1.0) -> str:
    """The one style sheet, with ``@role@`` and ``@13@`` (a text size) filled in."""

    def fill(match: re.Match[str]) -> str:
        key = match.group(1)
        return f"{max(9, round(int(key) * scale))}px" if key.isdigit() else theme.roles[key]

    return _PLACE.sub(fill, _file("themes", "style.qss").read_text("utf-8"))


def icon(name: str, role: str = "ink2", scale: float = 1.0) -> QIcon:
    """An icon of the one family (Phosphor names, such as ``play``), in a role's colour."""
    now = _current()
    if now.icons_wait:
        return QIcon()
    key = (name, role, scale)
    if key not in now.icon_cache:
        if now.icons is None:
            now.icons = _icon_font()
        hue = colour(role) if role in now.theme.roles else QColor(role)
        dim = colour("faint")
        made: Any = now.icons.icon(f"ph.{name}", color=hue, color_disabled=dim, scale_factor=scale)
        now.icon_cache[key] = QIcon(KeptIcon(made))
    return now.icon_cache[key]


def hold_icons() -> None:
    """Draw no icon before ``show_icons``: importing the icon library takes longer than the first paint may."""
    _current().icons_wait = True


def show_icons() -> None:
    """Load the icons and draw them wherever they are missing."""
    if not _current().icons_wait:
        return
    _current().icons_wait = False
    icon("x")
    for widget in QApplication.allWidgets():
        widget.update()


def _icon_font() -> IconicFont:
    """The one icon family; the others that QtAwesome carries are never loaded."""
    from qtawesome.iconic_font import IconicFont

    return IconicFont(("ph", "phosphor-1.3.0.ttf", "phosphor-charmap-1.3.0.json"))


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours by WCAG 2.1 (1 to 21)."""
    light, dark = sorted((_luminance(QColor(first)), _luminance(QColor(second))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(value: QColor) -> float:
    parts = (value.redF(), value.greenF(), value.blueF())
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

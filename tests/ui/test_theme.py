"""Themes: contrast, completeness, application, icons, fonts."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer_app import paths
from reviewer_app.ui import theme

pytestmark = pytest.mark.gui

THEMES = ("light", "dark", "contrast")
GROUNDS = ("window", "panel", "sidebar", "header", "field")
PAIRS = [
    *((ink, ground) for ink in ("ink", "ink2", "ink3", "accent", "good", "caution", "bad") for ground in GROUNDS),
    *((ink, ground) for ink in ("ink", "ink2") for ground in ("hover", "pressed", "neutral_soft")),
    *((ink, f"{tone}_soft") for tone in ("accent", "good", "caution", "bad") for ink in ("ink", "ink2", tone)),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_stage", "stage"),
    ("paper_ink", "paper"),
    ("on_tooltip", "tooltip"),
]


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_contrast_is_at_least_four_and_a_half_and_seven_in_high_contrast(name: str, ink: str, ground: str) -> None:
    roles = theme.load(name).roles
    assert theme.contrast(roles[ink], roles[ground]) >= (7.0 if name == "contrast" else 4.5)


@pytest.mark.parametrize("name", THEMES)
def test_signs_without_words_have_at_least_three(name: str) -> None:
    found = theme.load(name)
    for hue in (*found.indicators, found.roles["accent"], found.roles["faint"]):
        assert theme.contrast(hue, found.roles["panel"]) >= 3.0


def test_lines_and_signs_can_be_told_from_their_ground_in_high_contrast() -> None:
    roles = theme.load("contrast").roles
    for line in ("line", "line_strong", "faint", "good_line", "caution_line", "bad_line"):
        assert theme.contrast(roles[line], roles["panel"]) >= 4.5, line


def test_contrast_is_that_of_the_standard() -> None:
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", THEMES)
def test_all_themes_have_the_same_roles_and_hues_enough(name: str) -> None:
    light, other = theme.load("light"), theme.load(name)
    assert light.roles.keys() == other.roles.keys()
    assert len(light.indicators) == len(other.indicators) >= 8
    assert len(set(other.indicators)) == len(other.indicators)
    assert other.dark is (name != "light")


@pytest.mark.parametrize("name", THEMES)
def test_the_style_sheet_has_every_place_filled(name: str) -> None:
    assert "@" not in theme.style_sheet(theme.load(name))


def test_the_style_sheet_names_no_colour_itself() -> None:
    text = (paths.resources() / "themes" / "style.qss").read_text("utf-8")
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgb", text)


def test_applying_dark_turns_palette_and_hues(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    light = theme.indicator_colour(1).name()
    theme.apply(qapp, "dark", 1.3)
    assert theme.current().dark
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == theme.load("dark").roles["window"]
    assert theme.indicator_colour(1).name() == theme.load("dark").indicators[1] != light
    assert theme.px(13) == 17
    own = len(theme.current().indicators)
    assert len({theme.indicator_colour(n).name() for n in range(2 * own)}) == 2 * own, "none comes twice soon"
    assert theme.indicator_colour(2 * own) == theme.indicator_colour(0)
    theme.apply(qapp, "light")
    assert theme.px(13) == 13


def test_the_shipped_fonts_are_there_with_their_licences(qtbot: QtBot) -> None:
    theme.load_fonts()
    theme.load_late_fonts()
    for family in (theme.SANS, theme.SERIF, theme.MONO):
        assert family in QFontDatabase.families()
        assert QFontInfo(theme.font(13, family=family)).family() == family
    folder = paths.resources() / "fonts"
    assert all(f.stat().st_size < 2_000_000 for f in folder.iterdir())
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text("utf-8")
    assert "Bitstream" in (folder / "DejaVu-LICENSE.txt").read_text("utf-8")


def test_icons_are_recoloured_by_the_theme(qtbot: QtBot, qapp: QApplication) -> None:
    def ink_of() -> str:
        image = theme.icon("play", "ink").pixmap(32, 32).toImage()
        pixels = [image.pixelColor(x, y) for x in range(32) for y in range(32)]
        return max(pixels, key=lambda c: c.alpha()).name()

    theme.apply(qapp, "light")
    light = ink_of()
    theme.apply(qapp, "dark")
    dark = ink_of()
    theme.apply(qapp, "light")
    assert light == theme.load("light").roles["ink"]
    assert dark == theme.load("dark").roles["ink"]

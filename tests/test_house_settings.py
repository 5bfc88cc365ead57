"""Settings: typed, one file, nothing that a person wrote is ever lost."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app import settings
from reviewer_app.settings import Settings


def write(folder: Path, text: str) -> Path:
    path = folder / settings.FILE
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert settings.load(tmp_path) == settings.Loaded(settings=Settings())


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    changed = Settings(
        theme="dark",
        text_scale=1.25,
        stage_layout="single",
        single_letter_keys=False,
        pause_while_typing=False,
        volume=0.5,
        playback_rate=2.0,
        skip_seconds=2.5,
        long_skip_seconds=45.0,
        captions=False,
        transcript=True,
        blur_faces=True,
        reduced_motion=True,
        break_hint=False,
        break_minutes=25.0,
        send_folder="D:\\Büro 'x'",
        keys={"cite": "Ctrl+Shift+C"},
        side_panel="outline",
        page_view="single",
        layout={"review": (300, 700, 440)},
        filters={"Mine": "state=open"},
        recent=("page-outbox", "R-0417"),
    )
    assert all(getattr(changed, f.name) != getattr(Settings(), f.name) for f in fields(Settings))
    settings.save(tmp_path, changed)
    assert settings.load(tmp_path) == settings.Loaded(settings=changed)
    settings.save(tmp_path, Settings())
    assert settings.load(tmp_path).settings == Settings()


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('theme = "pink"', "theme"),
        ("theme = 1", "theme"),
        ("text_scale = 9.0", "text_scale"),
        ("text_scale = true", "text_scale"),
        ("single_letter_keys = 1", "single_letter_keys"),
        ("keys = 3", "keys"),
        ("keys = {cite = 3}", "keys"),
        ("layout = {review = [1, true]}", "layout"),
        ("send_folder = 1979-05-27", "send_folder"),
        ("volume = nan", "volume"),
        ("recent = [1]", "recent"),
        ("recent = 'x'", "recent"),
        ("filters = {Mine = 1}", "filters"),
        ("break_minutes = 1", "break_minutes"),
    ],
)
def test_a_wrong_value_is_named_and_the_default_used(tmp_path: Path, line: str, name: str) -> None:
    write(tmp_path, f'{line}\nplayback_rate = 2\nstage_layout = "single"\n')
    loaded = settings.load(tmp_path)
    assert [(p.code, p.where) for p in loaded.problems] == [("setting-wrong", name)]
    assert loaded.settings == Settings(playback_rate=2.0, stage_layout="single")


def test_unknown_and_wrong_values_and_comments_survive_saving(tmp_path: Path) -> None:
    path = write(tmp_path, '# mine\ntheme = "pink" # why not\nfrom_the_future = [1]\nvolume = 0.3\n')
    loaded = settings.load(tmp_path)
    assert {p.code for p in loaded.problems} == {"setting-wrong", "setting-unknown"}
    settings.save(tmp_path, replace(loaded.settings, text_scale=1.5))
    text = path.read_text(encoding="utf-8")
    for kept in ("# mine", 'theme = "pink" # why not', "from_the_future = [1]", "volume = 0.3", "text_scale = 1.5"):
        assert kept in text


@pytest.mark.parametrize("raw", [b"theme = ", b"\xff\xfe", b"\x00"])
def test_a_file_that_is_no_toml_is_kept_aside(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / settings.FILE).write_bytes(raw)
    loaded = settings.load(tmp_path)
    assert [p.code for p in loaded.problems] == ["settings-unreadable"]
    assert loaded.settings == Settings()
    settings.save(tmp_path, Settings(theme="dark"))
    assert settings.load(tmp_path) == settings.Loaded(settings=Settings(theme="dark"))
    assert (tmp_path / "settings.broken.toml").read_bytes() == raw


def test_a_wrong_value_is_never_saved(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="theme must be one of system, light, dark"):
        settings.save(tmp_path, Settings(theme="pink"))
    assert list(tmp_path.iterdir()) == []


@given(text=st.text(max_size=200))
def test_any_text_gives_settings(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / settings.FILE).write_bytes(text.encode("utf-8", "surrogatepass"))
    assert isinstance(settings.load(folder).settings, Settings)


@pytest.mark.parametrize(
    "text",
    ["a = " + "[" * 50_000 + "]" * 50_000, "volume = " + "9" * 5_000, "[layout]\nqueue = [99999999999999999999]"],
)
def test_a_file_that_is_made_to_be_too_much_is_only_a_problem(tmp_path: Path, text: str) -> None:
    (tmp_path / settings.FILE).write_text(text, encoding="utf-8")
    loaded = settings.load(tmp_path)
    assert loaded.problems and loaded.settings == settings.Settings()
    settings.save(tmp_path, settings.Settings(volume=0.5))
    assert settings.load(tmp_path).settings.volume == 0.5

"""The person's settings: typed values in one TOML file of the workspace.

A value that is unknown or wrong is reported and the default used, but what the file says is kept: saving writes only
the settings that were changed, so a newer program's settings and the person's own comments survive.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from reviewer_app.errors import Problem

FILE = "settings.toml"
_WIDEST = 100_000  # pixels

Check = Callable[[Any], str]
"""Says what a value must be, or nothing when it is right."""


def _one_of(*allowed: str) -> Check:
    return lambda value: "" if value in allowed and isinstance(value, str) else "one of " + ", ".join(allowed)


def _between(low: float, high: float) -> Check:
    def check(value: Any) -> str:
        right = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
        return "" if right else f"a number from {low:g} to {high:g}"

    return check


def _yes_or_no(value: Any) -> str:
    return "" if isinstance(value, bool) else "true or false"


def _text(value: Any) -> str:
    return "" if isinstance(value, str) else "text"


def _texts_by_name(value: Any) -> str:
    right = isinstance(value, dict) and all(isinstance(v, str) for v in value.values())
    return "" if right else "a table of names and texts"


def _texts(value: Any) -> str:
    right = isinstance(value, list | tuple) and all(isinstance(v, str) for v in value)
    return "" if right else "a list of texts"


def _sizes_by_name(value: Any) -> str:
    right = isinstance(value, dict) and all(_is_sizes(v) for v in value.values())
    return "" if right else "a table of names and lists of whole numbers"


def _is_sizes(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(
        isinstance(n, int) and not isinstance(n, bool) and 0 <= n <= _WIDEST for n in value
    )


_EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a person may set. ``dataclasses.replace`` makes a changed copy; ``save`` keeps it."""

    theme: str = field(default="system", metadata={"check": _one_of("system", "light", "dark", "contrast")})
    text_scale: float = field(default=1.0, metadata={"check": _between(0.8, 2.0)})
    stage_layout: str = field(default="stacked", metadata={"check": _one_of("side-by-side", "stacked", "single")})
    single_letter_keys: bool = field(default=True, metadata={"check": _yes_or_no})
    pause_while_typing: bool = field(default=True, metadata={"check": _yes_or_no})
    volume: float = field(default=1.0, metadata={"check": _between(0.0, 1.0)})
    playback_rate: float = field(default=1.0, metadata={"check": _between(0.25, 4.0)})
    skip_seconds: float = field(default=5.0, metadata={"check": _between(0.2, 120.0)})
    """How far Shift and an arrow go in a recording."""
    long_skip_seconds: float = field(default=30.0, metadata={"check": _between(0.2, 600.0)})
    """How far Ctrl, Shift and an arrow go."""
    captions: bool = field(default=True, metadata={"check": _yes_or_no})
    """Whether what is said is shown over the picture."""
    transcript: bool = field(default=False, metadata={"check": _yes_or_no})
    """Whether the transcript stands beside the picture."""
    blur_faces: bool = field(default=False, metadata={"check": _yes_or_no})
    reduced_motion: bool = field(default=False, metadata={"check": _yes_or_no})
    break_hint: bool = field(default=True, metadata={"check": _yes_or_no})
    break_minutes: float = field(default=50.0, metadata={"check": _between(10, 240)})
    send_folder: str = field(default="", metadata={"check": _text})
    keys: Mapping[str, str] = field(default_factory=lambda: _EMPTY, metadata={"check": _texts_by_name})
    """Changed keys by the name of the act."""
    side_panel: str = field(default="", metadata={"check": _one_of("", "pages", "outline", "links")})
    """What is shown beside the pages of a PDF."""
    page_view: str = field(default="continuous", metadata={"check": _one_of("continuous", "single")})
    layout: Mapping[str, tuple[int, ...]] = field(default_factory=lambda: _EMPTY, metadata={"check": _sizes_by_name})
    """Sizes of the parts of each splitter, in pixels, by the splitter's name."""
    filters: Mapping[str, str] = field(default_factory=lambda: _EMPTY, metadata={"check": _texts_by_name})
    """The reviewers' own filters of the queue by their names; see ``workflow/filters.py`` and ``workflow/owned.py``."""
    recent: tuple[str, ...] = field(default=(), metadata={"check": _texts})
    """What was chosen in the box of Ctrl+K, the latest first; each reviewer's own, see ``workflow/owned.py``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The settings as they are in force, and what in the file was passed over."""

    settings: Settings
    problems: tuple[Problem, ...] = ()


def load(folder: Path) -> Loaded:
    """Read the settings of a workspace; whatever is wrong is a problem and leaves the default in force."""
    path = folder / FILE
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Loaded(settings=Settings())
    except (OSError, ValueError, RecursionError) as error:  # no TOML, no text, or made to be too much
        problem = _problem("settings-unreadable", f"The settings file can't be read: {error}.", "")
        return Loaded(settings=Settings(), problems=(problem,))
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    checks = {f.name: f.metadata["check"] for f in fields(Settings)}
    for name, value in found.items():
        if name not in checks:
            problems.append(_problem("setting-unknown", f"There is no setting called {name}.", name))
        elif wanted := checks[name](value):
            problems.append(_problem("setting-wrong", f"The setting {name} must be {wanted}.", name))
        else:
            values[name] = _frozen(value)
    return Loaded(settings=Settings(**values), problems=tuple(problems))


def save(folder: Path, settings: Settings) -> None:
    """Write what differs from the settings in force, in one step; the rest of the file stays as it is.

    A file that is no TOML is kept beside the new one as ``settings.broken.toml``. Raises ``OSError``, and
    ``ValueError`` for a value that ``load`` would refuse.
    """
    import tomlkit

    for each in fields(Settings):
        if wanted := each.metadata["check"](_plain(getattr(settings, each.name))):
            raise ValueError(f"{each.name} must be {wanted}")
    path = folder / FILE
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        document = tomlkit.document()
    except (ValueError, RecursionError, tomlkit.exceptions.TOMLKitError):
        os.replace(path, folder / "settings.broken.toml")
        document = tomlkit.document()
    before = load(folder).settings
    for each in fields(Settings):
        value = getattr(settings, each.name)
        if value != getattr(before, each.name):
            document[each.name] = _plain(value)
    _replace(path, tomlkit.dumps(document))


def _replace(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(part, path)


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return MappingProxyType({name: tuple(v) if isinstance(v, list) else v for name, v in value.items()})
    if isinstance(value, list):
        return tuple(value)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: list(v) if isinstance(v, tuple) else v for name, v in value.items()}
    return list(value) if isinstance(value, tuple) else value


def _problem(code: str, message: str, where: str) -> Problem:
    hint = f"The default is used. Correct {FILE} in the workspace, or set it anew in Settings."
    return Problem(code=code, message=message, hint=hint, where=where, severity="note")

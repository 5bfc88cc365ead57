"""Goes through registered screens: ``python -m tests.ui.walk FOLDER PART`` writes what is wrong, as JSON.

A process of its own, since the scale is the process's: ``QT_SCALE_FACTOR=2``. Each screen is made once, looked at in
both sizes of the window, and asked what a screen reader is told; menus and lists that open from it are opened. Some are
looked at in the dark theme too (the themes differ in colours alone) and with large text. At scale 2 go those that are
pictured in both sizes: there is one of each build, and each state of the desk.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QComboBox, QMenu, QPushButton, QToolButton, QWidget

from reviewer_app.evidence import worker
from reviewer_app.ui import theme
from tests import bases, screens
from tests.screens import FULL, SMALL, Screen, Stage
from tests.ui import painted, told

PARTS = {  # the modules that register screens
    "shell": ("screens", "screens_queue", "screens_samples"),
    "calibration": ("screens_calibration",),
    "scoring": ("screens_review",),
    "desk": ("screens_desk", "screens_video", "screens_viewers"),
}
DARK = ("queue", "score")
LARGE = ("score", "calibration", "calibration-reviewers", "calibration-new")
LARGE_TEXT = 1.5


def screens_of(part: str) -> list[Screen]:
    """The screens of a part."""
    screens.find_more()
    return [s for s in screens.SCREENS if s.act.__module__.removeprefix("tests.") in PARTS[part]]


def windows() -> list[QWidget]:
    """Everything that is open: the window, boxes, menus."""
    return [w for w in QApplication.topLevelWidgets() if w.isVisible() and not w.inherits("QTipLabel")]


def look(wanted: Screen, mode: str = "light", scale: float = 1.0) -> list[str]:
    """What is wrong on a screen."""
    found: list[str] = []
    with screens.on_stage(wanted, mode, FULL, scale) as stage:
        wanted.act(stage)
        for size in (FULL, SMALL):
            stage.window.resize(*size)
            screens.wait(60)  # layouts in layouts take a few turns
            stage.rest(0)
            found += [f"{size[0]}: {f}" for w in windows() for f in painted.unread(w)]
        found += [f for w in windows() for f in told.faults(w)]
        if stage.window.devicePixelRatio() == 1:  # at 2 the screen that isn't there is smaller than a menu
            found += menus()
    return list(dict.fromkeys(found))


def menus() -> Iterator[str]:
    """Open what can be opened from buttons and boxes."""
    for part in [w for top in windows() for w in top.findChildren(QWidget) if w.isVisible() and w.isEnabled()]:
        menu = part.menu() if isinstance(part, QPushButton | QToolButton) else None
        if isinstance(menu, QMenu):
            menu.popup(QPoint(0, 0))  # a screen without a display may be smaller than the window
            yield from _opened(menu)
            menu.close()
        elif isinstance(part, QComboBox):
            part.showPopup()
            yield from _opened(part.view().window())
            part.hidePopup()


def _opened(popup: QWidget) -> Iterator[str]:
    screens.wait(0)
    if popup.isVisible():
        yield from (f"{type(popup).__name__}: {f}" for f in (*painted.unread(popup), *told.faults(popup)))


class _Lasting(worker.Readers):
    """One set of readers for all windows: to start them is most of what a screen costs."""

    def close(self) -> None:
        """The next window wants them too."""

    def end(self) -> None:
        """No window comes any more."""
        super().close()


def main(folder: str, part: str) -> int:
    """Write what is wrong, screen by screen."""
    app = QApplication.instance() or QApplication(["walk"])
    assert isinstance(app, QApplication)
    theme.load_fonts()
    bases.keep_in(Path(folder))
    for each in (wanted := screens_of(part)):
        if each.on not in ("none", "busy"):
            bases.kept(each.on)
    readers = _Lasting()
    worker.Readers = lambda **_: readers  # type: ignore[assignment,misc]
    Stage.hurried = True
    if app.devicePixelRatio() == 1:
        found = {each.name: look(each) for each in wanted}
        found |= {f"{each.name}, dark": look(each, "dark") for each in wanted if each.name in DARK}
        found |= {f"{each.name}, large": look(each, scale=LARGE_TEXT) for each in wanted if each.name in LARGE}
    else:
        found = {each.name: look(each) for each in wanted if SMALL in each.sizes}
    readers.end()
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

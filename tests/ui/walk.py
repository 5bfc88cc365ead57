"""Goes through every registered screen: ``python -m tests.ui.walk FOLDER MODULE…`` writes what is wrong, as JSON.

A process of its own, since the scale is the process's: ``QT_SCALE_FACTOR=2``. Each screen is made once, looked at in
both sizes of the window, and asked what a screen reader is told; menus and lists that open from it are opened.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QApplication, QComboBox, QMenu, QPushButton, QToolButton, QWidget

from reviewer_app.ui import theme
from tests import bases, screens
from tests.screens import FULL, SMALL, Screen, Stage
from tests.ui import painted, told

LARGE = 1.5  # of the text, where a screen is looked at in that too


def screens_of(*modules: str) -> list[Screen]:
    """The screens that these modules register."""
    screens.find_more()
    return [s for s in screens.SCREENS if s.act.__module__.removeprefix("tests.") in modules]


def windows() -> list[QWidget]:
    """Everything that is open: the window, boxes, menus."""
    return [w for w in QApplication.topLevelWidgets() if w.isVisible() and not w.inherits("QTipLabel")]


def look(wanted: Screen, mode: str = "light", *, large: bool = False) -> list[str]:
    """What is wrong on a screen."""
    found: list[str] = []
    with screens.on_stage(wanted, mode, FULL) as stage:
        wanted.act(stage)
        for size in (FULL, SMALL):
            stage.window.resize(*size)
            stage.rest(0)
            found += [f"{size[0]}: {f}" for w in windows() for f in painted.unread(w)]
        found += [f for w in windows() for f in told.faults(w)]
        found += list(menus(stage))
        if large and stage.shell.session is not None:
            stage.shell.session.set(text_scale=LARGE)
            stage.rest(0).rest(0)
            found += [f"large text: {f}" for w in windows() for f in painted.unread(w)]
    return [f"{wanted.name}: {f}" for f in dict.fromkeys(found)]


def menus(stage: Stage) -> Iterator[str]:
    """Open what can be opened from buttons and boxes."""
    for part in [w for top in windows() for w in top.findChildren(QWidget) if w.isVisible() and w.isEnabled()]:
        menu = part.menu() if isinstance(part, QPushButton | QToolButton) else None
        if isinstance(menu, QMenu):
            menu.popup(part.mapToGlobal(part.rect().bottomLeft()))
            yield from _opened(stage, menu)
            menu.close()
        elif isinstance(part, QComboBox):
            part.showPopup()
            yield from _opened(stage, part.view().window())
            part.hidePopup()


def _opened(stage: Stage, popup: QWidget) -> Iterator[str]:
    screens.wait(0)
    if popup.isVisible():
        yield from (f"{type(popup).__name__}: {f}" for f in (*painted.unread(popup), *told.faults(popup)))


def main(folder: str, *modules: str) -> int:
    """Write what is wrong, screen by screen."""
    app = QApplication.instance() or QApplication(["walk"])
    assert isinstance(app, QApplication)
    theme.load_fonts()
    bases.keep_in(Path(folder))
    Stage.hurried = True
    found = {}
    for each in screens_of(*modules):
        found[each.name] = look(
            each, large=each.act.__module__ in ("tests.screens_review", "tests.screens_calibration")
        )
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""Saving a copy of the original: never without the warning, never over another file, and only where it is offered."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer_app.errors import ReviewerError
from tests.evidence import made
from tests.ui_review.still import Bench
from tests.ui_review.test_image import photo

pytestmark = pytest.mark.gui


def files(folder: Path) -> list[Path]:
    (folder / "a.pdf").write_bytes(made.pdf(("Words",)))
    (folder / "a.txt").write_text("Some words", "utf-8")
    return [folder / "a.pdf", folder / "a.txt", photo(folder / "a.png")]


def test_it_is_warned_of_first_and_saved_where_the_person_says(bench: Bench, tmp_path: Path) -> None:
    saved: list[Path] = []
    for path in files(tmp_path):
        viewer = bench.show(path, save_original=saved.append)
        entry = next(a for a in viewer.menu.actions() if a.text() == "Save a copy of the original…")
        assert not viewer.original.isVisible()
        entry.trigger()
        assert viewer.original.isVisible() and "not protected" in viewer.original.words.text()
        assert "children" in viewer.original.words.text() and viewer.focusWidget() is viewer.original.leave
        bench.click(viewer.original.leave)
        assert not viewer.original.isVisible() and saved == []
        entry.trigger()
        viewer.original.chosen.emit(tmp_path / "copy")
        bench.rest()
        assert saved.pop() == tmp_path / "copy" and "not protected" in bench.told[-1]


def test_the_place_is_chosen_in_a_window_of_its_own_with_a_neutral_name(bench: Bench, tmp_path: Path) -> None:
    viewer = bench.show(files(tmp_path)[0], save_original=lambda _: None)
    viewer.original.ask()
    bench.click(viewer.original.choose)
    dialog = viewer.original._dialog
    assert dialog.isVisible() and [Path(p).name for p in dialog.selectedFiles()] == ["evidence-0001.pdf"]
    dialog.reject()


def test_what_goes_wrong_is_said_and_where_it_is_not_offered_there_is_no_entry(bench: Bench, tmp_path: Path) -> None:
    def refuse(_dest: Path) -> None:
        raise ReviewerError("There is already a file.", hint="Choose another name.", code="file-exists")

    viewer = bench.show(files(tmp_path)[1], save_original=refuse)
    viewer.original.ask()
    viewer.original.chosen.emit(tmp_path / "copy")
    bench.rest()
    assert bench.told[-1] == "There is already a file. Choose another name."
    plain = bench.show(tmp_path / "a.txt")
    assert plain.original is None and not any("original" in a.text() for a in plain.menu.actions())

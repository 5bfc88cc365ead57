"""The log carries ids, never names, paths or words of the evidence."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reviewer_app import logs


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    logs.stop()


def test_one_line_a_record_in_utc(tmp_path: Path) -> None:
    path = logs.start(tmp_path / "deep" / "log")
    logging.getLogger("reviewer_app.workflow.intake").info("submission %s taken in, %d items", "0192-ab", 4)
    (line,) = path.read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ INFO reviewer_app\.workflow\.intake: submission 0192-ab taken in, 4 items",
        line,
    )


@pytest.mark.parametrize(
    "secret",
    [
        "/home/maria/Desktop/Maria Lopez essay.docx",
        "C:\\Users\\maria\\essay.docx",
        "maria.lopez@school.example",
        "'Maria Lopez'",
        '"my students were curious"',
        "“my students”",
    ],
)
def test_names_paths_and_words_are_taken_out(tmp_path: Path, secret: str) -> None:
    path = logs.start(tmp_path)
    logging.getLogger("reviewer_app.x").info("0192-ab can't be read: %s", secret)
    text = path.read_text(encoding="utf-8")
    assert "0192-ab can't be read: <" in text
    for word in re.findall(r"[a-z]{4,}", secret, re.IGNORECASE):
        assert word not in text


def test_ids_times_and_digests_stay() -> None:
    line = "review 019abc-def sha256 ab12 at 2026-01-02T03:04:05Z took 3.5 s, 2/3 done, don't worry, it's fine"
    assert logs.redact(line) == line


def test_an_exception_is_its_type_and_place_only(tmp_path: Path, expect_log: Callable[[str], None]) -> None:
    expect_log("ERROR reviewer_app.x: failed")
    path = logs.start(tmp_path)
    try:
        raise KeyError("Maria Lopez")
    except KeyError:
        logging.getLogger("reviewer_app.x").exception("failed")
    (line,) = path.read_text(encoding="utf-8").splitlines()
    assert "Maria" not in line
    assert re.search(r"\[KeyError at test_house_logs\.py:\d+ test_an_exception_is_its_type_and_place_only\]$", line)


def test_the_file_is_kept_small(tmp_path: Path) -> None:
    logs.start(tmp_path)
    logger = logging.getLogger("reviewer_app.x")
    for number in range(70_000):
        logger.info("submission %d looked at again and again and again and again", number)
    sizes = [p.stat().st_size for p in tmp_path.iterdir()]
    assert len(sizes) == logs.KEPT + 1
    assert max(sizes) <= logs.MAX_BYTES


def test_a_second_start_moves_the_log(tmp_path: Path) -> None:
    first, second = logs.start(tmp_path / "a"), logs.start(tmp_path / "b")
    logging.getLogger("reviewer_app.x").info("here")
    assert not first.exists()
    assert second.read_text(encoding="utf-8").count("here") == 1

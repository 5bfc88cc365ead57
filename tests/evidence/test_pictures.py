"""Pictures within documents: small data URIs, and an end to how many and how large."""

from __future__ import annotations

import pytest

from reviewer_app.evidence import pictures
from reviewer_app.evidence.pictures import Pictures
from tests.evidence import made


def uri(found: Pictures, data: bytes) -> str:
    return found.uri(data)


def test_pictures_become_data_uris() -> None:
    found = Pictures()
    assert uri(found, made.picture("PNG")).startswith("data:image/png;base64,")
    assert uri(found, made.picture("JPEG", (900, 600))).startswith("data:image/jpeg;base64,")
    assert uri(found, b"no picture") == ""


def test_the_work_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A JPEG costs a quarter of what a PNG of its size does."""
    monkeypatch.setattr(pictures, "WORK", 60 * 40 * 5)
    found = Pictures()
    shown = [bool(uri(found, made.picture(form))) for form in ("PNG", "JPEG", "PNG", "JPEG")]
    assert shown == [True, True, False, False]


def test_after_the_first_that_is_too_much_no_other_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "TOTAL", 1000)
    found = Pictures()
    small, large = made.picture("PNG"), made.picture("JPEG", (900, 600))
    assert uri(found, small)
    assert uri(found, large) == ""

    def never(*_: object, **__: object) -> None:
        raise AssertionError("no time is spent on it")

    monkeypatch.setattr("PIL.Image.open", never)
    assert uri(found, small) == ""

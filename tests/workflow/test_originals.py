"""Copies of originals: the very bytes, whole or not at all, nothing overwritten."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from reviewer_app.errors import ReviewerError
from reviewer_app.workflow import scoring
from reviewer_app.workflow.originals import save_original
from tests.ui_review.material import SID, Recipe, make_case


def test_the_copy_is_the_very_file_and_nothing_is_overwritten(tmp_path: Path) -> None:
    with make_case(tmp_path, Recipe(only=("Reflection",))) as ws:
        (item,) = scoring.desk(ws, SID).submission.evidence
        dest = tmp_path / "copy.docx"
        save_original(ws, item, dest)
        assert hashlib.sha256(dest.read_bytes()).hexdigest() == item.sha256
        with pytest.raises(ReviewerError) as caught:
            save_original(ws, item, dest)
        assert caught.value.code == "file-exists"
        with pytest.raises(ReviewerError) as caught:
            save_original(ws, replace(item, sha256="0" * 64), tmp_path / "other.docx")
        assert not (tmp_path / "other.docx").exists()
    assert sorted(p.name for p in tmp_path.glob("*.docx*")) == ["copy.docx"]

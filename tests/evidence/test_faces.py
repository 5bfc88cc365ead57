"""Faces are found where there are some, in percent; what is no picture is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer_app.errors import BadInput
from reviewer_app.evidence.values import Picture
from reviewer_app.evidence.worker import Readers
from tests.evidence import made

# A man's face, frontal, in one take that lies in four containers: left, top, right, bottom in percent.
FACE = (29, 18, 71, 84)


@pytest.mark.corpus
@pytest.mark.parametrize("quick", [False, True])
@pytest.mark.parametrize(
    "name", ["sample.flv", "sample_with_srt.mkv", "sample_without_stss.mp4", "sample_h262_mpeg_audio.ps"]
)
def test_a_real_face_is_covered(corpus: Path, readers: Readers, name: str, quick: bool) -> None:
    frame = readers.frame(made.recipe(corpus / "video" / name), 300, 640)
    [box] = readers.faces(frame, quick=quick)
    middle = (box.x + box.width / 2, box.y + box.height / 2)
    assert FACE[0] < middle[0] < FACE[2] and FACE[1] < middle[1] < FACE[3]
    assert 25 < box.width < 60 and 40 < box.height < 90
    assert box.x >= 0 and box.x + box.width <= 100.01 and box.y >= 0 and box.y + box.height <= 100.01


def test_where_no_face_is_none_is_found(tmp_path: Path, readers: Readers) -> None:
    clip = readers.frame(made.saved(tmp_path, "a.mp4", made.clip(30)), 500)
    assert readers.faces(clip) == ()
    assert readers.faces(Picture(width=1, height=1, rgb=b"\0\0\0")) == ()


def test_what_is_no_picture_is_refused_and_the_next_works(readers: Readers) -> None:
    with pytest.raises(BadInput) as caught:
        readers.faces(Picture(width=30, height=30, rgb=b"short"))
    assert caught.value.code == "bad-request"
    assert readers.faces(Picture(width=30, height=30, rgb=bytes(2700))) == ()

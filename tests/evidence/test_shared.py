"""Large pictures cross in shared memory, whole; what is larger still or small goes through the pipe."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from reviewer_app.evidence.shared import LEAST, SIZE, Shared
from reviewer_app.evidence.worker import Readers
from tests.evidence import made


@pytest.mark.parametrize("size", [(30, 20), (640, 360), (3000, 2900)])
def test_pictures_of_all_sizes_arrive_whole(tmp_path: Path, readers: Readers, size: tuple[int, int]) -> None:
    dots = np.random.default_rng(4).integers(0, 255, (size[1], size[0], 3), np.uint8)
    data = io.BytesIO()
    Image.fromarray(dots).save(data, "PNG", compress_level=0)
    found = readers.picture(made.saved(tmp_path, "a.png", data.getvalue()), max(size))
    assert found.rgb == dots.tobytes()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has such memory; elsewhere everything goes by pipe")
def test_it_takes_what_fits_and_gives_a_copy() -> None:
    shared = Shared.make()
    try:
        assert not shared.put(b"small") and not shared.put(bytes(SIZE + 1))
        assert shared.put(b"a" * LEAST)
        taken = shared.take(LEAST)
        assert shared.put(b"b" * LEAST)
        assert taken == b"a" * LEAST
        for size in (-1, SIZE + 1):
            with pytest.raises(ValueError, match="shared"):
                shared.take(size)
    finally:
        shared.close()


def test_without_it_everything_goes_by_pipe() -> None:
    assert not Shared(-1).put(bytes(LEAST))
    with pytest.raises(ValueError, match="shared"):
        Shared(-1).take(3)

"""Any one byte of a small bundle changed: refused, or, where it is only the container's, accepted and said so."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer_app.bundles.signature import Signer
from reviewer_app.bundles.trust import KnownKey, Trust
from reviewer_app.bundles.unpack import inspect
from tests.bundles.made import bundle, members, package


@pytest.mark.timeout(400)
@pytest.mark.parametrize("kind", ["decisions", "submission"])
def test_every_byte(tmp_path: Path, kind: str) -> None:
    signer = Signer.generate("R-17")
    small = {"0001": b"It was a good lesson."}
    path = bundle(tmp_path, signer).path if kind == "decisions" else package(tmp_path, signer, small).path
    trust = Trust(keys=(KnownKey(key_id=signer.public.key_id, name="R-17"),))
    good = path.read_bytes()
    assert inspect(path, trust=trust).problems == ()
    inside = members(path)
    content = sum(map(len, inside.values()))
    repacked = 0
    changed = bytearray(good)
    with path.open("r+b", buffering=0) as file:
        for at in range(len(good)):
            for flip in (0x01, 0x20, 0x80) if at % 16 == 0 else ((0x01, 0x20, 0x80, 0xFF)[at % 4],):
                changed[at] = good[at] ^ flip
                file.seek(at)
                file.write(changed[at : at + 1])
                report = inspect(path, trust=trust)
                if report.valid:
                    assert [p.code for p in report.problems] == ["repacked"], (at, flip)
                    assert members(path) == inside, (at, flip)
                    repacked += 1
                else:
                    assert all(p.message for p in report.problems)
            changed[at] = good[at]
            file.seek(at)
            file.write(good[at : at + 1])
    assert path.read_bytes() == good
    container = len(good) - content
    assert 0 < repacked < container, "some bytes of the container are nobody's; none of the content is"

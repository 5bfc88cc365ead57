"""The frame of a sealed file: what only shows when nothing else is wrong."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from reviewer_app.bundles.signature import Signer
from reviewer_app.bundles.unpack import inspect
from tests.bundles.made import members, package, rezip


def codes(path: Path) -> list[str]:
    """What is said of a file."""
    return [p.code for p in inspect(path).problems]


def test_a_copy_in_the_same_order_by_another_program_is_said_to_be_repacked(tmp_path: Path) -> None:
    path = package(tmp_path, Signer.generate("R-17")).path
    again = rezip(tmp_path / "again.zip", members(path), "R-0417")
    assert codes(path) == ["signer-not-known"]
    assert codes(again) == ["repacked", "signer-not-known"]


@pytest.mark.parametrize("field", [4, 5, 36, 38])
def test_a_byte_of_the_directory_that_says_nothing_is_noticed(tmp_path: Path, field: int) -> None:
    """Version and system that made it, internal and external attributes (DOS read-only)."""
    path = package(tmp_path).path
    data = bytearray(path.read_bytes())
    data[data.rfind(b"PK\x01\x02") + field] ^= 1
    path.write_bytes(data)
    assert codes(path) == ["repacked", "unsigned"]


def test_the_same_container_in_another_order_is_said_to_be_repacked(tmp_path: Path) -> None:
    """Every entry as our writer makes it, but two of them have changed places."""
    path = package(tmp_path).path
    names = list(members(path))
    swapped = [names[1], names[0], *names[2:]]
    made = {n: members(path)[n] for n in swapped}
    with zipfile.ZipFile(tmp_path / "again.zip", "w") as archive:
        for name, data in made.items():
            info = zipfile.ZipInfo(f"R-0417/{name}", (1980, 1, 1, 0, 0, 0))
            info.create_system, info.create_version, info.external_attr = 3, 20, 0o100644 << 16
            archive.writestr(info, data)
    assert "repacked" in codes(tmp_path / "again.zip")


@pytest.mark.parametrize(
    ("old", "new"), [(b"  ", b" *"), (b"  ", b"   "), (b"\n", b"\r\n"), (b"  bag", b"  ./bag"), (b"\n", b"\n\n")]
)
def test_the_list_that_nothing_else_binds_in_an_unsigned_package_has_one_form(
    tmp_path: Path, old: bytes, new: bytes
) -> None:
    files = members(package(tmp_path).path)
    name = "tagmanifest-sha256.txt"
    assert old in files[name]
    changed = files | {name: files[name].replace(old, new, 1)}
    found = inspect(rezip(tmp_path / "changed.zip", changed, "R-0417"))
    assert not found.valid
    assert found.problems[0].code in {"manifest-line", "file-unlisted"}

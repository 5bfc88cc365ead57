"""The vault: bytes in, a seekable reader out, nothing half done."""

from __future__ import annotations

import hashlib
import io
import os
import threading
import time
from pathlib import Path

import pytest

from reviewer_app.errors import ReviewerError
from reviewer_app.evidence.vault import EvidenceReader, Recipe, Vault, open_recipe


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault.create(tmp_path / "vault")


def put(vault: Vault, data: bytes) -> str:
    digest = hashlib.sha256(data).hexdigest()
    writer = vault.writer()
    for start in range(0, len(data), 1000):
        writer.write(memoryview(data)[start : start + 1000])
    writer.commit(digest)
    return digest


def files(root: Path) -> list[Path]:
    return [p for p in root.rglob("*") if p.is_file()]


def test_what_goes_in_comes_out(vault: Vault) -> None:
    data = os.urandom(5000)
    digest = put(vault, data)
    assert vault.has(digest)
    with vault.open(digest, len(data)) as reader:
        assert reader.read() == data
        assert reader.seek(4990) == 4990
        assert reader.read(100) == data[4990:]
        assert reader.read_at(10, 5) == data[10:15]
        assert reader.size == 5000
        assert not reader.writable()
    assert vault.used() == 5000


def test_a_recipe_goes_through_json(vault: Vault) -> None:
    digest = put(vault, b"words")
    recipe = Recipe.from_json(vault.recipe(digest, 5).to_json())
    with open_recipe(recipe) as reader:
        assert reader.read() == b"words"


def test_nothing_is_there_before_commit_or_after_discard(vault: Vault, tmp_path: Path) -> None:
    writer = vault.writer()
    writer.write(b"half")
    assert not vault.has(hashlib.sha256(b"half").hexdigest())
    writer.discard()
    writer.discard()
    assert files(tmp_path) == []


def test_the_same_content_twice_lies_there_once(vault: Vault, tmp_path: Path) -> None:
    assert put(vault, b"same") == put(vault, b"same")
    assert len(files(tmp_path)) == 1


def test_the_sweep_keeps_what_is_needed_and_takes_the_rest(vault: Vault, tmp_path: Path) -> None:
    kept, lost = put(vault, b"kept"), put(vault, b"lost")
    unfinished = vault.writer()
    unfinished.write(b"half")
    assert vault.sweep({kept}) == 2
    assert (vault.has(kept), vault.has(lost)) == (True, False)
    assert [p.name for p in files(tmp_path)] == [kept]
    unfinished.discard()


def test_missing_and_cut_files_are_told(vault: Vault, tmp_path: Path) -> None:
    digest = put(vault, b"whole")
    with pytest.raises(ReviewerError) as caught:
        vault.open("0" * 64, 5)
    assert caught.value.code == "evidence-missing"
    place = files(tmp_path)[0]
    place.chmod(0o600)
    place.write_bytes(b"who")
    with pytest.raises(ReviewerError) as caught:
        vault.open(digest, 5)
    assert caught.value.code == "evidence-missing"
    vault.remove(digest)
    vault.remove(digest)
    assert not vault.has(digest)


def test_a_name_that_is_no_digest_reaches_no_file(vault: Vault) -> None:
    for name in ("../../etc/passwd", "", "A" * 64, "0" * 63):
        with pytest.raises(ValueError, match="SHA-256"):
            vault.has(name)


class Dawdling(EvidenceReader):
    """Gives other threads every chance to come between going somewhere and reading there."""

    def seek(self, offset: int, whence: int = 0) -> int:
        place = super().seek(offset, whence)
        time.sleep(0.0005)
        return place


def test_two_threads_share_one_reader(vault: Vault) -> None:
    data = bytes(range(256)) * 4000
    recipe = vault.recipe(put(vault, data), len(data))
    wrong: list[int] = []
    with Dawdling(io.FileIO(recipe.path), len(data)) as reader:

        def read(seed: int) -> None:
            for n in range(40):
                at = (n * 7919 + seed * 104729) % (len(data) - 100)
                if reader.read_at(at, 100) != data[at : at + 100]:
                    wrong.append(at)

        threads = [threading.Thread(target=read, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


def test_others_can_not_look_in(vault: Vault, tmp_path: Path) -> None:
    put(vault, b"a child's work")
    assert (tmp_path / "vault").stat().st_mode & 0o077 == 0

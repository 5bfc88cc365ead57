"""Filmstrips, waveforms and cuts are made once, kept in the vault, bounded, and gone with their evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from reviewer_app.domain.ids import SubmissionId
from reviewer_app.errors import Cancelled
from reviewer_app.evidence.strips import StripStore
from reviewer_app.evidence.values import Film, Picture, Span, Waveform
from reviewer_app.evidence.vault import Recipe, Vault
from reviewer_app.evidence.worker import Readers
from reviewer_app.jobs import Job
from reviewer_app.workspace import Workspace
from tests.builders import make_case
from tests.evidence import made


class Counting:
    """Makes small things at once and counts how often it was asked."""

    def __init__(self, *, grey: int = 90, stop_after: int = 0) -> None:
        self.asked = 0
        self._grey, self._stop = grey, stop_after

    def filmstrip(
        self, recipe: Recipe, film: Film, on_picture: Callable[[Picture], None], job: Job | None = None
    ) -> int:
        self.asked += 1
        height, places = film.height, film.places or range(film.count)
        for number in places:
            if self._stop and number >= self._stop:
                raise Cancelled
            rgb = bytes([self._grey + number % 2]) * (height * 2 * height * 3)
            on_picture(Picture(width=2 * height, height=height, rgb=rgb, ms=number * 10, index=number))
        return len(places)

    def waveform(
        self, recipe: Recipe, peaks: int, on_span: Callable[[Span], None] | None = None, job: Job | None = None
    ) -> Waveform:
        self.asked += 1
        return Waveform(low=bytes(range(peaks)), high=bytes(peaks), duration_ms=1234)

    def scenes(
        self, recipe: Recipe, job: Job | None = None, on_cut: Callable[[int], None] | None = None
    ) -> tuple[int, ...]:
        self.asked += 1
        return (400, 1200)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def named(text: str) -> Recipe:
    return Recipe(path="x", size=1, sha256=digest(text))


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault.create(tmp_path / "vault")


def film(store: StripStore, maker: Counting, of: str = "a", height: int = 10) -> list[Picture]:
    found: list[Picture] = []
    assert store.filmstrip(maker, named(of), Film(6, height), found.append) == 6
    return found


def test_a_filmstrip_is_made_once_and_comes_back_whole(tmp_path: Path, vault: Vault) -> None:
    maker = Counting()
    first = film(StripStore(vault, tmp_path / "strips.json"), maker)
    again = film(StripStore(vault, tmp_path / "strips.json"), maker)
    assert maker.asked == 1
    assert [(p.index, p.ms, p.width, p.height) for p in again] == [(p.index, p.ms, p.width, p.height) for p in first]
    assert all(abs(a.rgb[0] - b.rgb[0]) <= 2 and len(a.rgb) == len(b.rgb) for a, b in zip(first, again, strict=True))


def test_other_parameters_and_other_files_are_made_anew(tmp_path: Path, vault: Vault) -> None:
    maker, store = Counting(), StripStore(vault, tmp_path / "strips.json")
    film(store, maker)
    film(store, maker, height=12)
    film(store, maker, of="b")
    assert maker.asked == 3


def test_close_looks_are_kept_each_for_itself(tmp_path: Path, vault: Vault) -> None:
    maker, store = Counting(), StripStore(vault, tmp_path / "strips.json")
    for places in (range(16, 32), range(32, 48), range(16, 32)):
        found: list[Picture] = []
        assert store.filmstrip(maker, named("a"), Film(240, 10, places), found.append) == 16
        assert [p.index for p in found] == list(places)
    assert maker.asked == 2


def test_waveform_and_cuts_are_kept_too(tmp_path: Path, vault: Vault) -> None:
    maker, store = Counting(), StripStore(vault, tmp_path / "strips.json")
    spans: list[Span] = []
    cuts: list[int] = []
    made_wave, made_cuts = store.waveform(maker, named("a"), 20), store.scenes(maker, named("a"))
    assert store.waveform(maker, named("a"), 20, spans.append) == made_wave
    assert store.scenes(maker, named("a"), None, cuts.append) == made_cuts == (400, 1200)
    assert (maker.asked, cuts) == (2, [400, 1200])
    assert spans == [Span(first=0, low=made_wave.low, high=made_wave.high)]


def test_nothing_lies_outside_the_vault_but_digests(tmp_path: Path, vault: Vault) -> None:
    store = StripStore(vault, tmp_path / "strips.json")
    film(store, Counting())
    lies = [p for p in tmp_path.rglob("*") if p.is_file() and tmp_path / "vault" not in p.parents]
    assert [p.name for p in lies] == ["strips.json"]
    [kept] = store.keep({digest("a")})
    assert vault.has(kept)
    with vault.open(kept, store.used()) as stream:
        assert hashlib.sha256(stream.read()).hexdigest() == kept


def test_what_was_stopped_half_way_is_not_kept(tmp_path: Path, vault: Vault) -> None:
    store = StripStore(vault, tmp_path / "strips.json")
    found: list[Picture] = []
    with pytest.raises(Cancelled):
        store.filmstrip(Counting(stop_after=3), named("a"), Film(6, 10), found.append)
    assert (len(found), store.used()) == (3, 0)
    whole = Counting()
    film(store, whole)
    assert whole.asked == 1


def test_what_was_used_longest_ago_makes_room(tmp_path: Path, vault: Vault) -> None:
    maker = Counting()
    store = StripStore(vault, tmp_path / "strips.json", limit=2200)
    for name in "abc":
        store.waveform(maker, named(name), 250)  # each differs only in what it was made of
        film(store, maker, of=name, height=8 + ord(name) % 5)
    assert 0 < store.used() <= 2200
    asked = maker.asked
    film(store, maker, of="c", height=8 + ord("c") % 5)
    assert maker.asked == asked, "the last one is still there"
    kept = store.keep({digest(n) for n in "abc"})
    assert vault.sweep(kept) == 0, "what made room left the vault too"


def test_damage_costs_only_time(tmp_path: Path, vault: Vault) -> None:
    maker = Counting()
    store = StripStore(vault, tmp_path / "strips.json")
    film(store, maker)
    [kept] = store.keep({digest("a")})
    lies = next(p for p in (tmp_path / "vault").rglob(kept))
    lies.chmod(0o600)
    data = bytearray(lies.read_bytes())
    data[len(data) // 2] ^= 1
    lies.write_bytes(data)
    film(store, maker)
    assert maker.asked == 2
    (tmp_path / "strips.json").write_bytes(b'{"version": 1, "kept": [{"of": 3}]}')
    film(StripStore(vault, tmp_path / "strips.json"), maker)
    assert maker.asked == 3


def test_a_vault_that_takes_nothing_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "vault").write_text("no folder")
    maker = Counting()
    store = StripStore(Vault(tmp_path / "vault"), tmp_path / "strips.json")
    assert len(film(store, maker)) == 6
    assert store.used() == 0


def test_a_file_without_a_digest_is_never_kept(tmp_path: Path, vault: Vault) -> None:
    maker, store = Counting(), StripStore(vault, tmp_path / "strips.json")
    for _ in range(2):
        store.scenes(maker, Recipe(path="x", size=1, sha256=""))
    assert (maker.asked, store.used()) == (2, 0)


def test_they_stay_as_long_as_their_evidence(tmp_path: Path) -> None:
    with make_case(tmp_path, "R-0417") as ws:
        record = ws.catalogue.package(SubmissionId("R-0417"))
        assert record is not None
        of, root = record.submission.evidence[0].sha256, ws.root
        for sha256 in (of, digest("gone")):
            ws.strips.scenes(Counting(), Recipe(path="x", size=1, sha256=sha256))
            ws.strips.waveform(Counting(), Recipe(path="x", size=1, sha256=sha256), 7 + (sha256 == of))
    with Workspace.open(root) as ws:
        maker = Counting()
        ws.strips.scenes(maker, Recipe(path="x", size=1, sha256=of))
        ws.strips.waveform(maker, Recipe(path="x", size=1, sha256=of), 8)
        assert maker.asked == 0
        ws.strips.scenes(maker, named("gone"))
        assert maker.asked == 1


def test_real_readers_fill_it(tmp_path: Path, vault: Vault, readers: Readers) -> None:
    data = made.clip(50)
    sha256 = hashlib.sha256(data).hexdigest()
    (tmp_path / "clip.mp4").write_bytes(data)
    recipe = Recipe(path=str(tmp_path / "clip.mp4"), size=len(data), sha256=sha256)
    store = StripStore(vault, tmp_path / "strips.json")
    first: list[Picture] = []
    again: list[Picture] = []
    store.filmstrip(readers, recipe, Film(5, 48), first.append)
    readers.close()
    store.filmstrip(readers, recipe, Film(5, 48), again.append)
    numbers = [[made.number_in(p.rgb, p.width, p.height) for p in film] for film in (first, again)]
    assert numbers[0] == numbers[1] and len(set(numbers[0])) == 3

"""One's own key, and whose keys are trusted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer_app.bundles.signature import Signer
from reviewer_app.errors import BadInput, UsageError
from reviewer_app.workflow import keyring
from reviewer_app.workspace import Workspace
from tests.builders import make_workspace, office


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with make_workspace(tmp_path / "ws") as made:
        yield made


def test_ones_own_key_is_shown_and_always_trusted(ws: Workspace) -> None:
    own = keyring.show(ws)
    assert (own.name, own.own, own.trusted) == ("Reviewer 17", True, True)
    assert own.line == ws.signer().public.line
    assert keyring.keys(ws) == (own,)


def test_a_key_is_trusted_by_its_line_and_may_be_renamed(ws: Workspace) -> None:
    line = office().public.line
    assert keyring.trust(ws, line + "\n").keys
    found = keyring.keys(ws)[1]
    assert (found.id, found.name, found.trusted, found.own) == (office().public.key_id, "Program Office", True, False)
    first = found.trusted_at
    keyring.trust(ws, found.id[:8], "The office")
    assert (keyring.keys(ws)[1].name, keyring.keys(ws)[1].trusted_at) == ("The office", first)
    assert keyring.trust_here(ws).find(office().public.key_id) is not None
    assert keyring.trust_here(ws).explicit


def test_a_key_that_was_only_seen_counts_for_nothing(ws: Workspace) -> None:
    keyring.remember(ws, office().public.line, "Program Office")
    assert not keyring.keys(ws)[1].trusted
    assert keyring.trust_here(ws).find(office().public.key_id) is None
    assert not keyring.trust_here(ws).explicit
    keyring.trust(ws, office().public.key_id)
    keyring.remember(ws, office().public.line, "Another name")
    assert (keyring.keys(ws)[1].name, keyring.keys(ws)[1].trusted) == ("Program Office", True)


def test_a_revoked_key_counts_up_to_its_number_and_never_again(ws: Workspace) -> None:
    keyring.trust(ws, office().public.line)
    key = office().public.key_id
    keyring.revoke(ws, key, from_seq=5, reason="laptop lost")
    found = keyring.keys(ws)[1]
    assert (found.revoked_from, found.reason, found.trusted) == (5, "laptop lost", False)
    known = keyring.trust_here(ws).find(key)
    assert known is not None
    assert known.revoked_after_seq == 4
    keyring.revoke(ws, key, from_seq=9, reason="later")  # never looser than before
    assert keyring.keys(ws)[1].revoked_from == 5
    keyring.revoke(ws, key, from_seq=2, reason="earlier")
    assert keyring.keys(ws)[1].revoked_from == 2
    with pytest.raises(UsageError) as caught:
        keyring.trust(ws, key)
    assert caught.value.code == "key-revoked"


def test_what_makes_no_sense_is_refused(ws: Workspace) -> None:
    keyring.trust(ws, office().public.line)
    with pytest.raises(BadInput) as bad:
        keyring.trust(ws, "ssh-rsa AAAA nobody")
    assert bad.value.code == "bad-key"
    for wrong in ("", "ab", "ffffffffffff", "key.pub"):
        with pytest.raises(UsageError) as caught:
            keyring.trust(ws, wrong)
        assert caught.value.code == "unknown-key"
    with pytest.raises(UsageError) as caught:
        keyring.revoke(ws, ws.key_id, from_seq=1, reason="x")
    assert caught.value.code == "own-key"
    with pytest.raises(UsageError) as caught:
        keyring.revoke(ws, office().public.key_id, from_seq=0, reason="x")
    assert caught.value.code == "bad-sequence"
    assert len(keyring.keys(ws)) == 2


def test_a_beginning_that_fits_two_keys_names_none(ws: Workspace) -> None:
    by_start: dict[str, Signer] = {}
    while (one := Signer.generate("x")).public.key_id[:4] not in by_start:
        by_start[one.public.key_id[:4]] = one
    start = one.public.key_id[:4]
    keyring.trust(ws, one.public.line)
    keyring.trust(ws, start, "found by its beginning")
    keyring.trust(ws, by_start[start].public.line)
    with pytest.raises(UsageError) as caught:
        keyring.trust(ws, start)
    assert caught.value.message.startswith("More than one")

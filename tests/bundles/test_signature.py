from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.bundles.signature import NAMESPACE, PublicKey, Signer, key_id, verify_signatures
from reviewer_app.errors import BadInput, ReviewerError, UsageError

SAID = b'{"said": 1}\n'


@pytest.fixture(scope="module")
def signer() -> Signer:
    """A throw-away key."""
    return Signer.generate("Reviewer 17")


def run(*command: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """A program's result."""
    return subprocess.run(command, input=given, capture_output=True, check=False, timeout=20)


def test_both_signatures_verify_and_give_the_key(signer: Signer) -> None:
    key, problems = verify_signatures(SAID, signer.dsse(SAID), signer.sshsig(SAID))
    assert problems == ()
    assert key is not None
    assert key.raw == signer.public.raw


def test_ssh_keygen_accepts_our_signature_and_writes_the_same_bytes(signer: Signer, tmp_path: Path) -> None:
    key = tmp_path / "key"
    signer.save(key)
    (tmp_path / "allowed").write_text(f'r17 namespaces="{NAMESPACE}" {signer.public.line}\n')
    (tmp_path / "sig").write_bytes(signer.sshsig(SAID))
    verify = ("ssh-keygen", "-Y", "verify", "-f", str(tmp_path / "allowed"), "-I", "r17", "-n", NAMESPACE)
    assert run(*verify, "-s", str(tmp_path / "sig"), given=SAID).returncode == 0
    assert run(*verify, "-s", str(tmp_path / "sig"), given=SAID + b" ").returncode != 0
    theirs = run("ssh-keygen", "-Y", "sign", "-f", str(key), "-n", NAMESPACE, given=SAID)
    assert theirs.stdout == signer.sshsig(SAID), "Ed25519 is deterministic"


def test_ssh_keygen_reads_our_key_files(signer: Signer, tmp_path: Path) -> None:
    for name, phrase in (("plain", ""), ("locked", "correct horse")):
        signer.save(tmp_path / name, phrase or None)
        derived = run("ssh-keygen", "-y", "-P", phrase, "-f", str(tmp_path / name)).stdout.decode()
        assert derived.split()[:2] == signer.public.line.split()[:2]


def test_a_key_made_by_ssh_keygen_can_be_used(tmp_path: Path) -> None:
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "R-9", "-f", str(tmp_path / "key"))
    made = Signer.load(tmp_path / "key")
    assert made.public.name == "R-9"
    assert verify_signatures(SAID, made.dsse(SAID), made.sshsig(SAID))[0] is not None


@pytest.mark.parametrize("flip", [0x01, 0x20, 0x80])
def test_no_byte_of_either_signature_file_can_change(signer: Signer, flip: int) -> None:
    files = [SAID, signer.dsse(SAID), signer.sshsig(SAID)]
    for which in range(3):
        for at in range(len(files[which])):
            changed = list(files)
            changed[which] = files[which][:at] + bytes([files[which][at] ^ flip]) + files[which][at + 1 :]
            assert verify_signatures(*changed)[0] is None, (which, at)


def test_a_reformatted_envelope_is_refused(signer: Signer) -> None:
    compact = json.dumps(json.loads(signer.dsse(SAID))).encode()
    key, problems = verify_signatures(SAID, compact, signer.sshsig(SAID))
    assert key is None
    assert [p.code for p in problems] == ["signature-form"]


@pytest.mark.parametrize(
    "envelope", [b"", b"[]", b"{}", b"null", b'{"payload": 1, "payloadType": 2, "signatures": 3}', b"[" * 9999, b"\xff"]
)
def test_any_other_envelope_is_a_problem_not_a_crash(signer: Signer, envelope: bytes) -> None:
    assert [p.code for p in verify_signatures(SAID, envelope, signer.sshsig(SAID))[1]] == ["signature-form"]


def test_signatures_of_two_keys_or_two_statements_are_refused(signer: Signer) -> None:
    other = Signer.generate("Other")
    for dsse, sshsig, words in (
        (other.dsse(SAID), signer.sshsig(SAID), "different keys"),
        (signer.dsse(b"{}"), signer.sshsig(SAID), "another statement"),
        (signer.dsse(SAID), signer.sshsig(b"{}"), "does not fit"),
    ):
        key, problems = verify_signatures(SAID, dsse, sshsig)
        assert key is None
        assert [p.code for p in problems] == ["signature-invalid"]
        assert words in problems[0].message


@given(st.binary(max_size=400))
def test_arbitrary_bytes_are_no_signature(data: bytes) -> None:
    assert verify_signatures(SAID, data, data)[0] is None


def test_ids_and_names_of_a_key(signer: Signer) -> None:
    key = PublicKey(raw=bytes(32), name="Ä reviewer*,17")
    assert key.key_id == key_id(bytes(32)) == "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925"
    assert key.short == "66:68…25"
    assert key.principal == "reviewer-17"
    assert PublicKey.from_line(signer.public.line) == signer.public
    assert PublicKey.from_line(signer.public.line + "\n").name == "Reviewer 17"


@pytest.mark.parametrize("line", ["", "ssh-ed25519", "ssh-rsa AAAA x", "ssh-ed25519 !!!! x", "ssh-ed25519 AAAAC3Nz x"])
def test_a_line_that_is_no_key_is_refused(line: str) -> None:
    with pytest.raises(BadInput) as caught:
        PublicKey.from_line(line)
    assert caught.value.code == "bad-key"


def test_a_private_key_is_its_owners_alone(signer: Signer, tmp_path: Path) -> None:
    path = tmp_path / "key"
    signer.save(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert Signer.load(path).public == signer.public
    for mode in (0o640, 0o604, 0o660):
        path.chmod(mode)
        with pytest.raises(ReviewerError) as caught:
            Signer.load(path)
        assert caught.value.code == "key-readable-by-others"
        assert "chmod 600" in caught.value.hint


def test_a_passphrase_locks_a_key(signer: Signer, tmp_path: Path) -> None:
    path = tmp_path / "key"
    signer.save(path, "sesame")
    assert Signer.load(path, "sesame").public == signer.public
    for phrase, code in ((None, "passphrase-needed"), ("sesam", "wrong-passphrase")):
        with pytest.raises(ReviewerError) as caught:
            Signer.load(path, phrase)
        assert caught.value.code == code


def test_a_key_is_never_overwritten(signer: Signer, tmp_path: Path) -> None:
    path = tmp_path / "key"
    signer.save(path)
    before = path.read_bytes()
    with pytest.raises(ReviewerError) as caught:
        Signer.create(path, "Other")
    assert caught.value.code == "key-exists"
    assert path.read_bytes() == before


def test_what_is_no_key_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "key"
    with pytest.raises(ReviewerError) as missing:
        Signer.load(path)
    assert missing.value.code == "not-found"
    path.touch(0o600)
    os.chmod(path, 0o600)
    frame = b"-----BEGIN OPENSSH PRIVATE KEY-----\n%s\n-----END OPENSSH PRIVATE KEY-----\n"
    for text in (b"", frame % b"AAAA", frame % b"A", frame % b"!", b"\xff" * 99):
        path.write_bytes(text)
        for passphrase in (None, "x"):
            with pytest.raises(ReviewerError) as caught:
                Signer.load(path, passphrase)
            assert (caught.value.code, caught.value.exit_code) == ("damaged-key", 3)


@pytest.mark.parametrize("passphrase", [None, "right"])
def test_a_key_file_that_was_cut_short_is_not_blamed_on_the_passphrase(
    signer: Signer, tmp_path: Path, passphrase: str | None
) -> None:
    path = tmp_path / "key"
    signer.save(path, passphrase)
    whole = path.read_bytes()
    for end in range(0, len(whole) - 2, 7):
        path.write_bytes(whole[:end])
        with pytest.raises(ReviewerError) as caught:
            Signer.load(path, passphrase)
        assert caught.value.code == "damaged-key", end


def test_a_passphrase_for_a_key_that_has_none_does_no_harm(signer: Signer, tmp_path: Path) -> None:
    signer.save(tmp_path / "key")
    assert Signer.load(tmp_path / "key", "anything").public.raw == signer.public.raw


@pytest.mark.parametrize("kind", ["ecdsa", "rsa"])
def test_a_key_of_another_kind_is_refused(tmp_path: Path, kind: str) -> None:
    run("ssh-keygen", "-q", "-t", kind, "-N", "", "-f", str(tmp_path / "key"))
    with pytest.raises(ReviewerError) as caught:
        Signer.load(tmp_path / "key")
    assert caught.value.code == "damaged-key"


@pytest.mark.parametrize("name", ["", "  ", "two\nlines", "x" * 65])
def test_a_keys_name_is_one_short_line(name: str) -> None:
    with pytest.raises(UsageError):
        Signer.generate(name)

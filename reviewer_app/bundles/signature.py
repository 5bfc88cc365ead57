"""Keys and signatures: Ed25519 in OpenSSH files; DSSE and SSHSIG over the same bytes.

Sources: DSSE v1 (through securesystemslib), OpenSSH PROTOCOL.sshsig and PROTOCOL.key (through cryptography), RFC 8032.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import re
import stat
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.domain.ids import KeyId
from reviewer_app.errors import BadInput, Problem, ReviewerError, UsageError, could_not

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from securesystemslib.signer._key import SSlibKey

PAYLOAD_TYPE = "application/vnd.in-toto+json"
NAMESPACE = "reviewer-app"
_SSH_TYPE = b"ssh-ed25519"
_HASH = b"sha512"
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_SIG = "statement.json.sig"
_POSIX = os.name == "posix"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """The public half of a key: 32 raw bytes and the name it goes by."""

    raw: bytes
    name: str = ""

    @property
    def key_id(self) -> KeyId:
        """SHA-256, hex, of the raw key."""
        return key_id(self.raw)

    @property
    def short(self) -> str:
        """The key id shortened for the screen, such as ``4f:9a…e1``."""
        return short_id(self.key_id)

    @property
    def line(self) -> str:
        """One line as in an OpenSSH ``.pub`` file."""
        return f"ssh-ed25519 {base64.b64encode(_key_blob(self.raw)).decode('ascii')} {self.name}".rstrip()

    @property
    def principal(self) -> str:
        """The name in the form that an ``allowed_signers`` file takes."""
        return re.sub(r"[^A-Za-z0-9._@-]+", "-", self.name).strip("-") or "reviewer"

    @classmethod
    def from_line(cls, text: str) -> PublicKey:
        """The key of one ``ssh-ed25519 AAAA… name`` line; BadInput ``bad-key``."""
        parts = text.strip().split(None, 2)
        try:
            if len(parts) < 2 or parts[0] != "ssh-ed25519" or "\n" in text.strip():
                raise ValueError
            blob = base64.b64decode(parts[1], validate=True)
            if blob[:-32] != _key_blob(b"")[:-4] + struct.pack(">I", 32) or len(blob) != 51:
                raise ValueError
        except (ValueError, binascii.Error) as error:
            raise _bad_key() from error
        return cls(raw=blob[-32:], name=parts[2].strip()[:200] if len(parts) > 2 else "")

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Whether that is this key's Ed25519 signature of the data."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, data)
        except (InvalidSignature, ValueError):
            return False
        return True


def key_id(raw: bytes) -> KeyId:
    """The id of a raw Ed25519 public key: its SHA-256 in hex."""
    return KeyId(hashlib.sha256(raw).hexdigest())


def short_id(key: str) -> str:
    """A key id shortened for the screen: ``4f:9a…e1``."""
    return f"{key[:2]}:{key[2:4]}…{key[-2:]}"


class Signer:
    """A private key and its name. Made by ``create`` or ``load``."""

    def __init__(self, private: Ed25519PrivateKey, name: str) -> None:
        if not name.strip() or not name.isprintable() or len(name) > 64:
            raise UsageError("A key's name must be one line of 1 to 64 characters.", code="bad-name")
        self._private = private
        self.public = PublicKey(raw=private.public_key().public_bytes_raw(), name=name.strip())

    @classmethod
    def generate(cls, name: str) -> Signer:
        """A new key, not saved anywhere yet."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return cls(Ed25519PrivateKey.generate(), name)

    @classmethod
    def create(cls, path: Path, name: str, passphrase: str | None = None) -> Signer:
        """A new key, saved at ``path`` (which must not exist) with its public half beside it as ``.pub``."""
        signer = cls.generate(name)
        signer.save(path, passphrase)
        return signer

    @classmethod
    def load(cls, path: Path, passphrase: str | None = None) -> Signer:
        """The key in an OpenSSH file that only its owner may read; its name is that of the ``.pub`` file beside it."""
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_ssh_private_key

        data = _read_private(path)
        locked = _is_locked(data)
        if locked and not passphrase:
            hint = "Enter it; at the command line: --passphrase-file FILE, before the command."
            raise ReviewerError("The key is locked with a passphrase.", hint=hint, code="passphrase-needed")
        try:
            private = load_ssh_private_key(data, passphrase.encode() if locked and passphrase else None)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise (_wrong_passphrase() if locked else _damaged_key()) from error
        if not isinstance(private, Ed25519PrivateKey):
            raise _damaged_key()
        return cls(private, _name_beside(path, private.public_key().public_bytes_raw()))

    def save(self, path: Path, passphrase: str | None = None) -> None:
        """Write the private key (permissions 0600) and the public one beside it.

        Nothing is overwritten; ReviewerError where there is a key already, or the disk refuses.
        """
        from cryptography.hazmat.primitives.serialization import (
            BestAvailableEncryption,
            Encoding,
            NoEncryption,
            PrivateFormat,
        )

        lock = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
        data = self._private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, lock)
        try:
            _write_new(path, data, 0o600)
            _write_new(_beside(path), (self.public.line + "\n").encode(), 0o644)
        except FileExistsError as error:
            raise ReviewerError(
                "There is already a key in that place; it was left alone.",
                hint="Choose another place, or use the key that is there.",
                code="key-exists",
            ) from error
        except OSError as error:
            raise could_not("save the key", error) from error

    def sign(self, data: bytes) -> bytes:
        """The 64 bytes of an Ed25519 signature."""
        return self._private.sign(data)

    def dsse(self, payload: bytes) -> bytes:
        """A DSSE envelope around the payload, signed; the bytes of ``statement.dsse.json``."""
        from securesystemslib.dsse import Envelope
        from securesystemslib.signer._crypto_signer import CryptoSigner

        envelope = Envelope(payload, PAYLOAD_TYPE, {})
        envelope.sign(CryptoSigner(self._private, _dsse_key(self.public)))
        return _envelope_bytes(envelope.to_dict())

    def sshsig(self, data: bytes) -> bytes:
        """An armoured SSHSIG of the data; the bytes of ``statement.json.sig``."""
        return _armour(self.public.raw, self.sign(_ssh_signed(data)))


def verify_signatures(statement: bytes, dsse: bytes, sshsig: bytes) -> tuple[PublicKey | None, tuple[Problem, ...]]:
    """The key that made both signatures over the very bytes of ``statement``; or None and why not.

    Both files must be byte for byte what ``Signer`` writes, so that nothing in them can be changed unnoticed. The key
    comes from the SSHSIG and has no name: whether it is to be trusted is another question.
    """
    opened = _open_armour(sshsig)
    if opened is None:
        return None, (
            _bad("signature-form", "The SSH signature is not of the form that it should be.", "statement.json.sig"),
        )
    key, signature = PublicKey(raw=opened[0]), opened[1]
    problems = []
    if not key.verifies(signature, _ssh_signed(statement)):
        problems.append(
            _bad("signature-invalid", "The SSH signature does not fit the statement.", "statement.json.sig")
        )
    if why := _check_dsse(key, statement, dsse):
        problems.append(why)
    return (None if problems else key), tuple(problems)


def _check_dsse(key: PublicKey, statement: bytes, dsse: bytes) -> Problem | None:
    from securesystemslib.dsse import Envelope
    from securesystemslib.exceptions import VerificationError

    from reviewer_app.bundles.strictjson import parse

    where = "statement.dsse.json"
    try:
        tree = parse(dsse, where)
        form = _envelope_bytes(tree) == dsse and len(tree["signatures"]) == 1 and tree["payloadType"] == PAYLOAD_TYPE
        envelope = Envelope.from_dict(tree)  # empties the tree
        if not form or _envelope_bytes(envelope.to_dict()) != dsse:
            return _bad("signature-form", "The DSSE envelope is not of the form that it should be.", where)
    except (BadInput, KeyError, TypeError, ValueError, AttributeError):
        return _bad("signature-form", "The DSSE envelope is not of the form that it should be.", where)
    if envelope.payload != statement:
        return _bad("signature-invalid", "The DSSE envelope holds another statement than statement.json.", where)
    if key.key_id not in envelope.signatures:
        return _bad("signature-invalid", "The two signatures were made by different keys.", where)
    try:
        envelope.verify([_dsse_key(key)], 1)
    except VerificationError:
        return _bad("signature-invalid", "The DSSE signature does not fit the statement.", where)
    return None


def _dsse_key(key: PublicKey) -> SSlibKey:
    from securesystemslib.signer._key import SSlibKey

    return SSlibKey(key.key_id, "ed25519", "ed25519", {"public": key.raw.hex()})


def _envelope_bytes(envelope: object) -> bytes:
    return json.dumps(envelope, indent=1).encode("ascii") + b"\n"


def _text(data: bytes) -> bytes:
    """A string as SSH writes it: four bytes of length, then the bytes (RFC 4251, 5)."""
    return struct.pack(">I", len(data)) + data


def _key_blob(raw: bytes) -> bytes:
    return _text(_SSH_TYPE) + _text(raw)


def _ssh_signed(data: bytes) -> bytes:
    return b"SSHSIG" + _text(NAMESPACE.encode()) + _text(b"") + _text(_HASH) + _text(hashlib.sha512(data).digest())


def _blob(raw: bytes, signature: bytes) -> bytes:
    signed = _text(_SSH_TYPE) + _text(signature)
    head = b"SSHSIG" + struct.pack(">I", 1) + _text(_key_blob(raw))
    return head + _text(NAMESPACE.encode()) + _text(b"") + _text(_HASH) + _text(signed)


def _armour(raw: bytes, signature: bytes) -> bytes:
    body = base64.b64encode(_blob(raw, signature)).decode("ascii")
    lines = [body[n : n + 70] for n in range(0, len(body), 70)]
    return "\n".join([_BEGIN, *lines, _END, ""]).encode("ascii")


def _open_armour(sshsig: bytes) -> tuple[bytes, bytes] | None:
    """Raw key and signature of an armoured SSHSIG that is exactly what ``_armour`` makes of them."""
    lines = sshsig.decode("ascii", "replace").split("\n")
    try:
        blob = base64.b64decode("".join(lines[1:-2]), validate=True)
    except (ValueError, binascii.Error):
        return None
    start = len(b"SSHSIG") + 4 + 4 + len(_key_blob(b""))
    raw, signature = blob[start : start + 32], blob[-64:]
    return (raw, signature) if len(raw) == 32 and _armour(raw, signature) == sshsig else None


def _read_private(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            data = file.read(64 << 10)
    except OSError as error:
        raise could_not("open the key", error) from error
    if _POSIX and stat.S_IMODE(mode) & 0o077:
        raise ReviewerError(
            "The private key can be read by other people on this computer, so it was not used.",
            hint=f"Take their permission away: chmod 600 '{path}'",
            code="key-readable-by-others",
        )
    return data


def _is_locked(data: bytes) -> bool:
    """Whether a whole key file has a passphrase; of a damaged one nothing is known."""
    begin, _, rest = data.strip().partition(b"\n")
    *body, end = rest.split(b"\n")
    if (begin, end) != (b"-----BEGIN OPENSSH PRIVATE KEY-----", b"-----END OPENSSH PRIVATE KEY-----"):
        return False
    try:
        return b"bcrypt" in base64.b64decode(b"".join(body), validate=True)[:64]
    except binascii.Error:
        return False


def _wrong_passphrase() -> ReviewerError:
    return ReviewerError(
        "The key did not open with that passphrase.", hint="Try again; capitals count.", code="wrong-passphrase"
    )


def _damaged_key() -> ReviewerError:
    return ReviewerError(
        "The private key's file is damaged, or holds another kind of key than Ed25519 in OpenSSH form.",
        hint="Bring the workspace's keys folder back from a backup.",
        code="damaged-key",
    )


def _name_beside(path: Path, raw: bytes) -> str:
    try:
        key = PublicKey.from_line(_beside(path).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, BadInput):
        return path.stem
    return key.name if key.raw == raw and key.name else path.stem


def _beside(path: Path) -> Path:
    return path.with_name(path.name + ".pub")


def _write_new(path: Path, data: bytes, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _bad_key() -> BadInput:
    problem = Problem(
        code="bad-key",
        message="That is not an Ed25519 key in OpenSSH form.",
        hint="A public key is one line that starts with ssh-ed25519; “keys show” prints it.",
    )
    return BadInput(problem.message, hint=problem.hint, code=problem.code, problems=(problem,))


def _bad(code: str, message: str, name: str) -> Problem:
    return Problem(
        code=code,
        message=message,
        hint="Do not use this file; ask whoever sent it for a new one.",
        where=f"signatures/{name}",
    )

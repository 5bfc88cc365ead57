"""The reviewers who share one workspace: each with a key file and passphrase of their own; one of them is at work.

The first identity's key is ``keys/signing.key``, as in a workspace with one reviewer; a later one's is named by its id.
Whose turn it is next time is a setting of the workspace.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.domain.ids import KeyId
from reviewer_app.errors import ReviewerError, UsageError

if TYPE_CHECKING:
    from reviewer_app.bundles.signature import Signer
    from reviewer_app.store.trust import KeyRecord, Trust

_KEY_FILE = "signing.key"


class Identities:
    """Who may work here, and who does now."""

    def __init__(self, folder: Path, keys: Trust, passphrase: str | None) -> None:
        self._folder = folder
        self._keys = keys
        self._passphrase = passphrase
        self._signer: Signer | None = None
        self._names: dict[KeyId, str] = {}
        self.key_id = KeyId(keys.setting("key"))
        self.name = self.name_of(self.key_id) or keys.setting("name")
        self.last_visit = self._visit()

    def all(self) -> tuple[KeyRecord, ...]:
        """Everybody with a key of their own here, by the time they came."""
        own = [k for k in self._keys.all_keys() if k.own]
        return tuple(sorted(own, key=lambda k: (str(k.trusted_at), k.name)))

    def name_of(self, key: KeyId) -> str:
        """What the reviewer with that key is called here; empty for nobody here."""
        if key not in self._names:
            self._names = {k.id: k.name for k in self.all()}
        return self._names.get(key, "")

    def find(self, who: str) -> KeyRecord:
        """An identity by its name, its key's id or the beginning of that; UsageError ``unknown-identity``."""
        every = self.all()
        wanted = who.strip().casefold()
        found = [k for k in every if k.name.casefold() == wanted] or [
            k for k in every if len(wanted) >= 4 and k.id.startswith(wanted.replace(":", ""))
        ]
        if len(found) != 1:
            names = ", ".join(k.name for k in every)
            raise UsageError(
                "There is no reviewer of that name in this workspace.",
                hint=f"There are: {names}.",
                code="unknown-identity",
            )
        return found[0]

    def add(self, name: str, passphrase: str | None, at: datetime) -> KeyRecord:
        """Make a key for one more reviewer; UsageError ``identity-exists`` or ``bad-name``."""
        from reviewer_app.bundles.signature import Signer
        from reviewer_app.store.trust import KeyRecord

        signer = Signer.generate(name)
        public = signer.public
        if any(k.name.casefold() == public.name.casefold() for k in self.all()):
            raise UsageError(
                f"There is a reviewer called {public.name} here already.",
                hint="Choose a name that tells the two apart.",
                code="identity-exists",
            )
        path = self._folder / f"{public.key_id}.key"
        signer.save(path, passphrase)
        record = KeyRecord(id=public.key_id, name=public.name, public=public.line, own=True, trusted_at=at)
        try:
            self._keys.put_key(record)
        except ReviewerError:
            for left in (path, path.with_name(f"{path.name}.pub")):
                left.unlink(missing_ok=True)  # nobody's: nothing was signed with it
            raise
        return record

    def become(self, who: KeyRecord, passphrase: str | None, *, stay: bool = True) -> None:
        """Let that reviewer work from now on, and (``stay``) next time too; their passphrase is asked for.

        ReviewerError ``passphrase-needed`` or ``wrong-passphrase``: then whoever was at work still is.
        """
        signer = self._load(who.id, passphrase)
        if stay:
            self._keys.set_setting("key", who.id)
        self.name, self.key_id = who.name, who.id
        self._signer, self._passphrase = signer, passphrase
        self.last_visit = self._visit()

    def note_visit(self, at: datetime) -> None:
        """Note when the reviewer at work last left the queue; ``last_visit`` stays until the next opening."""
        self._keys.set_setting(f"visit:{self.key_id}", at.isoformat())

    def _visit(self) -> datetime | None:
        text = self._keys.setting(f"visit:{self.key_id}")
        return datetime.fromisoformat(text) if text else None

    @property
    def locked(self) -> bool:
        """Whether the key of the reviewer at work waits for its passphrase."""
        try:
            self.signer()
        except ReviewerError as error:
            return error.code in ("passphrase-needed", "wrong-passphrase")
        return False

    def unlock(self, passphrase: str) -> None:
        """Use this passphrase from now on; ReviewerError ``wrong-passphrase`` when it is not it."""
        self._signer = self._load(self.key_id, passphrase)
        self._passphrase = passphrase

    def signer(self) -> Signer:
        """The key of the reviewer at work, ready to sign; ReviewerError when it is locked, gone, damaged or another."""
        if self._signer is None:
            self._signer = self._load(self.key_id, self._passphrase)
        return self._signer

    def _path(self, key: KeyId) -> Path:
        own = self._folder / f"{key}.key"
        return own if own.exists() else self._folder / _KEY_FILE

    def _load(self, key: KeyId, passphrase: str | None) -> Signer:
        from reviewer_app.bundles.signature import Signer

        signer = Signer.load(self._path(key), passphrase)
        if signer.public.key_id != key:
            raise ReviewerError(
                "The key in the workspace's keys folder is not the one that the workspace was made with.",
                hint="Bring the keys folder back from a backup of this workspace.",
                code="other-key",
            )
        return signer


def make_first(folder: Path, name: str, passphrase: str | None) -> Signer:
    """The key of a new workspace; what an interrupted attempt left is taken away: nothing was signed with it."""
    from reviewer_app.bundles.signature import Signer

    path = folder / _KEY_FILE
    for left in (path, path.with_name(f"{_KEY_FILE}.pub")):
        left.unlink(missing_ok=True)
    return Signer.create(path, name, passphrase)

"""The opened data folder: database, vault, keys, programs, clock and settings; handed to every act.

Layout: ``reviewer.db`` (its presence makes the folder a workspace), ``vault/``, ``bundles/``, ``programs/``, ``keys/``,
``logs/``, ``settings.toml`` and ``.lock``, which one process at a time holds; the lock dies with the process.
"""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from reviewer_app import paths, settings
from reviewer_app.adoption import SET_ASIDE as SET_ASIDE
from reviewer_app.adoption import Adoption
from reviewer_app.clock import Clock as Clock
from reviewer_app.clock import SystemClock as SystemClock
from reviewer_app.domain.ids import KeyId
from reviewer_app.domain.submission import EvidenceItem, ProgramRef
from reviewer_app.errors import BadInput, Problem, ReviewerError, could_not
from reviewer_app.evidence.strips import StripStore
from reviewer_app.evidence.vault import EvidenceReader, Recipe, Vault
from reviewer_app.files import written_whole
from reviewer_app.identities import Identities, make_first

if TYPE_CHECKING:
    from datetime import datetime

    from filelock import FileLock

    from reviewer_app.bundles.library import ProgramLibrary
    from reviewer_app.bundles.programfile import LoadedProgram
    from reviewer_app.bundles.signature import Signer
    from reviewer_app.store.calibration import CalibrationStore
    from reviewer_app.store.catalogue import BundleRecord, Catalogue
    from reviewer_app.store.database import Database
    from reviewer_app.store.journal import Journal
    from reviewer_app.store.marks import Marks
    from reviewer_app.store.search import TextIndex
    from reviewer_app.store.trust import KeyRecord, Trust
    from reviewer_app.store.withheld import Withheld

_log = logging.getLogger(__name__)

DATABASE = "reviewer.db"
BUNDLES = "bundles"
LOGS = "logs"
_LOCK = ".lock"
_FOLDERS = (BUNDLES, LOGS, "programs", "keys")
_LEFT_BY_CREATE = {*_FOLDERS, _LOCK, "vault", f"{DATABASE}.part", f"{DATABASE}.part-wal", f"{DATABASE}.part-shm"}


class Workspace:
    """One opened workspace. Close it, or use it as a context manager."""

    def __init__(self, root: Path, lock: FileLock, database: Database, clock: Clock, passphrase: str | None) -> None:
        from reviewer_app.bundles.library import ProgramLibrary
        from reviewer_app.store.calibration import CalibrationStore
        from reviewer_app.store.catalogue import Catalogue
        from reviewer_app.store.journal import Journal
        from reviewer_app.store.marks import Marks
        from reviewer_app.store.measures import Measures
        from reviewer_app.store.search import TextIndex
        from reviewer_app.store.trust import Trust
        from reviewer_app.store.withheld import Withheld

        self.root = root
        self.clock = clock
        self.database = database
        self.journal: Journal = Journal(database)
        self.catalogue: Catalogue = Catalogue(database, self.journal)
        self.marks: Marks = Marks(database)
        self.withheld: Withheld = Withheld(self.catalogue, self.marks)
        self.measures: Measures = Measures(database)
        self.calibration: CalibrationStore = CalibrationStore(database)
        self.texts: TextIndex = TextIndex(database)
        self.keys: Trust = Trust(database)
        self.vault = Vault(root / "vault")
        self.strips = StripStore(self.vault, root / "strips.json")
        self.programs: ProgramLibrary = ProgramLibrary([root / "programs", paths.rubrics()])
        self.settings = settings.load(root).settings
        self._lock = lock
        self._who = Identities(root / "keys", self.keys, passphrase)
        self._adoption = Adoption(self.bundles, self.catalogue, self.journal, clock)
        self.cache: dict[str, Any] = {}  # what the workflow worked out from what is here, to be told at once
        self._by_ref: dict[ProgramRef, LoadedProgram] = {}
        self.seed = self.keys.setting("seed")

    @classmethod
    def create(cls, root: Path, *, name: str, clock: Clock | None = None, passphrase: str | None = None) -> Workspace:
        """Make a workspace and its key in an empty or new folder; ``workspace-exists`` or ``folder-not-empty`` else."""
        clock = clock or SystemClock()
        root = root.absolute()
        _may_create(root)
        lock, new = None, not root.exists()
        try:
            root.mkdir(parents=True, exist_ok=True)
            root.chmod(0o700)
            lock = _take_lock(root)
            for folder in _FOLDERS:
                (root / folder).mkdir(exist_ok=True, mode=0o700)
            Vault.create(root / "vault")
            _fill(root, name, clock, passphrase)
        except BaseException as error:
            if new:
                shutil.rmtree(root, ignore_errors=True)
            if isinstance(error, OSError):
                raise could_not("make the workspace", error) from error
            raise
        finally:
            if lock is not None:
                lock.release()
        return cls.open(root, clock=clock, passphrase=passphrase)

    @classmethod
    def open(
        cls, root: Path, *, clock: Clock | None = None, passphrase: str | None = None, identity: str = ""
    ) -> Workspace:
        """Open a workspace, for this time as that identity (else as whoever worked last).

        ``no-workspace``, ``workspace-busy``, ``newer-workspace`` or ``damaged-workspace`` else.
        """
        root = root.absolute()
        if not (root / DATABASE).is_file():
            raise ReviewerError(
                "There is no workspace in that folder.",
                hint="Make one with: reviewer-app init --name NAME",
                code="no-workspace",
            )
        from reviewer_app.store.database import Database

        lock = _take_lock(root)
        database = None
        try:
            database = Database.open(root / DATABASE)
            workspace = cls(root, lock, database, clock or SystemClock(), passphrase)
            if identity:
                workspace._who.become(workspace._who.find(identity), passphrase, stay=False)
            if not workspace.seed:
                workspace.seed = workspace.clock.new_id()
                workspace.keys.set_setting("seed", workspace.seed)
            workspace._tidy()
        except BaseException:
            if database is not None:
                database.close()
            lock.release()
            raise
        return workspace

    def close(self) -> None:
        """Let go of the folder; another process may open it then."""
        self.database.close()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def evidence(self, item: EvidenceItem) -> EvidenceReader:
        """A seekable reader of an item; several threads may share it. UsageError ``on-hold`` under a privacy hold."""
        self.withheld.check(item.sha256)
        return self.vault.open(item.sha256, item.size)

    def recipe(self, item: EvidenceItem) -> Recipe:
        """How a child process may open an evidence item; UsageError ``on-hold`` while a privacy hold stands on it."""
        self.withheld.check(item.sha256)
        return self.vault.recipe(item.sha256, item.size)

    def program(self, ref: ProgramRef) -> LoadedProgram:
        """The very program of that digest; BadInput ``unknown-program`` or ``program-differs``."""
        loaded = self._by_ref.get(ref) or self.programs.find(ref.id, ref.version, ref.sha256)
        if loaded is not None:
            self._by_ref[ref] = loaded  # its digest is its name, so it never changes; the folder need not be read again
            return loaded
        if self.programs.find(ref.id, ref.version) is None:
            self.programs.get(ref.id, ref.version)  # says what is missing
        problem = Problem(
            code="program-differs",
            message=f"The program {ref.id} {ref.version} here is not the one this was made for: its text differs.",
            hint="Ask the office for the exact program file and put it in the workspace's programs folder.",
            where=ref.id,
        )
        raise BadInput(problem.message, hint=problem.hint, code=problem.code, problems=(problem,))

    def keep_program(self, ref: ProgramRef) -> None:
        """Copy a shipped program into the workspace, so that a later version of Reviewer can still read its reviews."""
        path = next((s.path for s in self.programs.shelved() if s.ref.sha256 == ref.sha256), None)
        folder = self.root / "programs"
        if path is None or path.parent == folder:
            return
        try:
            data = path.read_bytes()
        except OSError as error:
            raise could_not("read the program", error) from error
        with written_whole(folder / f"{ref.id}-{ref.version}-{ref.sha256[:8]}.yaml", "keep the program") as file:
            file.write(data)

    @property
    def name(self) -> str:
        """The name of the reviewer at work."""
        return self._who.name

    @property
    def key_id(self) -> KeyId:
        """The key of the reviewer at work."""
        return self._who.key_id

    def identities(self) -> tuple[KeyRecord, ...]:
        """Everybody who reviews in this workspace, by the time they came."""
        return self._who.all()

    def reviewer_name(self, key: KeyId) -> str:
        """What the reviewer with that key is called here."""
        return self._who.name_of(key)

    def add_identity(self, name: str, passphrase: str | None = None) -> KeyRecord:
        """Make a key for one more reviewer; UsageError ``identity-exists`` or ``bad-name``."""
        return self._who.add(name, passphrase, self.clock.now())

    def become(self, key_id: str, passphrase: str | None = None) -> None:
        """Let another reviewer (key, its beginning or a name) work; ``unknown-identity`` or ``wrong-passphrase``."""
        self._who.become(self._who.find(key_id), passphrase)

    @property
    def last_visit(self) -> datetime | None:
        """When the reviewer at work last left the queue; None: never."""
        return self._who.last_visit

    def note_visit(self) -> None:
        """Note that the reviewer at work has seen what is here now."""
        self._who.note_visit(self.clock.now())

    @property
    def locked(self) -> bool:
        """Whether the key of the reviewer at work waits for its passphrase."""
        return self._who.locked

    def unlock(self, passphrase: str) -> None:
        """Use this passphrase for the signing key from now on; ReviewerError ``wrong-passphrase`` when it is not it."""
        self._who.unlock(passphrase)

    def signer(self) -> Signer:
        """The key of the reviewer at work, ready to sign; ReviewerError when it is locked, gone, damaged or another."""
        return self._who.signer()

    @property
    def bundles(self) -> Path:
        """The folder of the bundles that were sealed here."""
        return self.root / BUNDLES

    def next_number(self) -> tuple[int, str]:
        """Number and ``prev`` of that reviewer's next bundle: one that was set aside has used its number too."""
        return self._adoption.next_number(self.key_id)

    def adopt_bundle(self, path: Path) -> BundleRecord:
        """Record a bundle that lies whole in the bundles folder; BadInput ``bundle-does-not-fit``."""
        return self._adoption.adopt(path, {k.id for k in self.identities()})

    def _tidy(self) -> None:
        """Settle what an interrupted intake or sealing left.

        Evidence that no package names and files half written are removed. A bundle that is whole and was not recorded
        is recorded now: its number is used, so it must not be used again. Any other (of a time that a restored backup
        does not know, say) is set aside, never deleted.
        """
        try:
            digests = self.catalogue.digests()
            self.vault.sweep(digests | self.strips.keep(digests))
            for path in (*self.bundles.glob("*.part"), *(self.root / "programs").glob("*.part")):
                path.unlink()
            known = {b.name for b in self.catalogue.bundles()}
            for path in sorted(p for p in self.bundles.glob("*.zip") if p.name not in known):
                try:
                    self.adopt_bundle(path)
                    _log.info("finished the sealing of a bundle that was interrupted")
                except BadInput:
                    self._adoption.set_aside(path)
                    _log.info("set a bundle aside that does not fit what is recorded here")
        except OSError as error:
            raise could_not("tidy the workspace", error) from error


def _may_create(root: Path) -> None:
    if (root / DATABASE).exists():
        raise ReviewerError(
            "There is a workspace in that folder already.", hint="Open it, or choose another.", code="workspace-exists"
        )
    try:
        left = {p.name for p in root.iterdir()} if root.exists() else set()
    except OSError as error:
        raise could_not("make the workspace", error) from error
    if left - _LEFT_BY_CREATE:
        raise ReviewerError(
            "That folder is not empty.", hint="Choose an empty folder, or a new one.", code="folder-not-empty"
        )


def _fill(root: Path, name: str, clock: Clock, passphrase: str | None) -> None:
    """The key and, last of all, the database, without which the folder is no workspace."""
    from reviewer_app.store.database import Database
    from reviewer_app.store.trust import KeyRecord, Trust

    public = make_first(root / "keys", name, passphrase).public

    def fill(database: Database) -> None:
        trust = Trust(database)
        trust.set_setting("name", public.name)
        trust.set_setting("key", public.key_id)
        trust.set_setting("seed", clock.new_id())
        trust.put_key(
            KeyRecord(id=public.key_id, name=public.name, public=public.line, own=True, trusted_at=clock.now())
        )

    Database.create(root / DATABASE, fill)


def _take_lock(root: Path) -> FileLock:
    from filelock import FileLock, Timeout

    lock = FileLock(root / _LOCK, timeout=0, is_singleton=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise ReviewerError(
            "This workspace is open in another window or program.",
            hint="Close it there first. Nothing is lost: both would see the same work.",
            code="workspace-busy",
        ) from error
    except OSError as error:
        raise could_not("open the workspace", error) from error
    return lock

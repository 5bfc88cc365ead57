"""The SQLite file: opening, pragmas, migrating, checking, and what its refusals mean."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from reviewer_app.errors import ReviewerError, could_not
from reviewer_app.files import sync_folder

HEAD = "0004"
_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_SECONDS = 10
_log = logging.getLogger(__name__)


class Database:
    """One opened SQLite file: one connection that writes, a few that read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._engine = create_engine(
            "sqlite://", creator=lambda: _connect(path), poolclass=QueuePool, pool_size=4, max_overflow=4
        )
        self._lock = threading.RLock()
        self._writer: Connection | None = None

    @classmethod
    def create(cls, path: Path, fill: Callable[[Database], None]) -> None:
        """Make a new database with its first rows; nothing carries the final name before it is whole and on disk."""
        part = path.with_name(path.name + ".part")
        with refusals("make the database"):
            for name in (part, Path(f"{part}-wal"), Path(f"{part}-shm")):
                name.unlink(missing_ok=True)
            _migrate(part)
            database = cls(part)
            try:
                fill(database)
            finally:
                database.close()
            os.replace(part, path)
            sync_folder(path.parent)

    @classmethod
    def open(cls, path: Path) -> Database:
        """Open a database and bring it up to date; ``newer-workspace`` and ``damaged-workspace`` leave it be."""
        with refusals("open the database"):
            version, clean = _look(path)
            if version != HEAD:
                if version not in _known():
                    raise _newer() if version else _damaged()
                _back_up(path, version)
                _migrate(path)
            database = cls(path)
            if not clean:
                _log.info("the program did not end in order last time: checking the database")
                problems = database.check(quick=True)
                if problems:
                    database.close()
                    raise _damaged()
        return database

    def close(self) -> None:
        """Let go of the file, with everything in it on disk."""
        with self._lock:
            if self._writer is not None:
                self._writer.close()
                self._writer = None
            self._engine.dispose()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read with; safe from any thread."""
        with refusals("read the database"), self._engine.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """The connection that writes, in one transaction: all is on disk when the block ends, or nothing is."""
        with self._lock, refusals("save to the database"):
            if self._writer is None:
                self._writer = self._engine.connect()
            with self._writer.begin():
                yield self._writer

    def check(self, quick: bool = False) -> list[str]:
        """What SQLite finds wrong in the file; empty when it is whole."""
        try:
            with self._engine.connect() as connection:
                pragma = "PRAGMA quick_check" if quick else "PRAGMA integrity_check"
                found = [str(row[0]) for row in connection.exec_driver_sql(pragma)]
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        except DBAPIError as error:
            return [str(error.orig)]
        return [line for line in found if line != "ok"] + [f"{row[0]}: row {row[1]} points nowhere" for row in broken]


def _connect(path: Path) -> sqlite3.Connection:
    """A connection with the pragmas that make a commit durable."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_BUSY_SECONDS, check_same_thread=False
    )
    try:
        connection.execute(f"PRAGMA busy_timeout={_BUSY_SECONDS * 1000}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _look(path: Path) -> tuple[str, bool]:
    """The schema's version by plain SQL, and whether the last owner closed the file in order."""
    clean = not Path(f"{path}-wal").exists()
    with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as connection:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return (str(row[0]) if row else ""), clean


def _known() -> set[str]:
    """The revisions that this version can start from."""
    return {path.name.split("_")[0] for path in (_MIGRATIONS / "versions").glob("*.py")}


def _migrate(path: Path) -> None:
    """Run the missing revisions in one transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    sqlite3.connect(path).close()
    engine = create_engine("sqlite://", creator=lambda: _connect(path), poolclass=QueuePool)
    try:
        with engine.connect() as connection:
            # sqlite3 commits before DDL: begin by hand, so that no half migration can stay.
            raw: Any = connection.connection.driver_connection
            raw.isolation_level = None
            raw.execute("PRAGMA foreign_keys=OFF")  # a table that others point at can't be rebuilt otherwise
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if raw.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise _damaged()
            if raw.in_transaction:
                raw.execute("COMMIT")
    finally:
        engine.dispose()


def _back_up(path: Path, version: str) -> None:
    """Keep a copy beside the file before its schema changes."""
    target = path.with_name(f"{path.name}.before-{version}")
    part = target.with_name(f"{target.name}.part")
    for left in (part, Path(f"{part}-wal"), Path(f"{part}-shm"), Path(f"{part}-journal")):
        left.unlink(missing_ok=True)
    with (
        contextlib.closing(sqlite3.connect(path)) as source,
        contextlib.closing(sqlite3.connect(part)) as copy,
    ):
        source.backup(copy)
    os.replace(part, target)
    sync_folder(path.parent)


@contextlib.contextmanager
def refusals(doing: str) -> Iterator[None]:
    """Turn what SQLite and the system refuse into a ReviewerError in plain words."""
    try:
        yield
    except DBAPIError as error:
        raise _meaning(error.orig, doing) from error
    except sqlite3.Error as error:
        raise _meaning(error, doing) from error
    except OSError as error:
        raise could_not(doing, error) from error


def _meaning(error: BaseException | None, doing: str) -> ReviewerError:
    text = str(error).lower()
    # The shared-memory file that can't grow is said to be an input/output error.
    if "full" in text or getattr(error, "sqlite_errorname", "") == "SQLITE_IOERR_SHMSIZE":
        return could_not(doing, OSError(28, "full"))
    if "readonly" in text or "read-only" in text or "unable to open" in text:
        return could_not(doing, OSError(13, "read-only"))
    if "not a database" in text or "malformed" in text or "no such table" in text or "no such column" in text:
        return _damaged()
    if "locked" in text:
        return ReviewerError(
            f"Could not {doing}: another program holds the database.",
            hint="Close the other program, then try again.",
            code="workspace-busy",
        )
    return ReviewerError(
        f"Could not {doing}: the disk or the database refused.",
        hint="Check the disk, then try again. What was saved before is kept.",
        code="disk-failed",
    )


def _damaged() -> ReviewerError:
    return ReviewerError(
        "The workspace's database is damaged. Nothing was overwritten.",
        hint="Bring the workspace's folder back from a backup, or open another workspace.",
        code="damaged-workspace",
    )


def _newer() -> ReviewerError:
    return ReviewerError(
        "This workspace was made by a newer version of Reviewer. Nothing was changed.",
        hint="Install the newer version, or open another workspace.",
        code="newer-workspace",
    )

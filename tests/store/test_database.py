"""The database file: durable, checked, migrated when needed, never overwritten when it is newer or damaged."""

from __future__ import annotations

import ast
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect

from reviewer_app.errors import ReviewerError
from reviewer_app.store import database as module
from reviewer_app.store.database import HEAD, Database
from reviewer_app.store.tables import metadata
from tests.store.rows import new_database, nothing

MIGRATIONS = Path(module.__file__).parent / "migrations"


def shape(path: str) -> dict[str, Any]:
    """Everything SQLAlchemy can tell about a file's schema."""
    engine = create_engine(f"sqlite:///{path}")
    found: dict[str, Any] = {}
    look = inspect(engine)
    for table in look.get_table_names():
        if table != "alembic_version" and not table.startswith("texts_index"):  # SQLite's own, of the full text
            found[table] = {
                "columns": [(c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(table)],
                "primary": look.get_pk_constraint(table),
                "foreign": sorted(map(str, look.get_foreign_keys(table))),
                "unique": sorted(map(str, look.get_unique_constraints(table))),
                "indexes": sorted(map(str, look.get_indexes(table))),
                "options": look.get_table_options(table),
            }
    engine.dispose()
    return found


def test_the_migrations_make_the_tables(tmp_path: Path) -> None:
    Database.create(tmp_path / "migrated.db", nothing)
    engine = create_engine(f"sqlite:///{tmp_path / 'made.db'}")
    metadata.create_all(engine)
    engine.dispose()
    migrated, made = shape(str(tmp_path / "migrated.db")), shape(str(tmp_path / "made.db"))
    assert migrated == made
    assert len(made) == len(metadata.tables) >= 12


def test_the_head_is_the_last_revision() -> None:
    revisions = sorted(p.name.split("_")[0] for p in (MIGRATIONS / "versions").glob("*.py"))
    assert revisions[-1] == HEAD
    assert len(set(revisions)) == len(revisions)


def test_every_revision_stands_alone() -> None:
    for path in [MIGRATIONS / "env.py", *(MIGRATIONS / "versions").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [n for n in names if n.startswith("reviewer_app")], path.name


def test_a_commit_is_durable_and_points_are_checked(tmp_path: Path) -> None:
    database = new_database(tmp_path)
    with database.writing() as writer, database.reading() as reader:
        for connection in (writer, reader):
            for pragma, value in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
                assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
            assert int(connection.exec_driver_sql("PRAGMA busy_timeout").scalar() or 0) >= 5000
    assert database.check() == []
    database.close()


def test_opening_needs_no_alembic(tmp_path: Path) -> None:
    Database.create(tmp_path / "reviewer.db", nothing)
    code = (
        "import sys; from pathlib import Path; from reviewer_app.store.database import Database;"
        "Database.open(Path(sys.argv[1])).close(); print('sqlalchemy' in sys.modules, 'alembic' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "reviewer.db")]
    ran = subprocess.run(command, check=True, timeout=60, capture_output=True, text=True)
    assert ran.stdout.split() == ["True", "False"]


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A version of the program with one more revision; its body is filled in by the test."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(module, "_MIGRATIONS", folder)
    monkeypatch.setattr(module, "HEAD", "9000")
    return folder / "versions" / "9000_more.py"


REVISION = f"""
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9000", "{HEAD}", None, None


def upgrade() -> None:
    op.add_column("settings", sa.Column("more", sa.Text(), nullable=True))
"""


def test_an_older_file_is_brought_up_to_date_and_kept_beside(tmp_path: Path, next_version: Path) -> None:
    path = tmp_path / "reviewer.db"
    Database.create(path, nothing)
    next_version.write_text(REVISION, encoding="utf-8")
    database = Database.open(path)
    with database.reading() as connection:
        connection.exec_driver_sql("SELECT more FROM settings")
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "9000"
    database.close()
    kept = sqlite3.connect(tmp_path / f"reviewer.db.before-{HEAD}")
    assert kept.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)
    kept.close()


def test_a_migration_that_breaks_off_leaves_the_file_as_it_was(tmp_path: Path, next_version: Path) -> None:
    path = tmp_path / "reviewer.db"
    Database.create(path, nothing)
    before = shape(str(path))
    next_version.write_text(REVISION + "    raise KeyError('power cut')\n", encoding="utf-8")
    with pytest.raises(KeyError):
        Database.open(path)
    assert shape(str(path)) == before
    raw = sqlite3.connect(path)
    assert raw.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)
    raw.close()


def test_a_file_that_lost_its_version_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "reviewer.db"
    Database.create(path, nothing)
    raw = sqlite3.connect(path)
    raw.execute("DELETE FROM alembic_version")
    raw.commit()
    raw.close()
    with pytest.raises(ReviewerError) as caught:
        Database.open(path)
    assert caught.value.code == "damaged-workspace"


def test_a_newer_file_is_left_untouched(tmp_path: Path) -> None:
    path = tmp_path / "reviewer.db"
    Database.create(path, nothing)
    raw = sqlite3.connect(path)
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.commit()
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    before = path.read_bytes()
    with pytest.raises(ReviewerError) as caught:
        Database.open(path)
    assert caught.value.code == "newer-workspace"
    assert path.read_bytes() == before


def noticed(path: Path) -> bool:
    """Whether opening or checking tells that the file is damaged."""
    try:
        database = Database.open(path)
    except ReviewerError as error:
        return error.code == "damaged-workspace"
    problems = database.check()
    database.close()
    return bool(problems)


@pytest.mark.parametrize("damage", ["text", "middle", "empty", "cut"])
def test_a_damaged_file_is_told_and_not_overwritten(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "reviewer.db"
    new_database(tmp_path).close()
    data = path.read_bytes()
    spoiled = {
        "text": b"this is no database at all " * 400,
        "middle": data[:4096] + b"\xaa" * (len(data) - 4096),
        "empty": b"",
        "cut": data[: len(data) // 2],
    }[damage]
    path.write_bytes(spoiled)
    assert noticed(path)
    assert path.read_bytes()[: len(spoiled)] == spoiled


def test_half_made_databases_are_not_there(tmp_path: Path) -> None:
    def fail(database: Database) -> None:
        raise ReviewerError("no")

    with pytest.raises(ReviewerError):
        Database.create(tmp_path / "reviewer.db", fail)
    assert not (tmp_path / "reviewer.db").exists()
    Database.create(tmp_path / "reviewer.db", nothing)
    Database.open(tmp_path / "reviewer.db").close()


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    database = new_database(tmp_path)

    def half() -> None:
        with database.writing() as connection:
            connection.exec_driver_sql("INSERT INTO settings VALUES ('a', 'b')")
            raise KeyError

    with pytest.raises(KeyError):
        half()
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM settings").scalar() == 0
    database.close()

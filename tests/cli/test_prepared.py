"""What lets `telekat serve --demo` skip its preparation: only a current database with somebody in it."""

import sqlite3
from pathlib import Path

import pytest

from telekat.cli.prepared import is_prepared


@pytest.fixture
def made(practice_copy) -> Path:
    """A practice at the newest step, with people."""
    return practice_copy.database


def change(file: Path, statement: str) -> None:
    connection = sqlite3.connect(file)
    with connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute(statement)
    connection.close()


def test_current_practice_with_people_is_prepared(made: Path):
    assert is_prepared(f"sqlite:///{made}")


@pytest.mark.parametrize(
    "statement", ["UPDATE alembic_version SET version_num = '0000'", "DROP TABLE alembic_version"]
)
def test_database_of_another_version_is_not(made: Path, statement: str):
    change(made, statement)
    assert not is_prepared(f"sqlite:///{made}")


def test_database_without_people_is_not(tmp_path: Path, made: Path):
    empty = tmp_path / "empty.db"
    with sqlite3.connect(made) as source, sqlite3.connect(empty) as copy:
        for (statement,) in source.execute(
            "SELECT sql FROM sqlite_master WHERE name IN ('alembic_version', 'user_account')"
        ):
            copy.execute(statement)
        copy.execute(
            "INSERT INTO alembic_version SELECT ?", source.execute("SELECT * FROM alembic_version").fetchone()
        )
    assert not is_prepared(f"sqlite:///{empty}")
    change(
        empty,
        "INSERT INTO user_account VALUES ('1', 'admin', 'active', 'h', x'', x'', 'p', 'UTC', 'now', NULL, NULL)",
    )
    assert is_prepared(f"sqlite:///{empty}")


def test_missing_or_damaged_file_and_another_database_are_not(tmp_path: Path):
    (tmp_path / "broken.db").write_bytes(b"this is no database" * 100)
    for url in (
        f"sqlite:///{tmp_path / 'none.db'}",
        f"sqlite:///{tmp_path / 'broken.db'}",
        "sqlite://",
        "postgresql:///x",
    ):
        assert not is_prepared(url), url
    assert not (tmp_path / "none.db").exists(), "looking makes nothing"

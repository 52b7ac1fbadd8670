"""Where a database stands among the steps."""

from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text

from telekat.core import database, migrating, steps


@pytest.fixture
def empty(tmp_path: Path):
    """A database in which nothing is yet."""
    database.connect(f"sqlite:///{tmp_path / 'telekat.db'}")
    yield
    database.disconnect()


def test_newest_step_is_told_by_the_number_of_its_file_as_by_its_contents():
    settings = Config()
    settings.set_main_option("script_location", str(steps.FOLDER))
    assert steps.newest() == ScriptDirectory.from_config(settings).get_current_head()


def test_database_is_current_only_at_the_newest_step(empty):
    assert not migrating.is_current()
    migrating.upgrade()
    assert migrating.is_current()
    for version in ("0000", "9999"):
        with database.engine().begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
        assert not migrating.is_current(), version

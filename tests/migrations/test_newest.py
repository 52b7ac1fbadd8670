"""The newest step: its tables are those of the models, and its number is that of its file."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import UniqueConstraint, inspect

from telekat import app
from telekat.core import migrating, steps
from telekat.core.database import Base


def test_upgraded_schema_is_that_of_the_models(old_at):
    assert app  # every package's models are loaded
    old = old_at("0001")
    old.bring_to()
    assert migrating.is_current()
    with old.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []
        found = inspect(connection)
        for name, table in Base.metadata.tables.items():
            unique = {frozenset(one["column_names"]) for one in found.get_unique_constraints(name)}
            asked = {frozenset(c.name for c in one.columns) for one in table.constraints if _is_unique(one)}
            assert asked <= unique, name
            assert len(found.get_foreign_keys(name)) == len(table.foreign_keys), name


def _is_unique(constraint):
    return isinstance(constraint, UniqueConstraint)


def test_each_step_follows_the_one_numbered_before_it():
    texts = sorted((steps.FOLDER / "versions").glob("[0-9]*_*.py"))
    numbers = [file.name[:4] for file in texts]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    for file, before in zip(texts[1:], numbers, strict=False):
        text = file.read_text()
        assert f'revision = "{file.name[:4]}"' in text and f'down_revision = "{before}"' in text

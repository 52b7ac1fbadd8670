"""What commands that touch the data have in common: configuration, database, keys, and a writer of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import click

from config import Config
from telekat.core import edge


@contextmanager
def opened_house(*, port: int = 5000) -> Iterator[Config]:
    """The data of the configured practice, open for one command. Refuses a database of another version."""
    edge.patch("threading")
    config = replace(Config.from_env(port=port), async_mode=edge.mode())
    from telekat import app as house
    from telekat.audit import heads
    from telekat.core import database, writer
    from telekat.core.migrating import is_current

    app = house.create_app(config)
    if not is_current():
        raise click.ClickException("The database is not up to date. Run: telekat db upgrade")
    house.start_writer(app)
    heads.begin(config.data_dir)
    began_at = heads.newest_seq()
    try:
        with database.read_scope():
            yield config
    finally:
        writer.current().stop()
        if heads.newest_seq() > began_at:  # a command that only reads must not sign what somebody cut
            heads.keep_head(config.data_dir)
        database.disconnect()


def bring_up_to_date() -> None:
    """Run the migration steps that are missing."""
    edge.patch("threading")
    from telekat.core import database, migrating

    database.connect(Config.from_env().database_url)
    migrating.upgrade()
    database.disconnect()

"""The audit trail refuses an entry under a number that is taken, from whatever program it comes."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """SQLite deletes without asking the delete trigger when INSERT OR REPLACE comes from a connection that has not set
    recursive_triggers, such as a plain shell's. PostgreSQL has no such way: its ON CONFLICT asks the update trigger."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER audit_event_no_replace BEFORE INSERT ON audit_event"
            " WHEN EXISTS (SELECT 1 FROM audit_event WHERE seq = NEW.seq)"
            " BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END"
        )

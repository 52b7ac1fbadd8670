"""The audit trail's two indexes give way to one of the looks into records: sending a message enters none."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Indexes only: no row is touched, and the triggers that guard them stay."""
    op.drop_index("ix_audit_event_actor", table_name="audit_event")
    op.drop_index("ix_audit_event_patient", table_name="audit_event")
    beside_messages = sa.text("action <> 'message:send'")
    op.create_index(
        "ix_audit_event_looks",
        "audit_event",
        ["patient_id", "seq"],
        unique=False,
        sqlite_where=beside_messages,
        postgresql_where=beside_messages,
    )

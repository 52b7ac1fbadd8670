"""Emergency access; when a login's password was given again; what a member's browser holds."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table for opened records, and three columns that older rows leave empty."""
    op.create_table(
        "broken_glass",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("login_id", sa.String(length=36), nullable=False),
        sa.Column("category", sa.String(length=24), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", sa.String(length=24), nullable=False),
        sa.Column("ends_at", sa.String(length=24), nullable=False),
        sa.Column("review_by", sa.String(length=24), nullable=False),
        sa.Column("reviewed_by", sa.String(length=36), nullable=True),
        sa.Column("reviewed_at", sa.String(length=24), nullable=True),
        sa.Column("verdict", sa.String(length=24), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["login_id"], ["login.id"], name=op.f("fk_broken_glass_login_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_broken_glass_patient_id")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["user_account.id"], name=op.f("fk_broken_glass_reviewed_by")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_broken_glass_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broken_glass")),
    )
    op.create_index("ix_broken_glass_patient", "broken_glass", ["patient_id", "reviewed_at"], unique=False)
    op.create_index("ix_broken_glass_user", "broken_glass", ["user_id", "ends_at"], unique=False)
    op.add_column("login", sa.Column("proven_at", sa.String(length=24), nullable=True))
    op.add_column("room_member", sa.Column("received_seq", sa.Integer(), server_default="0", nullable=False))
    op.add_column("room_member", sa.Column("received_at", sa.String(length=24), nullable=True))

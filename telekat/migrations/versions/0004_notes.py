"""Clinical notes, their linked sentences and addenda."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three new tables; nothing that stands is touched."""
    op.create_table(
        "clinical_note",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("on_date", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.Column("updated_at", sa.String(length=24), nullable=False),
        sa.Column("signed_at", sa.String(length=24), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_clinical_note_author_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_clinical_note_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinical_note")),
        sa.UniqueConstraint(
            "patient_id", "author_id", "on_date", name=op.f("uq_clinical_note_patient_id_author_id_on_date")
        ),
    )
    op.create_index("ix_clinical_note_patient", "clinical_note", ["patient_id", "on_date"], unique=False)
    op.create_table(
        "note_sentence",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("note_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sentence_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("inserted_at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["clinical_note.id"], name=op.f("fk_note_sentence_note_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_sentence")),
        sa.UniqueConstraint("note_id", "key", name=op.f("uq_note_sentence_note_id_key")),
    )
    op.create_table(
        "note_addendum",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("note_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_note_addendum_author_id")),
        sa.ForeignKeyConstraint(["note_id"], ["clinical_note.id"], name=op.f("fk_note_addendum_note_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_addendum")),
        sa.UniqueConstraint(
            "note_id", "author_id", "client_id", name=op.f("uq_note_addendum_note_id_author_id_client_id")
        ),
    )

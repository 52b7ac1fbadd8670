"""Sets of forms, how a form was filled in, corrections of handed-in forms, instruments of the practice's own."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_RESPONSE = "questionnaire_response"
# Written out: SQLite takes a reference with the column and no other way, and remaking a table that others refer to
# would need its foreign keys switched off.
_COLUMNS = (
    "mode VARCHAR(16) DEFAULT 'self' NOT NULL",
    "language VARCHAR(16) DEFAULT 'en' NOT NULL",
    f"replaces VARCHAR(36) CONSTRAINT fk_questionnaire_response_replaces REFERENCES {_RESPONSE} (id)",
    "reason_sealed {bytes}",
    "set_id VARCHAR(36) CONSTRAINT fk_questionnaire_response_set_id REFERENCES questionnaire_set (id)",
    "set_place INTEGER",
)
# Ratings by a clinician were known by their instrument alone until now.
_RATED = ("cadss23", "cadss6", "cgi_i", "cgi_s", "madrs", "moaas")


def upgrade() -> None:
    """Two tables and six columns; forms that a clinician rated are marked as such."""
    op.create_table(
        "questionnaire_set",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("room_id", sa.String(length=36), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("assigned_by", sa.String(length=36), nullable=False),
        sa.Column("assigned_at", sa.String(length=24), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["assigned_by"], ["user_account.id"], name=op.f("fk_questionnaire_set_assigned_by")
        ),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_questionnaire_set_patient_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_questionnaire_set_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_set")),
        sa.UniqueConstraint(
            "room_id",
            "assigned_by",
            "client_id",
            name=op.f("uq_questionnaire_set_room_id_assigned_by_client_id"),
        ),
    )
    op.create_table(
        "imported_instrument",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("imported_at", sa.String(length=24), nullable=False),
        sa.Column("imported_by", sa.String(length=36), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("original", sa.Text(), nullable=False),
        sa.Column("losses", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_imported_instrument")),
    )
    bytes_type = "BYTEA" if op.get_bind().dialect.name == "postgresql" else "BLOB"
    for column in _COLUMNS:
        op.execute(f"ALTER TABLE {_RESPONSE} ADD COLUMN {column.format(bytes=bytes_type)}")
    op.create_index("ix_questionnaire_response_replaces", _RESPONSE, ["replaces"], unique=True)
    op.create_index("ix_questionnaire_response_set", _RESPONSE, ["set_id", "set_place"], unique=False)
    rated = ", ".join(f"'{name}'" for name in _RATED)
    op.execute(f"UPDATE {_RESPONSE} SET mode = 'rated' WHERE instrument IN ({rated})")

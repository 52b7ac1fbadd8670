"""The decision to treat: facts, medicines, reviews, clearances with their steps, decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Six tables; nothing that was there is touched."""
    _entries("eligibility_fact")
    _entries("eligibility_medicine")
    op.create_table(
        "eligibility_review",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("reviewed_by", sa.String(length=36), nullable=False),
        sa.Column("reviewed_at", sa.String(length=24), nullable=False),
        *_belongs("eligibility_review", "reviewed_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eligibility_review")),
    )
    op.create_index("ix_eligibility_review_patient", "eligibility_review", ["patient_id", "reviewed_at"])
    _clearances()
    op.create_table(
        "eligibility_decision",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("snapshot_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("signed_by", sa.String(length=36), nullable=False),
        sa.Column("signed_at", sa.String(length=24), nullable=False),
        sa.Column("signature", sa.String(length=64), nullable=False),
        *_belongs("eligibility_decision", "signed_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eligibility_decision")),
        _unique("eligibility_decision", "patient_id", "version"),
        _unique("eligibility_decision", "patient_id", "signed_by", "client_id"),
    )


def _entries(table: str) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("entered_by", sa.String(length=36), nullable=False),
        sa.Column("entered_at", sa.String(length=24), nullable=False),
        sa.Column("replaces", sa.String(length=36), nullable=True),
        *_belongs(table, "entered_by"),
        sa.ForeignKeyConstraint(["replaces"], [f"{table}.id"], name=op.f(f"fk_{table}_replaces")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        _unique(table, "patient_id", "entered_by", "client_id"),
        _unique(table, "replaces"),
    )
    op.create_index(f"ix_{table}_patient", table, ["patient_id", "entered_at"])


def _clearances() -> None:
    op.create_table(
        "eligibility_clearance",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=False),
        sa.Column("due_on", sa.String(length=10), nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=False),
        sa.Column("asked_at", sa.String(length=24), nullable=False),
        *_belongs("eligibility_clearance", "owner_id", "asked_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eligibility_clearance")),
        _unique("eligibility_clearance", "patient_id", "asked_by", "client_id"),
    )
    op.create_index("ix_eligibility_clearance_owner", "eligibility_clearance", ["owner_id", "due_on"])
    op.create_table(
        "eligibility_clearance_step",
        sa.Column("clearance_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("taken_by", sa.String(length=36), nullable=False),
        sa.Column("taken_at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["clearance_id"], ["eligibility_clearance.id"], name=op.f("fk_eligibility_clearance_step_clearance_id")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by"], ["user_account.id"], name=op.f("fk_eligibility_clearance_step_taken_by")
        ),
        sa.PrimaryKeyConstraint("clearance_id", "number", name=op.f("pk_eligibility_clearance_step")),
    )


def _belongs(table: str, *people: str) -> list[sa.ForeignKeyConstraint]:
    """The row's patient, and the people who stand in it."""
    patient = sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f(f"fk_{table}_patient_id"))
    return [
        patient,
        *(
            sa.ForeignKeyConstraint([column], ["user_account.id"], name=op.f(f"fk_{table}_{column}"))
            for column in people
        ),
    ]


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))

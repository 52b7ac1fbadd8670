"""An alert's ladder, who is on call, the outbox of notices, risk marks, drills, and where a patient is."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from telekat.core import ids

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    """New tables and columns; alerts that stand open get the ladder they would have had."""
    op.add_column("patient", sa.Column("place_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("patient", sa.Column("place_confirmed_at", sa.String(length=24), nullable=True))
    _drill()
    _ladder()
    _duty_and_marks()
    _notice()
    _give_standing_alerts_their_ladder(op.get_bind())


def _drill() -> None:
    op.create_table(
        "drill",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("started_by", sa.String(length=36), nullable=False),
        sa.Column("started_at", sa.String(length=24), nullable=False),
        sa.Column("acknowledged_by", sa.String(length=36), nullable=True),
        sa.Column("acknowledged_at", sa.String(length=24), nullable=True),
        sa.Column("closed_by", sa.String(length=36), nullable=True),
        sa.Column("closed_at", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(["started_by"], ["user_account.id"], name=op.f("fk_drill_started_by")),
        sa.ForeignKeyConstraint(["acknowledged_by"], ["user_account.id"], name=op.f("fk_drill_acknowledged_by")),
        sa.ForeignKeyConstraint(["closed_by"], ["user_account.id"], name=op.f("fk_drill_closed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drill")),
    )


def _ladder() -> None:
    op.create_table(
        "ladder_step",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("alert_id", sa.String(length=36), nullable=True),
        sa.Column("drill_id", sa.String(length=36), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rung", sa.String(length=16), nullable=False),
        sa.Column("due_at", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("told_at", sa.String(length=24), nullable=True),
        sa.CheckConstraint("(alert_id IS NULL) <> (drill_id IS NULL)", name=op.f("ck_ladder_step_of_one")),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_ladder_step_alert_id")),
        sa.ForeignKeyConstraint(["drill_id"], ["drill.id"], name=op.f("fk_ladder_step_drill_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ladder_step")),
        sa.UniqueConstraint("alert_id", "number", name=op.f("uq_ladder_step_alert_id_number")),
        sa.UniqueConstraint("drill_id", "number", name=op.f("uq_ladder_step_drill_id_number")),
    )
    op.create_index(
        "ix_ladder_step_due", "ladder_step", ["due_at"], sqlite_where=_WAITING, postgresql_where=_WAITING
    )
    op.create_table(
        "ladder_told",
        sa.Column("step_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("rung", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["step_id"], ["ladder_step.id"], name=op.f("fk_ladder_told_step_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_ladder_told_user_id")),
        sa.PrimaryKeyConstraint("step_id", "user_id", name=op.f("pk_ladder_told")),
    )
    op.create_index("ix_ladder_told_user", "ladder_told", ["user_id"])


def _duty_and_marks() -> None:
    op.create_table(
        "duty",
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("duty", sa.String(length=16), nullable=False),
        sa.Column("since", sa.String(length=24), nullable=False),
        sa.Column("until", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_duty_user_id")),
        sa.PrimaryKeyConstraint("user_id", "duty", "since", name=op.f("pk_duty")),
    )
    op.create_index("ix_duty_duty", "duty", ["duty", "until"])
    op.create_table(
        "risk_mark",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("set_by", sa.String(length=36), nullable=False),
        sa.Column("set_at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_risk_mark_patient_id")),
        sa.ForeignKeyConstraint(["set_by"], ["user_account.id"], name=op.f("fk_risk_mark_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_mark")),
    )
    op.create_index("ix_risk_mark_patient", "risk_mark", ["patient_id", "set_at"])


def _notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("about_id", sa.String(length=36), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=True),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.Column("due_at", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_notice_user_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_notice_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index("ix_notice_due", "notice", ["due_at"], sqlite_where=_WAITING, postgresql_where=_WAITING)
    op.create_index("ix_notice_about", "notice", ["about_id"])
    op.create_index("ix_notice_created", "notice", ["created_at"])


def _give_standing_alerts_their_ladder(bind: Any) -> None:
    """Their care teams have heard of them; what nobody has taken climbs as soon as the server runs."""
    alerts = bind.execute(
        sa.text("SELECT id, patient_id, raised_at, state FROM alert WHERE state <> 'closed'")
    ).all()
    for alert_id, patient_id, raised_at, state in alerts:
        team_query = sa.text("SELECT user_id FROM care_team_member WHERE patient_id = :id AND until IS NULL")
        team = bind.execute(team_query, {"id": patient_id}).scalars().all()
        later = "waiting" if state == "open" else "ended"
        first = _step(bind, alert_id, 0, "team", raised_at, "told" if team else "nobody", raised_at)
        for user_id in team:
            told = sa.text("INSERT INTO ladder_told (step_id, user_id, rung) VALUES (:step_id, :user_id, 'team')")
            bind.execute(told, {"step_id": first, "user_id": user_id})
        _step(bind, alert_id, 1, "on_call", raised_at, later, None)
        _step(bind, alert_id, 2, "lead", raised_at, later, None)


def _step(bind: Any, alert_id: str, number: int, rung: str, due_at: str, state: str, told_at: str | None) -> str:
    step_id = ids.new_id()
    row = {"id": step_id, "alert_id": alert_id, "number": number, "rung": rung}
    bind.execute(
        sa.text(
            "INSERT INTO ladder_step (id, alert_id, number, rung, due_at, state, told_at)"
            " VALUES (:id, :alert_id, :number, :rung, :due_at, :state, :told_at)"
        ),
        {**row, "due_at": due_at, "state": state, "told_at": told_at},
    )
    return step_id

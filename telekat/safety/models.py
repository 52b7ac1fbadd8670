"""Alerts, how people were called to them, who is on call, and the marks that clinicians set."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from telekat.core.database import Base, UtcTime

_NOT_CLOSED = text("state <> 'closed'")
_WAITING = text("state = 'waiting'")


class Alert(Base):
    """Something that needs a clinician now.

    cause_kind, cause_id: the thing it came from. cause_key: keyed hash of thing and flag; while an alert is not closed
    the same cause makes no second. cause_sealed: item and words of the newest cause, under the patient's key, since
    the name of a flag is a diagnosis; cause_at: when it came. owner_id: who is asked first, "" when nobody is assigned.
    level: high | moderate. state: open | acknowledged | closed. outcome: a value of `outcomes.Outcome`.
    """

    __tablename__ = "alert"
    __table_args__ = (
        Index("ix_alert_patient", "patient_id", "state"),
        Index(
            "uq_alert_cause_key",
            "cause_key",
            unique=True,
            sqlite_where=_NOT_CLOSED,
            postgresql_where=_NOT_CLOSED,
        ),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"))
    room_id: Mapped[str] = mapped_column(ForeignKey("room.id"))
    cause_kind: Mapped[str] = mapped_column(String(24))
    cause_id: Mapped[str] = mapped_column(String(36))
    cause_key: Mapped[str] = mapped_column(String(64))
    level: Mapped[str] = mapped_column(String(16))
    cause_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    raised_by: Mapped[str] = mapped_column(String(36))
    raised_at: Mapped[datetime] = mapped_column(UtcTime)
    cause_at: Mapped[datetime] = mapped_column(UtcTime)
    state: Mapped[str] = mapped_column(String(16), default="open")
    owner_id: Mapped[str] = mapped_column(String(36))
    acknowledged_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcTime)
    closed_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    outcome: Mapped[str | None] = mapped_column(String(24))
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class LadderStep(Base):
    """One step of one alert's (or drill's) ladder: who is told, and when it is due.

    number: 0 is the first. rung: a value of `rungs.Rung`. state: waiting | told | nobody (nobody stood on it) |
    ended (somebody had taken it before). told_at: when it was carried out.
    """

    __tablename__ = "ladder_step"
    __table_args__ = (
        UniqueConstraint("alert_id", "number"),
        UniqueConstraint("drill_id", "number"),
        CheckConstraint("(alert_id IS NULL) <> (drill_id IS NULL)", name="of_one"),
        Index("ix_ladder_step_due", "due_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    alert_id: Mapped[str | None] = mapped_column(ForeignKey("alert.id"))
    drill_id: Mapped[str | None] = mapped_column(ForeignKey("drill.id"))
    number: Mapped[int] = mapped_column(Integer)
    rung: Mapped[str] = mapped_column(String(16))
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    state: Mapped[str] = mapped_column(String(16))
    told_at: Mapped[datetime | None] = mapped_column(UtcTime)


class LadderTold(Base):
    """Somebody who was told by a step, when it was carried out. rung: as what they were asked; `again` asks anew."""

    __tablename__ = "ladder_told"
    __table_args__ = (Index("ix_ladder_told_user", "user_id"),)

    step_id: Mapped[str] = mapped_column(ForeignKey("ladder_step.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    rung: Mapped[str] = mapped_column(String(16))


class Duty(Base):
    """A clinician who is on call, or leads, from `since` until `until` (None: still). duty: on_call | lead."""

    __tablename__ = "duty"
    __table_args__ = (Index("ix_duty_duty", "duty", "until"),)

    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    duty: Mapped[str] = mapped_column(String(16), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcTime, primary_key=True)
    until: Mapped[datetime | None] = mapped_column(UtcTime)


class RiskMark(Base):
    """What a clinician of the care team has set as the patient's risk; the newest holds. level: of `outcomes.MARKS`."""

    __tablename__ = "risk_mark"
    __table_args__ = (Index("ix_risk_mark_patient", "patient_id", "set_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"))
    level: Mapped[str] = mapped_column(String(16))
    reason_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    set_by: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    set_at: Mapped[datetime] = mapped_column(UtcTime)


class Drill(Base):
    """A practice alert about nobody: what it takes until somebody takes it. state: open | acknowledged | closed."""

    __tablename__ = "drill"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    started_by: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    started_at: Mapped[datetime] = mapped_column(UtcTime)
    acknowledged_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcTime)
    closed_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)

"""Alerts."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from telekat.core.database import Base, UtcTime

_NOT_CLOSED = text("state <> 'closed'")


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

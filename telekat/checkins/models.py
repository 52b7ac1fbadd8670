"""Check-ins, and who has read them."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from telekat.core.database import Base, UtcTime


class CheckIn(Base):
    """One check-in of one dosing session. state: due | done; where it stands now is computed (`schedule.standing`).

    answers_sealed: JSON. text_sealed: the person's own words, "" for none; staff read them only while text_shared.
    progress_sealed: JSON of what has been filled in so far, gone once answered. Both are read only when asked for.
    """

    __tablename__ = "checkin"
    __table_args__ = (
        UniqueConstraint("dosing_session_id", "kind"),
        Index("ix_checkin_patient", "patient_id", "due_at"),
        Index("ix_checkin_state", "state", "due_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    dosing_session_id: Mapped[str] = mapped_column(ForeignKey("dosing_session.id"))
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"))
    kind: Mapped[str] = mapped_column(String(8))
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    open_until: Mapped[datetime] = mapped_column(UtcTime)
    state: Mapped[str] = mapped_column(String(8), default="due")
    answered_at: Mapped[datetime | None] = mapped_column(UtcTime)
    client_id: Mapped[str | None] = mapped_column(String(64))
    answers_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    text_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    text_shared: Mapped[bool] = mapped_column(Boolean, default=False)
    progress_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class CheckInReading(Base):
    """That a clinician has read the answers. Who opened them without saying so stands in the audit trail."""

    __tablename__ = "checkin_reading"

    checkin_id: Mapped[str] = mapped_column(ForeignKey("checkin.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    read_at: Mapped[datetime] = mapped_column(UtcTime)

"""Dosing sessions and the versions of what was recorded about each."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from telekat.core.database import Base, UtcTime


class DosingSession(Base):
    """That a session was recorded, once; what is known of it stands in its newest version."""

    __tablename__ = "dosing_session"
    __table_args__ = (
        UniqueConstraint("patient_id", "recorded_by", "client_id"),
        Index("ix_dosing_session_patient", "patient_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"))
    client_id: Mapped[str] = mapped_column(String(64))
    recorded_by: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcTime)
    newest_version: Mapped[int] = mapped_column(Integer, default=1)


class DosingVersion(Base):
    """What was recorded, and later corrected. Never changed.

    facts_sealed: JSON of route and dose_mg (text). notes_sealed, reason_sealed: text, "" for none; the first version
    has no reason.
    """

    __tablename__ = "dosing_version"

    session_id: Mapped[str] = mapped_column(ForeignKey("dosing_session.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    took_place_at: Mapped[datetime] = mapped_column(UtcTime)
    facts_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    notes_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    reason_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    recorded_by: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcTime)

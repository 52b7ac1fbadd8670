"""The patient's record beside the account, and the care team."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from telekat.core.database import Base, UtcTime


class Patient(Base):
    """What the practice knows of a patient beyond name and address; the sealed fields are under the patient's key.

    stage: where on the way through care (rooms.stages). birth_date_sealed: ISO date. sealed "" means unknown.
    place_sealed: country and language as "GB en", said by the patient at place_confirmed_at; None while they have not.
    """

    __tablename__ = "patient"

    id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    birth_date_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    phone_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    emergency_contact_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    place_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    place_confirmed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class CareTeamMember(Base):
    """A clinician assigned to a patient from `since` until `until` (None: still)."""

    __tablename__ = "care_team_member"
    __table_args__ = (Index("ix_care_team_member_user", "user_id", "until"),)

    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcTime, primary_key=True)
    until: Mapped[datetime | None] = mapped_column(UtcTime)

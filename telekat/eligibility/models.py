"""What was entered, looked at, asked for and decided about a patient. Rows are added and never changed.

What a row says is sealed under the patient's key as JSON, the criterion's name included: that somebody asked about a
criterion is clinical already. Only who, when and what replaces what stand open.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from telekat.core.database import Base, UtcTime


class EligibilityFact(Base):
    """What a clinician knows of one criterion. body_sealed: `sealed.FactBody`. replaces: the fact it holds instead of."""

    __tablename__ = "eligibility_fact"
    __table_args__ = (
        UniqueConstraint("patient_id", "entered_by", "client_id"),
        UniqueConstraint("replaces"),
        Index("ix_eligibility_fact_patient", "patient_id", "entered_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"))
    client_id: Mapped[str] = mapped_column(String(64))
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    entered_by: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcTime)
    replaces: Mapped[str | None] = mapped_column(ForeignKey("eligibility_fact.id"))


class EligibilityMedicine(Base):
    """An entry of the medicine list. body_sealed: `sealed.MedicineBody`. replaces: the entry it holds instead of."""

    __tablename__ = "eligibility_medicine"
    __table_args__ = (
        UniqueConstraint("patient_id", "entered_by", "client_id"),
        UniqueConstraint("replaces"),
        Index("ix_eligibility_medicine_patient", "patient_id", "entered_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"))
    client_id: Mapped[str] = mapped_column(String(64))
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    entered_by: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcTime)
    replaces: Mapped[str | None] = mapped_column(ForeignKey("eligibility_medicine.id"))


class EligibilityReview(Base):
    """That a prescriber looked at one criterion as it stood. body_sealed: `sealed.ReviewBody`."""

    __tablename__ = "eligibility_review"
    __table_args__ = (Index("ix_eligibility_review_patient", "patient_id", "reviewed_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"))
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    reviewed_by: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    reviewed_at: Mapped[datetime] = mapped_column(UtcTime)


class EligibilityClearance(Base):
    """A clearance asked of somebody outside. body_sealed: `sealed.ClearanceBody`. owner_id: who sees to it.

    due_on: 2026-12-04, the day by which the answer is expected. Its state stands in its newest step.
    """

    __tablename__ = "eligibility_clearance"
    __table_args__ = (
        UniqueConstraint("patient_id", "asked_by", "client_id"),
        Index("ix_eligibility_clearance_owner", "owner_id", "due_on"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"))
    client_id: Mapped[str] = mapped_column(String(64))
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    owner_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    due_on: Mapped[str] = mapped_column(String(10))
    asked_by: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcTime)


class EligibilityClearanceStep(Base):
    """What became of a clearance. number: from 1. state: a value of `clearance.ClearanceState`. note_sealed: text."""

    __tablename__ = "eligibility_clearance_step"

    clearance_id: Mapped[str] = mapped_column(ForeignKey("eligibility_clearance.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(16))
    note_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    taken_by: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    taken_at: Mapped[datetime] = mapped_column(UtcTime)


class EligibilityDecision(Base):
    """A signed decision. version: from 1; the highest holds. body_sealed: `sealed.DecisionBody`.

    snapshot_sealed: the matrix it stood on, as JSON. signature: HMAC over all of this and the signature before.
    """

    __tablename__ = "eligibility_decision"
    __table_args__ = (
        UniqueConstraint("patient_id", "version"),
        UniqueConstraint("patient_id", "signed_by", "client_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"))
    version: Mapped[int] = mapped_column(Integer)
    client_id: Mapped[str] = mapped_column(String(64))
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    snapshot_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    signed_by: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    signed_at: Mapped[datetime] = mapped_column(UtcTime)
    signature: Mapped[str] = mapped_column(String(64))

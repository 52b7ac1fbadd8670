"""A form that somebody was asked to fill in, its answers with their whole history, and its score."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from telekat.core.database import Base, UtcTime


class QuestionnaireResponse(Base):
    """One instrument given to one patient once. status: in_progress | completed. rev counts every kept change."""

    __tablename__ = "questionnaire_response"
    __table_args__ = (
        UniqueConstraint("room_id", "assigned_by", "client_id"),
        Index("ix_questionnaire_response_patient", "patient_id", "status"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    room_id: Mapped[str] = mapped_column(ForeignKey("room.id"))
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"))
    instrument: Mapped[str] = mapped_column(String(48))
    instrument_version: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16), default="in_progress")
    assigned_by: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    assigned_at: Mapped[datetime] = mapped_column(UtcTime)
    client_id: Mapped[str] = mapped_column(String(64))
    completed_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    completed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    rev: Mapped[int] = mapped_column(Integer, default=0)


class ItemAnswer(Base):
    """The answer that holds now. value_sealed: a number as JSON, `null` when it was taken back. rev: from 1, per item."""

    __tablename__ = "item_answer"

    response_id: Mapped[str] = mapped_column(ForeignKey("questionnaire_response.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(32), primary_key=True)
    value_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    rev: Mapped[int] = mapped_column(Integer)
    answered_by: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime] = mapped_column(UtcTime)


class AnswerVersion(Base):
    """Every value that anybody ever gave. A kept one is superseded when the item has a kept one with a higher rev.

    fate: kept | conflicting (another had changed the item meanwhile) | late (the form was submitted already).
    rev: the item's rev that this value made, or the one it met.
    """

    __tablename__ = "answer_version"
    __table_args__ = (Index("ix_answer_version_item", "response_id", "item", "rev"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    response_id: Mapped[str] = mapped_column(ForeignKey("questionnaire_response.id"))
    item: Mapped[str] = mapped_column(String(32))
    value_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    fate: Mapped[str] = mapped_column(String(16))
    rev: Mapped[int] = mapped_column(Integer)
    answered_by: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime] = mapped_column(UtcTime)


class StoredScore(Base):
    """What a submitted form adds up to, computed once by the server. score_sealed: `definition.Score` as JSON."""

    __tablename__ = "questionnaire_score"

    response_id: Mapped[str] = mapped_column(ForeignKey("questionnaire_response.id"), primary_key=True)
    score_sealed: Mapped[bytes] = mapped_column(LargeBinary, info={"sealed_as": "value"})
    scored_at: Mapped[datetime] = mapped_column(UtcTime)

"""A form that somebody was asked to fill in, its answers with their whole history, and its score."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from telekat.core.database import Base, UtcTime


class QuestionnaireSet(Base):
    """Several instruments given in one go, such as an intake packet; each is a response with its place in the set.

    name: what the practice called the set when it was given.
    """

    __tablename__ = "questionnaire_set"
    __table_args__ = (UniqueConstraint("room_id", "assigned_by", "client_id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    room_id: Mapped[str] = mapped_column(ForeignKey("room.id"))
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"))
    name: Mapped[str] = mapped_column(String(60))
    assigned_by: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    assigned_at: Mapped[datetime] = mapped_column(UtcTime)
    client_id: Mapped[str] = mapped_column(String(64))


class QuestionnaireResponse(Base):
    """One instrument given to one patient once. status: in_progress | completed. rev counts every kept change.

    mode: self | read_aloud | rated (`modes.Mode`). language: of the wording that was shown.
    replaces: the handed-in response that this one corrects, at most one for each; reason_sealed: why, under the
    patient's key. set_id, set_place: the set it was given in and its place there, from 1.
    """

    __tablename__ = "questionnaire_response"
    __table_args__ = (
        UniqueConstraint("room_id", "assigned_by", "client_id"),
        Index("ix_questionnaire_response_patient", "patient_id", "status"),
        Index("ix_questionnaire_response_replaces", "replaces", unique=True),
        Index("ix_questionnaire_response_set", "set_id", "set_place"),
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
    mode: Mapped[str] = mapped_column(String(16), default="self", server_default="self")
    language: Mapped[str] = mapped_column(String(16), default="en", server_default="en")
    replaces: Mapped[str | None] = mapped_column(ForeignKey("questionnaire_response.id"))
    reason_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    set_id: Mapped[str | None] = mapped_column(ForeignKey("questionnaire_set.id"))
    set_place: Mapped[int | None] = mapped_column(Integer)


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


class ImportedInstrument(Base):
    """An instrument of the practice's own, one row for each version; nothing is ever changed or taken out.

    definition: `imported.Definition` as JSON, what is shown and scored. original: the FHIR Questionnaire as it came.
    losses: what of it could not be honoured, as JSON. imported_by: a user's id, "" for the command line.
    """

    __tablename__ = "imported_instrument"

    id: Mapped[str] = mapped_column(String(48), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    imported_at: Mapped[datetime] = mapped_column(UtcTime)
    imported_by: Mapped[str] = mapped_column(String(36))
    digest: Mapped[str] = mapped_column(String(64))
    definition: Mapped[str] = mapped_column(Text)
    original: Mapped[str] = mapped_column(Text)
    losses: Mapped[str] = mapped_column(Text)

"""Notes, the linked sentences in them, and what was added after signing."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from telekat.core.database import Base, UtcTime


class ClinicalNote(Base):
    """What one clinician wrote about one day with a patient.

    on_date: ISO date of the encounter. status: draft | signed. rev counts the versions of the draft, so that two
    devices notice each other. content_hash: keyed hash of what was signed, "" before.
    """

    __tablename__ = "clinical_note"
    __table_args__ = (
        UniqueConstraint("patient_id", "author_id", "on_date"),
        Index("ix_clinical_note_patient", "patient_id", "on_date"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"))
    author_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    on_date: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(8), default="draft")
    rev: Mapped[int] = mapped_column(Integer)
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    signed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    content_hash: Mapped[str] = mapped_column(String(64), default="")


class NoteSentence(Base):
    """A sentence of the proposed draft that was put into a note. key: keyed hash of its words and sources.

    sentence_sealed: JSON of the words, and of each source as it stood then (`drafting.Sentence`).
    """

    __tablename__ = "note_sentence"
    __table_args__ = (UniqueConstraint("note_id", "key"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    note_id: Mapped[str] = mapped_column(ForeignKey("clinical_note.id"))
    key: Mapped[str] = mapped_column(String(64))
    position: Mapped[int] = mapped_column(Integer)
    sentence_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    inserted_at: Mapped[datetime] = mapped_column(UtcTime)


class NoteAddendum(Base):
    """Text that came after the signature, with its author and time. Never changed."""

    __tablename__ = "note_addendum"
    __table_args__ = (UniqueConstraint("note_id", "author_id", "client_id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    note_id: Mapped[str] = mapped_column(ForeignKey("clinical_note.id"))
    author_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    client_id: Mapped[str] = mapped_column(String(64))
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    written_at: Mapped[datetime] = mapped_column(UtcTime)

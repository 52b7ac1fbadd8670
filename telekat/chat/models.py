"""Messages and drafts."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from telekat.core.database import Base, UtcTime


class Message(Base):
    """kind: text | system | joined | left (see membership_lines). body_sealed: under the patient's key, in staff rooms under the room's own."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("room_id", "author_id", "client_id"),
        Index("ix_message_room_seq", "room_id", "seq", unique=True),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    room_id: Mapped[str] = mapped_column(ForeignKey("room.id"))
    seq: Mapped[int] = mapped_column(Integer)
    author_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    client_id: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    sent_at: Mapped[datetime] = mapped_column(UtcTime)
    reply_to: Mapped[str | None] = mapped_column(String(36))


class Draft(Base):
    """What somebody has begun to write in a room. rev counts its versions, so that two devices notice each other."""

    __tablename__ = "draft"

    room_id: Mapped[str] = mapped_column(ForeignKey("room.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    rev: Mapped[int] = mapped_column(Integer, default=0)
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)

"""Rooms and who is in them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from telekat.core.database import Base, UtcTime


class Room(Base):
    """kind: care | front_desk | staff. state: open | closed. last_seq: the newest message's number, 0 for none."""

    __tablename__ = "room"
    __table_args__ = (UniqueConstraint("patient_id", "kind"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"))
    stage: Mapped[str] = mapped_column(String(24), default="new_referral")
    state: Mapped[str] = mapped_column(String(16), default="open")
    last_seq: Mapped[int] = mapped_column(Integer, default=0)
    last_at: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    stage_since: Mapped[datetime] = mapped_column(UtcTime)


class RoomMember(Base):
    """Somebody in a room until `left_at`. read_seq and received_seq never go back. A return takes up the same row.

    received_seq: the newest message that a browser of theirs has said it holds.
    """

    __tablename__ = "room_member"
    __table_args__ = (Index("ix_room_member_user", "user_id", "left_at"),)

    room_id: Mapped[str] = mapped_column(ForeignKey("room.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    joined_at: Mapped[datetime] = mapped_column(UtcTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcTime)
    read_seq: Mapped[int] = mapped_column(Integer, default=0)
    read_at: Mapped[datetime | None] = mapped_column(UtcTime)
    received_seq: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    received_at: Mapped[datetime | None] = mapped_column(UtcTime)

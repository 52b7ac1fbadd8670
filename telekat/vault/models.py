"""Wrapped data keys, and the values that tell a wrong master key from a right one."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from telekat.core.database import Base, UtcTime


class MasterKey(Base):
    """A master key that this database has seen. check_value proves that the configured key is the same."""

    __tablename__ = "master_key"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    check_value: Mapped[bytes] = mapped_column(LargeBinary)


class DataKey(Base):
    """One data key. subject: whose words it seals; number: the newest of a subject seals what comes now."""

    __tablename__ = "data_key"
    __table_args__ = (UniqueConstraint("subject", "number"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64))
    number: Mapped[int] = mapped_column(Integer)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    master_key_id: Mapped[str] = mapped_column(ForeignKey("master_key.id"), index=True)
    reserved_uses: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(UtcTime)

"""The outbox."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from telekat.core.database import Base, UtcTime

_WAITING = text("state = 'waiting'")


class Notice(Base):
    """One mail to one person. kind: a value of `wording.Kind`. about_id: the thing it came from (an alert).

    patient_id: whose initials it shows, None for nobody's. state: waiting | sent | failed | withdrawn (no longer
    needed) | no_channel (no mail server is set). due_at: when it is tried next; while one node sends, its lease.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_due", "due_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_notice_about", "about_id"),
        Index("ix_notice_created", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    kind: Mapped[str] = mapped_column(String(24))
    about_id: Mapped[str] = mapped_column(String(36))
    patient_id: Mapped[str | None] = mapped_column(ForeignKey("patient.id"))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    done_at: Mapped[datetime | None] = mapped_column(UtcTime)

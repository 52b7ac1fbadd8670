"""One table, one order. Triggers forbid changing and deleting; the chain tells when somebody went around them."""

from sqlalchemy import Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from telekat.core.database import Base

BESIDE_MESSAGES = text("action <> 'message:send'")
"""What the index of looks into records holds; a query names it to use that index. Sending is nine tenths of the trail,
and an entry in two more indexes would cost each message a fifth of its time."""


class AuditEvent(Base):
    """One act, or one refusal. Texts only: the hot path writes it without type conversion.

    action: a word of the policy. detail: canonical JSON of ids, counts and states, never what a person wrote.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        Index(
            "ix_audit_event_looks",
            "patient_id",
            "seq",
            sqlite_where=BESIDE_MESSAGES,
            postgresql_where=BESIDE_MESSAGES,
        ),
    )

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(24))
    actor_id: Mapped[str] = mapped_column(String(36))
    actor_role: Mapped[str] = mapped_column(String(16))
    login_id: Mapped[str] = mapped_column(String(36))
    action: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(24))
    subject_id: Mapped[str] = mapped_column(String(64))
    patient_id: Mapped[str] = mapped_column(String(36))
    outcome: Mapped[str] = mapped_column(String(16))
    detail: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))

"""Records opened in an emergency."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from telekat.core.database import Base, UtcTime


class BrokenGlass(Base):
    """One opening of one record, from `opened_at` until `ends_at` or until the login that opened it ends.

    category: a value of `categories.Category`. reason_sealed, note_sealed: under the patient's key. verdict: a value of
    `categories.Verdict`; with note, by and at it stands once somebody has looked at the opening.
    """

    __tablename__ = "broken_glass"
    __table_args__ = (
        Index("ix_broken_glass_user", "user_id", "ends_at"),
        Index("ix_broken_glass_patient", "patient_id", "reviewed_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"))
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    login_id: Mapped[str] = mapped_column(ForeignKey("login.id"))
    category: Mapped[str] = mapped_column(String(24))
    reason_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    opened_at: Mapped[datetime] = mapped_column(UtcTime)
    ends_at: Mapped[datetime] = mapped_column(UtcTime)
    review_by: Mapped[datetime] = mapped_column(UtcTime)
    reviewed_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    verdict: Mapped[str | None] = mapped_column(String(24))
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)

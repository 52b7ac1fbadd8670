"""One row for each version of the settings; the newest holds."""

from datetime import datetime

from sqlalchemy import Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from telekat.core.database import Base, UtcTime


class PracticeSettings(Base):
    """body: the settings as JSON (`settings.Practice`). changed_by: a user's id, "" for the program."""

    __tablename__ = "practice_settings"

    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
    changed_by: Mapped[str] = mapped_column(String(36))
    body: Mapped[str] = mapped_column(Text)

"""Accounts, logins, and the counters that slow down guessing."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from telekat.core.database import Base, UtcTime
from telekat.policy import Role
from telekat.vault import sealing


def subject_of(user_id: str, role: Role) -> str:
    """Under whose key somebody's name and address are sealed."""
    return sealing.patient(user_id) if role is Role.PATIENT else sealing.PRACTICE


class User(Base):
    """Somebody with an account. email_hash finds what email_sealed hides. status: active | disabled.

    first_password_until: how long the first password signs in; None once they have chosen one of their own.
    """

    __tablename__ = "user_account"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    role: Mapped[str] = mapped_column(String(16), index=True)
    status: Mapped[str] = mapped_column(String(16), default="active")
    email_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    password_hash: Mapped[str] = mapped_column(String(200))
    first_password_until: Mapped[datetime | None] = mapped_column(UtcTime)
    time_zone: Mapped[str] = mapped_column(String(64), default="Europe/London")
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcTime)

    @property
    def subject(self) -> str:
        """Under whose key this person's name and address are sealed."""
        return subject_of(self.id, Role(self.role))


class Login(Base):
    """One signed-in browser. The token itself is never stored. ended_reason: the contract's `reason`.

    proven_at: when the password was given again since, None for only at sign-in.
    """

    __tablename__ = "login"
    __table_args__ = (Index("ix_login_user", "user_id", "ended_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    last_active_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    proven_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_reason: Mapped[str | None] = mapped_column(String(24))


class KnownDevice(Base):
    """A browser from which this person has signed in before; guessers elsewhere cannot lock it out."""

    __tablename__ = "known_device"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    last_seen_at: Mapped[datetime] = mapped_column(UtcTime)


class Throttle(Base):
    """Failures counted for one key (a hashed account, device or address), kept over restarts."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    since: Mapped[datetime] = mapped_column(UtcTime)
    blocked_until: Mapped[datetime | None] = mapped_column(UtcTime)

"""What a notice says: initials at most, and where to sign in. Pure.

Nothing here may tell a stranger who reads over a shoulder what happened, to whom, or what the practice treats.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """alert: somebody needs a clinician. drill: the same as an exercise, and it says so first. password: one's own was
    changed, by oneself or by the practice. guessing: somebody tries passwords at one's account."""

    ALERT = "alert"
    DRILL = "drill"
    PASSWORD = "password"
    GUESSING = "guessing"


@dataclass(frozen=True, slots=True)
class Mail:
    """Plain text, ready for any channel."""

    subject: str
    body: str


def mail_for(kind: Kind, initials: str, sign_in: str) -> Mail:
    """initials: of whom it speaks, "" for nobody's. sign_in: the address of the sign-in page."""
    if kind is Kind.DRILL:
        subject = "DRILL, nobody is in danger: please sign in"
        return Mail(
            f"TeleKAT: {subject}", f"This is a drill. Sign in and take it, as you would in earnest:\n\n{sign_in}\n"
        )
    if kind is Kind.PASSWORD:
        return Mail(
            "TeleKAT: your password was changed",
            "Your password was changed. If you neither did it nor asked for it, call your practice now.\n\n"
            f"You sign in here:\n\n{sign_in}\n\nDo not answer this mail: nobody reads it.\n",
        )
    if kind is Kind.GUESSING:
        return Mail(
            "TeleKAT: somebody tries to sign in as you",
            "A hundred sign-ins to your account have failed within a day. Nobody got in. If that was not you, choose "
            f"another password under Your account, or call your practice.\n\nYou sign in here:\n\n{sign_in}\n\n"
            "Do not answer this mail: nobody reads it.\n",
        )
    subject = f"{dotted(initials) or 'Somebody'} needs a clinician"
    return Mail(
        f"TeleKAT: {subject}",
        f"{subject}. Sign in to open:\n\n{sign_in}\n\nDo not answer this mail: nobody reads it.\n",
    )


def dotted(initials: str) -> str:
    """M.O. for MO."""
    return "".join(f"{letter}." for letter in initials)

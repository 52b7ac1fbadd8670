"""Why a sign-in ended, in the words that its person reads. Pure."""

ENDINGS: dict[str, str] = {
    "signed_out": "You signed out.",
    "replaced": "You signed in somewhere else, and five places at once are the most. The oldest one ends.",
    "ended": "You, or an administrator, ended it.",
    "password_changed": "Your password was changed.",
    "role_changed": "You were given another role.",
    "disabled": "The account was closed.",
    "expired": "Nothing was done there for a while, or it was open for its longest time.",
}
TOLD_AT_SIGN_IN = frozenset({"replaced", "ended", "password_changed"})
"""Endings that come from elsewhere: whoever comes back to this browser has to be told."""


def words(reason: str) -> str:
    """A sentence; for a reason that nobody has words for, that it ended."""
    return ENDINGS.get(reason, "It ended.")

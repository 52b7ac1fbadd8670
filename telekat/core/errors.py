"""The one family of errors that rules raise. Only `web.errors` turns them into answers, for both doors.

Each bears the contract's code and a plain sentence for people. Never put a person's words, name or answers
into a message: it may be logged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was refused, for the audit trail: the action, the thing, a word why, and whose it is ("" where nobody's).
    Kept by the gate, because the transaction in which it was found out is undone."""

    action: str
    subject_kind: str
    subject_id: str
    reason: str
    patient_id: str = ""


class TeleKATError(Exception):
    """message: one plain sentence. fields: what is wrong by field name. refusal: set when a right was missing."""

    code = "unavailable"
    status = 503
    default = "This did not work. Please try again."
    refusal: Refusal | None = None

    def __init__(self, message: str = "", fields: Mapping[str, Any] | None = None) -> None:
        super().__init__(message or self.default)
        self.message = message or self.default
        self.fields = dict(fields or {})

    def as_json(self) -> dict[str, Any]:
        """The `error` object of the contract."""
        body: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.fields:
            body["fields"] = self.fields
        return body


class Unauthenticated(TeleKATError):
    code, status, default = "unauthenticated", 401, "Sign in to go on."


class Forbidden(TeleKATError):
    code, status, default = "forbidden", 403, "Your role does not allow this."


class PasswordDue(Forbidden):
    """The person signed in with a first password and has yet to choose their own."""

    default = "Choose a password of your own first."

    def as_json(self) -> dict[str, Any]:
        return super().as_json() | {"reason": "password_due"}


class ReauthRequired(TeleKATError):
    """The person is signed in, but has not given their password lately enough for this act."""

    code, status, default = "reauth_required", 403, "Give your password again to do this."


class NotFound(TeleKATError):
    """Also for what the caller may not see: a stranger must not learn that it exists."""

    code, status, default = "not_found", 404, "There is nothing here for you."


class Conflict(TeleKATError):
    """The world moved on meanwhile. `facts` stand beside code and message so that the caller can choose."""

    code, status, default = "conflict", 409, "This was changed meanwhile."

    def __init__(self, message: str = "", fields: Mapping[str, Any] | None = None, **facts: Any) -> None:
        super().__init__(message, fields)
        self.facts = facts

    def as_json(self) -> dict[str, Any]:
        return super().as_json() | self.facts


class Invalid(TeleKATError):
    code, status, default = "invalid", 422, "Some of this is not right."


class TooLarge(TeleKATError):
    code, status, default = "too_large", 413, "This is too large."


class RateLimited(TeleKATError):
    """retry_after: whole seconds until the next try can succeed, at least 1."""

    code, status, default = (
        "rate_limited",
        429,
        "That was too fast. Please wait a moment.",
    )

    def __init__(self, retry_after: float, message: str = "") -> None:
        super().__init__(message)
        self.retry_after = max(1, int(retry_after + 0.999))

    def as_json(self) -> dict[str, Any]:
        return super().as_json() | {"retry_after": self.retry_after}


class Unavailable(TeleKATError):
    """Nothing was stored; trying again is safe. reason: a word for programs, such as `storage_full`."""

    code, status, default = (
        "unavailable",
        503,
        "We could not keep this just now. Please try again.",
    )

    def __init__(self, message: str = "", reason: str = "", retry_after: int = 1) -> None:
        super().__init__(message)
        self.reason, self.retry_after = reason, retry_after

    def as_json(self) -> dict[str, Any]:
        return super().as_json() | ({"reason": self.reason} if self.reason else {})

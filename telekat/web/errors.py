"""The only translator from what rules raise to what both doors answer."""

import logging
from dataclasses import dataclass
from typing import Any

from werkzeug.exceptions import HTTPException

from telekat.core import asked
from telekat.core.errors import TeleKATError
from telekat.core.refusals import as_refusal

log = logging.getLogger("telekat.errors")

_BY_STATUS = {
    400: ("invalid", "This could not be read."),
    401: ("unauthenticated", "Sign in to go on."),
    403: ("forbidden", "Your role does not allow this."),
    404: ("not_found", "There is nothing here for you."),
    405: ("invalid", "This address does not take that kind of request."),
    413: ("too_large", "This is too large."),
    415: ("invalid", "Send this as application/json."),
    429: ("rate_limited", "That was too fast. Please wait a moment."),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """status: for HTTP. body: the contract's error object. retry_after: seconds, 0 when there is none."""

    status: int
    body: dict[str, Any]
    retry_after: int = 0


def answer_for(error: BaseException, door: str) -> Answer:
    """What to tell for `error`. One that nobody expected becomes a neutral sentence and a reference number.

    Only the class of the exception and the place are logged: its text may hold what a person wrote.
    """
    error = as_refusal(error)
    if isinstance(error, TeleKATError):
        return Answer(error.status, error.as_json(), getattr(error, "retry_after", 0))
    if isinstance(error, HTTPException):
        code, message = _BY_STATUS.get(error.code or 500, ("unavailable", "This did not work."))
        return Answer(error.code or 500, {"code": code, "message": message})
    reference = asked.request_id()
    log.error(
        "unexpected error",
        extra={"error_class": type(error).__name__, "door": door, "reference": reference, "place": _place(error)},
    )
    sentence = f"Something went wrong on our side. Nothing was changed. Reference {reference[-12:]}."
    return Answer(500, {"code": "unavailable", "message": sentence, "reference": reference})


def _place(error: BaseException) -> str:
    """File and line of the last frame: enough to find the fault, no values."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    return f"{frame.tb_frame.f_code.co_filename.rsplit('/', 3)[-1]}:{frame.tb_lineno}" if frame else ""

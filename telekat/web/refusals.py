"""What of all refusals goes into the audit trail, and how often: whoever knocks a thousand times must not fill the disk.

A denial is 401, 403 or 404 (SECURITY-REQUIREMENTS, word *deny*). What `access` refuses names the thing and its
patient; all other denials name the door. Those beyond the rates are counted, and the next entry says how many.
"""

from telekat.core.errors import (
    Forbidden,
    NotFound,
    RateLimited,
    ReauthRequired,
    Refusal,
    TeleKATError,
    Unauthenticated,
)
from telekat.policy import Action, Principal
from telekat.web import csrf, rates

PERSON: rates.Rate = (1.0, 300)
ADDRESS: rates.Rate = (0.05, 20)
STRANGERS: rates.Rate = (0.2, 200)  # all addresses together: some 17,000 entries, 7 MB, on a day under siege
_WHY: tuple[tuple[type[TeleKATError], str], ...] = (
    (csrf.ForeignRequest, "foreign_request"),
    (ReauthRequired, "proof"),
    (Unauthenticated, "login"),
    (Forbidden, "role"),
    (NotFound, "unknown"),
)


def refusal_in(error: BaseException, may: Action | None, door: str) -> Refusal | None:
    """What is to be kept of `error`, met at `door`; None for what is no denial."""
    if not isinstance(error, TeleKATError):
        return None
    if error.refusal is not None:
        return error.refusal
    reason = next((reason for kind, reason in _WHY if isinstance(error, kind)), "")
    if not reason or (may is None and reason != "foreign_request"):
        return None  # what is public is refused by its own act, such as a wrong password
    return Refusal((may or Action.ACCESS_REFUSE).value, "door", door[:64], reason)


class Throttle:
    """Whether one more entry is to be written. unrecorded_count: those passed over since the last that was."""

    def __init__(self) -> None:
        self._buckets = rates.Buckets()
        self.unrecorded_count = 0

    def has_room(self, who: Principal | None, address: str) -> bool:
        try:
            if who is not None:
                self._buckets.take(who.id, "person", PERSON)
            else:
                self._buckets.take(address, "address", ADDRESS)
                self._buckets.take("", "strangers", STRANGERS)
        except RateLimited:
            self.unrecorded_count += 1
            return False
        return True

    def settled(self) -> int:
        """The count so far; it begins anew."""
        count, self.unrecorded_count = self.unrecorded_count, 0
        return count

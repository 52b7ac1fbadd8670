"""A clearance by somebody else: what its states are and which may follow which. Pure."""

from enum import StrEnum


class ClearanceState(StrEnum):
    """asked: nobody has written yet. sent: the letter has left. received, refused, withdrawn: over."""

    ASKED = "asked"
    SENT = "sent"
    RECEIVED = "received"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


CLEARANCE_WORDS: dict[ClearanceState, str] = {
    ClearanceState.ASKED: "Asked for",
    ClearanceState.SENT: "Letter sent",
    ClearanceState.RECEIVED: "Received",
    ClearanceState.REFUSED: "Refused",
    ClearanceState.WITHDRAWN: "Withdrawn",
}
PENDING = frozenset({ClearanceState.ASKED, ClearanceState.SENT})
FOLLOWS: dict[ClearanceState, frozenset[ClearanceState]] = {
    ClearanceState.ASKED: frozenset(set(ClearanceState) - {ClearanceState.ASKED}),
    ClearanceState.SENT: frozenset(set(ClearanceState) - PENDING),
    **{state: frozenset() for state in ClearanceState if state not in PENDING},
}
"""By state, the states that may come next."""

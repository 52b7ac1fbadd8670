"""What the sources say of a criterion, taken together: one state, or that they disagree. Pure.

A clinician's newest fact settles everything that came before it; what comes after it and says otherwise makes the
criterion contradictory again, so that nobody's word outlives the data it stood on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from telekat.eligibility.criteria import CRITERION_BY_ID, Criterion, State


class Kind(StrEnum):
    """What a statement comes from."""

    FORM = "form"
    SCREENING = "screening"
    ALERT = "alert"
    RECORD = "record"
    MEDICINES = "medicines"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Statement:
    """One source's word on one criterion.

    ref: the row it comes from. title: the source's name. asked: the question, "" for none. words: the answer in its own
    words. by: a user's id, "" where no person said it.
    """

    criterion: str
    kind: Kind
    ref: str
    state: State
    title: str
    words: str
    at: datetime
    by: str = ""
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """That a prescriber looked at a criterion. basis: what it stood on then. override: why it does not stop them, "" for
    a mere look."""

    id: str
    criterion: str
    state: State
    basis: str
    override: str
    by: str
    at: datetime


class Open(StrEnum):
    """Why a criterion is open, the one to be settled first."""

    CONTRADICTORY = "contradictory"
    UNKNOWN = "unknown"
    CLEARANCE = "clearance"
    UNREVIEWED = "unreviewed"
    PRESENT = "present"


OPEN_WORDS: dict[Open, str] = {
    Open.CONTRADICTORY: "The sources disagree",
    Open.UNKNOWN: "Not known yet",
    Open.CLEARANCE: "Waits for a clearance",
    Open.UNREVIEWED: "Nobody has reviewed it yet",
    Open.PRESENT: "Present",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A criterion as it stands. review: the newest, also a stale one. basis: what a review of it would stand on."""

    criterion: Criterion
    state: State
    statements: tuple[Statement, ...]
    basis: str
    review: Review | None = None
    clearance_pending: bool = False

    @property
    def is_reviewed(self) -> bool:
        """Whether somebody has looked at exactly this."""
        return self.review is not None and self.review.basis == self.basis

    @property
    def override(self) -> str:
        """Why it does not stop the prescriber, "" where nobody has written that of what holds now."""
        return self.review.override if self.review is not None and self.is_reviewed else ""

    @property
    def open_because(self) -> Open | None:
        """None when it is settled: looked at and absent, controlled, or overridden with a reason."""
        if self.override:
            return None
        if self.state is State.CONTRADICTORY:
            return Open.CONTRADICTORY
        if self.state is State.UNKNOWN:
            return Open.UNKNOWN
        if self.clearance_pending:
            return Open.CLEARANCE
        if not self.is_reviewed:
            return Open.UNREVIEWED
        return Open.PRESENT if self.state is State.PRESENT else None

    @property
    def summary(self) -> str:
        """The sources' own words in one line, the weightiest first."""
        return summary(self.state, self.statements)


def settle(statements: Iterable[Statement]) -> State:
    """What the sources of one criterion say together. Nothing said is unknown, never absent."""
    found = list(statements)
    facts = [one for one in found if one.kind is Kind.FACT]
    if not facts:
        return _together(found)
    fact = max(facts, key=lambda one: one.at)
    newer = [one for one in found if one.kind is not Kind.FACT and one.at > fact.at]
    return _together([fact, *newer]) if newer else fact.state


def _together(statements: Sequence[Statement]) -> State:
    by_source: dict[Kind, set[State]] = {}
    for one in statements:
        by_source.setdefault(one.kind, set()).add(one.state)
    states = {_worst(said) for said in by_source.values()}
    if State.ABSENT in states and states & {State.PRESENT, State.CONTROLLED}:
        return State.CONTRADICTORY
    return _worst(states)


_WORST_FIRST = (State.PRESENT, State.UNKNOWN, State.CONTROLLED, State.ABSENT)


def _worst(states: set[State]) -> State:
    """Of several answers of one kind of source the one that weighs most: not knowing weighs more than being under control."""
    return next((state for state in _WORST_FIRST if state in states), State.UNKNOWN)


def basis_text(statements: Iterable[Statement]) -> str:
    """What a review stands on, as one text: other sources, other answers or newer rows make another text."""
    lines = sorted(f"{one.kind}|{one.ref}|{one.title}|{one.state}" for one in statements)
    return "\n".join(lines)


MOST_SUMMARY = 160  # characters: two lines of a row


def summary(state: State, statements: Sequence[Statement]) -> str:
    """Such as: “Yes, and it is under control” (Medical history 6)."""
    if not statements:
        return "No source says anything yet"
    if state is State.CONTRADICTORY:
        sides = (f"{_title(one, statements)}: {one.words}" for one in _one_each(statements))
        words = f"Contradicts. {'. '.join(sides)}"
    else:
        leading = _leading(state, statements)
        words = f"{leading.words} ({_title(leading, statements)})"
    return words if len(words) <= MOST_SUMMARY else f"{words[: MOST_SUMMARY - 2].rstrip()} …"


def _title(one: Statement, statements: Sequence[Statement]) -> str:
    """A form that says the same to several questions names one of them and counts the others."""
    same = [each for each in statements if (each.kind, each.ref, each.state) == (one.kind, one.ref, one.state)]
    return one.title if len(same) == 1 else f"{one.title} and {len(same) - 1} more"


def _leading(state: State, statements: Sequence[Statement]) -> Statement:
    facts = [one for one in statements if one.kind is Kind.FACT]
    agreeing = [one for one in statements if one.state is state]
    return max(facts or agreeing or statements, key=lambda one: one.at)


def _one_each(statements: Sequence[Statement]) -> list[Statement]:
    """The weightiest of each kind, so that a disagreement shows both of its sides."""
    weightiest: dict[Kind, Statement] = {}
    for one in weightiest_first(statements):
        weightiest.setdefault(one.kind, one)
    return sorted(weightiest.values(), key=lambda one: one.at)


def weightiest_first(statements: Iterable[Statement]) -> list[Statement]:
    """What a person entered, then what is present, and only then what is not."""
    return sorted(statements, key=lambda one: (one.kind is not Kind.FACT, _WORST_FIRST.index(one.state)))


def in_order(standings: Iterable[Standing]) -> list[Standing]:
    """Contradictory and open ones first, in the order of the list; what is settled after them."""
    order = {criterion_id: number for number, criterion_id in enumerate(CRITERION_BY_ID)}
    urgency = {because: number for number, because in enumerate(Open)}

    def key(one: Standing) -> tuple[int, int]:
        return urgency.get(one.open_because, len(urgency)) if one.open_because else len(urgency), order[
            one.criterion.id
        ]

    return sorted(standings, key=key)

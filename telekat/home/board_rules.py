"""What a coordinator's card says next, which card comes first, and what the strip counts. Plain values only."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from telekat.rooms.stages import Stage


@dataclass(frozen=True, slots=True)
class Carer:
    """A clinician assigned to the patient; active False when their account is closed."""

    id: str
    name: str
    role: str
    initials: str
    tint: int
    active: bool


@dataclass(frozen=True, slots=True)
class AlertMark:
    """That there is an alert, how serious, since when, and whether a clinician has taken it. Never why."""

    level: str
    since: datetime
    taken: bool


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One patient as coordination may know them: identity, stage, waits and counts.

    waiting_since: their oldest words in the care room that nobody has answered. unread: in the front-desk room, for
    the viewer. missing_count of form_count forms are not handed in. missed_count: check-ins that were due and not done.
    """

    id: str
    name: str
    age: int | None
    zone: str
    stage: str
    stage_since: datetime
    closed: bool
    care_room: str
    front_desk_room: str
    team: tuple[Carer, ...] = field(default=())
    waiting_count: int = 0
    waiting_since: datetime | None = None
    unread: int = 0
    form_count: int = 0
    missing_count: int = 0
    missed_count: int = 0
    alert: AlertMark | None = None
    account_closed: bool = False

    @property
    def owners(self) -> tuple[Carer, ...]:
        """Who cares for the patient and still works here."""
        return tuple(one for one in self.team if one.active)

    @property
    def left(self) -> tuple[Carer, ...]:
        """Assigned, but their account is closed: this patient needs somebody new."""
        return tuple(one for one in self.team if not one.active)


def facts_words(line: BoardLine) -> str:
    """ "44, London time"; "Account closed, 44, London time" of who cannot sign in any more."""
    place = f"{line.zone.rpartition('/')[2].replace('_', ' ')} time"
    known = place if line.age is None else f"{line.age}, {place}"
    return f"Account closed, {known}" if line.account_closed else known


def next_words(line: BoardLine) -> str:
    """The one thing coordination can do for this patient now."""
    if line.alert is not None:
        return (
            "A clinician has taken the alert"
            if line.alert.taken
            else "Nobody has taken the alert: page a clinician"
        )
    if line.account_closed:
        return "Cannot sign in: close their rooms, or ask an admin to open the account"
    if line.left and not line.owners:
        return f"{line.left[0].name} has left: assign somebody new"
    if not line.owners:
        return "Next: assign a clinician"
    if line.missed_count:
        return "Missed a check-in: call"
    if line.waiting_since is not None:
        return f"{line.owners[0].name} owes an answer"
    if line.missing_count:
        return "Next: remind about the forms"
    return _NEXT[Stage(line.stage)]


_NEXT: dict[Stage, str] = {
    Stage.NEW_REFERRAL: "Next: invite",
    Stage.INVITED: "Next: forms",
    Stage.FORMS: "Forms are in: ready for review",
    Stage.REVIEW: "With the clinician for review",
    Stage.CONSULT: "Consult is being booked",
    Stage.DECISION: "The clinician decides",
    Stage.CLEARED: "Next: book the session",
    Stage.SESSION_DAY: "Session day",
    Stage.INTEGRATION: "Check-ins after the session",
    Stage.MAINTENANCE: "Nothing open",
}


def first_on_the_board(line: BoardLine) -> tuple[int, float, int, float]:
    """Sort key inside a stage: an alert nobody has taken, an alert, the longest wait, nobody assigned, oldest first."""
    alert = 2 if line.alert is None else 1 if line.alert.taken else 0
    waiting = line.waiting_since.timestamp() if line.waiting_since else float("inf")
    return alert, waiting, 1 if line.owners else 0, line.stage_since.timestamp()


FILTERS: dict[str, Callable[[BoardLine], bool]] = {
    "unassigned": lambda line: not line.owners,
    "waiting": lambda line: line.waiting_since is not None,
    "alerts": lambda line: line.alert is not None,
    "missing": lambda line: line.missing_count > 0,
    "missed": lambda line: line.missed_count > 0,
}
"""What each number of the strip counts; also what the board can be narrowed to."""


@dataclass(frozen=True, slots=True)
class StripNumber:
    """One number over the board. oldest_at: since when the longest of them waits, None where that says nothing."""

    name: str
    label: str
    count: int
    oldest_at: datetime | None
    kind: str


def strip(lines: Iterable[BoardLine]) -> list[StripNumber]:
    """Five numbers in fixed places. kind: danger or wait when it matters, else ""."""
    shown = [line for line in lines if not line.closed]

    def number(name: str, label: str, kind: str, since: Callable[[BoardLine], datetime | None]) -> StripNumber:
        chosen = [line for line in shown if FILTERS[name](line)]
        times = [at for at in map(since, chosen) if at is not None]
        return StripNumber(name, label, len(chosen), min(times, default=None), kind if chosen else "")

    return [
        number("unassigned", "Unassigned", "", lambda line: line.stage_since),
        number("waiting", "Wait for an answer", "", lambda line: line.waiting_since),
        number("alerts", "Open alerts", "danger", lambda line: line.alert.since if line.alert else None),
        number("missing", "Forms missing", "", lambda line: None),
        number("missed", "Check-ins missed", "wait", lambda line: None),
    ]

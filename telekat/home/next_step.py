"""What comes next for a patient, by when, and which person answers for it. Plain values only.

There is always a person and always a time: a page that says "soon" or "someone" leaves a patient alone with it.
What is asked of the patient comes first (a check-in, a form), then a check-in that is still to come, then what the
practice owes at this stage of care.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from telekat.home.day_words import by_words, day_words
from telekat.rooms.stages import Stage


@dataclass(frozen=True, slots=True)
class Due:
    """Something the patient can do now. kind: checkin | form. due_at: None when it has no end."""

    kind: str
    title: str
    href: str
    state: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Responsible:
    """The person who answers for a step, and as what."""

    name: str
    part: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """what: the step. how: what happens in it. label and href: the one button, empty when there is nothing to do."""

    what: str
    how: str
    owner: Responsible
    label: str = ""
    href: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a patient stands.

    due: what can be done now. coming: the next check-in still to come. answer_at: by when the practice answers what is
    open today. zone: the patient's. write_href: where they write to whoever answers, "" for nowhere. decided: a decision
    to treat or not was signed, and stands on the same page. checkin_reader, checkin_promise: who reads a check-in, and
    that with its time, as the check-in itself says it; "" to name the owner. has_help: help after an answer of their own
    stands on the same page, and nothing here may speak against it.
    """

    stage: str
    due: Sequence[Due]
    coming: Due | None
    clinician: Responsible | None
    desk: Responsible
    answer_at: datetime
    now: datetime
    zone: str
    write_href: str = ""
    decided: bool = False
    checkin_reader: str = ""
    checkin_promise: str = ""
    has_help: bool = False


OFFICE = frozenset({Stage.NEW_REFERRAL, Stage.INVITED})
"""Until somebody cares for the patient the front desk answers for the next step."""


def next_step(at: Situation) -> NextStep:
    """The one thing at the top of the patient's page."""
    if at.due:
        return _asked(at, min(at.due, key=_most_urgent))
    if at.coming is not None and at.coming.due_at is not None:
        return _coming(at, at.coming.title, at.coming.due_at)
    return _owed(at)


def _most_urgent(due: Due) -> tuple[bool, float]:
    """Check-ins before forms: they ask how somebody is. Then what ends first."""
    return due.kind != "checkin", due.due_at.timestamp() if due.due_at else float("inf")


def _owner(at: Situation) -> Responsible:
    return at.desk if at.clinician is None else at.clinician


def _asked(at: Situation, due: Due) -> NextStep:
    owner = _owner(at)
    if due.due_at is None:
        until = ""
    elif due.due_at < at.now:
        until = f"It was due {day_words(due.due_at, at.now, at.zone)} and is still open. "
    else:
        until = f"Open until {day_words(due.due_at, at.now, at.zone).removeprefix('on ')}. "
    reads = f"{owner.name} reads it {by_words(at.answer_at, at.now, at.zone)}."
    if due.kind == "checkin" and at.checkin_promise:
        reads = f"{at.checkin_promise}."
    label = "Start the check-in" if due.kind == "checkin" else "Go on" if due.state else "Start"
    icon = "hand-heart" if due.kind == "checkin" else "clipboard-list"
    what = due.title if due.kind == "checkin" else f"Fill in “{due.title}”"
    return NextStep(what, f"{until}{reads}", owner, label, due.href, icon)


def _coming(at: Situation, title: str, due_at: datetime) -> NextStep:
    owner = _owner(at)
    return NextStep(
        f"{title} {day_words(due_at, at.now, at.zone)}",
        f"It opens at {due_at.astimezone(ZoneInfo(at.zone)):%H:%M} and takes about two minutes. "
        f"{at.checkin_reader or owner.name} reads it. Until then you can write whenever you want to.",
        owner,
        *_write(at),
    )


def _owed(at: Situation) -> NextStep:
    when = by_words(at.answer_at, at.now, at.zone)
    owner = at.desk if Stage(at.stage) in OFFICE or at.clinician is None else at.clinician
    if at.decided and Stage(at.stage) in BEFORE_DECISION:
        what, how = _DECIDED
    else:
        what, how = _OWED[Stage(at.stage)] if at.clinician or Stage(at.stage) in OFFICE else _UNASSIGNED
    if at.has_help:
        what, how = _BESIDE_HELP.get(Stage(at.stage), what), how.removesuffix(_NOTHING)
    return NextStep(what.format(name=owner.name), how.format(name=owner.name, when=when), owner, *_write(at))


def _write(at: Situation) -> tuple[str, str, str]:
    return ("Write a message", at.write_href, "message-square") if at.write_href else ("", "", "")


_UNASSIGNED = (
    "We choose your clinician",
    "{name} tells you who cares for you {when}. Until then you can write to the front desk.",
)
BEFORE_DECISION = frozenset({Stage.FORMS, Stage.REVIEW, Stage.CONSULT, Stage.DECISION})
"""Stages whose words speak of a decision that is still to come."""
_DECIDED = ("{name} has made a decision", "Read it here. {name} answers your questions {when}.")
_NOTHING = " There is nothing you need to do."
_BESIDE_HELP = {Stage.INTEGRATION: "{name} asks how you are", Stage.MAINTENANCE: "{name} answers you"}
"""Stages whose words else tell somebody to let things be."""
_OWED: dict[Stage, tuple[str, str]] = {
    Stage.NEW_REFERRAL: ("We read your referral", "{name} tells you what comes next {when}."),
    Stage.INVITED: ("We get your first forms ready", "{name} tells you when they are here {when}."),
    Stage.FORMS: ("Your forms are in", "{name} reads them and writes to you {when}."),
    Stage.REVIEW: ("{name} reads your forms", f"You hear from {{name}} {{when}}.{_NOTHING}"),
    Stage.CONSULT: ("Your first talk with {name}", "{name} confirms the time with you {when}."),
    Stage.DECISION: ("{name} decides with you", "You hear what was decided, and why, {when}."),
    Stage.CLEARED: ("Your first session is being planned", "{name} tells you the day {when}."),
    Stage.SESSION_DAY: ("Your session day", "{name} is with you. Questions are answered {when}."),
    Stage.INTEGRATION: ("Time to let it settle", "{name} asks how you are {when}. Write whenever you want to."),
    Stage.MAINTENANCE: ("Nothing to do just now", "Write whenever you need {name}. You get an answer {when}."),
}

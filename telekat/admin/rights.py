"""The policy's table as one page: each act, who may, how they must stand to the thing. Made from the table alone."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from telekat.policy import TABLE, Action, Relation, Role, Row

SUBJECTS: dict[str, str] = {
    "login": "Sign-ins",
    "account": "Accounts",
    "settings": "Practice settings",
    "audit": "The record",
    "access": "Who opened a record",
    "keys": "Keys",
    "backup": "Backups",
    "patient": "Patients",
    "place": "Where a patient is",
    "break_glass": "Emergency access",
    "board": "Board",
    "day": "A clinician's day",
    "room": "Rooms",
    "member": "Who is in a room",
    "message": "Messages",
    "draft": "Drafts",
    "questionnaire": "Forms",
    "instrument": "Instruments",
    "alert": "Alerts",
    "risk": "Risk marks",
    "roster": "On call",
    "drill": "Drills",
    "notice": "Notices by e-mail",
    "dosing": "Sessions",
    "checkin": "Check-ins",
    "eligibility": "The decision to treat",
    "consult": "Consults",
    "note": "Clinical notes",
}
RELATIONS: dict[Relation, str] = {
    Relation.SELF: "their own",
    Relation.CARE_TEAM: "on the care team",
    Relation.CARE_ROOM: "in the care room",
    Relation.FRONT_DESK_ROOM: "in the front-desk room",
    Relation.STAFF_ROOM: "in the staff room",
    Relation.ON_CALL: "told by the alert’s ladder",
    Relation.LEAD: "who leads",
    Relation.NOTE_AUTHOR: "wrote it",
    Relation.BREAK_GLASS: "by emergency access",
    Relation.PRACTICE: "of the practice",
}
KINDS_OF_ACCOUNT = {"staff": "for staff", "patient": "for patients"}


@dataclass(frozen=True, slots=True)
class Right:
    """One act. ways: by role, the ways in which the role may do it; "" is without any condition."""

    action: str
    words: str
    ways: dict[Role, list[str]]


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    rights: list[Right]


def rights(table: Iterable[Row] = TABLE) -> list[Group]:
    """Every act that the table allows to anybody, grouped by what it is done to, in the order of the actions."""
    ways: dict[Action, dict[Role, list[str]]] = {}
    for row in table:
        for role in Role:
            if role in row.roles:
                ways.setdefault(row.action, {}).setdefault(role, []).append(_way(row))
    groups: dict[str, list[Right]] = {}
    for action in Action:
        if action in ways:
            groups.setdefault(_subject(action), []).append(Right(action.value, _words(action), ways[action]))
    return [Group(title, found) for title, found in groups.items()]


def _way(row: Row) -> str:
    relation = RELATIONS[row.relation] if row.relation else ""
    states = _while(row.states) if row.states else ""
    return ", ".join(part for part in (relation, states) if part)


def _while(states: Collection[str]) -> str:
    words = " or ".join(sorted(states))
    return KINDS_OF_ACCOUNT.get(words) or f"while {words}"


def _subject(action: Action) -> str:
    subject = action.value.partition(":")[0]
    return SUBJECTS.get(subject, subject.capitalize())


def _words(action: Action) -> str:
    return action.value.partition(":")[2].replace("_", " ").capitalize()

"""What the demo practice's patients filled in, and the sessions and check-ins of the week. Fictional numbers.

Forms: (days ago, clock time, instrument, answers in item order; None where one is still open, handed in or not).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    days_ago: int
    at: str
    instrument: str
    answers: tuple[int | None, ...]
    handed_in: bool = True
    given_by: str = "ruiz"
    alert_closed: str = ""
    """What the clinician wrote when closing the alert that an answer raised; "" leaves it open."""


@dataclass(frozen=True, slots=True)
class Session:
    """dose_mg as typed; what the psychiatrist recorded."""

    days_ago: int
    at: str
    route: str
    dose_mg: str
    by: str = "ruiz"


@dataclass(frozen=True, slots=True)
class Answered:
    """A check-in, by the session's day and its kind. text: "" for none."""

    session_days_ago: int
    kind: str
    mood: int
    anxiety: int
    effects: dict[str, int]
    text: str
    shared: bool
    read_by: str = ""


QUIET = (0, 0, None, None, None, 0, None)
"""A C-SSRS screener that reaches no level."""


def history(**said: int) -> tuple[int, ...]:
    """The medical history's answers: no to everything but what is said, as item_6=2."""
    return tuple(said.get(f"item_{number}", 0) for number in range(1, 39))


FORMS: dict[str, tuple[Form, ...]] = {
    "maya": (
        Form(14, "17:20", "phq9", (2, 2, 3, 2, 1, 2, 2, 1, 0, 1)),
        Form(14, "17:34", "kat_medical", history(item_6=3)),
        Form(14, "17:41", "audit_c", (2, 2, 1)),
        Form(
            2,
            "16:05",
            "phq9",
            (2, 3, 3, 2, 1, 3, 2, 1, 1, 2),
            alert_closed="Called her at 16:20. Passing thoughts, no plan, no means. Brother is with her this week.",
        ),
        Form(1, "19:40", "gad7", (2, 2, 3, 1, None, None, None), handed_in=False),
    ),
    "jonas": (
        Form(
            21,
            "20:10",
            "phq9",
            (2, 2, 2, 2, 2, 2, 1, 1, 1, 2),
            alert_closed="Spoke with him the same evening. No intent. Plan agreed.",
        ),
        Form(20, "20:31", "gad7", (2, 1, 2, 2, 1, 1, 1)),
        Form(7, "18:00", "kat_medical", history(item_6=2, item_7=2, item_21=3)),
        Form(7, "18:12", "audit_c", (3, 1, 1)),
        Form(1, "22:40", "phq9", (3, 3, 3, 2, 2, 2, 2, 1, 3, 2)),
    ),
    "tom": (
        Form(45, "10:10", "phq9", (3, 3, 2, 2, 2, 2, 2, 1, 0, 2)),
        Form(45, "10:20", "gad7", (2, 2, 2, 2, 1, 1, 1)),
        Form(45, "10:40", "kat_medical", history(item_6=1, item_27=2)),
        Form(45, "10:50", "cssrs_screener_recent", QUIET),
        Form(27, "09:15", "phq9", (2, 2, 2, 2, 1, 2, 1, 1, 0, 1)),
        Form(13, "09:05", "phq9", (2, 1, 1, 2, 1, 1, 1, 1, 0, 1)),
        Form(1, "18:45", "phq9", (1, 1, 1, 1, 1, 1, 1, 1, 0, 1)),
        Form(1, "18:55", "gad7", (1, 1, 1, 1, 0, 1, 0)),
    ),
    "hana": (
        Form(30, "11:00", "phq9", (2, 2, 1, 2, 1, 2, 2, 1, 0, 1), given_by="haddad"),
        Form(30, "11:12", "gad7", (3, 2, 2, 2, 2, 2, 1), given_by="haddad"),
        Form(30, "11:30", "kat_medical", history(), given_by="haddad"),
        Form(30, "11:40", "cssrs_screener_recent", QUIET, given_by="haddad"),
        Form(6, "12:00", "gad7", (2, 2, 2, 1, 1, 2, 1), given_by="haddad"),
    ),
    "ifeoma": (),
}

SESSIONS: dict[str, tuple[Session, ...]] = {
    "maya": (),
    "jonas": (),
    "tom": (
        Session(34, "13:00", "esketamine_nasal", "56"),
        Session(20, "13:00", "esketamine_nasal", "84"),
        Session(6, "13:00", "esketamine_nasal", "84"),
    ),
    "hana": (Session(5, "12:30", "iv", "35", by="haddad"),),
    "ifeoma": (),
}

CHECKINS: dict[str, tuple[Answered, ...]] = {
    "tom": (
        Answered(34, "h24", 3, 5, {}, "Very tired, and calm under it.", True, "sam"),
        Answered(34, "h72", 4, 5, {}, "", False, "sam"),
        Answered(34, "d7", 4, 4, {}, "The mornings are a little less heavy.", True, "sam"),
        Answered(20, "h24", 5, 4, {}, "My father’s workshop, the smell of it.", False, "sam"),
        Answered(20, "h72", 5, 3, {}, "Slept through twice.", True, "sam"),
        Answered(20, "d7", 6, 3, {}, "I called my sister.", True, "sam"),
        Answered(6, "h24", 6, 3, {}, "A quiet morning. I heard birds before I heard myself.", True, "sam"),
        Answered(6, "h72", 7, 2, {}, "I was there for all of it. Not watching from outside.", True),
    ),
    "hana": (Answered(5, "h24", 4, 5, {}, "Colours when I close my eyes. My mother’s kitchen.", False, "sam"),),
}

"""What the patient is told, by outcome: a beginning in plain words that the psychiatrist makes their own. Pure.

Square brackets mark what only the psychiatrist knows; a message that still has one is not sent.
"""

import re

from telekat.eligibility.gate import Outcome

_PLACEHOLDER = re.compile(r"\[[^\]]*\]")

_TEMPLATES: dict[Outcome, str] = {
    Outcome.ELIGIBLE: (
        "Ketamine can be the next step for you. {doctor} has looked at your forms and your history, and nothing speaks "
        "against it now. {doctor} talks the next steps through with you [day and time]. You can still say no at any "
        "time before a session."
    ),
    Outcome.WITH_CONDITIONS: (
        "Ketamine can be the next step for you, if we take care of one thing first. [Say in one plain sentence what has "
        "to happen.] {doctor} talks it through with you [day and time]{therapist}."
    ),
    Outcome.NEEDS_CLEARANCE: (
        "We need one more answer before we decide about ketamine. [Say in one plain sentence who is asked, and what "
        "for.] We expect it by [day]. {doctor} tells you what it says{therapist}."
    ),
    Outcome.NOT_NOW: (
        "Ketamine is not the right step for you now. [Say why in one plain sentence.] This can change. {doctor} talks it "
        "through with you [day and time]{therapist}."
    ),
}
_STAYS: dict[Outcome, str] = {
    Outcome.WITH_CONDITIONS: ", and {name} is there for your questions",
    Outcome.NEEDS_CLEARANCE: ", and {name} is there for your questions until then",
    Outcome.NOT_NOW: ", and {name} stays with you until then",
}
PATIENT_WORDS: dict[Outcome, str] = {
    Outcome.ELIGIBLE: "Ketamine can be the next step",
    Outcome.WITH_CONDITIONS: "Ketamine can be the next step, with care",
    Outcome.NEEDS_CLEARANCE: "We need one more answer first",
    Outcome.NOT_NOW: "Not the right step for you now",
}
"""The outcome as the patient reads it, over the message."""


def template(outcome: Outcome, doctor: str, therapist: str) -> str:
    """Where the message begins. therapist: the name, "" where there is none."""
    stays = _STAYS.get(outcome, "").format(name=therapist) if therapist else ""
    return _TEMPLATES[outcome].format(doctor=doctor, therapist=stays)


def open_places(message: str) -> list[str]:
    """The places in square brackets that nobody has filled in yet."""
    return _PLACEHOLDER.findall(message)


def in_room(doctor: str, message: str) -> str:
    """The line in the care room."""
    return f"{doctor} has decided what comes next. {message}"

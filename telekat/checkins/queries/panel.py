"""The clinician's panel beside a room: every check-in of a patient, worded, the newest first."""

from dataclasses import dataclass

from telekat.accounts.queries import person
from telekat.checkins import questions, reading
from telekat.checkins.queries.answers import Answered, ReadBy, checkins_of
from telekat.checkins.schedule import Standing
from telekat.policy import Principal

_STANDING_WORDS = {
    Standing.UPCOMING: "Opens",
    Standing.DUE: "Open since",
    Standing.LATE: "Missed, still open. Was due",
    Standing.CLOSED: "Not answered. Was due",
    Standing.DONE: "Sent",
}


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One check-in in words. effects: (what, how strong), the strongest first. text: only while it is shared."""

    id: str
    label: str
    standing: str
    standing_words: str
    mood: int | None
    anxiety: int | None
    is_safe: bool | None
    effects: tuple[tuple[str, str], ...]
    signs: tuple[str, ...]
    text: str | None
    read_by: tuple[ReadBy, ...]
    read_by_viewer: bool


@dataclass(frozen=True, slots=True)
class CheckInsPanel:
    patient_id: str
    patient_name: str
    lines: tuple[PanelLine, ...]


def checkins_panel(who: Principal, patient_id: str) -> CheckInsPanel:
    """For templates/checkins/_checkins_panel.html. Raises NotFound."""
    found = checkins_of(who, patient_id)
    zone = person(who.id).time_zone
    return CheckInsPanel(patient_id, person(patient_id).name, tuple(_line(who, one, zone) for one in found))


def _line(who: Principal, one: Answered, zone: str) -> PanelLine:
    answers, line = one.answers, one.line
    return PanelLine(
        id=line.id,
        label=line.label,
        standing=line.standing.value,
        standing_words=f"{_STANDING_WORDS[line.standing]} {reading.in_words(line.answered_at or line.due_at, zone)}",
        mood=answers.mood if answers else None,
        anxiety=answers.anxiety if answers else None,
        is_safe=answers.safe if answers else None,
        effects=tuple(questions.effects_in_words(answers.effects)) if answers else (),
        signs=tuple(questions.signs_in_words(answers.signs)) if answers else (),
        text=one.text,
        read_by=one.read_by,
        read_by_viewer=any(by.user_id == who.id for by in one.read_by),
    )

"""What a draft is made from: facts of one patient's record, already in words. Plain values only.

Days and times stand in the practice's zone, so that the same record gives the same sentence to every clinician.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """That somebody did something: the first message of theirs that day, a form that their hand was in."""

    kind: str
    id: str
    item: str
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody who took part on the day of the note. ways: what they did, "messages", "PHQ-9"."""

    name: str
    ways: tuple[str, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class ApartFact:
    """The answer to a risk item, beside the total."""

    item: str
    number: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class ScoreFact:
    """One submitted form. total: "" for none. missing: "2 of 9 missing", "" when complete."""

    id: str
    day: str
    total: str
    severity: str
    missing: str
    apart: tuple[ApartFact, ...]


@dataclass(frozen=True, slots=True)
class TrendFact:
    """All submitted forms of one instrument, the oldest first. change: "; +3 since 10 Nov 2026 (worse)" or ""."""

    instrument: str
    title: str
    points: tuple[ScoreFact, ...]
    before: ScoreFact | None
    change: str


@dataclass(frozen=True, slots=True)
class AnswerFact:
    """One answer of the medical form. state: present | unknown | absent."""

    item: str
    number: str
    text: str
    answer: str
    state: str


@dataclass(frozen=True, slots=True)
class MedicalFact:
    """The newest medical form that was handed in."""

    id: str
    title: str
    day: str
    answers: tuple[AnswerFact, ...]


@dataclass(frozen=True, slots=True)
class AlertFact:
    """taken, closed: by whom and when, "" while nobody has. is_recent: not closed, or raised since the last note."""

    id: str
    state: str
    what: str
    raised: str
    taken: str
    closed: str
    outcome: str
    note: str
    is_recent: bool


@dataclass(frozen=True, slots=True)
class SessionFact:
    """One dosing session. given: route and dose. seen: changes with every correction."""

    id: str
    number: int
    when: str
    given: str
    href: str
    seen: str


@dataclass(frozen=True, slots=True)
class CheckInFact:
    """An answered check-in, without the patient's own words: those can be withdrawn, a note can not."""

    id: str
    label: str
    sent: str
    mood: int
    anxiety: int
    is_safe: bool
    signs: tuple[str, ...]
    effects: tuple[str, ...]
    href: str
    is_recent: bool


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """Everything a draft may speak of. day: of the note, in words."""

    day: str
    present: tuple[Presence, ...]
    trends: tuple[TrendFact, ...]
    medical: MedicalFact | None
    alerts: tuple[AlertFact, ...]
    sessions: tuple[SessionFact, ...]
    checkins: tuple[CheckInFact, ...]

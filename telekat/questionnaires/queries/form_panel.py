"""One form with its items for one viewer, complete before any script runs."""

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telekat.accounts.queries import Person, limits, person
from telekat.policy import Action, Principal
from telekat.questionnaires import registry, scoring, words
from telekat.questionnaires.access import response_for
from telekat.questionnaires.definition import Instrument, Number
from telekat.questionnaires.models import QuestionnaireResponse
from telekat.questionnaires.modes import LABELS, Mode
from telekat.questionnaires.queries import sets, versions
from telekat.questionnaires.queries.panels import day_words
from telekat.questionnaires.queries.responses import GivenAnswer, given_answers, response_json, values_of
from telekat.questionnaires.queries.sets import FormSet, SetForm
from telekat.questionnaires.queries.shown import as_shown
from telekat.questionnaires.queries.versions import VersionLine
from telekat.rooms.queries import member_json, members
from telekat.safety.queries import HelpState, help_state
from telekat.vault import hashing

_SHOWN = frozenset({"id", "title", "short_title", "introduction", "instruction", "items"})
"""What a page needs of an instrument: bands and limits are nothing for the person who fills it in."""


@dataclass(frozen=True, slots=True)
class PanelItem:
    """An item as a row. segments: (value, on the segment, its meaning). typed: a number to type in, with its unit.

    listed: chosen from a list. was: the value of the last time. by: the name of who gave the answer that stands.
    """

    id: str
    number: str
    text: str
    short: str
    section: str
    segments: list[tuple[int, str, str]]
    typed: dict[str, Any] | None
    listed: bool
    asked: bool
    value: Number | None
    risk: bool
    risky: bool
    was: Number | None
    by: str


@dataclass(frozen=True, slots=True)
class LastTime:
    """The last time, for clinicians: the day in words and the values by item."""

    day: str
    values: dict[str, Number]


@dataclass(frozen=True, slots=True)
class FormPanel:
    """One form for one viewer. number_now: the place of the first open question among those asked, from 1."""

    id: str
    room_id: str
    status: str
    instrument: Instrument
    patient: Person
    viewer: Person
    members: list[dict[str, Any]]
    items: list[PanelItem]
    resume_at: str
    completed_at: datetime | None
    help: HelpState
    response: dict[str, Any]
    last_time: LastTime | None
    versions: list[VersionLine]
    set: FormSet | None
    missing: list[str]
    hands: list[str]

    @property
    def mode_label(self) -> str:
        return LABELS[Mode(self.response["mode"])]

    @property
    def may_be_read_aloud(self) -> bool:
        """Open, and not a clinician's own rating."""
        return self.status == "in_progress" and self.response["mode"] != Mode.RATED

    @property
    def newest(self) -> VersionLine:
        return self.versions[-1]

    @property
    def next_in_set(self) -> SetForm | None:
        """What the patient goes on with once this form is handed in."""
        rest = [form for form in self.set.forms if not form.is_done and form.id != self.id] if self.set else []
        own = next((form.place for form in self.set.forms if form.id == self.id), 0) if self.set else 0
        later = [form for form in rest if form.place > own]
        return next(iter(later or rest), None)

    @property
    def place_in_set(self) -> int:
        return next((form.place for form in self.set.forms if form.id == self.id), 0) if self.set else 0

    @property
    def asked(self) -> list[PanelItem]:
        return [item for item in self.items if item.asked]

    @property
    def answered_count(self) -> int:
        return sum(1 for item in self.asked if item.value is not None)

    @property
    def number_now(self) -> int:
        ids = [item.id for item in self.asked]
        return ids.index(self.resume_at) + 1 if self.resume_at in ids else 1

    def as_json(self) -> dict[str, Any]:
        """What the form's script starts from."""
        return {
            "viewer": {"id": self.viewer.id, "name": self.viewer.name, "role": self.viewer.role.value},
            "patient": {"id": self.patient.id, "name": self.patient.name},
            "time_zone": self.viewer.time_zone,
            "idle_seconds": int(limits().idle(self.viewer.role).total_seconds()),
            "outbox_key": _browser_key(self.viewer.id),
            "members": self.members,
            "instrument": {name: value for name, value in self.instrument.as_json().items() if name in _SHOWN},
            "crisis": words.crisis_values(self.instrument),
            "questionnaire": self.response,
            "help": self.help.as_json(),
            "last_time": self.last_time.values if self.last_time else None,
        }


def _browser_key(user_id: str) -> str:
    """Seals what this browser keeps for this person; the same key on all their pages."""
    return base64.b64encode(bytes.fromhex(hashing.keyed_hash("outbox key", user_id))).decode()


def form_panel(who: Principal, questionnaire_id: str) -> FormPanel:
    """Raises NotFound. The caller records the reading."""
    response = response_for(who, Action.QUESTIONNAIRE_OPEN, questionnaire_id)
    instrument = as_shown(registry.of(response))
    answers = given_answers(response)
    values = values_of(answers)
    asked = {item.id for item in scoring.visible_items(instrument, values)}
    open_ids = [item.id for item in instrument.items if item.id in asked and item.id not in values]
    last_time = _last_time(who, response)
    shown = response_json(who, questionnaire_id)
    return FormPanel(
        id=response.id,
        room_id=response.room_id,
        status=response.status,
        instrument=instrument,
        patient=person(response.patient_id),
        viewer=person(who.id),
        members=[member_json(one) for one in members(response.room_id)],
        items=_panel_items(instrument, answers, asked, last_time),
        resume_at=open_ids[0] if open_ids else instrument.items[0].id,
        completed_at=response.completed_at,
        help=help_state(response.id) if who.is_patient else HelpState(told=False),
        response=shown,
        last_time=last_time,
        versions=versions.lines_of(who, response),
        set=sets.set_for(who, response.set_id) if response.set_id else None,
        missing=_numbers(instrument, scoring.missing_items(instrument, values)),
        hands=[person(user_id).name for user_id in shown["filled_by"]],
    )


def _last_time(who: Principal, response: QuestionnaireResponse) -> LastTime | None:
    earlier = versions.last_time(response) if who.is_clinician else None
    return LastTime(day_words(earlier.at, person(who.id).time_zone), earlier.values) if earlier else None


def _numbers(instrument: Instrument, items: tuple[str, ...]) -> list[str]:
    return [words.item_number(instrument, instrument.item_by_id[item]) for item in items]


def _panel_items(
    instrument: Instrument, answers: dict[str, GivenAnswer], asked: set[str], last_time: LastTime | None
) -> list[PanelItem]:
    crisis = words.crisis_values(instrument)
    rows = []
    for item in instrument.items:
        given = answers.get(item.id)
        value = given.value if given else None
        typed = item.scale is not None and bool(item.scale.unit)
        rows.append(
            PanelItem(
                id=item.id,
                number=words.item_number(instrument, item),
                text=item.text,
                short=words.short_text(item),
                section=item.section,
                segments=[] if typed else words.segment_words(item),
                typed=item.as_json()["scale"] if typed else None,
                listed=words.is_listed(instrument, item),
                asked=item.id in asked,
                value=value,
                risk=item.id in crisis,
                risky=value is not None and value in crisis.get(item.id, ()),
                was=last_time.values.get(item.id) if last_time else None,
                by=person(given.by).name if given and value is not None else "",
            )
        )
    return rows

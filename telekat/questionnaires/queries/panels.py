"""What pages show of forms: one form with its items, the score cards of a patient, the list to choose from."""

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from telekat.accounts.queries import Person, limits, person
from telekat.core.clock import stamp
from telekat.policy import Action, Principal
from telekat.questionnaires import registry, scoring, words
from telekat.questionnaires.access import is_for_patient, response_for
from telekat.questionnaires.definition import Instrument, Kind, Number
from telekat.questionnaires.queries.responses import GivenAnswer, given_answers, response_json, values_of
from telekat.questionnaires.queries.scores import ScorePoint, Trend, apart_items, scores_of
from telekat.questionnaires.queries.shown import as_shown
from telekat.rooms.queries import member_json, members
from telekat.safety.queries import HelpState, help_state
from telekat.vault import hashing

_SHOWN = frozenset({"id", "title", "short_title", "introduction", "instruction", "items"})
"""What a page needs of an instrument: bands and limits are nothing for the person who fills it in."""

SPARK_WIDTH, SPARK_HEIGHT = 100, 30  # the sparkline's box in its own units


@dataclass(frozen=True, slots=True)
class PanelItem:
    """An item as a row. segments: (value, on the segment, its meaning). typed: a number to type in, with its unit. listed: chosen from a list."""

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
    missing = [item.id for item in instrument.items if item.id in asked and item.id not in values]
    return FormPanel(
        id=response.id,
        room_id=response.room_id,
        status=response.status,
        instrument=instrument,
        patient=person(response.patient_id),
        viewer=person(who.id),
        members=[member_json(one) for one in members(response.room_id)],
        items=_panel_items(instrument, answers, asked),
        resume_at=missing[0] if missing else instrument.items[0].id,
        completed_at=response.completed_at,
        help=help_state(response.id) if who.is_patient else HelpState(told=False),
        response=response_json(who, questionnaire_id),
    )


def _panel_items(instrument: Instrument, answers: dict[str, GivenAnswer], asked: set[str]) -> list[PanelItem]:
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
            )
        )
    return rows


def instrument_line(instrument: Instrument) -> dict[str, Any]:
    """An instrument in a list."""
    shown = as_shown(instrument)
    return {
        "id": shown.id,
        "version": shown.version,
        "title": shown.title,
        "short_title": shown.short_title,
        "kind": shown.kind.value,
        "answered_by": shown.answered_by.value,
        "item_count": len(shown.items),
        "language": shown.language,
        "licence": shown.licence,
        "licence_needed": shown.licence_needed,
    }


def assignable() -> list[dict[str, Any]]:
    """Groups for choosing what to give: forms for the patient, numbers from paper, ratings by a clinician."""
    groups: dict[str, list[dict[str, Any]]] = {"The patient fills in": [], "Numbers from paper": [], "You rate": []}
    for instrument in registry.all_instruments():
        line = instrument_line(instrument)
        if not is_for_patient(instrument):
            groups["You rate"].append(line)
        elif line["kind"] == Kind.FORM.value:
            groups["The patient fills in"].append(line)
        else:
            groups["Numbers from paper"].append(line)
    return [{"label": label, "instruments": lines} for label, lines in groups.items() if lines]


def score_cards(who: Principal, patient_id: str) -> list[dict[str, Any]]:
    """What macros/questionnaires.html draws as score cards, with the values of the table beneath. Raises NotFound."""
    zone = person(who.id).time_zone
    return [_card(trend, zone) for trend in scores_of(who, patient_id)]


def _card(trend: Trend, zone: str) -> dict[str, Any]:
    newest = trend.newest
    card: dict[str, Any] = {
        "id": trend.instrument.id,
        "title": trend.instrument.short_title,
        "when": f"{day_words(newest.at, zone)}, {person(newest.by).name}",
        "number": newest.total,
        "band": words.severity_words(newest.severity),
        "change": trend.change,
        "change_words": _change_words(trend, zone),
        "points": spark_points(trend),
        "missing": _missing_words(trend),
        "rows": [_row(point, trend.instrument) for point in reversed(trend.points)],
    }
    return card | _apart(trend)


def _change_words(trend: Trend, zone: str) -> str:
    if trend.before is None or trend.change is None:
        return ""
    since = day_words(trend.before.at, zone)
    return f"no change since {since}" if not trend.change else f"{trend.change_word} than {since}"


def _missing_words(trend: Trend) -> str:
    newest = trend.newest
    if newest.total is not None or trend.instrument.rule.total is None:
        return ""
    of = sum(1 for item in trend.instrument.items if item.scored)
    words_ = f"No total, {newest.missing_count} of {of} missing"
    return f"{words_}; prorated {newest.prorated_total}" if newest.prorated_total is not None else words_


def _apart(trend: Trend) -> dict[str, str]:
    """The risk item's own line: its answer now and before, and whether it speaks of danger."""
    for item in apart_items(trend.instrument):
        if item.id not in trend.newest.apart:
            continue
        value = trend.newest.apart[item.id]
        before = trend.points[-2].apart.get(item.id) if len(trend.points) > 1 else None
        number = words.item_number(trend.instrument, item)
        was = f", was {before}" if before is not None else ""
        risky = words.is_crisis(trend.instrument, item.id, value)
        return {
            "apart": f"Question {number}: {value}{was}",
            "apart_state": words.answer_words(item, value) if risky else "",
        }
    return {"apart": "", "apart_state": ""}


def _row(point: ScorePoint, instrument: Instrument) -> dict[str, Any]:
    return {
        "at": stamp(point.at),
        "total": point.total,
        "prorated": point.prorated_total,
        "band": words.severity_words(point.severity),
        "missing_count": point.missing_count,
        "apart": ", ".join(
            f"{words.item_number(instrument, instrument.item_by_id[item])}: {value}"
            for item, value in point.apart.items()
        ),
        "by": person(point.by).name,
        "questionnaire": point.questionnaire_id,
    }


def spark_points(trend: Trend) -> list[tuple[float, float]]:
    """Complete totals as points in the sparkline's box, by time; none where there are fewer than two."""
    points = [point for point in trend.points if point.total is not None]
    low, high = trend.instrument.minimum, trend.instrument.maximum
    if len(points) < 2 or low is None or high is None:
        return []
    first, last = points[0].at.timestamp(), points[-1].at.timestamp()
    span = last - first
    return [
        (
            round((point.at.timestamp() - first) / span * SPARK_WIDTH, 1)
            if span
            else round(index / (len(points) - 1) * SPARK_WIDTH, 1),
            round(SPARK_HEIGHT - ((point.total or 0) - low) / (high - low) * SPARK_HEIGHT, 1),
        )
        for index, point in enumerate(points)
    ]


def day_words(at: datetime, zone: str) -> str:
    """24 Nov, in the viewer's zone."""
    here = at.astimezone(ZoneInfo(zone))
    return f"{here.day} {here:%b}"

"""What pages show of many forms: the score cards of a patient, the list to choose from."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from telekat.accounts.queries import person
from telekat.core.clock import stamp
from telekat.policy import Principal
from telekat.practice.queries import practice
from telekat.questionnaires import registry, words
from telekat.questionnaires.access import is_for_patient
from telekat.questionnaires.change import change_between
from telekat.questionnaires.definition import Instrument, Kind
from telekat.questionnaires.modes import Mode
from telekat.questionnaires.queries import sparkline
from telekat.questionnaires.queries.scores import ScorePoint, Trend, apart_items, scores_of
from telekat.questionnaires.queries.shown import as_shown


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


def score_cards(who: Principal, patient_id: str, marks: Sequence[datetime] = ()) -> list[dict[str, Any]]:
    """What score cards and the table of scores draw, with the values beneath. Raises NotFound.

    marks: moments of dosing sessions: dashes in the sparklines, and the first of them is what a course is measured from.
    """
    zone = person(who.id).time_zone
    return [_card(trend, zone, marks) for trend in scores_of(who, patient_id)]


def _card(trend: Trend, zone: str, marks: Sequence[datetime]) -> dict[str, Any]:
    newest = trend.newest
    card: dict[str, Any] = {
        "id": trend.instrument.id,
        "title": trend.instrument.short_title,
        "when": f"{day_words(newest.at, zone)}, {person(newest.by).name}",
        "number": newest.total,
        "band": words.meaning_words(newest.severity, newest.reached),
        "change": trend.change,
        "change_words": _change_words(trend, zone),
        "points": sparkline.totals(trend),
        "sessions": sparkline.marks(trend, marks),
        "course": _course_words(trend, marks),
        "course_rule": words.course_rule(trend.instrument, _remission_at_most(trend)),
        "missing": _missing_words(trend),
        "rule": trend.instrument.missing_rule if newest.missing_count else "",
        "rows": [_row(point, trend.instrument) for point in reversed(trend.points)],
    }
    return card | _apart(trend)


def _change_words(trend: Trend, zone: str) -> str:
    if trend.before is None or trend.change is None:
        return ""
    since = day_words(trend.before.at, zone)
    return f"no change since {since}" if not trend.change else f"{trend.change_word} than {since}"


def _course_words(trend: Trend, marks: Sequence[datetime]) -> str:
    """How far it has come from the last complete score before the first session; "" where there are not both."""
    before = [point for point in trend.points if marks and point.at < min(marks) and point.total is not None]
    if not before or trend.newest.at < min(marks) or before[-1].version != trend.newest.version:
        return ""
    was, now = before[-1].total, trend.newest.total
    change = change_between(trend.instrument, was, now, _remission_at_most(trend))
    return f"Since before the first session: {was} to {now}. {words.course_words(change)}" if change else ""


def _remission_at_most(trend: Trend) -> int | None:
    return practice().forms.remission_totals.get(trend.instrument.id, trend.instrument.progress.remission_at_most)


def _missing_words(trend: Trend) -> str:
    newest = trend.newest
    if newest.total is not None or trend.instrument.rule.total is None:
        return ""
    of = sum(1 for item in trend.instrument.items if item.scored)
    words_ = f"No total, {newest.missing_count} of {of} missing"
    return f"{words_}; prorated {newest.prorated_total}" if newest.prorated_total is not None else words_


def _apart(trend: Trend) -> dict[str, Any]:
    """The risk item's own line: its answer now and before, how it went, and whether it speaks of danger."""
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
            "apart_number": value,
            "apart_item": number,
            "apart_words": words.answer_words(item, value),
            "apart_change": value - before if before is not None else None,
            "apart_points": sparkline.answers(trend, item),
        }
    return {"apart": "", "apart_state": ""}


def _row(point: ScorePoint, instrument: Instrument) -> dict[str, Any]:
    return {
        "at": stamp(point.at),
        "total": point.total,
        "prorated": point.prorated_total,
        "band": words.meaning_words(point.severity, point.reached),
        "missing_count": point.missing_count,
        "apart": ", ".join(
            f"{words.item_number(instrument, instrument.item_by_id[item])}: {value}"
            for item, value in point.apart.items()
        ),
        "by": person(point.by).name + (", read aloud" if point.mode == Mode.READ_ALOUD else ""),
        "corrected_at": stamp(point.corrected_at) if point.corrected_at else "",
        "questionnaire": point.questionnaire_id,
    }


def day_words(at: datetime, zone: str) -> str:
    """24 Nov, in the viewer's zone."""
    here = at.astimezone(ZoneInfo(zone))
    return f"{here.day} {here:%b}"

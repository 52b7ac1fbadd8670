"""What each source says of which criterion, in its own words: forms, screenings, alerts, the record, the list. Pure.

A screening is no diagnosis: a positive one says that the criterion is present until somebody who has asked says
otherwise, and thoughts of death without intent say that it is unknown, since a screener cannot settle that.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telekat.eligibility import medicines
from telekat.eligibility.criteria import (
    ADULT_FROM_YEARS,
    AGE,
    BIPOLAR,
    CRITERIA,
    INTERACTIONS,
    MANIA,
    SUBSTANCES,
    SUICIDALITY,
    State,
)
from telekat.eligibility.matrix import Kind, Statement
from telekat.eligibility.medicines import Flag, Listed
from telekat.questionnaires import registry
from telekat.questionnaires.instruments import kat_medical
from telekat.questionnaires.words import answer_words, is_crisis, item_number, severity_words

MEDICAL = "kat_medical"
CSSRS = ("cssrs_screener_recent", "cssrs_screener_since_last_contact")
IDEATION_FORMS = ("phq9", "qids_sr16", "madrs")
"""Forms with one item on thoughts of death: a crisis answer asks for a C-SSRS, it does not replace one."""
DRINKING = ("audit_c", "audit")
SCREENINGS = (*CSSRS, *IDEATION_FORMS, *DRINKING, "dast10", "mdq", "asrm")
READ_FORMS = (MEDICAL, *SCREENINGS)

_STATE_BY_ANSWER = {
    kat_medical.NO: State.ABSENT,
    kat_medical.CONTROLLED: State.CONTROLLED,
    kat_medical.YES: State.PRESENT,
    kat_medical.UNKNOWN: State.UNKNOWN,
}
_STATE_BY_RISK = {"none": State.ABSENT, "high": State.PRESENT}


@dataclass(frozen=True, slots=True)
class Form:
    """A submitted form. answers: by item. score: `definition.Score` in plain values."""

    id: str
    instrument: str
    at: datetime
    by: str
    answers: Mapping[str, int]
    score: Mapping[str, Any]


def from_medical(form: Form) -> list[Statement]:
    """The medical history's answers, each at its criterion."""
    instrument = registry.instrument(MEDICAL)
    return [
        _said(
            criterion.id,
            Kind.FORM,
            form,
            _STATE_BY_ANSWER[form.answers[item_id]],
            f"“{answer_words(item, form.answers[item_id])}”",
            title=f"{instrument.short_title} {item_number(instrument, item)}",
            asked=item.text,
        )
        for criterion in CRITERIA
        for item_id in criterion.items
        if item_id in form.answers
        for item in (instrument.item_by_id[item_id],)
    ]


def yes_to_medicines(form: Form | None) -> list[tuple[str, str]]:
    """(item, answer's words) of the medicines that the medical history says yes to."""
    if form is None:
        return []
    return [
        (group.item, f"{registry.instrument(MEDICAL).short_title} {group.item}: “Yes”")
        for group in medicines.GROUPS
        if kat_medical.is_present(form.answers.get(group.item))
    ]


def _said(
    criterion: str, kind: Kind, form: Form, state: State, words: str, *, title: str = "", asked: str = ""
) -> Statement:
    name = title or registry.instrument(form.instrument).short_title
    return Statement(criterion, kind, form.id, state, name, words, form.at, form.by, asked)


def from_screenings(forms: Mapping[str, Form]) -> list[Statement]:
    """forms: the newest submitted one by instrument."""
    found = [*_suicidality(forms), *_substances(forms)]
    for instrument_id, criterion in (("mdq", BIPOLAR), ("asrm", MANIA)):
        if instrument_id in forms:
            found.append(_cut(criterion, forms[instrument_id]))
    return found


def newest_cssrs(forms: Mapping[str, Form]) -> Form | None:
    """The newer of the two screeners."""
    found = [forms[name] for name in CSSRS if name in forms]
    return max(found, key=lambda form: form.at) if found else None


def risk_level(form: Form | None) -> str:
    """The C-SSRS level that a form reached, at least; "" where nothing is known."""
    return str(form.score.get("severity") or form.score.get("at_least") or "") if form else ""


def _suicidality(forms: Mapping[str, Form]) -> list[Statement]:
    found = []
    screener = newest_cssrs(forms)
    if screener is not None:
        level = risk_level(screener)
        state = _STATE_BY_RISK.get(level, State.UNKNOWN) if screener.score.get("complete") else State.UNKNOWN
        words = severity_words(level) or "Not complete"
        found.append(_said(SUICIDALITY, Kind.SCREENING, screener, state, words))
    later = [forms[name] for name in IDEATION_FORMS if name in forms]
    return found + [_ideation(form) for form in later if screener is None or form.at > screener.at]


def _ideation(form: Form) -> Statement:
    instrument = registry.instrument(form.instrument)
    for item in instrument.items:
        value = form.answers.get(item.id)
        if value is not None and is_crisis(instrument, item.id, value):
            title = f"{instrument.short_title} question {item_number(instrument, item)}"
            return _said(
                SUICIDALITY, Kind.SCREENING, form, State.UNKNOWN, f"“{answer_words(item, value)}”", title=title
            )
    return _said(SUICIDALITY, Kind.SCREENING, form, State.ABSENT, "No thoughts of death reported")


def _substances(forms: Mapping[str, Form]) -> list[Statement]:
    found = [_cut(SUBSTANCES, forms["dast10"])] if "dast10" in forms else []
    drinking = [forms[name] for name in DRINKING if name in forms]
    if drinking:
        newest = max(drinking, key=lambda form: (form.at, form.instrument == "audit"))
        found.append(_cut(SUBSTANCES, newest) if newest.instrument == "audit" else _audit_c(newest))
    return found


def _audit_c(form: Form) -> Statement:
    """Its cut-off depends on sex, which we do not keep: between the two it is for a clinician to say."""
    total, held = form.score.get("total"), form.score.get("criteria", {})
    women, men = held.get("positive_women"), held.get("positive_men")
    if total is None or women is None:
        return _said(SUBSTANCES, Kind.SCREENING, form, State.UNKNOWN, "Not complete")
    if not women:
        return _said(SUBSTANCES, Kind.SCREENING, form, State.ABSENT, f"{total}, negative")
    if men:
        return _said(SUBSTANCES, Kind.SCREENING, form, State.PRESENT, f"{total}, positive")
    words = f"{total}, positive for women, negative for men"
    return _said(SUBSTANCES, Kind.SCREENING, form, State.UNKNOWN, words)


def _cut(criterion: str, form: Form) -> Statement:
    """By the instrument's own cut-off or rule, named "positive"."""
    held = {**form.score.get("cutoffs", {}), **form.score.get("criteria", {})}
    positive, total = held.get("positive"), form.score.get("total")
    if positive is None or total is None:
        return _said(criterion, Kind.SCREENING, form, State.UNKNOWN, "Not complete")
    state = State.PRESENT if positive else State.ABSENT
    return _said(criterion, Kind.SCREENING, form, state, f"{total}, {'positive' if positive else 'negative'}")


def from_alert(alert_id: str, what: str, at: datetime) -> Statement:
    """A high alert that is not closed: whether there is intent is not known until somebody has written how it ended."""
    return Statement(SUICIDALITY, Kind.ALERT, alert_id, State.UNKNOWN, "Open alert", what, at)


def from_age(years: int | None, patient_id: str, at: datetime) -> list[Statement]:
    """years: None while the date of birth is unknown."""
    if years is None:
        return []
    state = State.ABSENT if years >= ADULT_FROM_YEARS else State.PRESENT
    return [Statement(AGE, Kind.RECORD, patient_id, state, "Date of birth", f"{years} years old", at)]


@dataclass(frozen=True, slots=True)
class ListedNow:
    """A medicine on the list, by whom it was entered and when."""

    medicine: Listed
    by: str
    at: datetime


def from_medicines(listed: Sequence[ListedNow], found: Iterable[Flag]) -> list[Statement]:
    """The list's word on interactions: each flagged or unknown medicine; or that there is none."""
    taken = [one for one in listed if one.medicine.is_taken]
    flagged = {medicine.id for flag in found for medicine in flag.listed}
    told = [_flagged(one) for one in taken if one.medicine.id in flagged]
    told += [
        _not_known(one) for one in taken if one.medicine.id not in flagged and not medicines.is_known(one.medicine)
    ]
    if told or not listed:
        return told
    newest = max(listed, key=lambda one: one.at)
    words = f"{len(taken)} taken, none flagged"
    return [_of_list(newest, State.ABSENT, words)]


def _flagged(one: ListedNow) -> Statement:
    names = ", ".join(group.name for group in medicines.groups_of(one.medicine))
    return _of_list(one, State.PRESENT, f"{one.medicine.name}: {names[:1].lower()}{names[1:]}")


def _not_known(one: ListedNow) -> Statement:
    return _of_list(one, State.UNKNOWN, f"{one.medicine.name}: not on our list, look it up")


def _of_list(one: ListedNow, state: State, words: str) -> Statement:
    return Statement(INTERACTIONS, Kind.MEDICINES, one.medicine.id, state, "Medicine list", words, one.at, one.by)

"""The practice's settings as the fields of one form, and back. What the form does not show stays as it is."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from telekat.admin.form_words import find_form, form_name, reached_at
from telekat.core.errors import Invalid
from telekat.practice.crisis import LANGUAGES, language_name
from telekat.practice.places import country_name, country_names
from telekat.practice.settings import Crisis, Forms, Practice
from telekat.questionnaires.definition import Direction, Instrument
from telekat.questionnaires.queries.shown import licensed

WORDS = ("country", "language", "emergency_number", "thanks", "advice")
PLAIN = ("name", "time_zone", "desk_phone", "opens", "closes", "answer_by")
SETS = "forms_sets"
TOTALS = {"forms_review": "review_totals", "forms_remission": "remission_totals"}
LICENCE = "licence_"
LINE = ("name", "detail", "href", "kind")
KINDS = [("call", "Telephone"), ("text", "Text message"), ("web", "Web page")]
MOST_LINES = 8
LABELS: dict[str, str] = {
    "name": "Name of the practice",
    "time_zone": "Time zone",
    "desk_phone": "Front desk's telephone",
    "opens": "Opens",
    "closes": "Closes",
    "answer_by": "Messages are answered by",
    "ladder_minutes": "Alerts go to the next people after",
    "decision_days": "A decision to treat holds for",
    "crisis.country": "Country of the crisis numbers",
    "crisis.language": "Language of the crisis words",
    "crisis.emergency_number": "Emergency number",
    "crisis.thanks": "First words after a risk answer",
    "crisis.advice": "Advice after a risk answer",
    "crisis.lines": "Crisis lines",
    "elsewhere": "Crisis help in other countries",
    "forms.sets": "Sets of forms",
    "forms.licences": "Licences held",
    "forms.review_totals": "Totals told to the care team",
    "forms.remission_totals": "Remission up to",
}
_PLACE = re.compile(r"\$\.([a-z_]+)(?:\.([a-z_]+))?(?:\[(\d+|\.\.\.)\])?(?:\.([a-z_]+))?")


def fields_of(settings: Practice) -> dict[str, str]:
    """Every field of the form with its text. Crisis lines are numbered from 0."""
    fields = {name: str(getattr(settings, name)) for name in PLAIN}
    fields["ladder"] = ", ".join(map(str, settings.ladder_minutes))
    fields["decision_days"] = str(settings.decision_days)
    return fields | crisis_fields(settings.crisis) | _form_fields(settings.forms)


def crisis_fields(entry: Crisis) -> dict[str, str]:
    """The same for the words and numbers of one country."""
    fields = {f"crisis_{name}": str(getattr(entry, name)) for name in WORDS}
    for number, line in enumerate(entry.lines):
        fields |= {f"line_{number}_{name}": getattr(line, name) for name in LINE}
    return fields


def _form_fields(forms: Forms) -> dict[str, str]:
    return {
        SETS: "\n".join(f"{one.name}: {_names(one.instruments)}" for one in forms.sets),
        **{field: _totals_text(getattr(forms, name)) for field, name in TOTALS.items()},
        **{f"{LICENCE}{instrument}": held for instrument, held in forms.licences.items()},
    }


def _totals_text(totals: Mapping[str, int]) -> str:
    return ", ".join(f"{form_name(instrument)} {total}" for instrument, total in totals.items())


def _names(instruments: Iterable[str]) -> str:
    return ", ".join(map(form_name, instruments))


def place_choices(fields: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Countries and languages to choose from, with the one that holds even where it is not listed."""
    country, language = fields.get("crisis_country", ""), fields.get("crisis_language", "")
    countries = country_names() | ({country: country_name(country)} if country else {})
    languages = LANGUAGES | ({language: language_name(language)} if language else {})
    return {"countries": list(countries.items()), "languages": list(languages.items())}


def settings_from(before: Practice, sent: Mapping[str, str]) -> Practice:
    """`before` with what the form says. A crisis line without a name is taken out. Raises Invalid naming the fields."""
    plain: dict[str, Any] = msgspec.to_builtins(before)
    plain |= {name: _text(sent, name) for name in PLAIN}
    plain["ladder_minutes"] = _minutes(_text(sent, "ladder"))
    plain["decision_days"] = _days(_text(sent, "decision_days"))
    return _with_crisis(plain, sent)


def crisis_from(sent: Mapping[str, str]) -> Crisis:
    """The words and numbers of one country, from the same fields. Raises Invalid naming them."""
    return _with_crisis(msgspec.to_builtins(Practice()), sent).crisis


def _with_crisis(plain: dict[str, Any], sent: Mapping[str, str]) -> Practice:
    plain["crisis"] = {name: _text(sent, f"crisis_{name}") for name in WORDS}
    numbers = [number for number in range(MOST_LINES) if _text(sent, f"line_{number}_name")]
    plain["crisis"]["lines"] = [{name: _text(sent, f"line_{number}_{name}") for name in LINE} for number in numbers]
    plain["forms"] = _forms(sent)
    try:
        return msgspec.convert(plain, Practice, strict=True)
    except msgspec.ValidationError as error:
        raise Invalid("Some of this is not right.", _problem(str(error), numbers)) from None


def _text(sent: Mapping[str, str], name: str) -> str:
    return " ".join(sent.get(name, "").split())


def _minutes(text: str) -> list[int]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdigit() and len(part) < 5 for part in parts):
        raise Invalid("Some of this is not right.", {"ladder": "minutes with commas between, such as 5, 10"})
    return [int(part) for part in parts]


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise Invalid("Some of this is not right.", {"decision_days": _WHY["decision_days"]})
    return int(text)


def _forms(sent: Mapping[str, str]) -> dict[str, Any]:
    """Checked against the instruments there are, which the settings themselves do not know."""
    sets = [_set(line) for line in sent.get(SETS, "").splitlines() if line.strip()]
    if len({one["name"] for one in sets}) < len(sets):
        raise Invalid("Some of this is not right.", {SETS: "each name once"})
    return {
        "sets": sets,
        **{name: _totals(field, sent.get(field, "")) for field, name in TOTALS.items()},
        "licences": {
            one.id: one.licence_needed
            for one in licensed()
            if sent.get(f"{LICENCE}{one.id}", "") == one.licence_needed
        },
    }


def _set(line: str) -> dict[str, Any]:
    name, colon, rest = line.partition(":")
    instruments = [one for part in rest.split(",") if part.strip() for one in _apart(part.strip())]
    if not colon or not " ".join(name.split()) or not instruments:
        raise Invalid("Some of this is not right.", {SETS: "a line such as Intake packet: PHQ-9, GAD-7"})
    return {"name": " ".join(name.split()), "instruments": [_known(SETS, one).id for one in instruments]}


def _apart(part: str) -> list[str]:
    """One name, which may have spaces in it, or several with only spaces between them."""
    return [part] if find_form(part) else part.split()


def _totals(field: str, text: str) -> dict[str, int]:
    totals = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, number = part.rpartition(" ")
        if not name or not number.isascii() or not number.isdigit() or len(number) > 3:
            raise Invalid("Some of this is not right.", {field: "such as PHQ-9 20, with commas between"})
        instrument = _known(field, name)
        if instrument.direction is not Direction.WORSE:
            raise Invalid("Some of this is not right.", {field: f"{name} has no total that gets worse upward"})
        totals[instrument.id] = int(number)
    return totals


def _known(field: str, name: str) -> Instrument:
    found = find_form(name)
    if found is None:
        raise Invalid("Some of this is not right.", {field: f"there is no form {name[:48]}"})
    return found


def _problem(sentence: str, numbers: list[int]) -> dict[str, str]:
    """msgspec names the place, such as $.crisis.lines[2].href: said at that field, in a person's words."""
    found = _PLACE.search(sentence)
    outer, inner, at, last = found.groups() if found else ("name", None, None, None)
    if at is not None and outer == "crisis":
        number = numbers[int(at)] if at.isdigit() else numbers[0]
        return {f"line_{number}_{last}": _WHY.get(last or "", "not right")}
    if outer == "forms":
        return {
            SETS
            if inner == "sets"
            else "forms_review": "at most 20 sets of at most 20 forms; names of at most 60 characters"
        }
    if outer == "ladder_minutes":
        return {"ladder": "one to four numbers from 1 to 1440"}
    name = f"crisis_{inner}" if inner else outer
    return {name: _WHY.get(inner or outer, "not right")}


_WHY = {
    "name": "needed, at most 200 characters",
    "desk_phone": "digits, spaces and + only",
    "emergency_number": "digits, spaces and + only",
    "opens": "a time such as 09:00",
    "closes": "a time such as 17:00",
    "answer_by": "a time such as 17:00",
    "decision_days": "a number of days from 1 to 730",
    "country": "choose a country",
    "language": "choose a language",
    "thanks": "needed, at most 200 characters",
    "advice": "at most 400 characters",
    "detail": "at most 400 characters",
    "href": "begins with tel:, sms: or https://",
    "kind": "telephone, text message or web page",
}


def changes(before: Practice, after: Practice) -> list[tuple[str, str, str]]:
    """What a version changed: (label, was, is), both in words."""
    old, new = _flat(before), _flat(after)
    return [
        (label, old.get(key, ""), new.get(key, "")) for key, label in LABELS.items() if old.get(key) != new.get(key)
    ]


def _flat(settings: Practice) -> dict[str, str]:
    flat = {name: str(getattr(settings, name)) for name in PLAIN}
    flat["time_zone"] = settings.time_zone.replace("/", ", ").replace("_", " ")
    flat["ladder_minutes"] = ", ".join(f"{minutes} min" for minutes in settings.ladder_minutes)
    flat["decision_days"] = f"{settings.decision_days} days"
    flat |= {f"crisis.{name}": getattr(settings.crisis, name) for name in WORDS}
    flat["crisis.country"] = country_name(settings.crisis.country)
    flat["crisis.language"] = language_name(settings.crisis.language)
    flat["crisis.lines"] = _lines(settings.crisis)
    flat["elsewhere"] = "; ".join(
        f"{country_name(one.country)}, {language_name(one.language)}: {one.emergency_number}, {one.thanks} {one.advice} {_lines(one)}".strip()
        for one in settings.elsewhere
    )
    forms = settings.forms
    flat["forms.sets"] = "; ".join(f"{one.name} ({_names(one.instruments)})" for one in forms.sets)
    flat["forms.licences"] = "; ".join(f"{form_name(name)}: {held}" for name, held in forms.licences.items())
    flat["forms.review_totals"] = _totals_text(forms.review_totals)
    flat["forms.remission_totals"] = _totals_text(forms.remission_totals)
    return flat


def _lines(entry: Crisis) -> str:
    return "; ".join(f"{line.name} ({reached_at(line.href)})" for line in entry.lines)

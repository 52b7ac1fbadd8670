"""`/admin/crisis`: the words and numbers shown in a crisis, for each country and language, with a look at each."""

from typing import Any

import msgspec
from flask import redirect, render_template, request, url_for

from telekat.admin import settings_form
from telekat.core.errors import Conflict, Invalid, NotFound
from telekat.policy import Action
from telekat.practice import actions, queries
from telekat.practice.crisis import LANGUAGES, all_entries, crisis_for, shown
from telekat.practice.places import country_name, country_names
from telekat.practice.settings import Crisis, Practice
from telekat.web.http import Doors, page_response, principal

pages = Doors("crisis", "/admin")

NEW = "new"
EMPTY = Crisis(country="", emergency_number="", lines=())


@pages.page("/crisis", may=Action.SETTINGS_READ)
def crisis_page() -> Any:
    """Every country that has words and numbers of its own, and what somebody elsewhere would see."""
    now = _now()
    tried = request.args.get("country", ""), request.args.get("language", "")
    return render_template(
        "admin/crisis.html",
        entries=all_entries(now),
        names={entry.country: country_name(entry.country) for entry in all_entries(now)},
        countries=list(country_names().items()),
        languages=list(LANGUAGES.items()),
        tried=tried,
        found=crisis_for(now, *tried) if tried[0] else None,
        saved=request.args.get("saved") == "yes",
    )


def _now() -> Practice:
    queries.forget()  # another node may have changed them within the last seconds
    return queries.practice()


@pages.page("/crisis/<number>/preview", may=Action.SETTINGS_READ)
def crisis_preview(number: str) -> Any:
    """One entry as a patient sees it after a risk answer; every button can be tried."""
    entry = all_entries(_now())[_number(number, len(all_entries(_now())))]
    return render_template("admin/crisis_preview.html", entry=shown(entry), country=country_name(entry.country))


@pages.page("/crisis/<number>", may=Action.SETTINGS_READ)
def crisis_entry(number: str) -> Any:
    """One entry as a form; `new` is an empty one."""
    return render_template("admin/crisis_entry.html", **_values(number))


def _values(number: str, sent: dict[str, str] | None = None, **problem: Any) -> dict[str, Any]:
    now, versions = _now(), queries.versions()
    entry = EMPTY if number == NEW else now.elsewhere[_place(now, number)]
    fields = sent if sent is not None else settings_form.crisis_fields(entry)
    return {
        "number": number,
        "fields": fields,
        **settings_form.place_choices(fields),
        "lines": range(settings_form.MOST_LINES),
        "kinds": settings_form.KINDS,
        "base_version": versions[0].version if versions else 0,
        "problems": {},
        "problem": "",
        **problem,
    }


def _place(now: Practice, number: str) -> int:
    """Where the entry stands in `elsewhere`; the practice's own, number 0, is edited with the other settings."""
    found = _number(number, len(now.elsewhere) + 1)
    if found == 0:
        raise NotFound
    return found - 1


def _number(text: str, count: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 3 and int(text) < count):
        raise NotFound
    return int(text)


@pages.page("/crisis/<number>", may=Action.SETTINGS_UPDATE, method="POST")
def change_crisis_entry(number: str) -> Any:
    """Keep an entry, or take it out where the button says so: a new version of the settings."""
    sent = {name: value for name, value in request.form.items() if name not in ("csrf_token", "base_version")}
    now = _now()
    elsewhere = list(now.elsewhere)
    try:
        if sent.pop("remove", ""):
            del elsewhere[_place(now, number)]
        elif number == NEW:
            elsewhere.append(settings_form.crisis_from(sent))
        else:
            elsewhere[_place(now, number)] = settings_form.crisis_from(sent)
        _keep(now, elsewhere)
    except Invalid as error:
        values = _values(number, sent, problems=error.fields)
        return page_response("admin/crisis_entry.html", error.status, **values)
    except Conflict as error:
        return page_response(
            "admin/crisis_entry.html", error.status, **_values(number, sent, problem=error.message)
        )
    return redirect(url_for("crisis.crisis_page", saved="yes"), 303)


def _keep(now: Practice, elsewhere: list[Crisis]) -> None:
    places = [(entry.country, entry.language) for entry in (now.crisis, *elsewhere)]
    if len(set(places)) < len(places):
        raise Invalid("Some of this is not right.", {"crisis_country": "has an entry in this language already"})
    if any(entry.country not in country_names() for entry in elsewhere):
        raise Invalid("Some of this is not right.", {"crisis_country": "choose a country from the list"})
    base = request.form.get("base_version", "")
    base_version = int(base) if base.isdecimal() and len(base) < 9 else -1
    settings = msgspec.structs.replace(now, elsewhere=tuple(elsewhere))
    actions.change_settings(principal(), _checked(settings), base_version)


def _checked(settings: Practice) -> Practice:
    try:
        return msgspec.convert(msgspec.to_builtins(settings), Practice, strict=True)
    except msgspec.ValidationError:
        raise Invalid("There are entries enough.", {"crisis_country": "at most twenty countries"}) from None

"""The practice's settings: what holds now, and every version with who and when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from flask import redirect, render_template, request, url_for

from telekat.accounts.queries import person
from telekat.admin import settings_form
from telekat.admin.form_words import form_name
from telekat.core.errors import Conflict, Invalid
from telekat.policy import Action
from telekat.practice import actions, queries
from telekat.practice.settings import Practice
from telekat.questionnaires import registry
from telekat.questionnaires.queries.shown import licensed
from telekat.web.http import Doors, page_response, principal

pages = Doors("settings", "/admin")

SHOWN_VERSIONS = 20


@dataclass(frozen=True, slots=True)
class Version:
    """changes: (label, was, is) against the version before."""

    number: int
    at: datetime
    by: str
    changes: list[tuple[str, str, str]]


@pages.page("/settings", may=Action.SETTINGS_READ)
def settings_page() -> Any:
    """What holds now, as a form."""
    return render_template("admin/settings.html", **_values(None, {}, ""), saved=request.args.get("saved") == "yes")


def _values(sent: dict[str, str] | None, problems: dict[str, Any], problem: str) -> dict[str, Any]:
    now, versions = _settings_now(), _versions()
    fields = sent if sent is not None else settings_form.fields_of(now)
    return {
        "fields": fields,
        **settings_form.place_choices(fields),
        "lines": range(settings_form.MOST_LINES),
        "problems": problems,
        "problem": problem,
        "versions": versions,
        "base_version": versions[0].number if versions else 0,
        "kinds": settings_form.KINDS,
        "licences": [
            {"field": f"{settings_form.LICENCE}{one.id}", "title": one.short_title, "needed": one.licence_needed}
            for one in licensed()
        ],
        "instruments": [(form_name(one.id), one.title) for one in registry.all_instruments()],
    }


def _settings_now() -> Practice:
    queries.forget()  # another node may have changed them within the last seconds
    return queries.practice()


def _versions() -> list[Version]:
    rows = queries.versions()[: SHOWN_VERSIONS + 1]
    kept = [msgspec.json.decode(row.body, type=Practice) for row in rows]
    before = [*kept, Practice()][1:]
    return [
        Version(row.version, row.changed_at, _name(row.changed_by), settings_form.changes(old, new))
        for row, new, old in zip(rows, kept, before, strict=True)
    ][:SHOWN_VERSIONS]


def _name(user_id: str) -> str:
    return person(user_id).name if user_id else "The program"


@pages.page("/settings", may=Action.SETTINGS_UPDATE, method="POST")
def change_settings() -> Any:
    """Make a new version of the settings."""
    sent = {name: value for name, value in request.form.items() if name not in ("csrf_token", "base_version")}
    base = request.form.get("base_version", "")
    try:
        settings = settings_form.settings_from(_settings_now(), sent)
        actions.change_settings(principal(), settings, int(base) if base.isdecimal() and len(base) < 9 else -1)
    except Invalid as error:
        return page_response("admin/settings.html", error.status, **_values(sent, error.fields, ""))
    except Conflict as error:
        return page_response("admin/settings.html", error.status, **_values(sent, {}, error.message))
    return redirect(url_for("settings.settings_page", saved="yes"), 303)

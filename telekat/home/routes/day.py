"""`/day`: a clinician's patients and alerts."""

from typing import Any

from flask import render_template

from telekat.accounts.queries import person
from telekat.audit import looks
from telekat.core import clock
from telekat.home.day_words import greeting, short_name
from telekat.home.queries.day import day_json
from telekat.policy import Action, Principal
from telekat.web.http import Doors, principal

pages = Doors("day")
api = Doors("day_api", "/api/v1")


@pages.page("/day", may=Action.DAY_READ)
def day_page() -> Any:
    """The clinician's day."""
    who = principal()
    day = day_json(who)
    _note_looks(who, day)
    viewer = person(who.id)
    words = f"{greeting(clock.now(), viewer.time_zone)}, {short_name(viewer.name)}"
    return render_template("home/day.html", greeting=words, **day)


@api.api("/day", may=Action.DAY_READ, activity=False)
def read_day() -> dict[str, Any]:
    """The day again, after news."""
    who = principal()
    day = day_json(who)
    _note_looks(who, day)
    return day


def _note_looks(who: Principal, day: dict[str, Any]) -> None:
    """A day shows something of each of its patients, and the alerts of others whom one covers."""
    looks.note(who, Action.DAY_READ, "patient", [(line["id"], line["id"]) for line in day["patients"]])
    looks.note(who, Action.ALERT_READ, "alert", [(one["id"], one["patient"]) for one in day["alerts"]])

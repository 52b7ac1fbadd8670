"""`/`: everybody's first page. A patient's own stands here; staff go on to theirs."""

from typing import Any

from flask import redirect, render_template

from telekat.accounts.queries import person
from telekat.audit import looks
from telekat.core import clock
from telekat.home.day_words import greeting, short_name
from telekat.home.navigation import START
from telekat.home.queries.start import start_json, start_of
from telekat.policy import Action, Principal
from telekat.web.http import Doors, principal

pages = Doors("home")
api = Doors("home_api", "/api/v1/home")


@pages.page("/", may=Action.ACCOUNT_READ)
def start_page() -> Any:
    """The patient's home; staff are sent to their day, board or people."""
    who = principal()
    if not who.is_patient:
        return redirect(START[who.role])
    _note_look(who)
    viewer = person(who.id)
    return render_template(
        "home/start.html",
        start=start_of(who),
        greeting=f"{greeting(clock.now(), viewer.time_zone)}, {short_name(viewer.name)}",
    )


@api.api("", may=Action.PATIENT_READ, activity=False)
def read_start() -> dict[str, Any]:
    """What has changed on a patient's own page: rooms, and what is to be filled in."""
    who = principal()
    start = start_json(who)
    _note_look(who)
    return start


def _note_look(who: Principal) -> None:
    looks.note(who, Action.PATIENT_READ, "patient", [(who.id, who.id)])

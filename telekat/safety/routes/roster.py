"""`/on-call`: who answers an alert that the care team does not take."""

from typing import Any

from flask import redirect, render_template, request, url_for

from telekat.core.errors import Invalid
from telekat.notifications import channel
from telekat.policy import Action, allow, may_ever
from telekat.practice.queries import practice
from telekat.safety.access import relations_at_practice
from telekat.safety.actions.roster import set_roster
from telekat.safety.queries.roster import roster
from telekat.web.http import Doors, page_response, principal

pages = Doors("roster")


@pages.page("/on-call", may=Action.ROSTER_READ)
def roster_page() -> Any:
    """Who is on call and who leads."""
    return render_template("safety/roster.html", **_values(), saved=request.args.get("saved") == "yes")


def _values() -> dict[str, Any]:
    who = principal()
    return {
        "lines": roster(who),
        "may_change": may_ever(who.role, Action.ROSTER_UPDATE),
        "minutes": practice().ladder_minutes,
        "has_mail": channel.is_set(),
        "may_drill": allow(who, Action.DRILL_RUN, relations_at_practice(who)).allowed,
    }


@pages.page("/on-call", may=Action.ROSTER_UPDATE, method="POST")
def change_roster() -> Any:
    """Make what is ticked hold from now on."""
    on_call, lead = request.form.getlist("on_call"), request.form.getlist("lead")
    try:
        set_roster(principal(), on_call, lead)
    except Invalid as error:
        return page_response("safety/roster.html", error.status, problem=error.message, **_values())
    return redirect(url_for("roster.roster_page", saved="yes"), 303)

"""`/drills`: start an exercise, see how long it took until somebody came; taking it from any clinician's page."""

from typing import Any

from flask import redirect, render_template, request, url_for

from telekat.accounts.queries import people_with_roles
from telekat.core.clock import stamp
from telekat.core.errors import Conflict, Invalid
from telekat.policy import CLINICIANS, Action
from telekat.safety.actions.drills import end_drill, start_drill, take_drill
from telekat.safety.queries.drills import drills, median_seconds, open_drills_for
from telekat.web.http import Doors, page_response, principal

pages = Doors("drills")
api = Doors("drills_api", "/api/v1")


@pages.blueprint.app_context_processor
def drill_bar() -> dict[str, Any]:
    """Templates ask for the drills that have called the signed-in clinician."""
    return {"open_drills": lambda: open_drills_for(principal())}


@pages.page("/drills", may=Action.DRILL_RUN)
def drills_page() -> Any:
    """The newest drills, and starting one."""
    return render_template("safety/drills.html", **_values())


def _values(problem: str = "") -> dict[str, Any]:
    found = drills(principal())
    return {
        "drills": found,
        "median": median_seconds(found),
        "clinicians": people_with_roles(*CLINICIANS),
        "problem": problem,
    }


@pages.page("/drills", may=Action.DRILL_RUN, method="POST")
def begin_drill() -> Any:
    """Call the chosen clinicians to an alert about nobody."""
    try:
        start_drill(principal(), request.form.getlist("chosen"))
    except (Invalid, Conflict) as error:
        return page_response("safety/drills.html", error.status, **_values(error.message))
    return redirect(url_for("drills.drills_page"), 303)


@pages.page("/drills/<drill_id>/end", may=Action.DRILL_CLOSE, method="POST")
def stop_drill(drill_id: str) -> Any:
    """End a drill from its page."""
    end_drill(principal(), drill_id)
    return redirect(url_for("drills.drills_page"), 303)


@api.api("/drills", may=Action.DRILL_TAKE)
def list_open_drills() -> dict[str, Any]:
    """The drills that run and have called the caller."""
    return {"drills": open_drills_for(principal())}


@api.api("/drills/<drill_id>/take", may=Action.DRILL_TAKE, method="POST")
def take(drill_id: str) -> dict[str, Any]:
    """Take a drill, as one would an alert."""
    return {"drill": drill_id, "at": stamp(take_drill(principal(), drill_id))}


@api.api("/drills/<drill_id>/end", may=Action.DRILL_CLOSE, method="POST")
def end(drill_id: str) -> dict[str, Any]:
    """End a drill for everybody."""
    end_drill(principal(), drill_id)
    return {"drill": drill_id}

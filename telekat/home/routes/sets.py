"""`/form-sets/…`: forms that were given together, as one list for their patient."""

from typing import Any

from flask import redirect, render_template

from telekat.audit import looks
from telekat.home.queries.form_set import set_rows
from telekat.home.queries.viewer import viewer_data
from telekat.policy import Action
from telekat.questionnaires.queries.sets import set_for
from telekat.web.http import Doors, principal

pages = Doors("form_sets")


@pages.page("/form-sets/<set_id>", may=Action.QUESTIONNAIRE_LIST)
def set_page(set_id: str) -> Any:
    """In order, with what is done and what comes next; clinicians see the forms in the room."""
    who = principal()
    found = set_for(who, set_id)
    if not who.is_patient:
        return redirect(f"/rooms/{found.room_id}", 303)
    looks.note(who, Action.QUESTIONNAIRE_LIST, "room", [(found.room_id, who.id)], anew=True)
    return render_template("home/form_set.html", set=found, rows=set_rows(found), page=viewer_data(who))

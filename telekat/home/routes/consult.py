"""`/patients/<id>/consult`: a patient's whole record on one screen, for the clinicians of their care team."""

from typing import Any

from flask import render_template, request

from telekat.audit import looks, trail
from telekat.home.queries.consult import consult_of, rooms_read
from telekat.policy import Action, Principal
from telekat.web.http import Doors, principal

pages = Doors("consult")


@pages.page("/patients/<patient_id>/consult", may=Action.CONSULT_READ)
def consult_page(patient_id: str) -> Any:
    """The consult, with the clinician's note of today or of the day asked for (`?date=`)."""
    who = principal()
    consult = consult_of(who, patient_id, request.args.get("date", ""))
    _record_reading(who, patient_id, consult)
    return render_template("home/consult.html", back=f"/patients/{patient_id}/consult", **consult)


def _record_reading(who: Principal, patient_id: str, consult: dict[str, Any]) -> None:
    """Once for each load of the page: the record, the criteria with their decision, both rooms, the note."""
    for action in (Action.CONSULT_READ, Action.ELIGIBILITY_READ):
        trail.record_alone(who, action, "patient", patient_id, patient_id=patient_id)
    for page in rooms_read(consult):
        room_id = page.context["room"]["id"]
        looks.note(who, Action.MESSAGE_READ, "room", [(room_id, patient_id)], anew=True)
    if consult["note"]["view"] is not None:
        trail.record_alone(who, Action.NOTE_READ, "note", consult["note"]["view"].id, patient_id=patient_id)

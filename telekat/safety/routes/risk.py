"""`/patients/<id>/risk`: the mark beside a patient's name, why it stands, and setting it anew."""

from typing import Any

from flask import redirect, render_template, request, url_for

from telekat.audit import trail
from telekat.core.errors import Invalid
from telekat.patients import queries as patients
from telekat.patients.access import patient_for
from telekat.policy import Action
from telekat.safety.actions.risk import set_risk_mark
from telekat.safety.outcomes import MARK_LABELS
from telekat.safety.queries.risk import mark_history
from telekat.web.http import Doors, page_response, principal
from telekat.web.schemas import Schema, parse_form

pages = Doors("risk")


class MarkForm(Schema):
    level: str = ""
    reason: str = ""


@pages.page("/patients/<patient_id>/risk", may=Action.RISK_READ)
def risk_page(patient_id: str) -> Any:
    """The mark that holds, and every one before it."""
    return render_template("safety/risk.html", **_values(patient_id))


def _values(patient_id: str) -> dict[str, Any]:
    who = principal()
    history = mark_history(who, patient_id)
    trail.record_alone(who, Action.RISK_READ, "patient", patient_id, patient_id=patient_id)
    card = patients.card(patient_for(who, Action.PATIENT_READ, patient_id))
    return {"patient": card, "history": history, "marks": list(MARK_LABELS.items())}


@pages.page("/patients/<patient_id>/risk", may=Action.RISK_SET, method="POST")
def change_mark(patient_id: str) -> Any:
    """Set the mark from now on; what was written stays in the field when something is missing."""
    sent = parse_form(MarkForm, request.form)
    try:
        set_risk_mark(principal(), patient_id, sent.level, sent.reason.replace("\r\n", "\n"))
    except Invalid as error:
        return page_response("safety/risk.html", 422, problems=error.fields, sent=sent, **_values(patient_id))
    return redirect(url_for("risk.risk_page", patient_id=patient_id), 303)

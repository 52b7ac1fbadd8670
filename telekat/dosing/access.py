"""A dosing session for somebody: find it, ask the policy, answer or raise."""

from telekat.core import ids
from telekat.core.database import db
from telekat.core.errors import NotFound
from telekat.dosing.models import DosingSession
from telekat.patients.access import patient_for
from telekat.policy import Action, Principal


def dosing_session_for(who: Principal, action: Action, patient_id: str, session_id: str) -> DosingSession:
    """This patient's session when `who` may do `action` to it. Raises NotFound, also for another patient's session."""
    patient_for(who, action, patient_id)
    row = db().get(DosingSession, session_id) if ids.is_id(session_id) else None
    if row is None or row.patient_id != patient_id:
        raise NotFound
    return row

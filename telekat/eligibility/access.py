"""A clearance or a decision for somebody: find it, ask the policy, answer or raise."""

from telekat.core import ids
from telekat.core.database import db
from telekat.core.errors import NotFound
from telekat.eligibility.models import EligibilityClearance
from telekat.patients.access import patient_for
from telekat.policy import Action, Principal


def clearance_for(who: Principal, action: Action, patient_id: str, clearance_id: str) -> EligibilityClearance:
    """This patient's clearance when `who` may do `action`. Raises NotFound, also for another patient's."""
    patient_for(who, action, patient_id)
    row = db().get(EligibilityClearance, clearance_id) if ids.is_id(clearance_id) else None
    if row is None or row.patient_id != patient_id:
        raise NotFound
    return row

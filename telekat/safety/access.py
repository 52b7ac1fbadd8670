"""An alert for somebody: find it, ask the policy, answer or raise NotFound."""

from telekat.core import ids
from telekat.core.database import db
from telekat.core.errors import NotFound
from telekat.patients.access import refuse, relations_to
from telekat.policy import Action, Principal, allow
from telekat.safety.models import Alert


def alert_for(who: Principal, action: Action, alert_id: str) -> Alert:
    """The alert when `who` may do `action` to it. Raises NotFound."""
    alert = db().get(Alert, alert_id) if ids.is_id(alert_id) else None
    if alert is None:
        raise NotFound
    decision = allow(who, action, relations_to(who, alert.patient_id), alert.state)
    if not decision.allowed:
        refuse(action, "alert", alert_id, decision.reason)
    return alert

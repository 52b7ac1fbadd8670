"""An alert or a drill for somebody: find it, ask the policy, answer or raise NotFound."""

from sqlalchemy import select

from telekat.core import ids
from telekat.core.database import db
from telekat.core.errors import NotFound
from telekat.patients.access import refuse, relations_to
from telekat.policy import Action, Principal, Relation, allow
from telekat.safety.models import Alert, Drill, Duty, LadderStep, LadderTold
from telekat.safety.rungs import Rung

ASKED_FROM_OUTSIDE = (Rung.ON_CALL.value, Rung.LEAD.value)
"""Told as one of these, a clinician from outside the care team may see and take exactly that alert."""


def alert_for(who: Principal, action: Action, alert_id: str) -> Alert:
    """The alert when `who` may do `action` to it. Raises NotFound."""
    alert = db().get(Alert, alert_id) if ids.is_id(alert_id) else None
    if alert is None:
        raise NotFound
    relations = relations_to(who, alert.patient_id)
    if who.is_clinician and was_asked(who.id, alert.id):
        relations.add(Relation.ON_CALL)
    decision = allow(who, action, relations, alert.state)
    if not decision.allowed:
        refuse(action, "alert", alert_id, decision.reason, patient_id=alert.patient_id)
    return alert


def was_asked(user_id: str, alert_id: str) -> bool:
    """Whether a step of this alert's ladder has told this person as on call or lead."""
    told = select(LadderTold.user_id).join(LadderStep, LadderStep.id == LadderTold.step_id)
    asked = told.where(LadderTold.user_id == user_id, LadderTold.rung.in_(ASKED_FROM_OUTSIDE))
    return db().scalar(asked.where(LadderStep.alert_id == alert_id).limit(1)) is not None


def drill_for(who: Principal, action: Action, drill_id: str) -> Drill:
    """The drill when `who` may do `action` to it. Raises NotFound."""
    drill = db().get(Drill, drill_id) if ids.is_id(drill_id) else None
    if drill is None:
        raise NotFound
    relations = relations_at_practice(who)
    told = select(LadderTold.user_id).join(LadderStep, LadderStep.id == LadderTold.step_id)
    if db().scalar(told.where(LadderTold.user_id == who.id, LadderStep.drill_id == drill.id).limit(1)) is not None:
        relations.add(Relation.ON_CALL)
    decision = allow(who, action, relations, drill.state)
    if not decision.allowed:
        refuse(action, "drill", drill_id, decision.reason)
    return drill


def relations_at_practice(who: Principal) -> set[Relation]:
    """How `who` stands to the practice as such: whether they lead."""
    leads = select(Duty.user_id).where(Duty.user_id == who.id, Duty.duty == Rung.LEAD.value, Duty.until.is_(None))
    return {Relation.LEAD} if who.is_clinician and db().scalar(leads.limit(1)) is not None else set()

"""The risk mark that a clinician of the care team sets: with a reason, kept whole, never edited."""

from telekat.audit import trail
from telekat.core import clock, ids
from telekat.core.errors import Invalid
from telekat.core.writer import Work, write
from telekat.patients.access import patient_for
from telekat.patients.queries import care_team_ids
from telekat.policy import Action, Principal
from telekat.safety import events
from telekat.safety.models import RiskMark
from telekat.safety.outcomes import Mark
from telekat.vault import sealing
from telekat.web.schemas import clean_text

MOST_REASON = 4000  # characters, as of an alert's closing note


@write
def set_risk_mark(work: Work, who: Principal, patient_id: str, level: str, reason: str) -> None:
    """Let the patient's risk be `level` from now on. Raises NotFound outside the care team, Invalid naming the field."""
    patient_for(who, Action.RISK_SET, patient_id)
    chosen, words = _level(level), clean_text(reason, most=MOST_REASON, name="reason")
    mark = RiskMark(id=ids.new_id(), patient_id=patient_id, level=chosen.value, set_by=who.id, set_at=clock.now())
    mark.reason_sealed = sealing.seal(sealing.patient(patient_id), "risk_mark", "reason", mark.id, words)
    work.db.add(mark)
    work.db.flush()
    trail.record(who, Action.RISK_SET, "patient", patient_id, patient_id=patient_id, detail={"mark": mark.id})
    news = events.risk_updated(patient_id, chosen.value, clock.stamp(mark.set_at), who.id)
    work.announce(news, to=care_team_ids(patient_id))


def _level(text: str) -> Mark:
    if text not in set(Mark):
        raise Invalid("Choose the mark.", {"level": "Choose the mark."})
    return Mark(text)

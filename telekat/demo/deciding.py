"""Takes the steps to a decision through the same actions that people use."""

from datetime import timedelta

from telekat.core import ids
from telekat.demo.decisions import AskedFor, Entry, ListedMedicine, Look, SignedDecision, Step
from telekat.eligibility.actions import clearances, entries, reviews
from telekat.eligibility.actions import decisions as signing
from telekat.eligibility.queries.clearances import today
from telekat.eligibility.queries.matrix import matrix_of
from telekat.policy import Principal

NOT_SETTLED = ("unknown", "contradictory")


def take_step(who: Principal, patient_id: str, step: Step) -> None:
    """One step, at the moment to which the clock is turned."""
    match step:
        case Entry():
            fact = entries.NewFact(step.criterion, step.state, step.evidence, step.note)
            entries.enter_fact(who, patient_id, client_id=ids.new_id(), given=fact)
        case ListedMedicine():
            medicine = entries.NewMedicine(step.name, step.details, step.heard_from)
            entries.enter_medicine(who, patient_id, client_id=ids.new_id(), given=medicine)
        case Look():
            _look(who, patient_id)
        case AskedFor():
            _ask(who, patient_id, step)
        case SignedDecision():
            _sign(who, patient_id, step)


def _look(who: Principal, patient_id: str) -> None:
    standings = matrix_of(patient_id).standings
    reviews.review(
        who,
        patient_id,
        [reviews.Seen(one.criterion.id, one.basis) for one in standings if one.state not in NOT_SETTLED],
    )


def _ask(who: Principal, patient_id: str, step: AskedFor) -> None:
    due_on = (today() + timedelta(days=step.days_ago + step.due_in_days)).isoformat()
    asked = clearances.NewClearance(step.criterion, step.asked_of, step.question, who.id, due_on)
    clearances.ask(who, patient_id, client_id=ids.new_id(), given=asked)


def _sign(who: Principal, patient_id: str, step: SignedDecision) -> None:
    given = signing.NewDecision(
        seen=matrix_of(patient_id).token,
        outcome=step.outcome,
        message=step.message,
        reasons=step.reasons,
        conditions=step.conditions,
    )
    signing.sign(who, patient_id, client_id=ids.new_id(), given=given)

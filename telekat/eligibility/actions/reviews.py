"""Having looked at a criterion, and writing down why one does not stop the prescriber."""

from collections.abc import Sequence
from dataclasses import dataclass

from telekat.audit import trail
from telekat.core import clock, ids
from telekat.core.errors import Conflict
from telekat.core.writer import Work, write
from telekat.eligibility.actions.changes import tell_changed
from telekat.eligibility.criteria import criterion_of
from telekat.eligibility.matrix import Standing
from telekat.eligibility.models import EligibilityReview
from telekat.eligibility.queries.matrix import matrix_of
from telekat.eligibility.sealed import ReviewBody, seal_body
from telekat.patients.access import patient_for
from telekat.policy import Action, Principal
from telekat.web.schemas import clean_text

MOST_REASON = 2000  # characters
CHANGED = "Something new came in while you were looking. Look again."


@dataclass(frozen=True, slots=True)
class Seen:
    """A criterion and the basis that its reader had before them."""

    criterion: str
    basis: str


@write
def review(work: Work, who: Principal, patient_id: str, seen: Sequence[Seen]) -> int:
    """Note that `who` has looked at these criteria as they stand; returns how many were not noted so already.

    Raises NotFound, Invalid, Conflict when one of them reads otherwise by now: then none is noted.
    """
    patient_for(who, Action.ELIGIBILITY_REVIEW, patient_id)
    standings = {one.criterion.id: one for one in matrix_of(patient_id).standings}
    looked_at = [_as_seen(standings, one) for one in seen]
    fresh = [one for one in looked_at if not one.is_reviewed]
    for one in fresh:
        _keep(work, who, patient_id, one, "")
    if fresh:
        tell_changed(patient_id)
    return len(fresh)


@write
def override(work: Work, who: Principal, patient_id: str, seen: Seen, reason: str) -> str:
    """Write down why a criterion does not stop the prescriber, as it stands; returns the review's id.

    It holds until any source of the criterion says something new. Raises as `review`, Invalid for an empty reason.
    """
    patient_for(who, Action.ELIGIBILITY_REVIEW, patient_id)
    why = clean_text(reason, most=MOST_REASON, name="reason")
    standings = {one.criterion.id: one for one in matrix_of(patient_id).standings}
    standing = _as_seen(standings, seen)
    if standing.override == why and standing.review is not None:
        return standing.review.id
    review_id = _keep(work, who, patient_id, standing, why)
    tell_changed(patient_id)
    return review_id


def _as_seen(standings: dict[str, Standing], seen: Seen) -> Standing:
    standing = standings[criterion_of(seen.criterion).id]
    if standing.basis != seen.basis:
        raise Conflict(CHANGED, {"criterion": standing.criterion.id})
    return standing


def _keep(work: Work, who: Principal, patient_id: str, standing: Standing, reason: str) -> str:
    body = ReviewBody(standing.criterion.id, standing.state.value, standing.basis, reason)
    row = EligibilityReview(id=ids.new_id(), patient_id=patient_id, reviewed_by=who.id, reviewed_at=clock.now())
    row.body_sealed = seal_body(patient_id, "eligibility_review", row.id, body)
    work.db.add(row)
    work.db.flush()
    trail.record(who, Action.ELIGIBILITY_REVIEW, "eligibility_review", row.id, patient_id=patient_id)
    return row.id

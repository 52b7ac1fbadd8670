"""An opened record for whoever opened it, and an opening for whoever is to look at it."""

from collections.abc import Iterator
from contextlib import contextmanager

from telekat.audit import trail
from telekat.break_glass.models import BrokenGlass
from telekat.core import clock, ids
from telekat.core.database import db
from telekat.core.errors import NotFound
from telekat.patients.access import reading_opened, refuse, relations_to
from telekat.policy import Action, Principal, Relation, allow


@contextmanager
def opened_record(who: Principal, glass_id: str) -> Iterator[BrokenGlass]:
    """Within, `who` reads the record that they opened. The look is in the audit trail before anything is read.

    Raises NotFound when it is another's, over, or of an earlier login; Unavailable when the look cannot be kept.
    """
    glass = own_glass(who, Action.BREAK_GLASS_READ, glass_id)
    if not is_open(glass):
        refuse(Action.BREAK_GLASS_READ, "break_glass", glass_id, "over", patient_id=glass.patient_id)
    trail.record_alone(
        who,
        Action.BREAK_GLASS_READ,
        "break_glass",
        glass.id,
        patient_id=glass.patient_id,
        detail={"kind": "record"},
    )
    with reading_opened(who, glass.patient_id):
        yield glass


def is_open(glass: BrokenGlass) -> bool:
    return clock.now() < glass.ends_at


def own_glass(who: Principal, action: Action, glass_id: str) -> BrokenGlass:
    """What this very login of `who` has opened. Raises NotFound."""
    glass = _glass(glass_id)
    is_own = glass.user_id == who.id and glass.login_id == who.login_id
    decision = allow(who, action, (Relation.SELF,) if is_own else ())
    if not decision.allowed:
        refuse(action, "break_glass", glass_id, decision.reason, patient_id=glass.patient_id)
    return glass


def glass_to_review(who: Principal, glass_id: str) -> BrokenGlass:
    """An opening by somebody else, of a patient whose care is `who`'s to look after. Raises NotFound."""
    glass = _glass(glass_id)
    decision = allow(who, Action.BREAK_GLASS_REVIEW, relations_to(who, glass.patient_id))
    if not decision.allowed or glass.user_id == who.id:
        reason = "own" if decision.allowed else decision.reason
        refuse(Action.BREAK_GLASS_REVIEW, "break_glass", glass_id, reason, patient_id=glass.patient_id)
    return glass


def _glass(glass_id: str) -> BrokenGlass:
    glass = db().get(BrokenGlass, glass_id) if ids.is_id(glass_id) else None
    if glass is None:
        raise NotFound
    return glass

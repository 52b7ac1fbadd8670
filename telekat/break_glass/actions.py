"""Opening a record in an emergency, ending that early, and looking at it afterwards."""

from telekat.accounts.actions.step_up import require_recent_proof
from telekat.audit import trail
from telekat.break_glass import events, queries
from telekat.break_glass.access import glass_to_review, own_glass
from telekat.break_glass.categories import (
    LEAST_REASON,
    MOST_NOTE,
    MOST_REASON,
    OPEN_FOR,
    REVIEW_WITHIN,
    Category,
    Verdict,
)
from telekat.break_glass.models import BrokenGlass
from telekat.core import clock, ids
from telekat.core.errors import Conflict, Forbidden, Invalid, Refusal
from telekat.core.writer import Work, write
from telekat.patients.access import is_on_care_team
from telekat.patients.queries import patient_named
from telekat.policy import Action, Principal, allow
from telekat.vault import sealing
from telekat.web.schemas import clean_text

TELL = "Give the name and the date of birth as they stand in the practice's record."


def open_record(who: Principal, *, name: str, birth_date: str, category: str, reason: str) -> str:
    """Open one patient's record for an hour, to read; returns the id of the opening.

    The patient is named by full name and date of birth, so that nobody looks through a list. Raises Forbidden,
    ReauthRequired (no password in the last five minutes), Invalid naming the field, Conflict: on the care team
    already, or another record stands open.
    """
    if not allow(who, Action.BREAK_GLASS_OPEN).allowed:
        raise Forbidden
    require_recent_proof(who)
    if category not in set(Category):
        raise Invalid("Say why you need to see it.", {"category": "choose one"})
    words = clean_text(reason, least=LEAST_REASON, most=MOST_REASON, name="reason")
    patient_id = patient_named(name, birth_date)
    if patient_id is None:
        error = Invalid("There is no patient of this name and date of birth here.", {"name": TELL})
        error.refusal = Refusal(Action.BREAK_GLASS_OPEN.value, "patient", "", "unknown")
        raise error
    return _open(who, patient_id, Category(category), words)


@write
def _open(work: Work, who: Principal, patient_id: str, category: Category, reason: str) -> str:
    if is_on_care_team(who.id, patient_id):
        raise Conflict("You are on the care team of this patient. Open their room from your day.")
    if queries.open_records(who):
        raise Conflict("You have another record open. End that first.")
    glass_id, now = ids.new_id(), clock.now()
    subject = sealing.patient(patient_id)
    glass = BrokenGlass(
        id=glass_id,
        patient_id=patient_id,
        user_id=who.id,
        login_id=who.login_id,
        category=category.value,
        reason_sealed=sealing.seal(subject, "broken_glass", "reason", glass_id, reason),
        opened_at=now,
        ends_at=now + OPEN_FOR,
        review_by=now + REVIEW_WITHIN,
    )
    work.db.add(glass)
    work.db.flush()
    _record(who, Action.BREAK_GLASS_OPEN, glass, {"kind": category.value})
    told = events.opened(glass_id, patient_id, who.id, clock.stamp(now))
    work.announce(told, to=queries.hearers_of(patient_id, but=who.id))
    return glass_id


@write
def end_reading(work: Work, who: Principal, glass_id: str) -> None:
    """End one's own opening before its hour is over; nothing happens when it is. Raises NotFound."""
    glass = own_glass(who, Action.BREAK_GLASS_END, glass_id)
    if clock.now() < glass.ends_at:
        glass.ends_at = clock.now()
        _record(who, Action.BREAK_GLASS_END, glass, {})


@write
def review(work: Work, who: Principal, glass_id: str, verdict: str, note: str = "") -> None:
    """Say what one thinks of another's opening. The first one counts.

    Raises NotFound (also for one's own), Invalid, Conflict when somebody has looked at it already.
    """
    glass = glass_to_review(who, glass_id)
    if verdict not in set(Verdict):
        raise Invalid("Say what you found.", {"verdict": "choose one"})
    words = clean_text(note, least=0, most=MOST_NOTE, name="note")
    if glass.reviewed_at is not None:
        raise Conflict("Somebody has looked at this already.", by=glass.reviewed_by)
    glass.reviewed_by, glass.reviewed_at, glass.verdict = who.id, clock.now(), verdict
    if words:
        subject = sealing.patient(glass.patient_id)
        glass.note_sealed = sealing.seal(subject, "broken_glass", "note", glass.id, words)
    _record(who, Action.BREAK_GLASS_REVIEW, glass, {"state": verdict})
    told = events.reviewed(glass.id, who.id, clock.stamp(glass.reviewed_at))
    work.announce(told, to=queries.hearers_of(glass.patient_id))


def _record(who: Principal, action: Action, glass: BrokenGlass, facts: dict[str, str]) -> None:
    trail.record(who, action, "break_glass", glass.id, patient_id=glass.patient_id, detail=facts)

"""Which records stand open, and which openings nobody has looked at yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from telekat.accounts.queries import people_with_roles, person
from telekat.break_glass.categories import CATEGORY_WORDS, VERDICT_WORDS, Category, Verdict
from telekat.break_glass.models import BrokenGlass
from telekat.core import clock
from telekat.core.database import db
from telekat.patients.queries import care_team_ids, patients_visible_to
from telekat.policy import Action, Principal, Relation, Role, allow
from telekat.vault import sealing

SHOWN_FOR = timedelta(days=30)  # how long an opening that was looked at stays in the list


@dataclass(frozen=True, slots=True)
class OpenRecord:
    """What somebody has open just now, for the line over their pages."""

    id: str
    patient_name: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening as the care team and administrators see it. reason, note: empty for administrators.

    is_own: the viewer opened it and so cannot look at it for the others.
    """

    id: str
    patient_name: str
    by_name: str
    by_role: str
    category: str
    reason: str
    opened_at: datetime
    ends_at: datetime
    review_by: datetime
    is_late: bool
    is_own: bool
    reviewed_name: str
    reviewed_at: datetime | None
    verdict: str
    note: str


def open_records(who: Principal) -> list[OpenRecord]:
    """The records that this login has open. Empty for whoever can never open one."""
    if not allow(who, Action.BREAK_GLASS_OPEN).allowed:
        return []
    rows = db().scalars(
        select(BrokenGlass)
        .where(
            BrokenGlass.user_id == who.id, BrokenGlass.login_id == who.login_id, BrokenGlass.ends_at > clock.now()
        )
        .order_by(BrokenGlass.opened_at)
    )
    return [OpenRecord(row.id, person(row.patient_id).name, row.ends_at) for row in rows]


def to_review(who: Principal) -> list[Opening]:
    """Openings that nobody has looked at: of their patients for a clinician, all of them for an administrator."""
    return _openings(who, BrokenGlass.reviewed_at.is_(None))


def lately_reviewed(who: Principal) -> list[Opening]:
    """The same for those of the last thirty days that somebody has looked at."""
    return _openings(who, BrokenGlass.reviewed_at > clock.now() - SHOWN_FOR)


def _openings(who: Principal, which: object) -> list[Opening]:
    query = select(BrokenGlass).where(which).order_by(BrokenGlass.opened_at.desc())  # type: ignore[arg-type]
    if not allow(who, Action.BREAK_GLASS_REVIEW, (Relation.PRACTICE,)).allowed:
        query = query.where(BrokenGlass.patient_id.in_([one.id for one in patients_visible_to(who)]))
    return [_opening(who, row) for row in db().scalars(query)]


def _opening(who: Principal, row: BrokenGlass) -> Opening:
    by, reads_words = person(row.user_id), who.is_clinician
    return Opening(
        id=row.id,
        patient_name=person(row.patient_id).name,
        by_name=by.name,
        by_role=by.role.value,
        category=CATEGORY_WORDS[Category(row.category)],
        reason=_open(row, "reason", row.reason_sealed) if reads_words else "",
        opened_at=row.opened_at,
        ends_at=row.ends_at,
        review_by=row.review_by,
        is_late=row.reviewed_at is None and clock.now() > row.review_by,
        is_own=row.user_id == who.id,
        reviewed_name=person(row.reviewed_by).name if row.reviewed_by else "",
        reviewed_at=row.reviewed_at,
        verdict=VERDICT_WORDS[Verdict(row.verdict)] if row.verdict else "",
        note=_open(row, "note", row.note_sealed) if reads_words and row.note_sealed else "",
    )


def _open(row: BrokenGlass, column: str, stored: bytes) -> str:
    try:
        return sealing.unseal(sealing.patient(row.patient_id), "broken_glass", column, row.id, stored)
    except sealing.SealBroken:
        return "This cannot be shown."


def hearers_of(patient_id: str, *, but: str = "") -> list[str]:
    """Who is told of an opening: the patient's care team and every administrator."""
    admins: Iterable[str] = (one.id for one in people_with_roles(Role.ADMIN))
    return [one for one in dict.fromkeys([*care_team_ids(patient_id), *admins]) if one != but]

"""What waits in the outbox, and what became of the rest: for the loop, and for the administrator."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from telekat.accounts.queries import person
from telekat.core import clock
from telekat.core.database import db
from telekat.core.errors import Forbidden
from telekat.notifications import channel
from telekat.notifications.models import Notice
from telekat.policy import Action, Principal, allow

AT_ONCE = 50  # notices in one round of the loop
SHOWN = 100  # newest notices on the administrator's page


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One mail as the administrator sees it: to whom, when, what became of it; never of whom it speaks."""

    to: str
    kind: str
    created_at: datetime
    state: str
    attempts: int
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Outbox:
    """has_channel: a mail server is set. counts: by state, of everything kept."""

    has_channel: bool
    counts: dict[str, int]
    lines: list[NoticeLine]


def due_ids() -> list[str]:
    """Ids of what is to be sent now, the oldest first."""
    waiting = select(Notice.id).where(Notice.state == "waiting", Notice.due_at <= clock.now())
    return list(db().scalars(waiting.order_by(Notice.due_at).limit(AT_ONCE)))


def outbox(who: Principal) -> Outbox:
    """Raises Forbidden for everybody but the administrator."""
    if not allow(who, Action.NOTICE_READ).allowed:
        raise Forbidden
    rows = db().scalars(select(Notice).order_by(Notice.created_at.desc(), Notice.id.desc()).limit(SHOWN))
    by_state = db().execute(select(Notice.state, func.count()).group_by(Notice.state)).all()
    lines = [
        NoticeLine(person(row.user_id).name, row.kind, row.created_at, row.state, row.attempts, row.done_at)
        for row in rows
    ]
    return Outbox(channel.is_set(), {row[0]: row[1] for row in by_state}, lines)

"""The outbox: put in with the cause, claimed and sent by the loop, withdrawn when it is no longer needed."""

import logging
import smtplib
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import update

from telekat.accounts.queries import address_of, person
from telekat.core import clock, database, ids
from telekat.core.writer import Work, write
from telekat.notifications import channel, queries
from telekat.notifications.models import Notice
from telekat.notifications.wording import Kind, Mail, mail_for
from telekat.vault.sealing import SealBroken

LEASE_SECONDS = 60  # how long a claimed notice is left to whoever sends it
BACK_OFF_SECONDS = (5, 15, 45, 120, 300, 600, 1200)  # before each further try; after the last it has failed

log = logging.getLogger("telekat.notifications")


@write
def notify(work: Work, user_ids: Iterable[str], kind: Kind, about_id: str, patient_id: str | None) -> None:
    """Write a mail to each of these people into the outbox, in the transaction of its cause."""
    now = clock.now()
    state = "waiting" if channel.is_set() else "no_channel"
    for user_id in user_ids:
        work.db.add(
            Notice(
                id=ids.new_id(),
                user_id=user_id,
                kind=kind.value,
                about_id=about_id,
                patient_id=patient_id,
                created_at=now,
                due_at=now,
                state=state,
                attempts=0,
            )
        )


def tell_password_changed(user_id: str) -> None:
    """Tell somebody by mail that their password was changed: a thief's hand would else go unseen (A-14)."""
    notify([user_id], Kind.PASSWORD, user_id, None)


def tell_guessing(user_id: str) -> None:
    """Tell somebody by mail that others try passwords at their account (A-05)."""
    notify([user_id], Kind.GUESSING, user_id, None)


@write
def withdraw(work: Work, about_id: str) -> None:
    """What has not gone out about this thing need not go out any more."""
    waiting = update(Notice).where(Notice.about_id == about_id, Notice.state == "waiting")
    work.db.execute(waiting.values(state="withdrawn", done_at=clock.now()))


def send_due() -> int:
    """Send what is due, once on all nodes together; returns how many went out. A server that is away ends the round."""
    sent = 0
    with database.read_scope():
        for notice_id in queries.due_ids():
            try:
                sent += _send_one(notice_id)
            except (OSError, smtplib.SMTPException) as error:
                log.warning("a notice did not go out", extra={"error_class": type(error).__name__})
                break
    return sent


def _send_one(notice_id: str) -> bool:
    claimed = _claim(notice_id)
    if claimed is None:
        return False
    address, mail = claimed
    try:
        channel.send(address, mail)
    except channel.Refused:
        _give_up(notice_id)
        return False
    except Exception:
        _try_later(notice_id)
        raise
    _note_sent(notice_id)
    return True


@write
def _claim(work: Work, notice_id: str) -> tuple[str, Mail] | None:
    now = clock.now()
    free = update(Notice).where(Notice.id == notice_id, Notice.state == "waiting", Notice.due_at <= now)
    lease = {"due_at": now + timedelta(seconds=LEASE_SECONDS), "attempts": Notice.attempts + 1}
    if work.db.execute(free.values(lease)).rowcount != 1:  # type: ignore[attr-defined]
        return None
    notice = work.db.get_one(Notice, notice_id)
    if not person(notice.user_id).active:
        _end(work, notice_id, "withdrawn")
        return None
    initials = person(notice.patient_id).initials if notice.patient_id else ""
    try:
        address = address_of(notice.user_id)
    except SealBroken:  # trying again would not mend it, and the notices of all others would wait behind it
        log.error("an address does not open", extra={"subject_id": notice.user_id})
        _end(work, notice_id, "failed")
        return None
    return address, mail_for(Kind(notice.kind), initials, channel.sign_in_address())


@write
def _note_sent(work: Work, notice_id: str) -> None:
    _end(work, notice_id, "sent")


@write
def _give_up(work: Work, notice_id: str) -> None:
    _end(work, notice_id, "failed")


@write
def _try_later(work: Work, notice_id: str) -> None:
    notice = work.db.get_one(Notice, notice_id)
    if notice.attempts > len(BACK_OFF_SECONDS):
        _end(work, notice_id, "failed")
    else:
        notice.due_at = clock.now() + timedelta(seconds=BACK_OFF_SECONDS[notice.attempts - 1])


def _end(work: Work, notice_id: str, state: str) -> None:
    waiting = update(Notice).where(Notice.id == notice_id)
    work.db.execute(waiting.values(state=state, done_at=clock.now()))

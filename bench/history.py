"""Fills rooms with messages that nobody sent: `python -m bench.history`, a process of its own on a practice's data.

Reads {"fill": [[room id, messages, read by everybody], ...]} as JSON on standard input. The messages are what the chat
would have stored, sealed under the patient's key, only without their sending: no audit entry, no news to anybody.
"""

import json
import sys
from datetime import timedelta
from typing import Any

from telekat.cli.opened import opened_house

WORDS = "I slept better this week, and the walks in the morning help more than I thought they would. See you Thursday, {}."
AT_ONCE = 250  # messages in one transaction: the writer gives up on what takes seconds, and machines can be busy
APART = timedelta(minutes=7)


def main() -> None:
    wanted = json.load(sys.stdin)["fill"]
    with opened_house():
        for room_id, count, is_read in wanted:
            _fill(room_id, count, is_read)


def _fill(room_id: str, count: int, is_read: bool) -> None:
    from sqlalchemy import insert, select, update

    from telekat.chat.models import Message
    from telekat.chat.sealed import subject_of
    from telekat.core import clock, ids
    from telekat.core.database import db
    from telekat.core.writer import Work, write
    from telekat.rooms.models import Room, RoomMember
    from telekat.vault import sealing

    def row(room: Room, authors: list[str], seq: int, sent_at: Any) -> dict[str, Any]:
        message_id = ids.new_id()
        subject = subject_of(room.kind, room.id, room.patient_id)
        return {
            "id": message_id,
            "room_id": room.id,
            "seq": seq,
            "author_id": authors[seq % len(authors)],
            "client_id": f"history-{seq}",
            "kind": "text",
            "body_sealed": sealing.seal(subject, "message", "body", message_id, WORDS.format(seq)),
            "sent_at": sent_at,
        }

    @write
    def some(work: Work, last: int) -> int:
        room = db().get_one(Room, room_id)
        authors = list(db().scalars(select(RoomMember.user_id).where(RoomMember.room_id == room_id)))
        first, last = room.last_seq + 1, min(room.last_seq + AT_ONCE, last)
        newest_at = clock.now()
        rows = [row(room, authors, seq, newest_at - APART * (count - seq)) for seq in range(first, last + 1)]
        db().execute(insert(Message), rows)
        db().execute(update(Room).where(Room.id == room_id).values(last_seq=last, last_at=newest_at))
        if is_read:
            db().execute(update(RoomMember).where(RoomMember.room_id == room_id).values(read_seq=last))
        return last

    reached = 0
    while reached < count:
        reached = some(count)


if __name__ == "__main__":
    main()

"""Opening rooms, moving a patient along, who is in and who leaves."""

from collections.abc import Callable

from sqlalchemy import select

from telekat.accounts.queries import people_with_roles, person
from telekat.audit import trail
from telekat.core import clock, ids
from telekat.core.errors import Conflict, Forbidden, Invalid, NotFound
from telekat.core.writer import Work, write
from telekat.live import connections
from telekat.live.announcing import Announcement
from telekat.patients import actions as patients
from telekat.patients.access import patient_for
from telekat.policy import CLINICIANS, Action, Principal, Role, allow
from telekat.rooms import events, queries
from telekat.rooms.access import is_member, room_for
from telekat.rooms.models import Room, RoomMember
from telekat.rooms.stages import Stage

KINDS = ("care", "front_desk", "staff")

SayOfMember = Callable[[Principal, str, str, str], None]
_say_of_member: SayOfMember | None = None


def start(say_of_member: SayOfMember) -> None:
    """say_of_member(who, room id, "joined" or "left", user id) puts a line into a room, inside the running action: chat
    lies above."""
    global _say_of_member
    _say_of_member = say_of_member


@write
def open_room(
    work: Work,
    who: Principal,
    patient_id: str,
    kind: str = "care",
    members: tuple[str, ...] = (),
    *,
    welcome: bool = True,
) -> Room:
    """Open a room of a patient; for a care room the staff room opens beside it.

    members: clinicians to assign (care room). welcome: whether the room says who joins. Raises Forbidden, NotFound, Invalid, Conflict when it exists.
    """
    if not allow(who, Action.ROOM_CREATE).allowed:
        raise Forbidden
    patient_for(who, Action.PATIENT_READ, patient_id)
    if kind not in KINDS:
        raise Invalid("There is no such kind of room.", {"kind": f"one of {', '.join(KINDS)}"})
    if _room_of(work, patient_id, kind) is not None:
        raise Conflict("This patient has such a room already.")
    room = _make(work, patient_id, kind)
    if kind == "care" and _room_of(work, patient_id, "staff") is None:
        _make(work, patient_id, "staff")
    trail.record(who, Action.ROOM_CREATE, "room", room.id, patient_id=patient_id, detail={"kind": kind})
    for user_id in members:
        add_member(who, room.id, user_id, welcome=welcome)
    return room


def _room_of(work: Work, patient_id: str, kind: str) -> Room | None:
    return work.db.scalar(select(Room).where(Room.patient_id == patient_id, Room.kind == kind))


def _make(work: Work, patient_id: str, kind: str) -> Room:
    now = clock.now()
    room = Room(
        id=ids.new_id(),
        kind=kind,
        patient_id=patient_id,
        stage=Stage.NEW_REFERRAL.value,
        state="open",
        last_seq=0,
        created_at=now,
        stage_since=now,
    )
    work.db.add(room)
    work.db.flush()
    if kind != "staff":
        _join(work, room, patient_id)
    if kind == "front_desk":
        for coordinator in people_with_roles(Role.COORDINATOR):
            _join(work, room, coordinator.id)
    return room


def _join(work: Work, room: Room, user_id: str) -> bool:
    """Returns whether the person was not in already."""
    member = work.db.get(RoomMember, (room.id, user_id))
    if member is not None and member.left_at is None:
        return False
    if member is None:
        member = RoomMember(room_id=room.id, user_id=user_id, read_seq=0)
        work.db.add(member)
    member.joined_at, member.left_at = clock.now(), None
    work.db.flush()
    return True


@write
def add_member(work: Work, who: Principal, room_id: str, user_id: str, *, welcome: bool = True) -> bool:
    """Bring somebody into a room; for a care room that assigns them to the patient and opens the staff room too.

    Returns False when they were in already. Raises NotFound, Invalid for a role that has no place in this room.
    """
    room = room_for(who, Action.MEMBER_ADD, room_id)
    role = _role_of(user_id)
    if role not in (CLINICIANS if room.kind != "front_desk" else {Role.COORDINATOR}):
        raise Invalid("This person has no place in this room.", {"user": f"a {role.value} does not join this room"})
    joined = _join(work, room, user_id)
    if joined and room.kind != "front_desk":
        patients.join_care_team(room.patient_id, user_id)
        for other in _twins(work, room):
            if _join(work, other, user_id):
                _tell(work, other, "members")
    if joined:
        trail.record(who, Action.MEMBER_ADD, "room", room.id, patient_id=room.patient_id, detail={"user": user_id})
        if welcome:
            _say(work, who, room, "joined", user_id)
        _tell(work, room, "members")
    return joined


def _say(work: Work, who: Principal, room: Room, change: str, user_id: str) -> None:
    """The patient's room says by name who cares for them from now on, and who no longer does. The team's own notes have
    no line of their own: they stand beside the care room, which says it."""
    if room.kind == "staff":
        room = next(iter(_twins(work, room)), room)
    if room.kind != "staff" and _say_of_member is not None:
        _say_of_member(who, room.id, change, user_id)


def _role_of(user_id: str) -> Role:
    try:
        found = person(user_id)
    except KeyError:
        raise NotFound from None
    if not found.active:
        raise NotFound
    return found.role


def _twins(work: Work, room: Room) -> list[Room]:
    """The other rooms that the same care team sits in."""
    kinds = {"care": "staff", "staff": "care"}
    other = _room_of(work, room.patient_id, kinds[room.kind])
    return [other] if other is not None else []


@write
def remove_member(work: Work, who: Principal, room_id: str, user_id: str) -> None:
    """Take somebody out of a room; from a care room that ends their assignment. Raises NotFound, Conflict."""
    room = room_for(who, Action.MEMBER_REMOVE, room_id)
    if user_id == room.patient_id:
        raise Conflict("The patient stays in their own room. Close the room instead.")
    if not is_member(user_id, room_id):
        raise NotFound
    left = [room, *(_twins(work, room) if room.kind != "front_desk" else [])]
    for one in left:
        _leave(work, one, user_id)
    if room.kind != "front_desk":
        patients.leave_care_team(room.patient_id, user_id)
    trail.record(who, Action.MEMBER_REMOVE, "room", room.id, patient_id=room.patient_id, detail={"user": user_id})
    _say(work, who, room, "left", user_id)
    for one in left:
        _tell(work, one, "members")
    work.after_commit(lambda: connections.cut_user(user_id, "membership_changed"))


def _leave(work: Work, room: Room, user_id: str) -> None:
    member = work.db.get(RoomMember, (room.id, user_id))
    if member is not None and member.left_at is None:
        member.left_at = clock.now()
        work.db.flush()


@write
def move_stage(work: Work, who: Principal, room_id: str, stage: str) -> None:
    """Move a patient along; all their rooms show the same stage. Raises NotFound, Invalid."""
    room = room_for(who, Action.ROOM_MOVE, room_id)
    if stage not in set(Stage):
        raise Invalid("There is no such stage.", {"stage": f"one of {', '.join(Stage)}"})
    _set_stage(work, who, room, stage)


@write
def follow_decision(work: Work, who: Principal, patient_id: str, stage: Stage) -> None:
    """Move a patient along because of what was decided. Called by eligibility, which has asked for the right to decide."""
    room = _room_of(work, patient_id, "care") or _room_of(work, patient_id, "front_desk")
    if room is not None and room.stage != stage:
        _set_stage(work, who, room, stage)


def _set_stage(work: Work, who: Principal, room: Room, stage: str) -> None:
    """All the patient's rooms show the same stage."""
    for one in work.db.scalars(select(Room).where(Room.patient_id == room.patient_id)):
        if one.stage != stage:
            one.stage, one.stage_since = stage, clock.now()
            _tell(work, one, "stage")
    trail.record(who, Action.ROOM_MOVE, "room", room.id, patient_id=room.patient_id, detail={"stage": stage})


@write
def close_room(work: Work, who: Principal, room_id: str, *, closed: bool = True) -> None:
    """Close a room for writing, or open it again. Reading stays. Raises NotFound."""
    room = room_for(who, Action.ROOM_CLOSE, room_id)
    room.state = "closed" if closed else "open"
    trail.record(who, Action.ROOM_CLOSE, "room", room.id, patient_id=room.patient_id, detail={"state": room.state})
    _tell(work, room, "state")


@write
def join_front_desks(work: Work, user_id: str) -> None:
    """Seat a new coordinator in every front-desk room."""
    for room in work.db.scalars(select(Room).where(Room.kind == "front_desk")):
        _join(work, room, user_id)


def _tell(work: Work, room: Room, change: str) -> None:
    work.db.flush()
    hearers = set(queries.member_ids(room.id)) | {one.id for one in people_with_roles(Role.COORDINATOR)}
    announcement: Announcement = events.room_updated(room, change)
    work.announce(announcement, to=sorted(hearers))

"""What playing the week needs to look up between two acts."""

from sqlalchemy import select

from telekat.accounts.models import User
from telekat.checkins.models import CheckIn
from telekat.core.database import db
from telekat.policy import Role
from telekat.rooms.models import Room
from telekat.safety.models import Alert


def is_empty() -> bool:
    """Whether nobody has an account yet."""
    return db().scalar(select(User.id).limit(1)) is None


def role_of(user_id: str) -> Role:
    return Role(db().get_one(User, user_id).role)


def last_seq(room_id: str) -> int:
    return db().get_one(Room, room_id).last_seq


def due_checkin(patient_id: str, kind: str) -> str | None:
    """The patient's newest unanswered check-in of this kind."""
    return db().scalar(
        select(CheckIn.id)
        .where(CheckIn.patient_id == patient_id, CheckIn.kind == kind, CheckIn.state == "due")
        .order_by(CheckIn.due_at.desc())
        .limit(1)
    )


def standing_alert(patient_id: str) -> str:
    """The patient's one alert that is not closed."""
    return db().scalars(select(Alert.id).where(Alert.patient_id == patient_id, Alert.state != "closed")).one()

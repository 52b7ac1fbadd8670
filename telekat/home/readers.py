"""Who can read what is written in a room, as one sentence made from the policy's table and nothing else."""

from telekat.policy import CLINICIANS, Action, Principal, Relation, Role, allow
from telekat.rooms.access import RELATION_BY_KIND


def readers(kind: str) -> frozenset[Role]:
    """The roles that may read the messages of a room of this kind when they sit in it."""
    relation: Relation = RELATION_BY_KIND[kind]
    return frozenset(role for role in Role if allow(Principal("", role), Action.MESSAGE_READ, {relation}).allowed)


def seen_by(kind: str, *, for_patient: bool, patient_name: str) -> str:
    """ "Seen by you and your care team only". for_patient: the patient reads it, else one of the staff."""
    roles = readers(kind)
    seen = []
    if Role.PATIENT in roles:
        seen.append("you" if for_patient else patient_name)
    if roles & CLINICIANS:
        seen.append("your care team" if for_patient else "the care team")
    if Role.COORDINATOR in roles:
        seen.append("the front desk")
    if Role.ADMIN in roles:
        seen.append("administrators")
    sentence = f"Seen by {_listed(seen)} only"
    return sentence if Role.PATIENT in roles else f"{sentence}. {patient_name} never sees this"


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)

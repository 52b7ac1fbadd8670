"""A note for somebody: find it, ask the policy, answer or raise NotFound."""

from telekat.core import ids
from telekat.core.database import db
from telekat.core.errors import Conflict, NotFound
from telekat.notes.models import ClinicalNote
from telekat.patients.access import refuse, relations_to
from telekat.policy import Action, Principal, Relation, allow

SIGNED = "This note is signed. What comes later is an addendum."


def note_for(who: Principal, action: Action, note_id: str) -> ClinicalNote:
    """The note when `who` may do `action` to it. Raises NotFound, Conflict where it is signed (or not yet)."""
    note = db().get(ClinicalNote, note_id) if ids.is_id(note_id) else None
    if note is None:
        raise NotFound
    pass_note(who, action, note)
    return note


def pass_note(who: Principal, action: Action, note: ClinicalNote) -> None:
    """The same for a note that has been found already."""
    decision = allow(who, action, note_relations(who, note), note.status)
    if decision.reason == "state" and note.author_id == who.id:
        raise Conflict(SIGNED if note.status == "signed" else "This note is not signed yet.")
    if not decision.allowed:
        refuse(action, "note", note.id, decision.reason, patient_id=note.patient_id)


def note_relations(who: Principal, note: ClinicalNote) -> set[Relation]:
    """Its author is whoever wrote it and still cares for the patient: who has left the team writes no further."""
    relations = relations_to(who, note.patient_id)
    if note.author_id == who.id and Relation.CARE_TEAM in relations:
        relations.add(Relation.NOTE_AUTHOR)
    return relations

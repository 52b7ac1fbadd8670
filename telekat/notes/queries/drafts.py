"""Sentences proposed from the record as it stands now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from telekat.core.database import db
from telekat.notes import drafting, sealed
from telekat.notes.drafting import Sentence
from telekat.notes.models import ClinicalNote
from telekat.notes.queries.facts import record_facts
from telekat.patients.access import patient_for
from telekat.policy import Action, Principal


@dataclass(frozen=True, slots=True)
class Proposal:
    """key: by which the sentence is put into a note; another once the record has changed."""

    key: str
    sentence: Sentence


def proposals(who: Principal, patient_id: str, on_date: str) -> list[Proposal]:
    """The draft for a day, sentence by sentence. Raises NotFound."""
    patient_for(who, Action.NOTE_DRAFT, patient_id)
    facts = record_facts(who, patient_id, on_date, _last_signed_at(patient_id))
    return [Proposal(sealed.key_of(one), one) for one in drafting.draft(facts)]


def _last_signed_at(patient_id: str) -> datetime | None:
    """When a note was last signed: what came before has been told already."""
    return db().scalar(select(func.max(ClinicalNote.signed_at)).where(ClinicalNote.patient_id == patient_id))


def proposal_json(one: Proposal) -> dict[str, Any]:
    """A proposed sentence with the links to its sources."""
    return {
        "key": one.key,
        "text": one.sentence.text,
        "sources": [
            {"kind": source.kind, "id": source.id, "item": source.item, "words": source.words, "href": source.href}
            for source in one.sentence.sources
        ],
    }

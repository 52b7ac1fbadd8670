"""Notes as their readers may see them: text only of what is signed, or one's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from telekat.accounts.queries import person
from telekat.core.database import db
from telekat.notes import drafting, linking, sealed
from telekat.notes.access import note_for, note_relations
from telekat.notes.drafting import Place, Sentence, Source
from telekat.notes.models import ClinicalNote, NoteAddendum, NoteSentence
from telekat.notes.queries.facts import record_facts
from telekat.patients.access import patient_for
from telekat.policy import Action, Principal, allow

CANNOT_SHOW = "This text cannot be shown."


@dataclass(frozen=True, slots=True)
class LinkedSource:
    """A source as a link. flag: gone | changed | newer, "" while it says what it said; flag_words: the same in words."""

    words: str
    href: str
    flag: str
    flag_words: str


@dataclass(frozen=True, slots=True)
class LinkedSentence:
    """A sentence that came from the record. is_there: its words still stand in the note."""

    number: int
    text: str
    sources: tuple[LinkedSource, ...]
    is_there: bool

    def calls(self, status: str) -> bool:
        """Whether a reader should look at it again; in a signed note a newer form is only the course of things."""
        course = {drafting.NEWER} if status == "signed" else set()
        return any(one.flag and one.flag not in course for one in self.sources)


@dataclass(frozen=True, slots=True)
class TextPart:
    """A stretch of the note's text, and the linked sentence that it is."""

    text: str
    sentence: LinkedSentence | None


@dataclass(frozen=True, slots=True)
class Addendum:
    id: str
    author_id: str
    author_name: str
    body: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class NoteView:
    """One note with its text. is_whole: what stands here is what was signed (True before)."""

    id: str
    patient_id: str
    patient_name: str
    author_id: str
    author_name: str
    on_date: str
    status: str
    rev: int
    body: str
    updated_at: datetime
    signed_at: datetime | None
    is_whole: bool
    sentences: tuple[LinkedSentence, ...]
    addenda: tuple[Addendum, ...]

    @property
    def on_date_words(self) -> str:
        return day_words(self.on_date)

    @property
    def parts(self) -> list[TextPart]:
        found = linking.parts(self.body, [one.text for one in self.sentences])
        return [
            TextPart(part.text, self.sentences[part.sentence] if part.sentence is not None else None)
            for part in found
        ]


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note in a list: no text. may_open: signed, or one's own."""

    id: str
    on_date: str
    author_name: str
    status: str
    signed_at: datetime | None
    addendum_count: int
    is_own: bool
    may_open: bool

    @property
    def day_words(self) -> str:
        return day_words(self.on_date)


def note_view(who: Principal, note_id: str) -> NoteView:
    """One note with its sources looked up anew. Raises NotFound."""
    return _view(who, note_for(who, Action.NOTE_READ, note_id))


def own_note(who: Principal, patient_id: str, on_date: str) -> NoteView | None:
    """One's own note of a day; None before it is begun. Raises NotFound."""
    patient_for(who, Action.NOTE_LIST, patient_id)
    row = own_row(who, patient_id, on_date)
    return _view(who, row) if row is not None else None


def own_row(who: Principal, patient_id: str, on_date: str) -> ClinicalNote | None:
    """The row, for an action or a query that has asked for the right."""
    return db().scalar(
        select(ClinicalNote).where(
            ClinicalNote.patient_id == patient_id, ClinicalNote.author_id == who.id, ClinicalNote.on_date == on_date
        )
    )


def notes_of(who: Principal, patient_id: str) -> list[NoteLine]:
    """Every note about a patient, the newest day first. Raises NotFound."""
    patient_for(who, Action.NOTE_LIST, patient_id)
    rows = db().scalars(
        select(ClinicalNote)
        .where(ClinicalNote.patient_id == patient_id)
        .order_by(ClinicalNote.on_date.desc(), ClinicalNote.id.desc())
    )
    return [_line(who, row) for row in rows]


def day_words(on_date: str) -> str:
    """24 November 2026, from an ISO date."""
    day = date.fromisoformat(on_date)
    return f"{day.day} {day:%B} {day.year}"


def _line(who: Principal, row: ClinicalNote) -> NoteLine:
    return NoteLine(
        id=row.id,
        on_date=row.on_date,
        author_name=person(row.author_id).name,
        status=row.status,
        signed_at=row.signed_at,
        addendum_count=len(_addendum_rows(row.id)),
        is_own=row.author_id == who.id,
        may_open=allow(who, Action.NOTE_READ, note_relations(who, row), row.status).allowed,
    )


def _view(who: Principal, row: ClinicalNote) -> NoteView:
    body = body_of(row)
    stored = sentences_of(row)
    return NoteView(
        id=row.id,
        patient_id=row.patient_id,
        patient_name=person(row.patient_id).name,
        author_id=row.author_id,
        author_name=person(row.author_id).name,
        on_date=row.on_date,
        status=row.status,
        rev=row.rev,
        body=CANNOT_SHOW if body is None else body,
        updated_at=row.updated_at,
        signed_at=row.signed_at,
        is_whole=row.status != "signed" or hash_now(row) == row.content_hash,
        sentences=_linked(who, row, body or "", stored),
        addenda=tuple(_addendum(row, one) for one in _addendum_rows(row.id)),
    )


def body_of(row: ClinicalNote) -> str | None:
    """The text; None when it does not open."""
    return sealed.unseal(row.patient_id, "clinical_note", "body", row.id, row.body_sealed)


def sentences_of(row: ClinicalNote) -> list[Sentence]:
    """The linked sentences in the order they were put in; those that do not open are left out."""
    rows = db().scalars(
        select(NoteSentence).where(NoteSentence.note_id == row.id).order_by(NoteSentence.position, NoteSentence.id)
    )
    opened = (
        sealed.unseal(row.patient_id, "note_sentence", "sentence", one.id, one.sentence_sealed) for one in rows
    )
    return [sealed.sentence_from(text) for text in opened if text is not None]


def hash_now(row: ClinicalNote) -> str:
    """What a signature over the note as it stands would cover."""
    body, stored = body_of(row), sentences_of(row)
    there = [stored[place] for place in linking.linked(body or "", [one.text for one in stored])]
    return sealed.content_hash(
        note_id=row.id, author_id=row.author_id, on_date=row.on_date, body=body or "", sentences=there
    )


def _linked(who: Principal, row: ClinicalNote, body: str, stored: Sequence[Sentence]) -> tuple[LinkedSentence, ...]:
    if not stored:
        return ()
    facts = record_facts(who, row.patient_id, row.on_date, None)
    said, newest = drafting.now_said(facts), drafting.newest_now(facts)
    there = set(linking.linked(body, [one.text for one in stored]))
    return tuple(
        LinkedSentence(
            place + 1, one.text, tuple(_source(each, said, newest) for each in one.sources), place in there
        )
        for place, one in enumerate(stored)
    )


def _source(source: Source, said: Mapping[Place, str], newest: Mapping[str, str]) -> LinkedSource:
    flag = drafting.flag_of(source, said, newest)
    return LinkedSource(source.words, source.href, flag, drafting.FLAGS.get(flag, ""))


def _addendum_rows(note_id: str) -> list[NoteAddendum]:
    return list(
        db().scalars(
            select(NoteAddendum)
            .where(NoteAddendum.note_id == note_id)
            .order_by(NoteAddendum.written_at, NoteAddendum.id)
        )
    )


def _addendum(note: ClinicalNote, row: NoteAddendum) -> Addendum:
    body = addendum_body(note, row)
    return Addendum(
        row.id,
        row.author_id,
        person(row.author_id).name,
        CANNOT_SHOW if body is None else body,
        row.written_at,
    )


def addendum_body(note: ClinicalNote, row: NoteAddendum) -> str | None:
    """The text; None when it does not open."""
    return sealed.unseal(note.patient_id, "note_addendum", "body", row.id, row.body_sealed)

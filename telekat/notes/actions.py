"""Writing a note: keeping what is typed, putting proposed sentences in, signing, adding afterwards."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from telekat.audit import trail
from telekat.core import clock, ids
from telekat.core.errors import Conflict, Invalid
from telekat.core.writer import Work, write
from telekat.notes import events, linking, sealed
from telekat.notes.access import note_for, pass_note
from telekat.notes.drafting import Sentence
from telekat.notes.models import ClinicalNote, NoteAddendum, NoteSentence
from telekat.notes.queries import drafts, notes
from telekat.patients.access import patient_for
from telekat.patients.queries import care_team_ids
from telekat.policy import Action, Principal
from telekat.web.schemas import clean_text

MOST = 20_000  # characters of a note; product choice
MOST_ADDENDUM = 8_000  # characters; product choice
ONE_SITTING = timedelta(minutes=10)  # product choice: saves that follow each other are one act in the audit trail
AHEAD = timedelta(days=1)  # a zone ahead of ours may have tomorrow already


@dataclass(frozen=True, slots=True)
class Kept:
    note_id: str
    rev: int


@dataclass(frozen=True, slots=True)
class Inserted:
    """body: the whole text with the sentences in it."""

    note_id: str
    rev: int
    body: str


def keep_note(who: Principal, patient_id: str, on_date: str, body: str, base_rev: int) -> Kept:
    """Keep the text of one's own note of a day, word for word; returns its new rev.

    Raises NotFound, Invalid (date, text), Conflict when it is signed, and with the other text and its rev when another
    device has written since `base_rev`.
    """
    return _keep(who, patient_id, _checked_date(on_date), _kept_text(body), base_rev)


@write
def _keep(work: Work, who: Principal, patient_id: str, on_date: str, body: str, base_rev: int) -> Kept:
    note = _own_or_new(work, who, patient_id, on_date)
    _meet(note, base_rev, body)
    _put(work, who, note, body)
    return Kept(note.id, note.rev)


def insert_sentences(who: Principal, patient_id: str, on_date: str, keys: Sequence[str], base_rev: int) -> Inserted:
    """Put proposed sentences behind the note's text, with their links. A sentence that it holds already stays once.

    Raises NotFound, Invalid (date, nothing chosen), Conflict when the record has changed since the draft was made, or
    the note elsewhere.
    """
    day = _checked_date(on_date)
    proposed = {one.key: one.sentence for one in drafts.proposals(who, patient_id, day)}
    if not keys:
        raise Invalid("Choose a sentence.", {"keys": "none chosen"})
    if not set(keys) <= set(proposed):
        raise Conflict("The record has changed since this draft was made. Draft again.")
    return _insert(who, patient_id, day, {key: proposed[key] for key in keys}, base_rev)


@write
def _insert(
    work: Work, who: Principal, patient_id: str, on_date: str, sentences: dict[str, Sentence], base_rev: int
) -> Inserted:
    note = _own_or_new(work, who, patient_id, on_date)
    before = notes.body_of(note) if note.rev else ""
    body = _kept_text(linking.appended(before or "", [one.text for one in sentences.values()]))
    if note.rev != base_rev and body != before:
        raise Conflict(
            "You wrote something here in another tab or on another device.", body=before or "", rev=note.rev
        )
    if body != before:
        _put(work, who, note, body)
    _link(work, note, sentences)
    return Inserted(note.id, note.rev, body)


def _link(work: Work, note: ClinicalNote, sentences: dict[str, Sentence]) -> None:
    linked = set(work.db.scalars(select(NoteSentence.key).where(NoteSentence.note_id == note.id)))
    for key, sentence in sentences.items():
        if key in linked:
            continue
        row_id = ids.new_id()
        text = sealed.sentence_text(sentence)
        work.db.add(
            NoteSentence(
                id=row_id,
                note_id=note.id,
                key=key,
                position=len(linked),
                sentence_sealed=sealed.seal(note.patient_id, "note_sentence", "sentence", row_id, text),
                inserted_at=clock.now(),
            )
        )
        linked.add(key)
    work.db.flush()


@write
def sign_note(work: Work, who: Principal, patient_id: str, on_date: str, rev: int) -> datetime:
    """Sign one's own note as it stood at `rev`; from now on it is locked. Returns when it was signed.

    The same signature sent again gives the first answer. Raises NotFound, Invalid for an empty note, Conflict when
    the note was written on since.
    """
    patient_for(who, Action.NOTE_LIST, patient_id)
    note = notes.own_row(who, patient_id, _checked_date(on_date))
    if note is None:
        raise Invalid("There is nothing to sign yet.", {"body": "empty"})
    if note.status == "signed" and note.rev == rev and note.signed_at is not None:
        return note.signed_at
    pass_note(who, Action.NOTE_SIGN, note)
    if note.rev != rev:
        raise Conflict("This note was written on meanwhile. Read it again before you sign.", rev=note.rev)
    if not (notes.body_of(note) or "").strip():
        raise Invalid("There is nothing to sign yet.", {"body": "empty"})
    note.content_hash = notes.hash_now(note)
    note.status, note.signed_at = "signed", clock.now()
    work.db.flush()
    detail = {"version": note.rev, "content": note.content_hash}
    trail.record(who, Action.NOTE_SIGN, "note", note.id, patient_id=patient_id, detail=detail)
    work.announce(events.note_signed(patient_id, note.id, who.id), to=care_team_ids(patient_id))
    return note.signed_at


def add_addendum(who: Principal, note_id: str, client_id: str, body: str) -> tuple[str, bool]:
    """Put text behind a signed note; returns its id and whether it is new.

    Raises NotFound, Invalid, Conflict when the note is not signed, or the client id came before with other words.
    """
    return _add(who, note_id, client_id, clean_text(body, most=MOST_ADDENDUM))


@write
def _add(work: Work, who: Principal, note_id: str, client_id: str, body: str) -> tuple[str, bool]:
    note = note_for(who, Action.NOTE_ADD, note_id)
    twin = work.db.scalar(
        select(NoteAddendum).where(
            NoteAddendum.note_id == note_id, NoteAddendum.author_id == who.id, NoteAddendum.client_id == client_id
        )
    )
    if twin is not None:
        if notes.addendum_body(note, twin) != body:
            raise Conflict("Another addendum was sent under this client id.", {"client_id": "used before"})
        return twin.id, False
    row_id = ids.new_id()
    work.db.add(
        NoteAddendum(
            id=row_id,
            note_id=note_id,
            author_id=who.id,
            client_id=client_id,
            body_sealed=sealed.seal(note.patient_id, "note_addendum", "body", row_id, body),
            written_at=clock.now(),
        )
    )
    work.db.flush()
    trail.record(who, Action.NOTE_ADD, "note", note_id, patient_id=note.patient_id)
    work.announce(events.note_added(note.patient_id, note_id, who.id), to=care_team_ids(note.patient_id))
    return row_id, True


def _own_or_new(work: Work, who: Principal, patient_id: str, on_date: str) -> ClinicalNote:
    """One's own note of the day when it may be written; a new one has rev 0 and is stored by `_put`."""
    patient_for(who, Action.NOTE_WRITE, patient_id, state="new")
    note = notes.own_row(who, patient_id, on_date)
    if note is not None:
        pass_note(who, Action.NOTE_WRITE, note)
        return note
    now = clock.now()
    return ClinicalNote(
        id=ids.new_id(),
        patient_id=patient_id,
        author_id=who.id,
        on_date=on_date,
        status="draft",
        rev=0,
        body_sealed=b"",
        created_at=now,
        updated_at=now,
        content_hash="",
    )


def _meet(note: ClinicalNote, base_rev: int, body: str) -> None:
    if note.rev in (0, base_rev):
        return
    other = notes.body_of(note)
    if other and other != body:
        raise Conflict("You wrote something here in another tab or on another device.", body=other, rev=note.rev)


def _put(work: Work, who: Principal, note: ClinicalNote, body: str) -> None:
    now = clock.now()
    is_new_sitting = note.rev == 0 or now - note.updated_at >= ONE_SITTING
    note.body_sealed = sealed.seal(note.patient_id, "clinical_note", "body", note.id, body)
    note.rev, note.updated_at = note.rev + 1, now
    work.db.add(note)
    work.db.flush()
    if is_new_sitting:
        trail.record(
            who, Action.NOTE_WRITE, "note", note.id, patient_id=note.patient_id, detail={"version": note.rev}
        )


def _checked_date(text: str) -> str:
    """Raises Invalid unless it is a date that has come, somewhere on earth."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid("This is not a date.", {"on_date": "such as 2026-11-24"}) from None
    if day > (clock.now() + AHEAD).date():
        raise Invalid("This day has not come yet.", {"on_date": "in the future"})
    return day.isoformat()


def _kept_text(text: str) -> str:
    """The text as it was typed, in NFC. Raises Invalid for what cannot be shown or is too long."""
    typed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    clean_text(typed, most=MOST, least=0)
    if len(typed) > MOST:
        raise Invalid("This text is too long.", {"body": f"0 to {MOST} characters"})
    return typed

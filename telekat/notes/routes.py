"""Notes: one's own of a day, what is proposed for it, and reading what was signed."""

from datetime import date
from typing import Annotated, Any

from flask import redirect, request, url_for
from msgspec import Meta

from telekat.audit import trail
from telekat.core import ids
from telekat.core.clock import stamp
from telekat.core.errors import Invalid, NotFound
from telekat.notes import actions
from telekat.notes.queries import drafts, for_programs, notes
from telekat.policy import Action, Principal
from telekat.web.http import Doors, page_response, principal
from telekat.web.schemas import ClientId, Schema, Seq, parse_form

pages = Doors("notes")
api = Doors("notes_api", "/api/v1")

Key = Annotated[str, Meta(min_length=1, max_length=64)]


class KeepNote(Schema):
    body: str
    base_rev: Seq


class InsertSentences(Schema):
    keys: Annotated[list[Key], Meta(max_length=200)]
    base_rev: Seq


class SignNote(Schema):
    rev: Seq


class AddAddendum(Schema):
    client_id: ClientId
    body: str


class AddendumForm(Schema):
    client_id: str = ""
    body: str = ""


# --- One's own note of a day ---


@api.api("/patients/<patient_id>/notes", may=Action.NOTE_LIST)
def list_notes(patient_id: str) -> dict[str, Any]:
    """The notes about a patient, the newest day first, without their text."""
    who = principal()
    found = notes.notes_of(who, patient_id)
    trail.record_alone(who, Action.NOTE_LIST, "patient", patient_id, patient_id=patient_id)
    return {"notes": [for_programs.line_json(one) for one in found]}


@api.api("/patients/<patient_id>/notes/<on_date>", may=Action.NOTE_READ)
def read_own_note(patient_id: str, on_date: str) -> dict[str, Any]:
    """One's own note of a day; empty at rev 0 before it is begun."""
    who = principal()
    note = notes.own_note(who, patient_id, _day(on_date))
    if note is None:
        return {"status": "draft", "rev": 0, "body": "", "sentences": [], "signed_at": None}
    _read(who, note.id, patient_id)
    return for_programs.note_json(note)


@api.api(
    "/patients/<patient_id>/notes/<on_date>", may=Action.NOTE_WRITE, method="PUT", schema=KeepNote, activity=False
)
def keep_note(patient_id: str, on_date: str, sent: KeepNote) -> dict[str, Any]:
    """Keep the text of one's own note."""
    kept = actions.keep_note(principal(), patient_id, on_date, sent.body, sent.base_rev)
    return {"id": kept.note_id, "rev": kept.rev}


@api.api("/patients/<patient_id>/notes/<on_date>/draft", may=Action.NOTE_DRAFT)
def read_draft(patient_id: str, on_date: str) -> dict[str, Any]:
    """Sentences proposed from the record, each with its sources."""
    who = principal()
    found = drafts.proposals(who, patient_id, _day(on_date))
    trail.record_alone(who, Action.NOTE_DRAFT, "patient", patient_id, patient_id=patient_id)
    return {"sentences": [drafts.proposal_json(one) for one in found]}


@api.api(
    "/patients/<patient_id>/notes/<on_date>/sentences",
    may=Action.NOTE_WRITE,
    method="POST",
    schema=InsertSentences,
)
def insert_sentences(patient_id: str, on_date: str, sent: InsertSentences) -> dict[str, Any]:
    """Put proposed sentences into one's own note, with their links."""
    kept = actions.insert_sentences(principal(), patient_id, on_date, sent.keys, sent.base_rev)
    return {"id": kept.note_id, "rev": kept.rev, "body": kept.body}


@api.api("/patients/<patient_id>/notes/<on_date>/signature", may=Action.NOTE_SIGN, method="POST", schema=SignNote)
def sign_note(patient_id: str, on_date: str, sent: SignNote) -> dict[str, Any]:
    """Sign one's own note and lock it."""
    return {"signed_at": stamp(actions.sign_note(principal(), patient_id, on_date, sent.rev))}


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise NotFound from None


# --- Reading, and adding afterwards ---


@api.api("/notes/<note_id>", may=Action.NOTE_READ)
def read_note(note_id: str) -> dict[str, Any]:
    """One note with its text, its linked sentences and what was added."""
    who = principal()
    note = notes.note_view(who, note_id)
    _read(who, note.id, note.patient_id)
    return for_programs.note_json(note)


@api.api("/notes/<note_id>/addenda", may=Action.NOTE_ADD, method="POST", schema=AddAddendum)
def add_addendum(note_id: str, sent: AddAddendum) -> tuple[dict[str, Any], int]:
    """Put text behind a signed note."""
    addendum_id, is_new = actions.add_addendum(principal(), note_id, sent.client_id, sent.body)
    return {"id": addendum_id, "duplicate": not is_new}, 201 if is_new else 200


@pages.page("/notes/<note_id>", may=Action.NOTE_READ)
def note_page(note_id: str) -> Any:
    """One note to read, and the form for an addendum."""
    return _page(note_id)


@pages.page("/notes/<note_id>/addenda", may=Action.NOTE_ADD, method="POST")
def add_form(note_id: str) -> Any:
    """Put text behind a signed note, go back to it."""
    sent = parse_form(AddendumForm, request.form)
    client_id = sent.client_id[:64] or ids.new_id()
    try:
        actions.add_addendum(principal(), note_id, client_id, sent.body.replace("\r\n", "\n"))
    except Invalid as error:
        return _page(note_id, error.status, {"addendum": error.message}, sent.body)
    return redirect(url_for("notes.note_page", note_id=note_id), 303)


def _page(note_id: str, status: int = 200, problems: dict[str, str] | None = None, typed: str = "") -> Any:
    who = principal()
    note = notes.note_view(who, note_id)
    _read(who, note.id, note.patient_id)
    return page_response(
        "notes/note.html",
        status,
        note=note,
        problems=problems or {},
        typed=typed,
        client_id=ids.new_id(),
    )


def _read(who: Principal, note_id: str, patient_id: str) -> None:
    trail.record_alone(who, Action.NOTE_READ, "note", note_id, patient_id=patient_id)

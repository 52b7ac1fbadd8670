"""Signing locks; what comes later is an addendum; nothing signed is overwritten, and a change behind our back shows."""

import pytest
from sqlalchemy import select, update

from telekat.audit.models import AuditEvent
from telekat.core import database
from telekat.core.database import db
from telekat.notes.models import ClinicalNote, NoteAddendum


@pytest.fixture
def signed(cast, browser_of, keep, sign):
    """Ben's note of today about Ada, signed; its id."""
    kept = keep(browser_of(cast.ben), cast.ada, "Sleeps three hours.").json
    assert sign(browser_of(cast.ben), cast.ada, kept["rev"]).status_code == 200
    return kept["id"]


def test_signed_note_is_read_by_the_care_team(cast, browser_of, signed):
    note = browser_of(cast.theo).get(f"/api/v1/notes/{signed}").json
    assert (note["status"], note["body"], note["whole"]) == ("signed", "Sleeps three hours.", True)
    assert note["author"]["name"] == "Dr Ben Okri" and note["signed_at"]


@pytest.mark.parametrize(("name", "status"), [("ada", 403), ("cora", 403), ("eve", 403), ("cleo", 404)])
def test_signed_note_is_nobody_elses(cast, browser_of, signed, name, status):
    other = browser_of(getattr(cast, name))
    assert other.get(f"/api/v1/notes/{signed}").status_code == status
    assert other.get(f"/notes/{signed}").status_code == status
    assert other.post(f"/api/v1/notes/{signed}/addenda", {"client_id": "c", "body": "b"}).status_code == status


def test_signed_note_takes_no_more_writing(cast, browser_of, keep, own, signed):
    ben = browser_of(cast.ben)
    answer = keep(ben, cast.ada, "Sleeps well.", base_rev=1)
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "conflict")
    assert own(ben, cast.ada)["body"] == "Sleeps three hours."


def test_signature_covers_only_what_its_author_saw(cast, browser_of, keep, sign):
    ben = browser_of(cast.ben)
    keep(ben, cast.ada, "one")
    keep(ben, cast.ada, "two", base_rev=1)
    answer = sign(ben, cast.ada, 1)
    assert (answer.status_code, answer.json["error"]["rev"]) == (409, 2)
    assert db().scalars(select(ClinicalNote.status)).one() == "draft"


def test_same_signature_again_gives_the_first_answer_and_one_act(cast, browser_of, sign, signed):
    first = browser_of(cast.ben).get(f"/api/v1/notes/{signed}").json["signed_at"]
    again = sign(browser_of(cast.ben), cast.ada, 1)
    assert (again.status_code, again.json["signed_at"]) == (200, first)
    assert len(db().scalars(select(AuditEvent).where(AuditEvent.action == "note:sign")).all()) == 1


def test_another_clinician_cannot_sign_it(cast, browser_of, keep, sign):
    keep(browser_of(cast.ben), cast.ada, "words")
    assert sign(browser_of(cast.theo), cast.ada, 1).status_code == 422
    assert db().scalars(select(ClinicalNote.status)).one() == "draft"


@pytest.mark.parametrize("body", ["", " \n"])
def test_empty_note_is_not_signed(cast, browser_of, keep, sign, body):
    keep(browser_of(cast.ben), cast.ada, body)
    assert sign(browser_of(cast.ben), cast.ada, 1).status_code == 422


def test_therapist_signs_their_own(cast, browser_of, keep, sign):
    keep(browser_of(cast.theo), cast.ada, "integration")
    assert sign(browser_of(cast.theo), cast.ada, 1).status_code == 200


def test_signing_is_in_the_trail_with_the_contents_hash_and_no_words(cast, signed):
    act = db().scalars(select(AuditEvent).where(AuditEvent.action == "note:sign")).one()
    row = db().scalars(select(ClinicalNote)).one()
    assert (act.actor_id, act.subject_id, act.patient_id) == (cast.ben.id, signed, cast.ada.id)
    assert row.content_hash in act.detail and len(row.content_hash) == 64
    assert "Sleeps" not in act.detail


def test_care_team_hears_of_a_signature_by_ids_only(cast, browser_of, socket_of, keep, sign):
    theo, ada, cora = (socket_of(one) for one in (cast.theo, cast.ada, cast.cora))
    note_id = keep(browser_of(cast.ben), cast.ada, "words").json["id"]
    sign(browser_of(cast.ben), cast.ada, 1)
    assert theo.heard_of("note:signed") == [{"patient": cast.ada.id, "note": note_id, "by": cast.ben.id}]
    assert ada.heard == cora.heard == []


def test_change_behind_the_signature_shows(cast, browser_of, signed, practice_copy):
    with database.engine().begin() as connection:
        connection.execute(update(ClinicalNote).values(on_date="2020-01-01"))
    database.forget_snapshot()
    assert browser_of(cast.theo).get(f"/api/v1/notes/{signed}").json["whole"] is False
    assert "not what was signed" in browser_of(cast.theo).get(f"/notes/{signed}").text


# --- Addenda ---


def add(browser, note_id, body="Called back at 16:00.", client_id="c1"):
    return browser.post(f"/api/v1/notes/{note_id}/addenda", {"client_id": client_id, "body": body})


def test_addendum_stands_behind_the_note_with_author_and_time(cast, browser_of, signed):
    assert add(browser_of(cast.theo), signed).status_code == 201
    note = browser_of(cast.ben).get(f"/api/v1/notes/{signed}").json
    (addendum,) = note["addenda"]
    assert (addendum["body"], addendum["author"]["name"]) == ("Called back at 16:00.", "Theo Marsh")
    assert addendum["at"] and note["body"] == "Sleeps three hours." and note["whole"]


def test_addendum_sent_twice_stands_once(cast, browser_of, signed):
    first, again = add(browser_of(cast.ben), signed), add(browser_of(cast.ben), signed)
    assert again.status_code == 200 and again.json == {"id": first.json["id"], "duplicate": True}
    assert add(browser_of(cast.ben), signed, body="other").status_code == 409
    assert len(db().scalars(select(NoteAddendum)).all()) == 1


def test_draft_takes_no_addendum(cast, browser_of, keep):
    note_id = keep(browser_of(cast.ben), cast.ada, "words").json["id"]
    assert add(browser_of(cast.ben), note_id).status_code == 409
    assert add(browser_of(cast.theo), note_id).status_code == 404


@pytest.mark.parametrize("body", ["", "   ", "x" * 8001, "bell \x07"])
def test_addendum_that_cannot_be_shown_is_refused(cast, browser_of, signed, body):
    assert add(browser_of(cast.ben), signed, body=body).status_code == 422


def test_page_of_a_note_takes_an_addendum_and_keeps_refused_words(cast, browser_of, signed):
    ben = browser_of(cast.ben)
    fields = {"client_id": "p1", "csrf_token": ben.headers["X-CSRF-Token"]}
    assert ben.form(f"/notes/{signed}/addenda", fields | {"body": "Later."}).status_code == 303
    page = ben.get(f"/notes/{signed}").text
    assert "Later." in page and "Sleeps three hours." in page
    refused = ben.form(f"/notes/{signed}/addenda", fields | {"client_id": "p2", "body": "y" * 8001})
    assert refused.status_code == 422 and "y" * 100 in refused.text

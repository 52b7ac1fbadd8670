"""Keeping a note: who may, word for word, two devices, what is refused, what lies on the disk."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from telekat.audit.models import AuditEvent
from telekat.core import clock
from telekat.core.database import db, forget_snapshot
from telekat.notes.models import ClinicalNote

TYPED = "  Seen by video.\n\nSleeps three hours. Wants to go on.  \n"


def test_note_comes_back_word_for_word(cast, browser_of, keep, own):
    kept = keep(browser_of(cast.ben), cast.ada, TYPED)
    assert (kept.status_code, kept.json["rev"]) == (200, 1)
    note = own(browser_of(cast.ben), cast.ada)
    assert (note["body"], note["rev"], note["status"]) == (TYPED, 1, "draft")


def test_unbegun_note_is_empty_at_rev_0(cast, browser_of, own):
    note = own(browser_of(cast.ben), cast.ada)
    assert (note["body"], note["rev"]) == ("", 0)


def test_words_lie_sealed_on_the_disk(cast, browser_of, keep):
    keep(browser_of(cast.ben), cast.ada, "quetzal words")
    row = db().scalars(select(ClinicalNote)).one()
    assert b"quetzal" not in row.body_sealed


def test_second_device_meets_the_first_ones_words_and_overwrites_nothing(cast, browser_of, keep, own):
    ben = browser_of(cast.ben)
    keep(ben, cast.ada, "written at the desk")
    answer = keep(ben, cast.ada, "written on the tablet", base_rev=0)
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "conflict")
    assert answer.json["error"]["body"] == "written at the desk" and answer.json["error"]["rev"] == 1
    assert own(ben, cast.ada)["body"] == "written at the desk"
    both = keep(ben, cast.ada, "written on the tablet\nwritten at the desk", base_rev=1)
    assert both.json["rev"] == 2


def test_same_words_from_an_old_rev_are_no_conflict(cast, browser_of, keep):
    ben = browser_of(cast.ben)
    keep(ben, cast.ada, "once")
    assert keep(ben, cast.ada, "once", base_rev=0).status_code == 200


def test_two_clinicians_of_one_day_write_beside_each_other(cast, browser_of, keep, own):
    keep(browser_of(cast.ben), cast.ada, "by the psychiatrist")
    keep(browser_of(cast.theo), cast.ada, "by the therapist")
    assert own(browser_of(cast.ben), cast.ada)["body"] == "by the psychiatrist"
    assert own(browser_of(cast.theo), cast.ada)["body"] == "by the therapist"


@pytest.mark.parametrize(
    ("name", "status"), [("ada", 403), ("finn", 403), ("cora", 403), ("eve", 403), ("cleo", 404)]
)
def test_others_neither_write_nor_read_nor_draft(cast, browser_of, keep, today, name, status):
    note_id = keep(browser_of(cast.ben), cast.ada, "words").json["id"]
    other = browser_of(getattr(cast, name))
    base = f"/api/v1/patients/{cast.ada.id}/notes"
    assert keep(other, cast.ada, "mine").status_code == status
    assert other.get(base).status_code == status
    assert other.get(f"{base}/{today}").status_code == status
    assert other.get(f"{base}/{today}/draft").status_code == status
    assert other.post(f"{base}/{today}/sentences", {"keys": ["x"], "base_rev": 0}).status_code == status
    assert other.post(f"{base}/{today}/signature", {"rev": 1}).status_code == status
    assert other.get(f"/api/v1/notes/{note_id}").status_code == status
    assert other.get(f"/notes/{note_id}").status_code == status
    assert other.post(f"/api/v1/notes/{note_id}/addenda", {"client_id": "c", "body": "b"}).status_code == status
    assert len(db().scalars(select(ClinicalNote)).all()) == 1


def test_unsigned_note_is_its_authors_alone_and_the_team_sees_that_it_exists(cast, browser_of, keep):
    note_id = keep(browser_of(cast.ben), cast.ada, "half a thought").json["id"]
    theo = browser_of(cast.theo)
    assert theo.get(f"/api/v1/notes/{note_id}").status_code == 404
    (line,) = theo.get(f"/api/v1/patients/{cast.ada.id}/notes").json["notes"]
    assert (line["author"], line["status"], line["own"]) == ("Dr Ben Okri", "draft", False)


def test_whoever_has_left_the_team_reads_and_writes_no_further(cast, browser_of, keep):
    ben = browser_of(cast.ben)
    note_id = keep(ben, cast.ada, "words").json["id"]
    left = browser_of(cast.cora).form(
        f"/patients/{cast.ada.id}/team",
        {"leave": cast.ben.id, "csrf_token": browser_of(cast.cora).headers["X-CSRF-Token"]},
    )
    assert left.status_code == 303
    forget_snapshot()
    assert ben.get(f"/api/v1/notes/{note_id}").status_code == 404
    assert keep(ben, cast.ada, "more", base_rev=1).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [("x" * 20_001, 422), ("bell \x07", 422), ("half \ud83d", 422), ("", 200), ("x" * 20_000, 200)],
)
def test_text_is_bounded(cast, browser_of, keep, body, status):
    assert keep(browser_of(cast.ben), cast.ada, body).status_code == status


@pytest.mark.parametrize("on_date", ["24-11-2026", "2026-02-30", "nonsense", "9999-01-01"])
def test_day_that_is_none_or_has_not_come_is_refused(cast, browser_of, keep, on_date):
    answer = keep(browser_of(cast.ben), cast.ada, "words", on_date=on_date)
    assert answer.status_code == 422 and "on_date" in answer.json["error"]["fields"]
    assert db().scalar(select(ClinicalNote)) is None


def test_unknown_field_is_refused(cast, browser_of, today):
    address = f"/api/v1/patients/{cast.ada.id}/notes/{today}"
    sent = {"body": "b", "base_rev": 0, "status": "signed"}
    assert browser_of(cast.ben).put(address, sent).status_code == 422


def acts(action):
    return db().scalars(select(AuditEvent).where(AuditEvent.action == action)).all()


def test_saves_of_one_sitting_are_one_act_in_the_trail_and_reading_is_another(cast, browser_of, keep, own):
    ben = browser_of(cast.ben)
    for number in range(3):
        keep(ben, cast.ada, f"words {number}", base_rev=number)
    assert [(one.actor_id, one.patient_id) for one in acts("note:write")] == [(cast.ben.id, cast.ada.id)]
    with clock.set_to(clock.now() + timedelta(minutes=11)):
        keep(ben, cast.ada, "words later", base_rev=3)
    assert len(acts("note:write")) == 2
    own(ben, cast.ada)
    assert len(acts("note:read")) == 1
    assert "words" not in "".join(one.detail for one in acts("note:write"))

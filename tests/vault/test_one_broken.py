"""One text or one key that does not open: every page and list still answers, and the others' rows are whole."""

import sqlite3
from contextlib import closing
from uuid import UUID

from sqlalchemy import select

from telekat.core.database import db
from telekat.vault import places
from telekat.vault.models import DataKey

PAGES = {
    "ben": (
        *(
            "/day",
            "/alerts",
            "/on-call",
            "/account",
            "/forms/{form}",
            "/rooms/{care}",
            "/rooms/{staff_room}",
        ),
        *("/patients/{ada}/consult", "/patients/{ada}/sessions", "/patients/{ada}/risk", "/alerts/{alert}"),
        *(
            "/api/v1/day",
            "/api/v1/alerts",
            "/api/v1/rooms",
            "/api/v1/rooms/{care}",
            "/api/v1/rooms/{care}/messages",
        ),
        *("/api/v1/rooms/{care}/questionnaires", "/api/v1/questionnaires/{form}", "/api/v1/patients/{ada}/notes"),
        *("/api/v1/patients/{ada}/sessions", "/api/v1/patients/{ada}/check-ins", "/api/v1/me/sessions"),
        *("/api/v1/patients/{ada}/eligibility", "/api/v1/patients/{ada}/eligibility/decisions"),
    ),
    "cora": (
        *("/board", "/messages", "/patients/{ada}", "/rooms/{front_desk}", "/patients/new"),
        *("/api/v1/board", "/api/v1/rooms", "/api/v1/patients/{ada}/eligibility/standing"),
    ),
    "eve": ("/admin/people", "/admin/people/{ada}", "/admin/audit", "/admin/rights", "/admin/notices"),
    "cleo": ("/day", "/alerts", "/api/v1/day"),
    "ada": (
        *("/", "/account", "/rooms/{care}", "/forms/{form}"),
        *("/api/v1/me", "/api/v1/rooms", "/api/v1/patients/{ada}/check-ins", "/api/v1/rooms/{care}/draft"),
    ),
}
OTHERS = {"/board": "Finn Moss", "/admin/people": "ben@example.org", "/api/v1/board": "Finn Moss"}


def _ids(cast, practice_copy):
    with closing(sqlite3.connect(practice_copy.database)) as connection:
        form = connection.execute("SELECT id FROM questionnaire_response").fetchone()[0]
        alert = connection.execute("SELECT id FROM alert").fetchone()[0]
    return {
        "ada": cast.ada.id,
        "care": cast.care,
        "front_desk": cast.front_desk,
        "staff_room": cast.staff_room,
        "form": form,
        "alert": alert,
    }


def answers(cast, practice_copy, browser_of):
    """(who, address) to status and text of every page and list that opens something of Ada's, or of many people's."""
    known = _ids(cast, practice_copy)
    return {
        (name, path): browser_of(getattr(cast, name)).get(path.format(**known))
        for name, paths in PAGES.items()
        for path in paths
    }


def assert_all_answer(found):
    assert {place: one.status_code for place, one in found.items() if one.status_code != 200} == {}
    for (_, path), one in found.items():
        assert OTHERS.get(path, "") in one.get_data(as_text=True), path


def test_pages_answer_while_everything_opens(lived_in, practice_copy, browser_of):
    assert_all_answer(answers(lived_in, practice_copy, browser_of))


def test_every_page_answers_while_ones_data_key_does_not_unwrap(lived_in, practice_copy, browser_of, spoil):
    assert spoil(f"UPDATE data_key SET wrapped = zeroblob(60) WHERE subject = 'patient:{lived_in.ada.id}'") >= 1
    assert_all_answer(answers(lived_in, practice_copy, browser_of))


def test_every_page_answers_while_ones_data_key_is_cut_short(lived_in, practice_copy, browser_of, spoil):
    assert spoil(f"UPDATE data_key SET wrapped = x'00' WHERE subject = 'patient:{lived_in.ada.id}'") >= 1
    assert_all_answer(answers(lived_in, practice_copy, browser_of))


def test_every_page_answers_while_no_text_under_ones_key_opens(lived_in, practice_copy, browser_of, spoil):
    """Each sealed text of Ada's has its last byte changed, in every table."""
    subject = f"patient:{lived_in.ada.id}"
    key_ids = db().scalars(select(DataKey.id).where(DataKey.subject == subject)).all()
    ours = ", ".join(f"x'{UUID(key_id).hex}'" for key_id in key_ids)
    changed = 0
    for at in places.sealed_columns():
        name, table = at.column.name, at.table.name
        changed += spoil(
            f"UPDATE {table} SET {name} = CAST(substr({name}, 1, length({name}) - 1) || x'00' AS BLOB)"
            f" WHERE substr({name}, 2, 16) IN ({ours})"
        )
    assert changed > 15
    assert_all_answer(answers(lived_in, practice_copy, browser_of))


def test_broken_message_is_in_the_trail_once_and_the_others_are_shown(lived_in, practice_copy, browser_of, spoil):
    with closing(sqlite3.connect(practice_copy.database)) as connection:
        (broken,) = connection.execute(
            "SELECT id FROM message WHERE room_id = ? AND kind = 'text' AND seq ="
            " (SELECT min(seq) FROM message WHERE room_id = ? AND kind = 'text')",
            (lived_in.care, lived_in.care),
        ).fetchone()
    spoil(f"UPDATE message SET body_sealed = zeroblob(80) WHERE id = '{broken}'")
    for _ in range(2):
        listed = browser_of(lived_in.ben).get(f"/api/v1/rooms/{lived_in.care}/messages").json["messages"]
        assert [one["body"] for one in listed if one["id"] == broken] == ["This message cannot be shown."]
        assert "words 1" in [one["body"] for one in listed]
    with closing(sqlite3.connect(practice_copy.database)) as connection:
        told = connection.execute(
            "SELECT actor_role, outcome, subject_id, detail FROM audit_event WHERE action = 'seal:break'"
        ).fetchall()
    assert told == [("system", "ok", broken, "")]


def test_address_that_does_not_open_is_said_so_beside_the_others(lived_in, browser_of, spoil):
    spoil(f"UPDATE user_account SET email_sealed = zeroblob(80) WHERE id = '{lived_in.ben.id}'")
    page = browser_of(lived_in.eve).get("/admin/people").get_data(as_text=True)
    assert "Address cannot be shown" in page and "theo@example.org" in page

"""The viewer of the trail: filter and paging, whether the chain holds, and never a word of content."""

import re

import pytest
from sqlalchemy import func, select, text

from telekat.admin.queries import record
from telekat.admin.record_words import ACTS
from telekat.audit import heads, trail
from telekat.audit.models import AuditEvent
from telekat.core import database
from telekat.core.database import db
from telekat.policy import Action


def rows(page):
    return re.findall(r"<tr[^>]*><td class=\"tk-nums\">(\d+)", page)


def send(socket, room, body, number="1"):
    assert socket.call("message:send", {"room": room, "client_id": number, "body": body})["ok"]


def test_no_content_stands_in_the_viewer(cast, browser_of, socket_of):
    send(socket_of(cast.ada), cast.care, "canary in a message")
    send(socket_of(cast.ben), cast.staff_room, "canary in a note")
    ben, ada = socket_of(cast.ben), socket_of(cast.ada)
    given = ben.call("questionnaire:assign", {"room": cast.care, "instrument": "phq9", "client_id": "f"})
    ada.call("questionnaire:answer", {"questionnaire": given["questionnaire"], "item": "9", "value": 3})
    page = browser_of(cast.eve).get("/admin/audit").text
    assert "message:send" in page and "alert:raise" in page
    for words in ("canary", "phq9", "PHQ-9", "suicid", "Nearly every day"):
        assert words not in page


def test_detail_that_a_package_should_not_have_written_is_not_shown(cast, browser_of):
    words = {"note": "she cannot sleep", "kind": "care", "state": ["she", "cries"], "count": 3}
    trail.record_alone(cast.ben.principal, Action.MESSAGE_READ, "room", "x", detail=words)
    page = browser_of(cast.eve).get("/admin/audit").text
    assert "kind care" in page and "count 3" in page
    assert "sleep" not in page and "cries" not in page


def test_filters_by_person_patient_act_and_outcome(cast, browser_of, socket_of):
    send(socket_of(cast.ada), cast.care, "one")
    send(socket_of(cast.ben), cast.care, "two")
    socket_of(cast.cleo).call("message:send", {"room": cast.care, "client_id": "1", "body": "three"})
    eve = browser_of(cast.eve)

    def found(query):
        page = eve.get(f"/admin/audit?{query}").text
        return page.split("<tbody>")[1] if "<tbody>" in page else ""

    assert len(rows(found("action=message:send&outcome=ok"))) == 2
    mine = found(f"person={cast.ben.id}&action=message:send")
    assert (
        len(rows(mine)) == 1 and '<th scope="row">Dr Ben Okri' in mine and '<th scope="row">Ada Byron' not in mine
    )
    assert cast.finn.id not in found(f"patient={cast.ada.id}")
    refused = found("outcome=refused")
    assert "Dr Cleo Voss" in refused and "Refused" in refused
    assert rows(found("from=2099-01-01")) == [] and rows(found("to=2001-01-01")) == []
    assert rows(found("from=nonsense&action=message:send&outcome=ok"))


def test_acts_and_people_are_in_words_and_patients_are_chosen_by_name(cast, browser_of, socket_of):
    send(socket_of(cast.ada), cast.care, "one")
    page = browser_of(cast.eve).get(f"/admin/audit?action=message:send&patient={cast.ada.id}").text
    choices, found = page.split("<tbody>")
    assert f'<option value="{cast.ada.id}" selected>Ada Byron</option>' in choices
    assert "Send a message" in found and f'title="{cast.ada.id}">Ada Byron</a>' in found


def test_each_act_of_the_policy_has_words_of_its_own():
    assert set(ACTS) == set(Action)
    assert len(set(ACTS.values())) == len(ACTS)


def test_days_the_wrong_way_round_are_the_same_stretch(cast, browser_of):
    page = browser_of(cast.eve).get("/admin/audit?from=2099-01-01&to=2001-01-01").text
    assert rows(page)
    assert 'name="from" type="date" value="2001-01-01"' in page


def test_pages_go_on_by_number_without_gap_or_repetition(cast, browser_of, monkeypatch):
    monkeypatch.setattr(record, "PAGE", 4)
    eve = browser_of(cast.eve)
    seen, path = [], "/admin/audit?outcome=ok"
    while path:
        page = eve.get(path).text
        seen += [int(number) for number in rows(page)]
        older = re.search(r'href="(/admin/audit\?[^"]*below=[^"]*)"', page)
        path = older.group(1).replace("&amp;", "&") if older else ""
    assert seen == list(range(seen[0], 0, -1))


def test_looking_is_recorded_too(cast, browser_of):
    eve = browser_of(cast.eve)
    eve.get("/admin/audit")
    assert "audit:read" in eve.get("/admin/audit?action=audit:read").text.split("<tbody>")[1]


def tamper(statement):
    """What somebody with the database file could do: the triggers forbid it to everybody else."""
    with database.engine().connect() as connection:
        for name in (
            connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        ):
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text(statement))
        connection.commit()
    database.forget_snapshot()


def test_whole_chain_is_checked_on_request(cast, practice_copy, browser_of):
    heads.keep_head(practice_copy.database.parent)
    eve = browser_of(cast.eve)
    assert "The whole chain holds." in eve.get("/admin/audit?check=all").text
    assert "These events hold." in eve.get("/admin/audit").text


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_event SET outcome = 'refused' WHERE seq = 3", "DELETE FROM audit_event WHERE seq = 3"],
)
def test_touched_chain_shows(cast, browser_of, statement):
    tamper(statement)
    eve = browser_of(cast.eve)
    page = eve.get("/admin/audit?check=all").text
    assert "The chain does not hold." in page and "From event 3" in page
    assert "is-broken" in eve.get("/admin/audit").text


def test_chain_without_its_kept_heads_does_not_pass(cast, practice_copy, browser_of):
    page = browser_of(cast.eve).get("/admin/audit?check=all").text
    assert "The whole chain holds." not in page
    assert "entries hold, but there are no heads to compare them with" in page and heads.FILE in page


@pytest.mark.parametrize("name", ["ada", "ben", "theo", "cora"])
def test_viewer_is_for_admins_only(cast, browser_of, name):
    assert browser_of(getattr(cast, name)).get("/admin/audit").status_code == 403


def test_a_rare_event_is_found_far_back_in_a_long_trail(cast, monkeypatch):
    """The trail is looked through in stretches; none may be left out, and none shown twice."""
    monkeypatch.setattr(record, "STRETCH", 3)
    monkeypatch.setattr(record, "PAGE", 4)
    total = db().scalar(select(func.max(AuditEvent.seq)))
    seen, below = [], None
    while True:
        page = record.page(record.Filter(), below)
        seen += [event.seq for event in page.events]
        below = page.older_than
        if below is None:
            break
    assert seen == list(range(total, 0, -1))
    first = db().scalar(select(AuditEvent).where(AuditEvent.seq == 1))
    found = record.page(record.Filter(action=first.action, actor_id=first.actor_id))
    assert first.seq in [event.seq for event in found.events] or found.older_than is not None

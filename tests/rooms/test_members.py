"""Who sits in which room, and what changes at once when that changes."""

import pytest
from sqlalchemy import select

from telekat.audit.models import AuditEvent
from telekat.chat.actions import say_in_room
from telekat.chat.queries import messages_after
from telekat.core import database
from telekat.core.database import db
from telekat.core.errors import Conflict, Forbidden, Invalid, NotFound
from telekat.patients.access import is_on_care_team
from telekat.rooms import actions
from telekat.rooms.access import is_member


def test_coordinator_opens_all_three_rooms_of_a_new_patient(cast, browser_of):
    cora = browser_of(cast.cora)
    opened = cora.post("/api/v1/rooms", {"patient": cast.finn.id, "kind": "front_desk"})
    assert opened.status_code == 201
    assert {one["role"] for one in opened.json["room"]["members"]} == {"patient", "coordinator"}
    again = cora.post("/api/v1/rooms", {"patient": cast.finn.id, "kind": "front_desk"})
    assert again.json["error"]["code"] == "conflict"


@pytest.mark.parametrize("name", ["ada", "ben", "theo", "eve"])
def test_nobody_else_opens_rooms(cast, browser_of, name):
    answer = browser_of(getattr(cast, name)).post("/api/v1/rooms", {"patient": cast.finn.id, "kind": "front_desk"})
    assert answer.json["error"]["code"] == "forbidden"


def test_joining_the_care_room_assigns_and_opens_the_staff_room(cast, socket_of):
    ada = socket_of(cast.ada)
    assert actions.add_member(cast.cora.principal, cast.care, cast.cleo.id)
    assert is_member(cast.cleo.id, cast.staff_room) and is_on_care_team(cast.cleo.id, cast.ada.id)
    (told,) = ada.heard_of("message:new")
    assert (told["kind"], told["body"]) == ("system", "Dr Cleo Voss is your psychiatrist from today.")
    assert ada.heard_of("room:updated") == [{"room": cast.care, "change": "members", "stage": "new_referral"}]


def lines(who, room):
    database.forget_snapshot()
    return [one["body"] for one in messages_after(who.principal, room, 0).messages if one["kind"] == "system"]


def test_each_reads_in_their_own_words_who_came_and_who_went(cast, socket_of):
    ada, ben = socket_of(cast.ada), socket_of(cast.ben)
    actions.add_member(cast.cora.principal, cast.care, cast.cleo.id)
    actions.remove_member(cast.cora.principal, cast.care, cast.cleo.id)
    to_ada = [news["body"] for news in ada.heard_of("message:new")]
    to_ben = [news["body"] for news in ben.heard_of("message:new")]
    assert to_ada[0] == "Dr Cleo Voss is your psychiatrist from today."
    assert to_ada[1].startswith("Dr Cleo Voss is no longer your psychiatrist.")
    assert to_ben == [
        "Dr Cleo Voss joined the care team as psychiatrist.",
        "Dr Cleo Voss (psychiatrist) left the care team.",
    ]
    assert (lines(cast.ada, cast.care), lines(cast.ben, cast.care)) == (to_ada, to_ben)
    assert {news["kind"] for news in ada.heard_of("message:new") + ben.heard_of("message:new")} == {"system"}


def test_leaving_by_the_staff_room_is_told_in_the_care_room_and_not_in_the_notes(cast, socket_of):
    ada, theo = socket_of(cast.ada), socket_of(cast.theo)
    actions.remove_member(cast.cora.principal, cast.staff_room, cast.theo.id)
    (line,) = lines(cast.ada, cast.care)
    assert line.startswith("Theo") and "is no longer your therapist." in line
    assert lines(cast.ben, cast.staff_room) == []
    assert [news["room"] for news in ada.heard_of("room:updated")] == [cast.care]
    assert theo.heard_of("message:new") == []


def test_front_desk_says_who_reads_there(cast):
    actions.remove_member(cast.cora.principal, cast.front_desk, cast.cora.id)
    assert lines(cast.ada, cast.front_desk)[0].endswith("no longer reads here. The front desk goes on.")


def test_earlier_lines_in_the_patients_words_are_read_by_the_team_in_theirs(cast):
    say_in_room(cast.cora.principal, cast.care, "Dr Cleo Voss is your psychiatrist from today.")
    assert lines(cast.ada, cast.care) == ["Dr Cleo Voss is your psychiatrist from today."]
    assert lines(cast.ben, cast.care) == ["Dr Cleo Voss joined the care team as psychiatrist."]


def test_second_joining_changes_nothing(cast):
    assert actions.add_member(cast.cora.principal, cast.care, cast.ben.id) is False


@pytest.mark.parametrize(
    ("room", "name"), [("care", "cora"), ("care", "finn"), ("front_desk", "ben"), ("care", "eve")]
)
def test_role_without_a_place_in_the_room_is_refused(cast, room, name):
    with pytest.raises(Invalid):
        actions.add_member(cast.cora.principal, getattr(cast, room), getattr(cast, name).id)


def test_removed_member_reads_and_hears_nothing_more(cast, socket_of, browser_of):
    theo, ada = socket_of(cast.theo), socket_of(cast.ada)
    actions.remove_member(cast.cora.principal, cast.care, cast.theo.id)
    assert theo.heard_of("session:ended") == [{"reason": "membership_changed"}]
    theo = socket_of(cast.theo)
    ada.call("message:send", {"room": cast.care, "client_id": "c", "body": "after"})
    assert theo.heard == []
    assert theo.call("message:since", {"room": cast.care, "after_seq": 0})["error"]["code"] == "not_found"
    assert theo.call("room:enter", {"room": cast.staff_room})["error"]["code"] == "not_found"
    assert browser_of(cast.theo).get(f"/api/v1/rooms/{cast.care}/messages").status_code == 404
    assert not is_on_care_team(cast.theo.id, cast.ada.id)


def test_return_takes_up_where_they_left(cast, socket_of):
    cora = cast.cora.principal
    actions.remove_member(cora, cast.care, cast.theo.id)
    actions.add_member(cora, cast.care, cast.theo.id)
    assert socket_of(cast.theo).call("room:enter", {"room": cast.care})["ok"]


def test_patient_stays_in_their_own_room(cast):
    with pytest.raises(Conflict):
        actions.remove_member(cast.cora.principal, cast.care, cast.ada.id)


def test_stage_moves_in_all_rooms_and_the_board_hears_it(cast, socket_of):
    cora, cleo = socket_of(cast.cora), socket_of(cast.cleo)
    actions.move_stage(cast.cora.principal, cast.care, "review")
    heard = cora.heard_of("room:updated")
    assert {news["room"] for news in heard} >= {cast.care, cast.front_desk}
    assert all(news["stage"] == "review" for news in heard)
    assert cleo.heard == []
    with pytest.raises(Invalid):
        actions.move_stage(cast.cora.principal, cast.care, "elsewhere")


def test_closed_room_is_read_and_not_written(cast, socket_of):
    ada = socket_of(cast.ada)
    ada.call("message:send", {"room": cast.care, "client_id": "c", "body": "before"})
    actions.close_room(cast.cora.principal, cast.care)
    answer = ada.call("message:send", {"room": cast.care, "client_id": "d", "body": "after"})
    assert answer["error"]["code"] == "conflict"
    assert len(ada.call("message:since", {"room": cast.care, "after_seq": 0})["messages"]) == 1


def test_clinician_cannot_change_members(cast):
    for verb in (actions.add_member, actions.remove_member):
        with pytest.raises((NotFound, Forbidden)):
            verb(cast.ben.principal, cast.care, cast.cleo.id)


def test_every_change_is_in_the_trail(cast):
    actions.add_member(cast.cora.principal, cast.care, cast.cleo.id)
    actions.remove_member(cast.cora.principal, cast.care, cast.cleo.id)
    rows = (
        db().execute(select(AuditEvent.action, AuditEvent.detail).where(AuditEvent.subject_id == cast.care)).all()
    )
    detail = f'{{"user":"{cast.cleo.id}"}}'
    assert ("member:add", detail) in rows and ("member:remove", detail) in rows


def test_coordinator_sees_the_room_and_not_its_words(cast, browser_of, socket_of):
    socket_of(cast.ada).call("message:send", {"room": cast.care, "client_id": "c", "body": "planted words"})
    cora = browser_of(cast.cora)
    room = cora.get(f"/api/v1/rooms/{cast.care}")
    assert room.status_code == 200 and b"planted" not in room.data
    assert cora.get(f"/api/v1/rooms/{cast.care}/messages").status_code == 404
    listed = [one["id"] for one in cora.get("/api/v1/rooms").json["rooms"]]
    assert listed == [cast.front_desk]


def test_whoever_was_taken_out_reads_so_in_place_of_the_room(cast, browser_of, socket_of):
    socket_of(cast.ada).call("message:send", {"room": cast.care, "client_id": "c", "body": "planted words"})
    actions.remove_member(cast.cora.principal, cast.care, cast.theo.id)
    database.forget_snapshot()
    for room in (cast.care, cast.staff_room):
        answer = browser_of(cast.theo).get(f"/rooms/{room}")
        assert answer.status_code == 404
        assert "You are no longer in this room" in answer.text and "front desk" in answer.text
        assert "planted" not in answer.text and "Ada" not in answer.text
    refused = db().scalars(select(AuditEvent).where(AuditEvent.outcome == "refused")).all()
    assert {(row.actor_id, row.subject_id) for row in refused} == {
        (cast.theo.id, cast.care),
        (cast.theo.id, cast.staff_room),
    }


@pytest.mark.parametrize("name", ["cleo", "finn", "eve"])
def test_stranger_does_not_learn_that_there_is_a_room(cast, browser_of, name):
    page = browser_of(getattr(cast, name)).get(f"/rooms/{cast.care}")
    assert page.status_code in (403, 404) and "no longer" not in page.text

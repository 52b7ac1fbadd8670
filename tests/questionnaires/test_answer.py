"""Answering: what is taken, who hears it, two hands on one item, and what is kept of every value."""

import json

import pytest
from sqlalchemy import func, select, text

from telekat.audit.models import AuditEvent
from telekat.core.database import db
from telekat.questionnaires.models import AnswerVersion, ItemAnswer
from telekat.questionnaires.queries.responses import history_of
from telekat.rooms.actions import close_room, remove_member
from tests.questionnaires.filling import assign, give, give_all, opened, submit


@pytest.fixture
def ben(cast, socket_of):
    return socket_of(cast.ben)


@pytest.fixture
def ada(cast, socket_of):
    return socket_of(cast.ada)


@pytest.fixture
def form(cast, ben):
    return assign(ben, cast.care)


def versions():
    return db().scalars(select(AnswerVersion).order_by(AnswerVersion.answered_at, AnswerVersion.id)).all()


def test_answer_is_kept_and_both_sides_hear_it(cast, ada, ben, form):
    assert give(ada, form, "1", 2) == {"ok": True, "rev": 1}
    for socket in (ada, ben):
        assert socket.heard_of("questionnaire:changed") == [
            {"questionnaire": form, "item": "1", "value": 2, "rev": 1, "by": cast.ada.id}
        ]
    shown = opened(ben, form)
    assert shown["answers"]["1"] | {"at": ""} == {"value": 2, "rev": 1, "by": cast.ada.id, "at": ""}
    assert shown["rev"] == 1 and shown["filled_by"] == [cast.ada.id]


def test_clinician_fills_in_for_the_patient_and_the_record_says_so(cast, ada, ben, form):
    assert give(ben, form, "1", 1)["ok"] and give(ada, form, "2", 1)["ok"]
    shown = opened(ada, form)
    assert shown["answers"]["1"]["by"] == cast.ben.id
    assert set(shown["filled_by"]) == {cast.ada.id, cast.ben.id}


@pytest.mark.parametrize("name", ["cleo", "cora", "eve", "finn"])
def test_stranger_cannot_answer_open_submit_or_look_on(cast, socket_of, ada, form, name):
    stranger = socket_of(cast.everybody[name])
    payloads = {
        "questionnaire:open": {},
        "questionnaire:answer": {"item": "1", "value": 1},
        "questionnaire:focus": {"item": "1"},
        "questionnaire:submit": {},
    }
    for event, more in payloads.items():
        code = stranger.call(event, {"questionnaire": form, **more})["error"]["code"]
        assert code in ("not_found", "forbidden")
    give(ada, form, "1", 1)
    submit(ada, form)
    assert stranger.heard == []


def test_form_that_does_not_exist_is_not_found(cast, ada):
    for wrong in ("01890000-0000-7000-8000-000000000000", "x", cast.care):
        assert give(ada, wrong, "1", 1)["error"]["code"] == "not_found"


@pytest.mark.parametrize(
    "value", [True, False, "2", 2.0, float("nan"), float("inf"), 99, -1, 4, [], {}, [1], "", 10**20]
)
def test_value_that_the_item_does_not_take_is_invalid_and_named(ada, form, value):
    answer = give(ada, form, "1", value)
    assert answer["error"]["code"] == "invalid"
    assert list(answer["error"]["fields"]) == ["1"]
    assert versions() == []


@pytest.mark.parametrize("item", ["0", "11", "9b", "one", " 1"])
@pytest.mark.parametrize("value", [1, None])
def test_item_that_the_form_does_not_have_is_invalid_and_named(ada, form, item, value):
    answer = give(ada, form, item, value)
    assert answer["error"]["code"] == "invalid" and list(answer["error"]["fields"]) == [item]


def test_missing_value_and_unknown_field_are_refused(ada, form):
    assert ada.call("questionnaire:answer", {"questionnaire": form, "item": "1"})["error"]["code"] == "invalid"
    assert give(ada, form, "1", 1, score=27)["error"]["code"] == "invalid"
    assert give(ada, form, "1", 1, base_rev=-1)["error"]["code"] == "invalid"


def test_hidden_item_takes_no_answer_until_it_is_asked(ada, form):
    refused = give(ada, form, "10", 1)
    assert refused["error"]["code"] == "invalid" and list(refused["error"]["fields"]) == ["10"]
    give(ada, form, "1", 1)
    assert give(ada, form, "10", 1)["ok"]


def test_answer_to_an_item_hidden_meanwhile_can_be_taken_back(ada, form):
    give_all(ada, form, {"1": 1, "10": 2})
    give(ada, form, "1", 0)
    assert give(ada, form, "10", 3)["error"]["code"] == "invalid"
    assert give(ada, form, "10", None)["ok"]


def test_null_takes_the_answer_back(ada, ben, form):
    give(ada, form, "1", 2)
    assert give(ada, form, "1", None)["rev"] == 2
    assert opened(ben, form)["answers"]["1"]["value"] is None
    assert [news["value"] for news in ben.heard_of("questionnaire:changed")] == [2, None]


def test_null_for_an_open_item_changes_nothing(ada, form):
    assert give(ada, form, "1", None) == {"ok": True, "rev": 0}
    assert versions() == []


def test_same_answer_again_changes_nothing(ada, ben, form):
    assert give(ada, form, "1", 2)["rev"] == give(ada, form, "1", 2)["rev"] == 1
    assert len(versions()) == 1 and len(ben.heard_of("questionnaire:changed")) == 1


# --- Two hands on one item ---


def test_later_of_two_is_told_and_both_values_are_kept(cast, ada, ben, form):
    assert give(ada, form, "7", 2, base_rev=0)["rev"] == 1
    refused = give(ben, form, "7", 1, base_rev=0)["error"]
    assert refused["code"] == "conflict"
    assert (refused["value"], refused["rev"], refused["by"]) == (2, 1, cast.ada.id)
    assert opened(ada, form)["answers"]["7"]["value"] == 2
    assert len(ada.heard_of("questionnaire:changed")) == 1
    history = [(entry["value"], entry["fate"], entry["by"]) for entry in history_of(cast.ben.principal, form, "7")]
    assert history == [(2, "kept", cast.ada.id), (1, "conflicting", cast.ben.id)]


def test_who_saw_the_other_value_may_change_it(cast, ada, ben, form):
    give(ada, form, "7", 2, base_rev=0)
    give(ben, form, "7", 1, base_rev=0)
    assert give(ben, form, "7", 1, base_rev=1)["rev"] == 2
    fates = [entry["fate"] for entry in history_of(cast.ben.principal, form, "7")]
    assert sorted(fates) == ["conflicting", "kept", "superseded"]


def test_same_value_from_two_hands_is_no_conflict(ada, ben, form):
    give(ada, form, "7", 2, base_rev=0)
    assert give(ben, form, "7", 2, base_rev=0) == {"ok": True, "rev": 1}


def test_ones_own_earlier_change_is_no_conflict(ada, form):
    """A phone that lost the acknowledgement still believes in the rev before."""
    give(ada, form, "7", 2, base_rev=0)
    assert give(ada, form, "7", 3, base_rev=0)["rev"] == 2


def test_others_change_in_between_ones_own_is_a_conflict(ada, ben, form):
    give(ada, form, "7", 2, base_rev=0)
    give(ben, form, "7", 1, base_rev=1)
    give(ada, form, "7", 3)
    assert give(ada, form, "7", 0, base_rev=1)["error"]["code"] == "conflict"


def test_answer_taken_back_by_another_is_a_conflict_too(ada, ben, form):
    give(ada, form, "7", 2)
    give(ben, form, "7", None, base_rev=1)
    refused = give(ada, form, "7", 3, base_rev=1)["error"]
    assert (refused["code"], refused["value"], refused["rev"]) == ("conflict", None, 2)


def test_rev_from_the_future_is_invalid(ada, form):
    answer = give(ada, form, "1", 1, base_rev=3)
    assert answer["error"]["code"] == "invalid" and "base_rev" in answer["error"]["fields"]


def test_without_base_rev_the_last_word_counts(ada, ben, form):
    give(ada, form, "7", 2)
    assert give(ben, form, "7", 1)["rev"] == 2


# --- After the end ---


def test_submitted_form_takes_no_answer_but_keeps_what_came_late(cast, ada, form):
    give(ada, form, "1", 2)
    submit(ada, form)
    assert give(ada, form, "1", 3)["error"]["code"] == "conflict"
    assert give(ada, form, "1", 2)["error"]["code"] == "conflict"
    assert opened(ada, form)["answers"]["1"]["value"] == 2
    assert [entry["fate"] for entry in history_of(cast.ben.principal, form, "1")] == ["kept", "late"]


def test_closed_room_takes_no_answer(cast, ada, form):
    close_room(cast.cora.principal, cast.care)
    assert give(ada, form, "1", 1)["error"]["code"] == "conflict"
    assert opened(ada, form)["status"] == "in_progress"


def test_who_left_the_room_neither_answers_nor_hears(cast, socket_of, ada, form):
    remove_member(cast.cora.principal, cast.care, cast.ben.id)
    ben = socket_of(cast.ben)
    give(ada, form, "1", 1)
    assert ben.heard == [] and give(ben, form, "1", 2)["error"]["code"] == "not_found"


# --- Kept how ---


def test_values_lie_sealed_and_every_act_is_in_the_trail(cast, ada, form):
    give(ada, form, "1", 3)
    give(ada, form, "1", 2)
    for column in (ItemAnswer.value_sealed, AnswerVersion.value_sealed):
        stored = db().scalars(select(column)).all()
        assert stored and all(len(value) > 40 and value != b"3" and not _is_json(value) for value in stored)
    acts = db().scalars(select(AuditEvent).where(AuditEvent.action == "questionnaire:answer")).all()
    assert [(act.actor_id, act.subject_id, act.patient_id) for act in acts] == [
        (cast.ada.id, form, cast.ada.id)
    ] * 2
    assert all('"value"' not in act.detail for act in acts)


def _is_json(stored: bytes) -> bool:
    try:
        json.loads(stored)
    except ValueError:
        return False
    return True


def test_two_same_answers_look_different_on_disk(ada, form):
    give_all(ada, form, {"1": 2, "2": 2})
    one, other = db().scalars(select(ItemAnswer.value_sealed)).all()
    assert one[-17:] != other[-17:]


def test_answer_moved_to_another_item_does_not_open(cast, ada, ben, form):
    from telekat.core.writer import write

    give_all(ada, form, {"1": 3, "2": 0})

    @write
    def swap(work):
        work.db.execute(
            text(
                "UPDATE item_answer SET value_sealed = (SELECT value_sealed FROM item_answer WHERE item = '1')"
                " WHERE item = '2'"
            )
        )

    swap()
    shown = opened(ben, form)["answers"]
    assert shown["1"]["value"] == 3 and shown["2"]["value"] is None


def test_reading_is_in_the_trail(cast, ben, form):
    opened(ben, form)
    count = select(func.count()).where(
        AuditEvent.action == "questionnaire:open", AuditEvent.actor_id == cast.ben.id
    )
    assert db().scalar(count) == 1

"""Bad and late answers at both doors, for instruments whose items take odd values, and skip logic that clears."""

import json

import pytest

from telekat.core.database import db
from telekat.questionnaires import registry
from telekat.questionnaires.models import AnswerVersion, StoredScore
from tests.questionnaires.filling import assign, give, give_all, opened, submit

NO_SUCH = "01890000-0000-7000-8000-000000000000"


@pytest.fixture
def ben(cast, socket_of):
    return socket_of(cast.ben)


@pytest.fixture
def ada(cast, socket_of):
    return socket_of(cast.ada)


@pytest.fixture
def over_http(cast, browser_of):
    """Ada's answer by HTTP; the error's code and fields, or what was acknowledged."""
    browser = browser_of(cast.ada)

    def send(form, item, value, **more):
        return browser.post(f"/api/v1/questionnaires/{form}/answers", {"item": item, "value": value, **more})

    return send


def nothing_was_kept():
    return db().query(AnswerVersion).count() == 0


AUDIT_WRONG = [1, 3, 99, -2, True, False, "2", 2.0, 0.0, "", [2], {"value": 2}]


@pytest.mark.parametrize("item", ["9", "10"])
@pytest.mark.parametrize("value", [*AUDIT_WRONG, float("nan"), float("inf")])
def test_audits_last_items_take_0_2_and_4_over_the_socket(cast, ada, ben, item, value):
    form = assign(ben, cast.care, "audit")
    error = give(ada, form, item, value)["error"]
    assert (error["code"], error["fields"]) == ("invalid", {item: "takes 0, 2 or 4"})
    assert nothing_was_kept()


@pytest.mark.parametrize("value", AUDIT_WRONG)
def test_audits_last_items_take_0_2_and_4_over_http(cast, ben, over_http, value):
    answer = over_http(assign(ben, cast.care, "audit"), "9", value)
    assert (answer.status_code, answer.json["error"]["fields"]) == (422, {"9": "takes 0, 2 or 4"})
    assert nothing_was_kept()


def test_nan_is_no_json_over_http(cast, ben, browser_of):
    form = assign(ben, cast.care, "audit")
    ada = browser_of(cast.ada)
    for body in (
        '{"item": "9", "value": NaN}',
        '{"item": "9", "value": Infinity}',
        '{"item": "9", "value": 1e999}',
    ):
        answer = ada.client.post(
            f"/api/v1/questionnaires/{form}/answers",
            headers=ada.headers,
            data=body,
            content_type="application/json",
        )
        assert (answer.status_code, answer.json["error"]["code"]) == (422, "invalid")
    assert nothing_was_kept()


@pytest.mark.parametrize("item", ["0", "11", "6b", "one", "9 ", "gate"])
def test_unknown_item_is_named_at_both_doors(cast, ada, ben, over_http, item):
    form = assign(ben, cast.care, "audit")
    assert give(ada, form, item, 1)["error"]["fields"] == {item: "unknown item"}
    assert over_http(form, item, 1).json["error"]["fields"] == {item: "unknown item"}


def test_hidden_item_is_named_at_both_doors(cast, ada, ben, over_http):
    form = assign(ben, cast.care, "cssrs_screener_recent")
    give(ada, form, "2", 0)
    for error in (give(ada, form, "4", 1)["error"], over_http(form, "4", 1).json["error"]):
        assert (error["code"], list(error["fields"])) == ("invalid", ["4"])
    gated = assign(ben, cast.care, "pc_ptsd_5", "f2")
    assert list(give(ada, gated, "1", 1)["error"]["fields"]) == ["1"]


def test_answer_over_http_is_the_same_as_over_the_socket(cast, ada, ben, over_http):
    form = assign(ben, cast.care)
    assert over_http(form, "1", 2).json == {"rev": 1}
    assert [news["by"] for news in ben.heard_of("questionnaire:changed")] == [cast.ada.id]
    assert give(ben, form, "1", 3, base_rev=1)["rev"] == 2
    late = over_http(form, "1", 0, base_rev=1)
    assert late.status_code == 409
    assert (late.json["error"]["value"], late.json["error"]["rev"], late.json["error"]["by"]) == (3, 2, cast.ben.id)
    assert over_http(form, "9", 1).json["told"] is True


@pytest.mark.parametrize("name", ["cleo", "cora", "eve", "finn"])
def test_form_of_another_is_not_there_over_http(cast, ben, browser_of, name):
    form = assign(ben, cast.care)
    browser = browser_of(cast.everybody[name])
    for path, body in (("answers", {"item": "1", "value": 1}), ("submission", {})):
        answer = browser.post(f"/api/v1/questionnaires/{form}/{path}", body)
        assert answer.json["error"]["code"] in ("not_found", "forbidden")
        gone = browser.post(f"/api/v1/questionnaires/{NO_SUCH}/{path}", body)
        assert gone.json["error"] == answer.json["error"], "a stranger must not learn that the form exists"
    assert nothing_was_kept()


def test_submitted_form_is_a_conflict_at_both_doors(cast, ada, ben, over_http):
    form = assign(ben, cast.care)
    give(ada, form, "1", 1)
    submit(ada, form)
    assert give(ada, form, "2", 1)["error"]["code"] == "conflict"
    assert over_http(form, "2", 1).status_code == 409
    assert "2" not in opened(ben, form)["answers"]


@pytest.mark.parametrize(
    "more", [{"score": 27}, {"total": 3}, {"status": "completed"}, {"at": "2020-01-01T00:00:00Z"}]
)
def test_score_of_a_client_is_refused_at_both_doors(cast, ada, ben, browser_of, over_http, more):
    form = assign(ben, cast.care)
    (name,) = more
    for answer in (
        give(ada, form, "1", 1, **more),
        ada.call("questionnaire:submit", {"questionnaire": form, **more}),
        over_http(form, "1", 1, **more).json,
        browser_of(cast.ada).post(f"/api/v1/questionnaires/{form}/submission", more).json,
    ):
        assert answer["error"]["code"] == "invalid" and name in json.dumps(answer["error"]["fields"])
    assert opened(ada, form)["status"] == "in_progress" and nothing_was_kept()


def test_submitting_over_http_and_by_socket_is_one_submission(cast, ada, ben, browser_of):
    form = assign(ben, cast.care)
    give_all(ada, form, {str(number): 1 for number in range(1, 10)})
    first = browser_of(cast.ada).post(f"/api/v1/questionnaires/{form}/submission", {}).json
    again = submit(ben, form)
    assert first == {"status": "completed", "at": again["at"]}
    assert again["score"]["total"] == 9 and db().query(StoredScore).count() == 1
    assert len(ada.heard_of("questionnaire:submitted")) == 1


# --- Skip logic takes hidden answers out of the score ---


@pytest.mark.parametrize(
    ("instrument", "first", "then", "total"),
    [
        ("audit", {"1": 3, "2": 3, "3": 3, "4": 4, "5": 4, "6": 4, "7": 4, "8": 4, "9": 2, "10": 0}, {"1": 0}, 2),
        ("audit", {"1": 3, "2": 1, "3": 0, "4": 4, "9": 0, "10": 0}, {"2": 0}, 3),
        ("pc_ptsd_5", {"gate": 1, "1": 1, "2": 1, "3": 1, "4": 1, "5": 1}, {"gate": 0}, 0),
        ("wsas", {"not_working": 0, "1": 8, "2": 1, "3": 1, "4": 1, "5": 1}, {"not_working": 1}, 4),
    ],
)
def test_answers_that_a_skip_hides_stay_but_do_not_count(cast, ada, ben, instrument, first, then, total):
    form = assign(ben, cast.care, instrument)
    give_all(ada, form, first)
    give_all(ada, form, then)
    score = submit(ben, form)["score"]
    assert (score["total"], score["complete"]) == (total, True)
    assert "contradictory-answers" in score["notes"]
    assert set(opened(ben, form)["answers"]) == set(first)


@pytest.mark.parametrize("instrument", registry.all_instruments(), ids=lambda one: one.id)
def test_wrong_value_of_each_kind_is_refused_by_name_through_the_socket(cast, ben, instrument):
    form, item = assign(ben, cast.care, instrument.id), instrument.items[0].id
    for value in (99999, True, "1", 1.5, float("nan")):
        error = give(ben, form, item, value)["error"]
        assert (error["code"], list(error["fields"])) == ("invalid", [item]), value

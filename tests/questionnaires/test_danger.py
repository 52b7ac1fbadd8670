"""An answer that speaks of danger: alert and answer stand or fall together, and who hears what."""

import pytest
from sqlalchemy import func, select

from telekat.audit.models import AuditEvent
from telekat.core.database import db
from telekat.questionnaires.actions import watching
from telekat.questionnaires.models import AnswerVersion, ItemAnswer
from telekat.safety.models import Alert
from tests.questionnaires.filling import assign, give, set_forms, submit


@pytest.fixture
def ben(cast, socket_of):
    return socket_of(cast.ben)


@pytest.fixture
def ada(cast, socket_of):
    return socket_of(cast.ada)


@pytest.fixture
def form(cast, ben):
    return assign(ben, cast.care)


def alerts():
    return db().scalars(select(Alert)).all()


@pytest.mark.parametrize("value", [1, 2, 3])
def test_item_nine_raises_an_alert_while_it_is_answered(cast, ada, ben, form, value):
    assert give(ada, form, "9", value) == {"ok": True, "rev": 1, "told": True}
    (alert,) = alerts()
    assert (alert.patient_id, alert.cause_id, alert.level, alert.state) == (cast.ada.id, form, "high", "open")
    assert alert.owner_id == cast.ben.id
    (news,) = ben.heard_of("alert:raised")
    assert news["alert"] == alert.id and news["patient"] == {"id": cast.ada.id, "name": "Ada Byron"}
    assert news["cause"] == {"kind": "questionnaire", "id": form, "item": "9"}


def test_not_at_all_raises_none(ada, form):
    assert give(ada, form, "9", 0) == {"ok": True, "rev": 1}
    assert alerts() == []


def test_care_team_hears_it_and_nobody_else(cast, socket_of, ada, ben, form):
    others = {name: socket_of(cast.everybody[name]) for name in ("theo", "cleo", "cora", "eve", "finn")}
    give(ada, form, "9", 2)
    (news,) = others.pop("theo").heard_of("alert:raised")
    assert news["what"] == "PHQ-9 question 9: “More than half the days”"
    assert all(socket.heard == [] for socket in others.values())
    assert [name for name, _ in ada.heard if name.startswith("alert")] == []


def test_answer_and_alert_fall_together(cast, ada, ben, form, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError("no room for an alert")

    ada.heard.clear()
    monkeypatch.setattr(watching.safety, "raise_alert", fail)
    assert give(ada, form, "9", 3)["ok"] is False
    assert alerts() == []
    assert db().scalar(select(func.count()).select_from(ItemAnswer)) == 0
    assert ada.heard == [] and ben.heard_of("questionnaire:changed") == []


def test_alert_falls_when_the_answer_cannot_be_recorded(cast, ada, ben, form, monkeypatch):
    real = watching.safety.raise_alert

    def raise_then_fail(*args, **kwargs):
        real(*args, **kwargs)
        raise RuntimeError("the disk hesitates")

    monkeypatch.setattr(watching.safety, "raise_alert", raise_then_fail)
    assert give(ada, form, "9", 3)["ok"] is False
    assert alerts() == [] and ben.heard_of("alert:raised") == []
    assert db().scalar(select(func.count()).where(AuditEvent.action == "alert:raise")) == 0


def test_one_alert_for_a_form_while_it_is_not_closed(ada, ben, form):
    give(ada, form, "9", 1)
    give(ada, form, "9", 3)
    give(ada, form, "9", 0)
    give(ada, form, "9", 2)
    assert len(alerts()) == 1
    assert len(ben.heard_of("alert:raised")) == 1
    assert ben.heard_of("alert:updated")[-1]["what"].endswith("“More than half the days”")


def test_alert_stays_when_the_answer_is_taken_back(ada, form):
    give(ada, form, "9", 2)
    give(ada, form, "9", None)
    assert [alert.state for alert in alerts()] == ["open"]


def test_new_alert_after_the_first_was_closed(ada, ben, form):
    give(ada, form, "9", 2)
    closing = {"alert": alerts()[0].id, "outcome": "safety_plan", "note": "Plan agreed."}
    assert ben.call("alert:close", closing)["ok"]
    give(ada, form, "1", 1)
    assert len(alerts()) == 1, "another item must not raise it again"
    give(ada, form, "9", 3)
    assert sorted(alert.state for alert in alerts()) == ["closed", "open"]


def test_each_form_has_its_own_alert(cast, ada, ben, form):
    give(ada, form, "9", 1)
    give(ada, assign(ben, cast.care, client_id="f2"), "9", 1)
    assert len(alerts()) == 2


def test_dangerous_answer_that_loses_a_conflict_is_told_all_the_same(ada, ben, form):
    give(ben, form, "9", 0, base_rev=0)
    refused = give(ada, form, "9", 3, base_rev=0)["error"]
    assert refused["code"] == "conflict" and refused["told"] is True
    assert len(alerts()) == 1


def test_dangerous_answer_that_comes_late_is_told_all_the_same(ada, ben, form):
    give(ben, form, "9", 0)
    submit(ben, form)
    refused = give(ada, form, "9", 3)["error"]
    assert refused["code"] == "conflict" and refused["told"] is True
    assert len(alerts()) == 1
    assert [row.fate for row in db().scalars(select(AnswerVersion).order_by(AnswerVersion.answered_at))] == [
        "kept",
        "late",
    ]


def test_skip_logic_form_raises_by_level(cast, ada, ben):
    form = assign(ben, cast.care, "cssrs_screener_recent")
    give(ada, form, "1", 1)
    give(ada, form, "2", 1)
    assert len(alerts()) == 1
    give(ada, form, "4", 1)
    assert len(alerts()) == 2, "intent is more than a wish, and is told anew"
    give(ada, form, "5", 1)
    assert len(alerts()) == 2


def test_flag_that_is_no_danger_to_life_is_a_moderate_alert_without_crisis_help(cast, ada, ben):
    form = assign(ben, cast.care, "pcl5")
    assert "told" not in give(ada, form, "16", 4)
    assert [alert.level for alert in alerts()] == ["moderate"]


def test_alert_lies_sealed_and_is_in_the_trail(cast, ada, form):
    give(ada, form, "9", 2)
    (alert,) = alerts()
    for word in (b"question", b"More than half", b"suicid"):
        assert word not in alert.cause_sealed
    assert "suicid" not in alert.cause_key
    act = db().scalar(select(AuditEvent).where(AuditEvent.action == "alert:raise"))
    assert (act.actor_id, act.subject_id, act.patient_id) == (cast.ada.id, alert.id, cast.ada.id)
    assert "9" not in act.detail and "suicid" not in act.detail


def test_no_word_of_it_lies_readable_in_the_database(built, ada, form):
    give(ada, form, "9", 2)
    for file in built.database.parent.glob("telekat.db*"):
        content = file.read_bytes()
        assert b"suicid" not in content and b"More than half" not in content


def test_who_takes_an_alert_about_something_else_has_not_seen_the_risk_answer(cast, ada, ben):
    form = assign(ben, cast.care, "ketamine_side_effects")
    assert give(ada, form, "37", 1)["told"] is True
    assert "told" not in give(ada, form, "23", 2)
    bladder = next(alert for alert in alerts() if alert.cause_kind == "questionnaire_other")
    assert ben.call("alert:acknowledge", {"alert": bladder.id})["ok"]
    assert [news for news in ada.heard_of("help:seen") if news.get("questionnaire") == form] == []
    told = ada.call("questionnaire:open", {"questionnaire": form})["help"]
    assert told == {"told": True, "seen": None}


# --- Totals that the practice wants looked at ---

EIGHTEEN = {str(number): 3 for number in range(1, 7)}


def totals_told():
    return [alert for alert in alerts() if alert.cause_kind == "questionnaire_other"]


def answer_all(socket, form, values):
    for item, value in values.items():
        assert give(socket, form, item, value)["ok"]


def test_total_is_told_when_an_answer_brings_it_there_and_only_then(ada, ben, form):
    answer_all(ada, form, EIGHTEEN)
    give(ada, form, "7", 1)
    assert totals_told() == []
    give(ada, form, "7", 2)
    (alert,) = totals_told()
    assert alert.level == "moderate"
    (news,) = ben.heard_of("alert:raised")
    assert news["what"] == "PHQ-9: the answers so far add up to 20 or more"
    give(ada, form, "8", 3)
    assert len(totals_told()) == 1 and ben.heard_of("alert:updated") == []


def test_patient_is_not_told_of_an_alert_about_a_total(ada, form):
    answer_all(ada, form, EIGHTEEN)
    assert give(ada, form, "7", 3) == {"ok": True, "rev": 1}
    assert [name for name, _ in ada.heard if name.startswith("alert")] == []


@pytest.mark.parametrize(("limit", "count"), [(17, 1), (18, 1), (19, 0), (None, 0)])
def test_practice_sets_the_total_or_none(cast, ada, form, limit, count):
    set_forms(cast, review_totals={} if limit is None else {"phq9": limit})
    answer_all(ada, form, EIGHTEEN)
    assert len(totals_told()) == count


def test_mean_is_told_once_it_is_complete(cast, ada, ben):
    set_forms(cast, review_totals={"peg": 5})
    form = assign(ben, cast.care, "peg")
    answer_all(ada, form, {"1": 10, "2": 4})
    assert totals_told() == []
    give(ada, form, "3", 4)
    assert len(totals_told()) == 1

"""Emergency access: who may, what for, what they then see, who is told, and that it ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from telekat.accounts.actions.sign_in import open_login
from telekat.audit.models import AuditEvent
from telekat.break_glass import actions, queries
from telekat.core import clock, database
from telekat.core.database import db
from telekat.core.errors import NotFound
from telekat.core.writer import write
from telekat.home.queries.opened_record import read_record
from telekat.policy import TABLE, Relation, Role

REASON = "Her mother is on the phone and says that she has left the house."
SENT = {"name": "ada  byron", "birth_date": "1985-12-10", "category": "emergency", "reason": REASON}
PASSWORD = "correct horse battery staple"


@pytest.fixture
def opened(cast):
    """Cleo has opened Ada's record."""
    glass_id = actions.open_record(cast.cleo.principal, **SENT)
    database.forget_snapshot()
    return glass_id


@write
def damage(work, statement):
    work.db.execute(text(statement))


def audited(action):
    database.forget_snapshot()
    return list(db().scalars(select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.seq)))


# --- Who may, and on what terms ---


@pytest.mark.parametrize("name", ["ada", "finn", "cora", "eve"])
def test_patients_coordinators_and_administrators_never_open_a_record(cast, browser_of, name):
    browser = browser_of(getattr(cast, name))
    for path in ("/emergency-access/new", "/emergency-access/x"):
        assert browser.get(path).status_code == 403
    assert browser.post("/api/v1/emergency-access", SENT).json["error"]["code"] == "forbidden"
    assert audited("break_glass:open")[-1].outcome == "refused"


def test_opened_record_gives_only_clinicians_anything_and_never_more_than_reading():
    rows = [row for row in TABLE if row.relation is Relation.BREAK_GLASS]
    assert {role for row in rows for role in row.roles} == {Role.PSYCHIATRIST, Role.THERAPIST}
    assert {row.action.value.partition(":")[2] for row in rows} <= {
        "read",
        "summary",
        "list",
        "open",
        "score",
        "text",
    }


def test_without_the_password_in_five_minutes_nothing_happens(cast, browser_of):
    cleo = browser_of(cast.cleo)
    with clock.set_to(clock.now() + timedelta(minutes=6)):
        answer = cleo.post("/api/v1/emergency-access", SENT)
        assert (answer.status_code, answer.json["error"]["code"]) == (403, "reauth_required")
        assert queries.open_records(cast.cleo.principal) == []
        assert "/prove?next=" in cleo.get("/emergency-access/new").headers["Location"]
        wrong = cleo.post("/api/v1/session/proof", {"password": "no"})
        assert wrong.json["error"]["code"] == "invalid"
        assert cleo.post("/api/v1/emergency-access", SENT).json["error"]["code"] == "reauth_required"
        assert cleo.post("/api/v1/session/proof", {"password": PASSWORD}).json["seconds"] == 300
        assert cleo.post("/api/v1/emergency-access", SENT).status_code == 201


def test_old_token_is_dead_once_the_password_was_given_again(cast, browser_of):
    before, after = browser_of(cast.cleo), browser_of(cast.cleo)
    assert after.form("/prove", {"password": PASSWORD, "next": "/emergency-access/new"}).status_code == 303
    assert after.get("/emergency-access/new").status_code == 200
    assert before.get("/api/v1/me").status_code == 401


def test_password_is_not_guessed_by_trying(cast, browser_of):
    cleo = browser_of(cast.cleo)
    answers = [cleo.post("/api/v1/session/proof", {"password": f"guess {n}"}) for n in range(6)]
    assert [one.status_code for one in answers] == [422] * 5 + [429]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": "x" * 19}, "reason"),
        ({"reason": " " * 30}, "reason"),
        ({"category": "curious"}, "category"),
        ({"name": "Ada"}, "name"),
        ({"birth_date": "1985-12-11"}, "name"),
    ],
)
def test_what_is_missing_is_named_and_opens_nothing(cast, browser_of, change, field):
    answer = browser_of(cast.cleo).post("/api/v1/emergency-access", SENT | change)
    assert (answer.status_code, list(answer.json["error"]["fields"])) == (422, [field])
    assert queries.open_records(cast.cleo.principal) == []


def test_nobody_tries_out_who_is_a_patient_here(cast, browser_of):
    cleo = browser_of(cast.cleo)
    guesses = [cleo.post("/api/v1/emergency-access", SENT | {"name": f"Somebody {n}"}) for n in range(6)]
    assert guesses[-1].json["error"]["code"] == "rate_limited"
    assert [one.outcome for one in audited("break_glass:open")] == ["refused"] * 5


def test_care_team_is_sent_to_the_room_and_one_record_is_open_at_a_time(cast, opened, browser_of):
    assert browser_of(cast.ben).post("/api/v1/emergency-access", SENT).status_code == 409
    assert browser_of(cast.cleo).post("/api/v1/emergency-access", SENT).status_code == 409


# --- What it shows ---


def test_record_shows_everything_and_offers_nothing_to_change(cast, opened, browser_of, socket_of):
    socket_of(cast.ada).call("message:send", {"room": cast.care, "client_id": "1", "body": "raw since Sunday"})
    socket_of(cast.theo).call(
        "message:send", {"room": cast.staff_room, "client_id": "2", "body": "ask about sleep"}
    )
    page = browser_of(cast.cleo).get(f"/emergency-access/{opened}").text
    for words in (
        "Ada Byron",
        "10 December 1985",
        "raw since Sunday",
        "ask about sleep",
        "To read only",
        "Dr Ben Okri",
    ):
        assert words in page
    main = page.partition("<main")[2].partition("</main>")[0]
    assert "<form" not in main and "<textarea" not in main


def test_form_shows_its_answers_and_anothers_form_does_not(cast, opened, browser_of, socket_of):
    given = {"instrument": "phq9", "client_id": "f"}
    hers = socket_of(cast.ben).call("questionnaire:assign", {"room": cast.care, **given})["questionnaire"]
    finns = socket_of(cast.cleo).call("questionnaire:assign", {"room": cast.finns_care, **given})["questionnaire"]
    socket_of(cast.ada).call("questionnaire:answer", {"questionnaire": hers, "item": "1", "value": 2})
    cleo = browser_of(cast.cleo)
    page = cleo.get(f"/emergency-access/{opened}/forms/{hers}").text
    assert "Little interest" in page and "More than half the days" in page
    assert cleo.get(f"/emergency-access/{opened}/forms/{finns}").status_code == 404
    assert cleo.get(f"/forms/{hers}").status_code == 404


def test_open_alert_is_not_hidden_from_whoever_reads_in_an_emergency(cast, opened, browser_of, socket_of):
    ben, ada = socket_of(cast.ben), socket_of(cast.ada)
    form = ben.call("questionnaire:assign", {"room": cast.care, "instrument": "phq9", "client_id": "f"})[
        "questionnaire"
    ]
    ada.call("questionnaire:answer", {"questionnaire": form, "item": "9", "value": 3})
    page = browser_of(cast.cleo).get(f"/emergency-access/{opened}").text
    assert "PHQ-9 question 9" in page and "High risk" in page


EVENTS = {
    "room:enter": {},
    "message:send": {"client_id": "x", "body": "hello"},
    "message:since": {"after_seq": 0},
    "message:read": {"seq": 0},
    "message:received": {"seq": 0},
    "typing": {"on": True},
    "questionnaire:assign": {"instrument": "phq9", "client_id": "x"},
}


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_no_event_is_taken_from_whoever_only_reads(cast, opened, socket_of, event):
    for room in (cast.care, cast.staff_room, cast.front_desk):
        answer = socket_of(cast.cleo).call(event, {"room": room, **EVENTS[event]})
        assert answer["error"]["code"] == "not_found"


def test_no_other_page_or_call_opens_by_it(cast, opened, browser_of):
    cleo = browser_of(cast.cleo)
    for path in (f"/rooms/{cast.care}", f"/api/v1/rooms/{cast.care}/messages", f"/api/v1/rooms/{cast.care}"):
        assert cleo.get(path).status_code == 404
    assert [one["name"] for one in cleo.get("/api/v1/day").json["patients"]] == ["Finn Moss"]


def test_line_stands_over_every_page_while_it_lasts(cast, opened, browser_of):
    cleo = browser_of(cast.cleo)
    for path in ("/day", f"/emergency-access/{opened}", f"/rooms/{cast.finns_care}", "/alerts", "/account"):
        assert "You have the record of Ada Byron open" in cleo.get(path).text, path
    assert "You have the record" not in browser_of(cast.ben).get("/day").text
    cleo.post(f"/emergency-access/{opened}/end")
    assert "You have the record" not in cleo.get("/day").text


# --- Written down first, told at once, looked at, ended ---


def test_look_that_cannot_be_written_down_does_not_happen(cast, opened, browser_of):
    damage("ALTER TABLE audit_event RENAME TO audit_away")
    answer = browser_of(cast.cleo).get(f"/emergency-access/{opened}")
    assert answer.status_code >= 500 and "Ada Byron" not in answer.text.partition("<main")[2]


def test_opening_that_cannot_be_written_down_does_not_happen(cast, browser_of):
    damage("ALTER TABLE audit_event RENAME TO audit_away")
    assert browser_of(cast.cleo).post("/api/v1/emergency-access", SENT).status_code >= 500
    damage("ALTER TABLE audit_away RENAME TO audit_event")
    database.forget_snapshot()
    assert queries.open_records(cast.cleo.principal) == []


def test_every_look_is_in_the_trail_without_a_word_of_the_reason(cast, opened, browser_of):
    browser_of(cast.cleo).get(f"/emergency-access/{opened}")
    browser_of(cast.cleo).get(f"/emergency-access/{opened}")
    assert [(one.actor_id, one.patient_id) for one in audited("break_glass:read")] == [
        (cast.cleo.id, cast.ada.id)
    ] * 2
    (first,) = audited("break_glass:open")
    assert "mother" not in first.detail and '"emergency"' in first.detail


def test_care_team_and_administrators_hear_at_once_and_nobody_else(cast, socket_of):
    sockets = {name: socket_of(member) for name, member in cast.everybody.items()}
    glass_id = actions.open_record(cast.cleo.principal, **SENT)
    heard = {name for name, one in sockets.items() if one.heard_of("break_glass:opened")}
    assert heard == {"ben", "theo", "eve"}
    assert sockets["ben"].heard_of("break_glass:opened")[0]["id"] == glass_id


def test_it_stands_on_the_teams_day_until_somebody_has_looked_at_it(cast, opened, browser_of):
    ben = browser_of(cast.ben)
    (line,) = ben.get("/api/v1/day").json["openings"]
    assert line["what"] == "Dr Cleo Voss opened the record of Ada Byron"
    assert line["what"] in ben.get("/day").text and REASON in ben.get("/emergency-access").text
    assert browser_of(cast.cleo).get("/api/v1/day").json["openings"] == []
    done = ben.form(f"/emergency-access/{opened}/review", {"verdict": "in_order", "note": "I was on a flight."})
    assert done.status_code == 303
    assert ben.get("/api/v1/day").json["openings"] == []
    assert "I was on a flight." in browser_of(cast.theo).get("/emergency-access").text
    again = browser_of(cast.theo).form(f"/emergency-access/{opened}/review", {"verdict": "question"})
    assert again.status_code == 409


def test_administrator_looks_at_it_and_reads_no_reason(cast, opened, browser_of):
    eve = browser_of(cast.eve)
    page = eve.get("/emergency-access").text
    assert "Dr Cleo Voss opened the record of Ada Byron" in page and "mother" not in page
    assert eve.form(f"/emergency-access/{opened}/review", {"verdict": "curious"}).status_code == 422
    assert eve.form(f"/emergency-access/{opened}/review", {"verdict": "question"}).status_code == 303


@pytest.mark.parametrize("name", ["ada", "finn", "cora", "cleo"])
def test_nobody_else_looks_at_it_and_nobody_at_their_own(cast, opened, browser_of, name):
    answer = browser_of(getattr(cast, name)).form(f"/emergency-access/{opened}/review", {"verdict": "in_order"})
    assert answer.status_code in (403, 404)
    assert len(queries.to_review(cast.ben.principal)) == 1


def test_opening_nobody_looked_at_for_three_days_is_marked(cast, opened):
    with clock.set_to(clock.now() + timedelta(hours=73)):
        assert [one.is_late for one in queries.to_review(cast.eve.principal)] == [True]
    assert [one.is_late for one in queries.to_review(cast.eve.principal)] == [False]


def test_patient_sees_it_in_their_own_list(cast, opened, browser_of):
    page = browser_of(cast.ada).get("/record-access").text
    assert "Dr Cleo Voss" in page and "your record by emergency access" in page


@pytest.mark.parametrize(("seconds", "is_open"), [(-1, True), (0, False)])
def test_it_ends_after_an_hour(cast, opened, seconds, is_open):
    ends_at = queries.open_records(cast.cleo.principal)[0].ends_at
    with clock.set_to(ends_at + timedelta(seconds=seconds)):
        assert can_read(cast.cleo.principal, opened) is is_open


def test_it_ends_with_the_login(cast, opened):
    later = open_login(cast.cleo.id).principal
    database.forget_snapshot()
    assert can_read(cast.cleo.principal, opened)
    assert not can_read(later, opened) and queries.open_records(later) == []


def test_it_ends_when_its_person_says_so(cast, opened):
    actions.end_reading(cast.cleo.principal, opened)
    assert not can_read(cast.cleo.principal, opened)
    with pytest.raises(NotFound):
        actions.end_reading(cast.ben.principal, opened)


def can_read(who, glass_id):
    try:
        return bool(read_record(who, glass_id, {}))
    except NotFound:
        return False


def test_reason_is_sealed(cast, opened):
    stored = db().execute(text("SELECT reason_sealed FROM broken_glass")).scalar_one()
    assert b"mother" not in stored

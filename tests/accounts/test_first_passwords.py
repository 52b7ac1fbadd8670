"""A new first password for somebody who has lost theirs: who may give it, what ends, what is recorded and said."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from telekat.accounts.models import Login, User
from telekat.admin.record_words import act_words
from telekat.audit.models import AuditEvent
from telekat.core import clock, database
from telekat.core.database import db
from telekat.core.writer import write
from telekat.notifications.models import Notice
from telekat.notifications.wording import Kind, mail_for
from tests.accounts.handing import DOOR, SHOWN, fresh, give, sign_in

OLD = "correct horse battery staple"


def stored(member):
    database.forget_snapshot()
    return db().get(User, member.id).password_hash


@pytest.mark.parametrize(("giver", "name"), [("cora", "ada"), ("eve", "ben"), ("eve", "cora")])
def test_lost_password_is_replaced_and_the_new_one_is_shown_once(cast, browser_of, giver, name):
    member = getattr(cast, name)
    page = give(browser_of, getattr(cast, giver), member, giver)
    assert page.status_code == 200 and member.email in page.text
    (password,) = SHOWN.findall(page.text)
    assert sign_in(browser_of(None), name, OLD).status_code == 401
    assert sign_in(browser_of(None), name, password).status_code == 200
    assert password not in browser_of(fresh(getattr(cast, giver))).get(DOOR[giver].format(member.id)).text


def test_every_sign_in_ends_with_its_sockets_and_that_place_is_told(cast, browser_of, socket_of):
    ada, ear = browser_of(cast.ada), socket_of(cast.ada)
    bystander = socket_of(cast.ben)
    give(browser_of, cast.cora, cast.ada, "cora")
    assert ada.get("/api/v1/me").status_code == 401
    assert ear.heard_of("session:ended") == [{"reason": "password_changed"}]
    assert bystander.heard_of("session:ended") == []
    assert "Your password was changed." in ada.get("/sign-in").text


def test_it_is_recorded_without_the_password(cast, browser_of):
    page = give(browser_of, cast.cora, cast.ada, "cora")
    database.forget_snapshot()
    (event,) = db().scalars(select(AuditEvent).where(AuditEvent.action == "account:password")).all()
    assert (event.actor_id, event.patient_id, event.outcome) == (cast.cora.id, cast.ada.id, "ok")
    assert SHOWN.findall(page.text)[0] not in (event.detail or "")
    assert act_words("account:password") == "Give a new first password"


@pytest.mark.parametrize(
    ("giver", "name", "door"),
    [
        ("cora", "ben", "eve"),  # a coordinator gives staff none
        ("cora", "ben", "cora"),
        ("cora", "ada", "eve"),  # nor a patient by the admin's door
        ("eve", "ada", "cora"),  # an admin gives patients none
        ("eve", "ada", "eve"),
    ],
)
def test_each_gives_only_to_their_own_kind(cast, browser_of, giver, name, door):
    member, browser = getattr(cast, name), browser_of(fresh(getattr(cast, giver)))
    before = stored(member)
    assert browser.get(DOOR[door].format(member.id)).status_code == 404
    assert browser.form(DOOR[door].format(member.id), {}).status_code == 404
    assert stored(member) == before


@pytest.mark.parametrize("giver", ["ada", "ben", "theo", "finn"])
@pytest.mark.parametrize("door", ["cora", "eve"])
def test_patients_and_clinicians_give_none(cast, browser_of, giver, door):
    browser, before = browser_of(fresh(getattr(cast, giver))), stored(cast.cleo)
    assert browser.form(DOOR[door].format(cast.cleo.id), {}).status_code == 403
    assert stored(cast.cleo) == before


def test_nobody_gives_themself_one(cast, browser_of):
    before = stored(cast.eve)
    answer = give(browser_of, cast.eve, cast.eve, "eve")
    assert answer.status_code == 409 and "change yourself" in answer.text
    assert stored(cast.eve) == before
    assert "New first password" not in browser_of(cast.eve).get(f"/admin/people/{cast.eve.id}").text


def test_closed_account_gets_none(cast, browser_of):
    browser_of(cast.eve).form(f"/admin/people/{cast.ben.id}/close", {})
    before = stored(cast.ben)
    answer = give(browser_of, cast.eve, cast.ben, "eve")
    assert answer.status_code == 409 and "closed" in answer.text
    assert stored(cast.ben) == before


@pytest.mark.parametrize(("giver", "name"), [("cora", "ada"), ("eve", "ben")])
def test_browser_left_open_must_give_its_own_password_first(cast, browser_of, giver, name):
    @write
    def age(work):
        work.db.get(Login, getattr(cast, giver).principal.login_id).created_at = clock.now() - timedelta(minutes=6)

    age()
    member, browser = getattr(cast, name), browser_of(getattr(cast, giver))
    before, path = stored(member), DOOR[giver].format(member.id)
    for answer in (browser.get(path), browser.form(path, {})):
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/prove?next={path}")
    assert stored(member) == before


def test_who_was_held_back_for_wrong_tries_gets_in_at_once(cast, browser_of):
    for _ in range(6):
        sign_in(browser_of(None), "ada", "not the right one at all")
    (password,) = SHOWN.findall(give(browser_of, cast.cora, cast.ada, "cora").text)
    assert sign_in(browser_of(None), "ada", password).status_code == 200


def test_page_asks_first_and_says_what_ends(cast, browser_of):
    before = stored(cast.ada)
    page = browser_of(fresh(cast.cora)).get(f"/patients/{cast.ada.id}/password").text
    assert "A new first password for Ada Byron" in page and "signed out everywhere" in page
    assert stored(cast.ada) == before
    assert f"/patients/{cast.ada.id}/password" in browser_of(cast.cora).get(f"/patients/{cast.ada.id}").text
    assert f"/admin/people/{cast.ben.id}/password" in browser_of(cast.eve).get(f"/admin/people/{cast.ben.id}").text


def test_sign_in_page_says_who_helps(cast, browser_of):
    page = browser_of(None).get("/sign-in").text
    assert "They give you a new first password by phone" in page
    assert "An administrator of the practice gives you one." in page


@pytest.mark.parametrize(("giver", "name"), [("cora", "ada"), ("eve", "ben")])
def test_where_to_sign_in_is_shown_whole(cast, browser_of, app, giver, name):
    page = give(browser_of, getattr(cast, giver), getattr(cast, name), giver)
    assert f">{app.config['TELEKAT'].public_url}/sign-in<" in page.text
    assert app.config["TELEKAT"].public_url.startswith("http")


@pytest.mark.parametrize(
    ("giver", "path", "sent"),
    [
        ("cora", "/patients/new", {"email": "ifeoma@example.org", "name": "Ifeoma Bello"}),
        ("eve", "/admin/people", {"email": "rosa@example.org", "name": "Rosa Lane", "role": "therapist"}),
    ],
)
def test_new_account_is_told_the_whole_address_too(cast, browser_of, app, giver, path, sent):
    page = browser_of(getattr(cast, giver)).form(path, sent)
    assert f">{app.config['TELEKAT'].public_url}/sign-in<" in page.text and SHOWN.findall(page.text)


# --- Its person is told by mail (A-14) ---


def told():
    database.forget_snapshot()
    return [(row.user_id, row.kind, row.patient_id) for row in db().scalars(select(Notice))]


@pytest.mark.parametrize(("giver", "name"), [("cora", "ada"), ("eve", "ben")])
def test_whoever_gets_a_new_one_is_told_and_nobody_else(cast, browser_of, giver, name):
    give(browser_of, getattr(cast, giver), getattr(cast, name), giver)
    assert told() == [(getattr(cast, name).id, "password", None)]
    assert "A changed password" in browser_of(cast.eve).get("/admin/notices").text


def test_refused_change_tells_nobody(cast, browser_of):
    give(browser_of, cast.eve, cast.eve, "eve")
    assert told() == []


def test_changing_ones_own_is_told_too(cast, browser_of):
    sent = {"current": OLD, "new": "a lamp left on for you"}
    assert browser_of(cast.ada).put("/api/v1/me/password", sent).status_code == 200
    assert told() == [(cast.ada.id, "password", None)]


def test_mail_says_neither_who_nor_what_for(cast):
    mail = mail_for(Kind.PASSWORD, "", "https://care.example/sign-in")
    text = (mail.subject + mail.body).lower()
    assert "https://care.example/sign-in" in text and "call your practice" in text
    for word in ("ada", "byron", "patient", "ketamin", "psych", "clinic"):
        assert word not in text

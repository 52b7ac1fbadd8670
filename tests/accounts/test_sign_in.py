"""Signing in and out: one answer for every failure, waits that grow, cookies out of scripts' reach."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from telekat.accounts import passwords, queries, throttle
from telekat.accounts.actions import logins, people
from telekat.accounts.actions import sign_in as sign_ins
from telekat.accounts.models import Login, Throttle, User
from telekat.core import client_address, clock, database
from telekat.core.database import db
from telekat.core.errors import Conflict, Invalid
from telekat.core.writer import write
from telekat.notifications.models import Notice
from telekat.notifications.wording import Kind, mail_for
from telekat.policy import Role
from telekat.practice.queries import practice

PASSWORD = "correct horse battery staple"


def sign_in(browser, email="ada@example.org", password=PASSWORD):
    return browser.post("/api/v1/session", {"email": email, "password": password})


def test_right_password_opens_a_login(cast, browser_of):
    browser = browser_of(None)
    answer = sign_in(browser)
    assert answer.status_code == 200
    assert answer.json["user"] == {"id": cast.ada.id, "name": "Ada Byron", "role": "patient"}
    cookie = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith("telekat="))
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie and "Domain" not in cookie
    assert browser.get("/api/v1/me").json["user"]["id"] == cast.ada.id


def test_token_itself_is_not_stored(cast, browser_of):
    browser = browser_of(None)
    sign_in(browser)
    token = browser.client.get_cookie("telekat").value
    hashes = db().scalars(select(Login.token_hash)).all()
    assert token not in hashes and queries.token_hash(token) in hashes


def test_every_failure_looks_the_same(cast, browser_of):
    people.disable_user(cast.eve.principal, cast.theo.id)
    answers = [
        sign_in(browser_of(None), "nobody@example.org"),
        sign_in(browser_of(None), "ada@example.org", "wrong password here"),
        sign_in(browser_of(None), "theo@example.org"),
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.data for answer in answers}) == 1


def test_address_is_found_in_any_case(cast, browser_of):
    assert sign_in(browser_of(None), " Ada@Example.ORG ").status_code == 200


def test_guesser_waits_longer_and_longer(cast, browser_of):
    for _ in range(5):
        assert sign_in(browser_of(None), password="wrong password here").status_code == 401
    blocked = sign_in(browser_of(None))
    assert blocked.status_code == 429 and blocked.json["error"]["code"] == "rate_limited"
    assert 20 <= int(blocked.headers["Retry-After"]) <= 30


def test_owner_gets_in_from_a_known_browser_while_a_guesser_is_blocked(cast, browser_of):
    owner = browser_of(None)
    sign_in(owner)
    for _ in range(6):
        sign_in(browser_of(None), password="wrong password here")
    assert sign_in(browser_of(None)).status_code == 429
    owner.client.delete_cookie("telekat")
    assert sign_in(owner).status_code == 200


def test_wait_ends(cast, browser_of):
    for _ in range(5):
        sign_in(browser_of(None), password="wrong password here")

    @write
    def later(work):
        for row in work.db.scalars(select(Throttle)):
            row.blocked_until = clock.now() - timedelta(seconds=1) if row.blocked_until else None

    later()
    assert sign_in(browser_of(None)).status_code == 200
    assert db().scalar(select(Throttle).where(Throttle.key.startswith("account:"))) is None


def guesses(count, browser_of, email="ada@example.org"):
    """So many wrong passwords, each when its wait is over; the last one's answer."""

    @write
    def wait(work):
        for row in work.db.scalars(select(Throttle)):
            row.blocked_until = None

    for _ in range(count):
        wait()
        answer = sign_in(browser_of(None), email, "wrong password here")
        assert answer.status_code == 401
    return answer


def test_a_hundred_failures_in_a_day_are_told_to_their_person_and_lock_nobody_out(cast, browser_of):
    def told():
        return db().scalars(select(Notice).where(Notice.kind == Kind.GUESSING)).all()

    unknown = guesses(100, browser_of, "nobody@example.org")
    assert told() == []
    guesses(99, browser_of)
    assert told() == []
    assert guesses(1, browser_of).data == unknown.data
    assert [notice.user_id for notice in told()] == [cast.ada.id]
    guesses(5, browser_of)
    assert len(told()) == 1
    with clock.set_to(clock.now() + timedelta(minutes=16)):
        assert sign_in(browser_of(None)).status_code == 200
    mail = mail_for(Kind.GUESSING, "", "https://care.example/sign-in")
    assert "Ada" not in mail.body and "https://care.example/sign-in" in mail.body


def test_forwarded_address_of_a_stranger_is_not_believed(cast, browser_of):
    for number in range(21):
        browser_of(None).post(
            "/api/v1/session",
            {"email": f"nobody{number}@example.org", "password": "wrong password here"},
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        )
    assert sign_in(browser_of(None)).status_code == 429


def test_sixty_sign_ins_a_minute_are_the_most_from_one_address_whoever_it_is(cast, browser_of, monkeypatch):
    """The right ones count too: whoever knows one password must not keep the hashing busy for everybody."""
    monkeypatch.setattr(sign_ins, "_tries_per_minute", throttle.TRIES_PER_MINUTE)  # production's
    address = {"environ_base": {"REMOTE_ADDR": "2001:db8::1"}}
    sent = {"email": "ada@example.org", "password": PASSWORD}
    began = clock.now()
    with clock.set_to(began):
        for number in range(60):
            answer = browser_of(None).post("/api/v1/session", sent, **address)
            assert answer.status_code == 200, number
        blocked = browser_of(None).post("/api/v1/session", sent, **address)
        assert blocked.status_code == 429 and 50 <= int(blocked.headers["Retry-After"]) <= 60
        neighbour = {"environ_base": {"REMOTE_ADDR": "2001:db8::ffff:2"}}
        assert browser_of(None).post("/api/v1/session", sent, **neighbour).status_code == 429
        assert sign_in(browser_of(None)).status_code == 200
    with clock.set_to(began + timedelta(seconds=61)):
        assert browser_of(None).post("/api/v1/session", sent, **address).status_code == 200


def test_behind_a_proxy_of_ours_one_guesser_does_not_lock_the_practice_out(cast, browser_of):
    client_address.start(client_address.networks("127.0.0.1"))
    try:
        for number in range(21):
            sent = {"email": f"nobody{number}@example.org", "password": "wrong password here"}
            guessed = browser_of(None).post(
                "/api/v1/session", sent, headers={"X-Forwarded-For": f"192.0.2.{number}, 203.0.113.5"}
            )
        assert guessed.status_code == 429
        sent = {"email": "ada@example.org", "password": PASSWORD}
        other = browser_of(None).post("/api/v1/session", sent, headers={"X-Forwarded-For": "203.0.113.6"})
        assert other.status_code == 200
    finally:
        client_address.start(())


def test_sign_out_ends_login_and_sockets(cast, browser_of, socket_of):
    ada, socket = browser_of(cast.ada), socket_of(cast.ada)
    answer = ada.delete("/api/v1/session")
    assert answer.status_code == 200 and "storage" in answer.headers["Clear-Site-Data"]
    assert socket.heard_of("session:ended") == [{"reason": "signed_out"}]
    assert socket.call("room:enter", {"room": cast.care})["error"]["code"] == "unauthenticated"
    assert ada.get("/api/v1/me").status_code == 401


def test_sixth_login_ends_the_oldest(cast, browser_of):
    browsers = [browser_of(None) for _ in range(6)]
    for browser in browsers:
        assert sign_in(browser).status_code == 200
    assert [browser.get("/api/v1/me").status_code for browser in browsers] == [401] + [200] * 5


def test_idle_and_old_logins_are_dead_at_both_doors(cast, browser_of, socket_of):
    socket = socket_of(cast.ada)

    @write
    def age(work, **changes):
        row = work.db.get(Login, cast.ada.principal.login_id)
        for name, value in changes.items():
            setattr(row, name, value)

    age(last_active_at=clock.now() - timedelta(minutes=31))
    assert browser_of(cast.ada).get("/api/v1/me").status_code == 401
    logins.end_overdue()
    assert socket.heard_of("session:ended") == [{"reason": "expired"}]


def test_only_a_persons_act_keeps_a_login_awake(cast, browser_of, socket_of):
    def remembered():
        return queries.last_acts.get(cast.ada.principal.login_id)

    socket = socket_of(cast.ada)
    for event, payload in (
        ("typing", {"room": cast.care, "on": True}),
        ("message:since", {"room": cast.care, "after_seq": 0}),
        ("room:enter", {"room": cast.care}),
        ("message:read", {"room": cast.care, "seq": 0}),
    ):
        assert socket.call(event, payload)["ok"]
    browser_of(cast.ada).get(f"/api/v1/rooms/{cast.care}/messages")
    browser_of(cast.ada).put(f"/api/v1/rooms/{cast.care}/draft", {"body": "x", "base_rev": 0})
    assert remembered() is None
    socket.call("message:send", {"room": cast.care, "client_id": "c", "body": "an act"})
    assert remembered() is not None


def test_page_that_news_bring_anew_keeps_nobody_awake(cast, browser_of):
    """A busy list would else hold a login open for twelve hours with nobody in front of it."""
    cora = browser_of(cast.cora)
    cora.client.set_cookie("telekat-by-itself", "1", domain="localhost")
    assert cora.get("/messages").status_code == 200
    assert cast.cora.principal.login_id not in queries.last_acts
    cora.client.delete_cookie("telekat-by-itself", domain="localhost")
    assert cora.get("/messages").status_code == 200
    assert cast.cora.principal.login_id in queries.last_acts


def test_last_act_is_written_down_within_five_seconds_and_no_more_often_than_that_asks(cast):
    def written():
        database.forget_snapshot()
        return db().scalar(select(Login.last_active_at).where(Login.id == cast.ada.principal.login_id))

    def acts(seconds, *, acting=True):
        with clock.set_to(start + timedelta(seconds=seconds)):
            if acting:
                logins.note_act(cast.ada.principal)
            logins.keep_activity()
        return written()

    start = clock.now() + timedelta(minutes=1)
    assert acts(0) == start
    assert acts(2) == start
    assert acts(4, acting=False) == start + timedelta(seconds=2)
    assert acts(8) == start + timedelta(seconds=8)
    assert acts(20, acting=False) == start + timedelta(seconds=8)


def test_every_login_is_looked_at_however_many_there_are(cast, socket_of, monkeypatch):
    """They are asked for in portions."""
    monkeypatch.setattr(logins, "AT_ONCE", 2)
    sockets = [socket_of(who) for who in (cast.ada, cast.ben, cast.theo, cast.eve, cast.ada)]
    with clock.set_to(clock.now() + timedelta(days=3)):
        logins.end_overdue()
    assert [socket.heard_of("session:ended")[:1] for socket in sockets] == [[{"reason": "expired"}]] * 5


def test_role_change_and_disabling_cut_at_once(cast, socket_of, browser_of):
    theo, ben = socket_of(cast.theo), socket_of(cast.ben)
    people.set_role(cast.eve.principal, cast.theo.id, Role.COORDINATOR)
    people.disable_user(cast.eve.principal, cast.ben.id)
    assert theo.heard_of("session:ended")[0] == {"reason": "role_changed"}
    assert ben.heard_of("session:ended")[0] == {"reason": "disabled"}
    assert browser_of(cast.ben).get("/api/v1/me").status_code == 401


def test_nobody_raises_themself_and_patients_stay_patients(cast):
    with pytest.raises(Conflict):
        people.set_role(cast.eve.principal, cast.eve.id, Role.PSYCHIATRIST)
    with pytest.raises(Conflict):
        people.set_role(cast.eve.principal, cast.ada.id, Role.THERAPIST)


def test_password_change_ends_every_other_login(cast, browser_of, socket_of):
    here, elsewhere = browser_of(cast.ada), browser_of(None)
    sign_in(elsewhere)
    wrong = here.put("/api/v1/me/password", {"current": "wrong", "new": "a much better password"})
    assert wrong.status_code == 422
    done = here.put("/api/v1/me/password", {"current": PASSWORD, "new": "a much better password"})
    assert done.status_code == 200
    assert here.get("/api/v1/me").status_code == 200 and elsewhere.get("/api/v1/me").status_code == 401


def test_own_password_is_not_guessed_by_changing_it(cast, browser_of):
    """A stolen open browser gets the same few tries there as where the password is asked for again."""
    ada = browser_of(cast.ada)
    better = "a much better password"
    for guess in ("guess one", "guess two"):
        assert ada.put("/api/v1/me/password", {"current": guess, "new": better}).status_code == 422
    for guess in ("guess three", "guess four"):
        assert ada.form("/account/password", {"current": guess, "new": better}).status_code == 422
    assert ada.post("/api/v1/session/proof", {"password": "guess five"}).status_code == 422
    blocked = ada.put("/api/v1/me/password", {"current": PASSWORD, "new": better})
    assert blocked.status_code == 429 and 20 <= int(blocked.headers["Retry-After"]) <= 30
    page = ada.form("/account/password", {"current": PASSWORD, "new": better})
    assert page.status_code == 429 and "Too many tries" in page.text
    assert sign_in(browser_of(None)).status_code == 200
    with clock.set_to(clock.now() + timedelta(seconds=31)):
        assert ada.put("/api/v1/me/password", {"current": PASSWORD, "new": better}).status_code == 200
        assert ada.put("/api/v1/me/password", {"current": PASSWORD, "new": PASSWORD}).status_code == 422


@pytest.mark.parametrize(
    ("password", "role", "good"),
    [
        ("x7!kq92mzpaw", Role.PATIENT, True),
        ("x7!kq92mzpa", Role.PATIENT, False),
        ("x7!kq92mzpaw", Role.THERAPIST, False),
        ("x7!kq92mzpaw123", Role.THERAPIST, True),
        ("ü" * 128, Role.PATIENT, True),
        ("ü" * 129, Role.PATIENT, False),
        ("my telekat password", Role.PATIENT, False),
        ("ilovebyronverymuch", Role.PATIENT, False),
        ("qwerty123456", Role.PATIENT, False),
    ],
)
def test_choosing_a_password(password, role, good):
    words = ["ada", "Ada", "Byron", "telekat"]
    if good:
        passwords.check_new(password, role, words)
    else:
        with pytest.raises(Invalid):
            passwords.check_new(password, role, words)


@pytest.mark.parametrize("new", ["Harbour Lane Practice", "my harbourlanepractice 1"])
def test_name_of_the_practice_is_no_password(cast, browser_of, new):
    assert practice().name == "Harbour Lane Practice"
    answer = browser_of(cast.ada).put("/api/v1/me/password", {"current": PASSWORD, "new": new})
    assert answer.status_code == 422 and "practice" in answer.json["error"]["fields"]["password"]


def test_last_character_of_a_long_password_counts(cast):
    stored = passwords.hash_password("x" * 127 + "a")
    assert passwords.verify(stored, "x" * 127 + "a") and not passwords.verify(stored, "x" * 127 + "b")


def test_hash_is_argon2id_with_the_required_strength():
    passwords.start(cheap=False)
    try:
        assert passwords.hash_password("a password").startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    finally:
        passwords.start(cheap=True)


def test_older_hash_is_made_anew_at_sign_in(cast, browser_of):
    from argon2 import PasswordHasher

    @write
    def weaken(work):
        work.db.get(User, cast.ada.id).password_hash = PasswordHasher(1, 16, 1).hash(PASSWORD)

    weaken()
    sign_in(browser_of(None))
    assert not passwords.needs_rehash(db().get(User, cast.ada.id).password_hash)


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "/\\evil.example", "https:evil", "https://evil.example", "evil", "/a\nb", "/%0d%0a\\x"],
)
def test_sign_in_goes_on_to_this_site_only(target):
    from telekat.web.http import safe_next

    assert safe_next(target, "/") == "/"
    assert safe_next("/rooms/1?x=2", "/") == "/rooms/1?x=2"

"""The second path: a row with its cause, sent once, tried again while the mail server is away."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import select

from config import Config, ConfigError
from telekat.core import clock, database, ids
from telekat.core.database import db
from telekat.notifications import actions, channel
from telekat.notifications.actions import BACK_OFF_SECONDS
from telekat.notifications.models import Notice
from telekat.notifications.queries import outbox
from telekat.notifications.wording import Kind, mail_for


def write_to(cast, *members, kind=Kind.ALERT):
    about = ids.new_id()
    actions.notify([one.id for one in members], kind, about, cast.ada.id if kind is Kind.ALERT else None)
    database.forget_snapshot()
    return about


def states(about):
    database.forget_snapshot()
    return [row.state for row in db().scalars(select(Notice).where(Notice.about_id == about).order_by(Notice.id))]


def test_mail_says_initials_and_where_to_sign_in_and_no_more(cast, post):
    about = write_to(cast, cast.ben)
    assert actions.send_due() == 1
    ((to, mail),) = post.mails
    assert to == ["ben@example.org"]
    assert mail["Subject"] == "TeleKAT: A.B. needs a clinician"
    assert mail["From"] == "alerts@harbour.example.org"
    text = mail.get_content()
    assert "https://care.example/sign-in" in text
    for word in ("Ada", "Byron", "PHQ", "question", "suicid", "risk", "ketamin", "/alerts"):
        assert word.lower() not in (text + mail["Subject"]).lower()
    assert states(about) == ["sent"]


def test_drill_says_first_that_it_is_one(cast, post):
    write_to(cast, cast.ben, kind=Kind.DRILL)
    actions.send_due()
    ((_, mail),) = post.mails
    assert mail["Subject"].startswith("TeleKAT: DRILL, nobody is in danger")


def test_second_round_sends_nothing_again(cast, post):
    write_to(cast, cast.ben, cast.theo)
    assert actions.send_due() == 2
    assert actions.send_due() == 0
    assert len(post.taken) == 2


def test_two_loops_at_once_send_each_mail_once(cast, post):
    from concurrent.futures import ThreadPoolExecutor

    write_to(cast, cast.ben, cast.theo, cast.cleo)
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: actions.send_due(), range(4))) == 3
    assert sorted(to for (to,), _ in post.mails) == ["ben@example.org", "cleo@example.org", "theo@example.org"]


def test_server_that_is_away_is_tried_again_and_again(cast, post):
    alive = f"smtp://127.0.0.1:{post.port}"
    channel.start("smtp://127.0.0.1:1", "https://care.example")
    about, now = write_to(cast, cast.ben), clock.now()
    for seconds in (0, *BACK_OFF_SECONDS[:2]):
        now += timedelta(seconds=seconds)
        with clock.set_to(now):
            actions.send_due()
            assert states(about) == ["waiting"]
            assert actions.send_due() == 0, "not due yet"
    channel.start(alive, "https://care.example")
    with clock.set_to(now + timedelta(seconds=BACK_OFF_SECONDS[2])):
        assert actions.send_due() == 1
    assert states(about) == ["sent"]


def test_after_the_last_try_it_has_failed_and_the_admin_sees_it(cast, post, browser_of):
    channel.start("smtp://127.0.0.1:1", "https://care.example")
    about, now = write_to(cast, cast.ben), clock.now()
    for seconds in (0, *BACK_OFF_SECONDS):
        now += timedelta(seconds=seconds)
        with clock.set_to(now):
            actions.send_due()
    assert states(about) == ["failed"]
    page = browser_of(cast.eve).get("/admin/notices").text
    assert "Some were not delivered." in page and "Dr Ben Okri" in page and "Ada" not in page


def test_address_that_the_server_refuses_is_given_up(cast, post):
    post.refuse = "550 no such person"
    about = write_to(cast, cast.ben)
    actions.send_due()
    assert states(about) == ["failed"] and post.taken == []


def test_server_that_asks_to_wait_is_tried_again(cast, post):
    post.refuse = "451 later please"
    about = write_to(cast, cast.ben)
    actions.send_due()
    assert states(about) == ["waiting"]


def test_process_that_dies_while_sending_leaves_it_to_the_next(cast, post, monkeypatch):
    about = write_to(cast, cast.ben)
    (notice_id,) = db().scalars(select(Notice.id))
    actions._claim(notice_id)
    assert actions.send_due() == 0, "another node is at it"
    with clock.set_to(clock.now() + timedelta(seconds=actions.LEASE_SECONDS)):
        assert actions.send_due() == 1
    assert states(about) == ["sent"]


def test_withdrawn_mail_does_not_leave(cast, post):
    about = write_to(cast, cast.ben)
    actions.withdraw(about)
    assert actions.send_due() == 0 and states(about) == ["withdrawn"]


def test_address_that_does_not_open_fails_alone(cast, post, practice_copy):
    broken = write_to(cast, cast.ben)
    whole = write_to(cast, cast.theo)
    with closing(sqlite3.connect(practice_copy.database)) as connection:
        connection.execute("UPDATE user_account SET email_sealed = zeroblob(80) WHERE id = ?", (cast.ben.id,))
        connection.commit()
    database.forget_snapshot()
    assert actions.send_due() == 1
    assert (states(broken), states(whole)) == (["failed"], ["sent"])


def test_closed_account_gets_no_mail(cast, post):
    from telekat.accounts.actions.people import disable_user

    about = write_to(cast, cast.ben)
    disable_user(cast.eve.principal, cast.ben.id)
    database.forget_snapshot()
    assert actions.send_due() == 0 and states(about) == ["withdrawn"]


def test_without_a_mail_server_the_row_says_so_and_the_admin_sees_it(cast, practice_copy, browser_of):
    about = write_to(cast, cast.ben)
    assert states(about) == ["no_channel"] and actions.send_due() == 0
    assert not outbox(cast.eve.principal).has_channel
    assert "No mail server is set." in browser_of(cast.eve).get("/admin/notices").text
    for name in ("ada", "ben", "cora"):
        assert browser_of(cast.everybody[name]).get("/admin/notices").status_code == 403


def test_words_fit_without_initials():
    assert mail_for(Kind.ALERT, "", "x").subject == "TeleKAT: Somebody needs a clinician"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", ("mail.example", 25, False, "", "telekat@care.example")),
        ("smtps://a%40b:p%2Fw@mail.example", ("mail.example", 465, True, "a@b", "telekat@care.example")),
        ("smtp://mail.example:587?from=x@y.example", ("mail.example", 587, False, "", "x@y.example")),
    ],
)
def test_setting_is_read(url, expected):
    server = channel.server_from(url, "care.example")
    assert (server.host, server.port, server.is_encrypted, server.user, server.sender) == expected


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://", "smtp://mail.example:x"])
def test_setting_that_is_no_mail_server_stops_the_start(url):
    with pytest.raises(ConfigError, match="TELEKAT_SMTP_URL"):
        Config.from_env({"TELEKAT_SMTP_URL": url})

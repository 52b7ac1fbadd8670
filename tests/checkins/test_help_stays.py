"""Whoever said that they are not safe keeps the help on their start page until their care team has closed the alert."""

from datetime import timedelta

from sqlalchemy import select

from telekat.checkins import queries
from telekat.core import clock
from telekat.core.database import db, forget_snapshot
from telekat.safety import actions
from telekat.safety.models import Alert, LadderStep

NOT_SAFE = {"safe": False}


def _says_not_safe(browser, checkin):
    assert browser.put(f"/api/v1/check-ins/{checkin.id}/progress", NOT_SAFE).json["alarmed"]


def _alert():
    forget_snapshot()
    return db().scalars(select(Alert)).one()


def _help(browser):
    return browser.get("/api/v1/home").json["help"]


def test_start_has_no_crisis_help_while_nothing_is_open(cast, checkins, browser_of):
    assert _help(browser_of(cast.ada)) is None
    assert 'data-role="help-place" hidden' in browser_of(cast.ada).get("/").text


def test_start_keeps_the_help_and_says_who_was_told_and_who_is_next(cast, checkins, browser_of):
    _says_not_safe(browser_of(cast.ada), checkins["h24"])
    page = browser_of(cast.ada).get("/").text
    assert 'data-role="help-place">' in page and "Call 999" in page
    words = _help(browser_of(cast.ada))["words"]
    assert words.startswith("Told: ") and "Ben" in words and "Theo" in words
    assert "nothing you need to do" not in page
    assert "Nobody has said yet that they have seen it." in words
    assert _help(browser_of(cast.finn)) is None


def test_start_names_who_saw_it_and_the_help_goes_when_the_alert_is_closed(cast, checkins, browser_of):
    _says_not_safe(browser_of(cast.ada), checkins["h24"])
    alert = _alert().id
    actions.acknowledge(cast.ben.principal, alert)
    forget_snapshot()
    seen = _help(browser_of(cast.ada))
    assert seen["seen"] and " saw your answer at " in seen["words"] and "Told:" not in seen["words"]
    db().execute(Alert.__table__.update().values(state="closed"))
    db().commit()
    forget_snapshot()
    assert _help(browser_of(cast.ada)) is None


def test_next_step_is_named_with_its_time_only_while_it_is_to_come(cast, checkins, browser_of, stand_at):
    _says_not_safe(browser_of(cast.ada), checkins["h24"])
    forget_snapshot()
    waiting = (
        db().scalars(select(LadderStep).where(LadderStep.state == "waiting").order_by(LadderStep.number)).first()
    )
    assert waiting is not None
    stand_at(waiting.due_at + timedelta(days=2))
    assert clock.now() > waiting.due_at
    assert "If that stays so" not in _help(browser_of(cast.ada))["words"]


def test_start_and_check_in_name_the_same_reader_and_time(cast, checkins, browser_of):
    promise = queries.read_promise(cast.ada.id, clock.now())
    assert promise.startswith("Theo")
    for address in ("/", f"/check-ins/{checkins['h24'].id}"):
        assert promise in browser_of(cast.ada).get(address).text, address

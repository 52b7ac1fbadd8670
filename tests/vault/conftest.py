"""Sealing and writing for tests: small actions, so that keys are made and remembered as they are in life."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from telekat.accounts import queries as accounts
from telekat.checkins import actions
from telekat.checkins.questions import Progress
from telekat.core import clock
from telekat.core.database import forget_snapshot
from telekat.core.writer import write
from telekat.vault import keys, sealing


@pytest.fixture
def seal(practice_copy):
    """seal(subject, table, column, row_id, text): sealed in an action of its own."""

    @write
    def in_action(work, *place):
        return sealing.seal(*place)

    def run(*place):
        stored = in_action(*place)
        forget_snapshot()
        return stored

    return run


@pytest.fixture
def lived_in(cast, socket_of, browser_of):
    """The practice after a busy day: something sealed in nearly every table. Returns the cast."""
    day = (clock.now() - timedelta(days=1)).date().isoformat()
    session = {
        "client_id": "s1",
        "on_date": day,
        "at_time": "00:10",
        "route": "iv",
        "dose_mg": "42.5",
        "notes": "calm",
    }
    ben, ada = socket_of(cast.ben), socket_of(cast.ada)
    for room, who in ((cast.care, ada), (cast.staff_room, ben), (cast.front_desk, ada)):
        for number in range(3):
            sent = who.call("message:send", {"room": room, "client_id": f"c{number}", "body": f"words {number}"})
            assert sent["ok"], sent
    assert browser_of(cast.ada).put(f"/api/v1/rooms/{cast.care}/draft", {"body": "begun"}).status_code == 200
    _fill_in_a_form(cast, ada, ben)
    assert browser_of(cast.ben).post(f"/api/v1/patients/{cast.ada.id}/sessions", session).status_code == 201
    _check_in(cast, browser_of)
    forget_snapshot()
    return cast


def _fill_in_a_form(cast, ada, ben):
    form = ben.call("questionnaire:assign", {"room": cast.care, "instrument": "phq9", "client_id": "q1"})[
        "questionnaire"
    ]
    form_id = form if isinstance(form, str) else form["id"]
    for item in range(1, 11):
        sent = {"questionnaire": form_id, "item": str(item), "value": 1}
        assert ada.call("questionnaire:answer", sent)["ok"]
    assert ada.call("questionnaire:submit", {"questionnaire": form_id})["ok"]
    alert = ben.heard_of("alert:raised")[0]["alert"]
    assert ben.call("alert:close", {"alert": alert, "outcome": "no_danger", "note": "spoke at length"})["ok"]


def _check_in(cast, browser_of):
    listed = browser_of(cast.ada).get(f"/api/v1/patients/{cast.ada.id}/check-ins").json["check_ins"]
    by_kind = {one["kind"]: one["id"] for one in listed}
    moment = clock.now
    try:
        clock.now = lambda: clock.parse(listed[-1]["due_at"]) + timedelta(hours=1)
        actions.answer_checkin(
            cast.ada.principal,
            by_kind["h24"],
            client_id="a1",
            progress=Progress(mood=6, anxiety=3, safe=True),
            text="it stayed with me",
        )
        clock.now = lambda: clock.parse(listed[-2]["due_at"]) + timedelta(hours=1)
        actions.keep_progress(cast.ada.principal, by_kind["h72"], Progress(mood=2), "half a thought")
    finally:
        clock.now = moment


@pytest.fixture
def spoil(lived_in, practice_copy):
    """spoil(sql, …): run on the database file by hand; nothing is remembered from before."""

    def run(*statements):
        with closing(sqlite3.connect(practice_copy.database)) as connection:
            changed = 0
            for statement in statements:
                changed += connection.execute(statement).rowcount
            connection.commit()
        keys.forget()
        accounts.start(accounts.limits())
        forget_snapshot()
        return changed

    return run

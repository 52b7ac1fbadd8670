"""A scripted day with planted words in every free text: none lies readable on the disk, in a log, or in the bytes
that a coordinator or an admin receives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.server.clients import Browser, Socket
from tests.server.process import Server, until
from tests.server.sweep import sweep

pytestmark = pytest.mark.server

PLANTED = "quetzal"
"""Stands in every text below with a number behind it; no library and no file of ours holds the word."""


def words(number: int) -> str:
    return f"{PLANTED}{number} and more words"


@pytest.fixture
def day(servers, enter, facts) -> tuple[Server, dict[str, Browser], dict[str, Socket]]:
    """Everybody is signed in and connected; the day below has been lived."""
    server = servers.start("gevent")
    people = {name: enter(server, name) for name in ("ada", "ben", "theo", "cora", "eve")}
    sockets = {name: browser.connect() for name, browser in people.items()}
    _live(people, sockets, facts)
    return server, people, sockets


def _live(people: dict[str, Browser], sockets: dict[str, Socket], facts) -> None:
    ada, ben = sockets["ada"], sockets["ben"]
    care, patient = facts["rooms"]["care"], facts["people"]["ada"]["id"]
    assert ada.call("message:send", {"room": care, "client_id": "1", "body": words(1)})["ok"]
    assert ben.call("message:send", {"room": care, "client_id": "2", "body": words(2)})["ok"]
    staff = next(r["id"] for r in people["ben"].get("/api/v1/rooms").json()["rooms"] if r["kind"] == "staff")
    assert ben.call("message:send", {"room": staff, "client_id": "3", "body": words(3)})["ok"]
    draft = people["ada"].http.put(
        f"{people['ada'].server.origin}/api/v1/rooms/{care}/draft", json={"body": words(4), "base_rev": 0}
    )
    assert draft.ok
    given = ben.call("questionnaire:assign", {"room": care, "instrument": "phq9", "client_id": "q"})
    form = given["questionnaire"]
    for item in range(1, 10):
        answered = ada.call("questionnaire:answer", {"questionnaire": form, "item": str(item), "value": 1})
        assert answered["ok"], answered
    (alert,) = ben.heard_of("alert:raised") or [ben.hears("alert:raised")]
    assert ben.call("alert:acknowledge", {"alert": alert["alert"]})["ok"]
    assert ben.call("alert:close", {"alert": alert["alert"], "outcome": "safety_plan", "note": words(5)})["ok"]
    assert ada.call("questionnaire:submit", {"questionnaire": form})["ok"]
    _dose_and_check_in(people, patient)
    _note(people["ben"], patient)
    # What is refused may be logged: its words may not.
    assert not ada.call("message:send", {"room": care, "client_id": "x", "body": words(8) + "\x07"})["ok"]
    assert not ada.call("message:send", {"room": words(9), "client_id": "x", "body": "y"})["ok"]
    people["ada"].get(f"/api/v1/rooms/{words(10)}/messages")
    people["ada"].http.post(
        f"{people['ada'].server.origin}/api/v1/rooms/{care}/messages", data=words(11).encode(), timeout=10
    )


def _dose_and_check_in(people: dict[str, Browser], patient: str) -> None:
    yesterday = datetime.now(UTC) - timedelta(hours=30)
    recorded = people["ben"].post(
        f"/api/v1/patients/{patient}/sessions",
        {
            "client_id": "s",
            "on_date": yesterday.date().isoformat(),
            "at_time": "09:30",
            "route": "im",
            "dose_mg": "50",
            "notes": words(6),
        },
    )
    assert recorded.ok, recorded.text
    due = people["ada"].get(f"/api/v1/patients/{patient}/check-ins").json()["check_ins"]
    first = next(one for one in due if one["kind"] == "h24")
    answer = {"client_id": "c", "mood": 4, "anxiety": 5, "safe": True, "text": words(7), "shared": False}
    answered = people["ada"].post(f"/api/v1/check-ins/{first['id']}/answers", answer)
    assert answered.ok or answered.status_code == 409, answered.text


def _note(ben: Browser, patient: str) -> None:
    """A note is written, filled from the record (which quotes the alert's closing note), signed and added to."""
    address = f"/api/v1/patients/{patient}/notes/{datetime.now(UTC).date().isoformat()}"
    kept = ben.http.put(f"{ben.server.origin}{address}", json={"body": words(12), "base_rev": 0})
    assert kept.ok, kept.text
    keys = [one["key"] for one in ben.get(f"{address}/draft").json()["sentences"]]
    filled = ben.post(f"{address}/sentences", {"keys": keys, "base_rev": 1})
    assert filled.ok and words(5) in filled.text, filled.text
    assert ben.post(f"{address}/signature", {"rev": filled.json()["rev"]}).ok
    added = ben.post(f"/api/v1/notes/{filled.json()['id']}/addenda", {"client_id": "a", "body": words(13)})
    assert added.ok, added.text


def test_nothing_planted_lies_readable_on_the_disk_or_in_the_log(day):
    server, _, _ = day
    found = _files_with(server.folder, PLANTED) + _files_with(server.log, PLANTED)
    assert found == [], found
    assert server.term()[0] == 0
    assert _files_with(server.folder, PLANTED) + _files_with(server.log, PLANTED) == []


def test_the_search_itself_finds_what_lies_open(tmp_path):
    Path(tmp_path, "open.db").write_bytes(b"\x00" + words(1).encode() + b"\x00")
    assert _files_with(tmp_path, PLANTED) == ["open.db"]


def _files_with(place: Path, word: str) -> list[str]:
    files = [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
    return [path.name for path in files if word.encode() in path.read_bytes()]


def test_sweep_after_the_tests_finds_what_a_server_left_open(day, tmp_path):
    server, _, _ = day
    server.kill9()
    lived = {"folder": str(server.folder), "log": str(server.log), "env": server.environment("gevent")}
    assert sweep([lived]) == []
    left_open = tmp_path / "left-open.log"
    left_open.write_text(f"somebody said: {words(2)}")
    (found,) = sweep([lived | {"log": str(left_open)}])
    assert found.endswith(f"left-open.log: message.body: {words(2)!r}")


@pytest.mark.parametrize("name", ["cora", "eve"])
def test_office_receives_none_of_it(day, facts, name):
    _, people, sockets = day
    received = [repr(sockets[name].heard)]
    paths = ["/", "/board", "/messages", "/alerts", "/admin/people", "/admin/audit", "/admin/settings", "/account"]
    paths += [f"/api/v1/{rest}" for rest in ("rooms", "board", "me", "alerts", "instruments", "openapi.json")]
    for room in facts["rooms"].values():
        paths += [f"/rooms/{room}"]
        paths += [f"/api/v1/rooms/{room}{rest}" for rest in ("", "/messages", "/draft", "/questionnaires")]
    patient = facts["people"]["ada"]["id"]
    paths += [f"/patients/{patient}", f"/patients/{patient}/sessions", f"/api/v1/patients/{patient}/sessions"]
    paths += [f"/api/v1/patients/{patient}/check-ins", f"/api/v1/patients/{patient}/notes"]
    paths += [f"/patients/{patient}/consult", f"/notes/{_ids_of_notes(people['ben'], patient)[0]}"]
    for path in paths:
        answer = people[name].get(path)
        assert answer.status_code < 500, path
        received.append(answer.text)
    assert PLANTED not in "".join(received)


def _ids_of_notes(ben: Browser, patient: str) -> list[str]:
    return [one["id"] for one in ben.get(f"/api/v1/patients/{patient}/notes").json()["notes"]]


def test_patient_and_clinician_do_receive_theirs(day, facts):
    _, people, sockets = day
    until(lambda: any(PLANTED in repr(news) for news in sockets["ada"].heard))
    page = people["ben"].get(f"/api/v1/rooms/{facts['rooms']['care']}/messages")
    assert words(1) in page.text
    assert words(3) not in repr(sockets["ada"].heard)

"""Who may: every door tried by everybody, and the bytes that coordinators and patients receive."""

import pytest

from telekat.web import http
from tests.eligibility.acting import enter, make_ready, root, sign, view

NOWHERE = "01890000-0000-7000-8000-000000000000"
BODIES = {
    "/eligibility": None,
    "/eligibility/facts": {
        "client_id": "c",
        "criterion": "liver",
        "state": "absent",
        "evidence": "lab",
        "note": "n",
    },
    "/eligibility/medicines": {"client_id": "c", "name": "Sertraline"},
    "/eligibility/reviews": {"criteria": [{"criterion": "liver", "basis": "b"}]},
    "/eligibility/overrides": {"criterion": "liver", "basis": "b", "reason": "r"},
    "/eligibility/clearances": {
        "client_id": "c",
        "criterion": "liver",
        "asked_of": "GP",
        "question": "?",
        "owner": "x",
        "due_on": "2999-01-01",
    },
    f"/eligibility/clearances/{NOWHERE}": {"state": "sent"},
    "GET /eligibility/decisions": None,
    "/eligibility/decisions": {"client_id": "c", "seen": "x", "outcome": "not_now", "message": "m", "reasons": "r"},
    "/eligibility/decisions/preview": {"outcome": "not_now", "message": "Not now."},
    "/eligibility/standing": None,
    "/eligibility/outcome": None,
}
READ, TEAM, PRESCRIBER = {"ben", "theo"}, {"ben", "theo"}, {"ben"}
MAY = {
    "/eligibility": READ,
    "/eligibility/facts": TEAM,
    "/eligibility/medicines": TEAM,
    "/eligibility/reviews": PRESCRIBER,
    "/eligibility/overrides": PRESCRIBER,
    "/eligibility/clearances": TEAM,
    f"/eligibility/clearances/{NOWHERE}": set(),
    "GET /eligibility/decisions": READ,
    "/eligibility/decisions": PRESCRIBER,
    "/eligibility/decisions/preview": PRESCRIBER,
    "/eligibility/standing": {*READ, "cora"},
    "/eligibility/outcome": {"ada"},
}


def test_every_door_of_the_package_is_tried_below():
    opened = {
        door.rule.replace("/api/v1/patients/<patient_id>", "").replace("<clearance_id>", NOWHERE)
        for door in http.DOORS.values()
        if door.endpoint.startswith("eligibility_api.")
    }
    assert opened == {path.removeprefix("GET ") for path in BODIES}


@pytest.mark.parametrize("name", ["ada", "ben", "theo", "cleo", "cora", "eve", "finn"])
@pytest.mark.parametrize("path", sorted(BODIES))
def test_door_is_open_exactly_to_those_who_may(cast, browser_of, name, path):
    browser, body = browser_of(getattr(cast, name)), BODIES[path]
    address = f"/api/v1/patients/{cast.ada.id}{path.removeprefix('GET ')}"
    answer = browser.get(address) if body is None else browser.post(address, body)
    if name in MAY[path]:
        assert answer.status_code in (200, 201, 409, 422), answer.json
    else:
        assert answer.status_code in (403, 404)


@pytest.mark.parametrize("name", ["ada", "cleo", "cora", "eve", "finn"])
def test_page_is_not_there_for_others(cast, browser_of, name):
    assert browser_of(getattr(cast, name)).get(f"/patients/{cast.ada.id}/eligibility").status_code in (403, 404)


def test_another_patients_clearance_is_not_there(cast, browser_of):
    body = {"client_id": "c", "criterion": "liver", "asked_of": "GP", "question": "?"}
    body |= {"owner": cast.cleo.id, "due_on": "2999-01-01"}
    of_finn = browser_of(cast.cleo).post(f"/api/v1/patients/{cast.finn.id}/eligibility/clearances", body).json["id"]
    answer = browser_of(cast.ben).post(f"{root(cast.ada)}/clearances/{of_finn}", {"state": "sent"})
    assert answer.status_code == 404


def test_coordinator_receives_one_word_and_no_more(cast, browser_of):
    ben, cora = browser_of(cast.ben), browser_of(cast.cora)
    make_ready(cast, ben)
    enter(ben, cast.ada, "liver", "absent", note="plantedword in a note")
    for path in (f"{root(cast.ada)}/standing", f"/patients/{cast.ada.id}", "/board"):
        answer = cora.get(path)
        assert answer.status_code == 200
        text = answer.get_data(as_text=True).lower()
        assert not any(word in text for word in ("plantedword", "liver", "kat_medical", "unreviewed"))
    assert cora.get(f"{root(cast.ada)}/standing").json == {"standing": "pending"}
    ben.post(
        f"{root(cast.ada)}/reviews",
        {"criteria": [{"criterion": one["id"], "basis": one["basis"]} for one in view(ben, cast.ada)["criteria"]]},
    )
    assert sign(ben, cast.ada, reasons="plantedword reasons").status_code == 201
    assert cora.get(f"{root(cast.ada)}/standing").json == {"standing": "decided"}
    page = cora.get(f"/patients/{cast.ada.id}").get_data(as_text=True)
    assert "Decided" in page and "Eligible" not in page and "next step for you" not in page


def test_patient_receives_outcome_and_message_and_no_criterion(cast, browser_of):
    ben, ada = browser_of(cast.ben), browser_of(cast.ada)
    make_ready(cast, ben)
    assert sign(ben, cast.ada, reasons="plantedword reasons").status_code == 201
    for path in ("/", "/api/v1/home", f"{root(cast.ada)}/outcome", f"/rooms/{cast.care}"):
        text = ada.get(path).get_data(as_text=True)
        assert "Ketamine can be the next step for you." in text, path
        assert not any(word in text for word in ("plantedword", "Spravato", "criteri", "reviewed", "Liver")), path

"""What people do on the way to a decision, through the doors."""

from typing import Any

from telekat.questionnaires import actions as forms

NO_TO_ALL = {str(number): 0 for number in range(1, 39)}
SAFE = {"1": 0, "2": 0, "6": 0}
"""A C-SSRS screener that reaches no level."""
MESSAGE = "Ketamine can be the next step for you. We talk on Friday at 10:00."


def hand_in(cast, instrument: str, answers: dict[str, int], client_id: str = "") -> str:
    """Ben gives a form, Ada fills it in and hands it in."""
    form, _ = forms.assign(cast.ben.principal, cast.care, instrument, client_id or instrument)
    for item, value in answers.items():
        forms.answer(cast.ada.principal, form, item, value)
    forms.submit(cast.ada.principal, form)
    return form


def root(patient) -> str:
    return f"/api/v1/patients/{patient.id}/eligibility"


def view(browser, patient) -> dict[str, Any]:
    answer = browser.get(root(patient))
    assert answer.status_code == 200, answer.json
    return answer.json


def criterion(seen: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in seen["criteria"] if one["id"] == name)


def enter(browser, patient, name: str, state: str, *, client_id: str = "", **more: Any) -> Any:
    body = {"client_id": client_id or f"{name}-{state}", "criterion": name, "state": state, "evidence": "lab"}
    return browser.post(f"{root(patient)}/facts", body | {"note": "a private note"} | more)


def review_all(browser, patient) -> Any:
    pairs = [{"criterion": one["id"], "basis": one["basis"]} for one in view(browser, patient)["criteria"]]
    return browser.post(f"{root(patient)}/reviews", {"criteria": pairs})


def override(browser, patient, name: str, reason: str = "seen by cardiology") -> Any:
    basis = criterion(view(browser, patient), name)["basis"]
    return browser.post(f"{root(patient)}/overrides", {"criterion": name, "basis": basis, "reason": reason})


def sign(browser, patient, outcome: str = "eligible", **more: Any) -> Any:
    body = {"client_id": "d1", "seen": more.pop("seen", None) or view(browser, patient)["token"]}
    return browser.post(f"{root(patient)}/decisions", body | {"outcome": outcome, "message": MESSAGE} | more)


def make_ready(cast, browser) -> None:
    """Ada's history is clear and Ben has looked at every line."""
    hand_in(cast, "kat_medical", NO_TO_ALL)
    hand_in(cast, "cssrs_screener_recent", SAFE)
    assert review_all(browser, cast.ada).status_code == 200

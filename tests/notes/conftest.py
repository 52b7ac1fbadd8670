"""How tests write notes through the HTTP door."""

import pytest

from telekat.core import clock


@pytest.fixture
def today() -> str:
    return clock.now().date().isoformat()


@pytest.fixture
def keep(today):
    """keep(browser, patient, body, base_rev) writes that person's note of today; returns the answer."""

    def put(browser, patient, body, base_rev=0, on_date=None):
        address = f"/api/v1/patients/{patient.id}/notes/{on_date or today}"
        return browser.put(address, {"body": body, "base_rev": base_rev})

    return put


@pytest.fixture
def own(today):
    """own(browser, patient) is that person's note of today as the server has it."""
    return lambda browser, patient: browser.get(f"/api/v1/patients/{patient.id}/notes/{today}").json


@pytest.fixture
def sign(today):
    def post(browser, patient, rev):
        return browser.post(f"/api/v1/patients/{patient.id}/notes/{today}/signature", {"rev": rev})

    return post

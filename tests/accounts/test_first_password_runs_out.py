"""A first password is good for some days; the refusal then says whom to ask, and only to whoever has it."""

from datetime import timedelta

import pytest

from telekat.accounts.actions.sign_in import REFUSAL, RUN_OUT
from telekat.admin import actions as admin
from telekat.core import clock, database
from telekat.home.actions import Admission, admit
from tests.accounts.handing import SHOWN, give, sign_in

SECOND = timedelta(seconds=1)
GOOD_FOR = {"ifeoma": timedelta(days=7), "rosa": timedelta(hours=72)}


@pytest.fixture
def given(cast):
    """First passwords of a patient and of a therapist, by name."""
    patient = admit(cast.cora.principal, Admission("ifeoma@example.org", "Ifeoma Bello"))
    staff = admin.add_person(
        cast.eve.principal, name="Rosa Lane", email="rosa@example.org", role="therapist", time_zone="Europe/London"
    )
    database.forget_snapshot()
    return {"ifeoma": patient, "rosa": staff}


@pytest.mark.parametrize("name", sorted(GOOD_FOR))
def test_first_password_signs_in_to_its_last_second_and_not_after(given, browser_of, name):
    now = clock.now()
    with clock.set_to(now + GOOD_FOR[name] - timedelta(minutes=1)):
        assert sign_in(browser_of(None), name, given[name].password).status_code == 200
    with clock.set_to(given[name].until - SECOND):
        assert sign_in(browser_of(None), name, given[name].password).status_code == 200
    with clock.set_to(given[name].until):
        refused = sign_in(browser_of(None), name, given[name].password)
    assert (refused.status_code, refused.json["error"]["message"]) == (401, RUN_OUT)
    assert "Ask your practice" in RUN_OUT


def test_page_says_whom_to_ask(given, browser_of):
    sent = {"email": "ifeoma@example.org", "password": given["ifeoma"].password}
    with clock.set_to(given["ifeoma"].until + SECOND):
        page = browser_of(None).form("/sign-in", sent)
    assert page.status_code == 401 and RUN_OUT in page.text


def test_guesser_does_not_learn_that_one_has_run_out(given, browser_of):
    with clock.set_to(given["rosa"].until + SECOND):
        refused = sign_in(browser_of(None), "rosa", "not the right one at all")
    assert refused.json["error"]["message"] == REFUSAL


def test_a_new_one_is_good_anew(cast, given, browser_of):
    with clock.set_to(given["ifeoma"].until + SECOND):
        member = type(cast.ada)(given["ifeoma"].user_id, "", "", cast.ada.principal, "")
        (password,) = SHOWN.findall(give(browser_of, cast.cora, member, "cora").text)
        assert sign_in(browser_of(None), "ifeoma", password).status_code == 200


def test_own_password_never_runs_out(given, browser_of, cast):
    with clock.set_to(clock.now() + timedelta(days=400)):
        assert sign_in(browser_of(None), "ada", "correct horse battery staple").status_code == 200

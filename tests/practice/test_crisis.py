"""Crisis words and numbers: those of where somebody has said they are, else the practice's own, and it says which."""

import pytest

from telekat.admin.settings_form import crisis_fields, crisis_from
from telekat.core import database
from telekat.core.errors import Forbidden
from telekat.patients.actions import confirm_place
from telekat.patients.queries import own_place
from telekat.practice import actions, queries
from telekat.practice.crisis import crisis_for
from telekat.practice.places import country_name, country_names
from telekat.practice.settings import Crisis, CrisisLine, Practice

SWEDEN = Crisis(
    "SE",
    "sv",
    "112",
    "Tack för att du säger det.",
    "Ring nu.",
    (CrisisLine("Mind, 90101", "", "tel:90101", "call"),),
)
SWEDEN_IN_ENGLISH = Crisis("SE", "en", "112", lines=SWEDEN.lines)
WITH_SWEDEN = Practice(elsewhere=(SWEDEN, SWEDEN_IN_ENGLISH))


@pytest.mark.parametrize(
    ("place", "country", "language", "fits"),
    [
        (("", ""), "GB", "en", True),
        (("GB", "en"), "GB", "en", True),
        (("GB", "sv"), "GB", "en", True),
        (("SE", "sv"), "SE", "sv", True),
        (("SE", "en"), "SE", "en", True),
        (("SE", "fi"), "SE", "sv", True),
        (("FR", "sv"), "GB", "en", False),
    ],
)
def test_country_wins_over_language_and_what_does_not_fit_says_so(place, country, language, fits):
    found = crisis_for(WITH_SWEDEN, *place)
    assert (found.country, found.language, found.fits) == (country, language, fits)


def test_countries_have_names():
    assert country_name("SE") == "Sweden" and country_name("GB") == "United Kingdom" and country_name("ZZ") == "ZZ"
    assert len(country_names()) > 240


def test_entry_and_form_are_the_same_both_ways():
    assert crisis_from(crisis_fields(SWEDEN)) == SWEDEN


@pytest.fixture
def with_sweden(cast):
    actions.change_settings(cast.eve.principal, WITH_SWEDEN, 0)
    database.forget_snapshot()
    queries.forget()


def test_patient_says_where_they_are_and_help_is_that_of_the_place(cast, browser_of, with_sweden):
    ada = browser_of(cast.ada)
    assert "tel:999" in ada.get("/help").text.split("<section")[0]
    assert ada.form("/account/place", {"country": "SE", "language": "sv"}).status_code == 303
    place = own_place(cast.ada.principal)
    assert (place.country, place.language) == ("SE", "sv") and place.confirmed_at
    first = ada.get("/help").text.split("Are you somewhere else?")[0]
    assert "tel:112" in first and "90101" in first and "tel:999" not in first
    assert "You said Sweden" in ada.get("/account").text


def test_help_without_signing_in_has_every_country_for_the_copy_kept_offline(browser_of, with_sweden):
    page = browser_of(None).get("/help").text
    first, others = page.split("Are you somewhere else?")
    assert "tel:999" in first and "tel:112" not in first
    assert "Sweden (Swedish)" in others and "tel:90101" in others


def test_country_without_an_entry_is_said_plainly(cast, browser_of, with_sweden):
    ada = browser_of(cast.ada)
    ada.form("/account/place", {"country": "FR", "language": "en"})
    assert "These numbers work in the United Kingdom." in ada.get("/help").text


@pytest.mark.parametrize(
    "sent", [{"country": "XX", "language": "en"}, {"country": "SE", "language": "svenska"}, {}]
)
def test_unknown_place_is_refused_and_nothing_kept(cast, browser_of, sent):
    assert browser_of(cast.ada).form("/account/place", sent).status_code == 422
    assert own_place(cast.ada.principal).country == ""


def test_place_is_the_patients_own_to_say(cast, browser_of):
    for name in ("ben", "cora", "eve"):
        assert browser_of(cast.everybody[name]).form("/account/place", {"country": "SE"}).status_code == 403
        with pytest.raises(Forbidden):
            confirm_place(cast.everybody[name].principal, "SE", "sv")


def test_place_lies_sealed(cast):
    from telekat.core.database import db
    from telekat.patients.models import Patient

    confirm_place(cast.ada.principal, "SE", "sv")
    database.forget_snapshot()
    assert b"SE" not in db().get_one(Patient, cast.ada.id).place_sealed[40:]


def test_admin_adds_tries_changes_and_takes_out_a_country(cast, browser_of):
    eve = browser_of(cast.eve)
    sent = crisis_fields(SWEDEN)
    assert eve.form("/admin/crisis/new", {**sent, "base_version": "0"}).status_code == 303
    assert "Sweden" in eve.get("/admin/crisis?saved=yes").text
    trial = eve.get("/admin/crisis/1/preview").text
    assert "Tack för att du säger det." in trial and "tel:90101" in trial and "Nobody is told." in trial
    assert "tel:999" in eve.get("/admin/crisis/0/preview").text
    assert "There is no entry for France" in eve.get("/admin/crisis?country=FR&language=en").text
    changed = {**sent, "crisis_emergency_number": "113", "base_version": "1"}
    assert eve.form("/admin/crisis/1", changed).status_code == 303
    queries.forget()
    assert queries.practice().elsewhere[0].emergency_number == "113"
    assert eve.form("/admin/crisis/1", {"remove": "yes", "base_version": "2"}).status_code == 303
    queries.forget()
    assert queries.practice().elsewhere == ()
    assert "Crisis help in other countries" in eve.get("/admin/settings").text


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"crisis_country": "GB", "crisis_language": "en"}, "entry in this language already"),
        ({"crisis_country": "XX"}, "choose a country from the list"),
        ({"crisis_language": "Swedish"}, "choose a language"),
        ({"line_0_href": "javascript:alert(1)"}, "begins with tel:"),
        ({"base_version": "7"}, "Somebody changed the settings meanwhile"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_kept(cast, browser_of, changed, field):
    answer = browser_of(cast.eve).form(
        "/admin/crisis/new", {**crisis_fields(SWEDEN), "base_version": "0", **changed}
    )
    assert answer.status_code in (409, 422) and field in answer.text
    queries.forget()
    assert queries.practice().elsewhere == ()


@pytest.mark.parametrize(
    "path", ["/admin/crisis/7", "/admin/crisis/0", "/admin/crisis/x", "/admin/crisis/9/preview"]
)
def test_entry_that_is_not_there_is_not_found(cast, browser_of, path):
    assert browser_of(cast.eve).get(path).status_code == 404


def test_settings_page_leaves_other_countries_as_they_are(cast, browser_of, with_sweden):
    from telekat.admin.settings_form import fields_of

    fields = {**fields_of(queries.practice()), "name": "Other name", "base_version": "1"}
    assert browser_of(cast.eve).form("/admin/settings", fields).status_code == 303
    queries.forget()
    assert queries.practice().elsewhere == WITH_SWEDEN.elsewhere


def test_first_words_of_the_settings_are_those_that_patients_read(cast, socket_of, browser_of):
    from tests.questionnaires.filling import assign

    changed = Practice(crisis=Crisis(thanks="We are glad that you said it."))
    actions.change_settings(cast.eve.principal, changed, 0)
    queries.forget()
    form = assign(socket_of(cast.ben), cast.care)
    assert "We are glad that you said it." in browser_of(cast.ada).get(f"/forms/{form}").text


def test_clinician_of_an_alert_reads_where_the_patient_is(cast, socket_of, browser_of):
    from tests.safety.climbs import raised

    confirm_place(cast.ada.principal, "SE", "sv")
    alert = raised(cast, socket_of)
    page = browser_of(cast.ben).get(f"/alerts/{alert}").text
    assert "Sweden, confirmed" in page

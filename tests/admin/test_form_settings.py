"""Sets, licences and totals: the admin's section, checked against the instruments there are."""

import pytest

from telekat.admin.form_words import find_form, form_name
from telekat.admin.settings_form import fields_of, settings_from
from telekat.core import database
from telekat.core.errors import Invalid
from telekat.practice.queries import practice
from telekat.practice.settings import FormSet, Practice
from telekat.questionnaires import registry
from tests.questionnaires.filling import assign

WHO = "WHO's permission, or non-commercial use"
WORDING = "How often do you have a drink containing alcohol?"


def filled(**changed):
    return {**fields_of(Practice()), **changed}


def kept(**changed):
    return settings_from(Practice(), filled(**changed)).forms


def post(browser, base, **changed):
    answer = browser.form("/admin/settings", filled(base_version=str(base), **changed))
    database.forget_snapshot()
    return answer


def test_sets_are_lines_of_a_name_and_forms():
    assert kept(forms_sets="One: phq9, gad7\n\n  Two  parts : pcl5 audit_c ").sets == (
        FormSet("One", ("phq9", "gad7")),
        FormSet("Two parts", ("pcl5", "audit_c")),
    )
    assert kept(forms_sets="").sets == ()


def test_forms_are_named_as_people_name_them_and_read_however_they_are_written():
    page = fields_of(Practice())
    assert page["forms_sets"] == "Intake packet: PHQ-9, GAD-7, PCL-5, AUDIT-C, Medical history"
    assert (page["forms_review"], page["forms_remission"]) == ("PHQ-9 20", "MADRS 10")
    assert kept(forms_sets="One: phq 9, MEDICAL history, C-SSRS screener").sets == (
        FormSet("One", ("phq9", "kat_medical", "cssrs_screener_recent")),
    )
    assert kept(forms_review="Medical history 3").review_totals == {"kat_medical": 3}


@pytest.mark.parametrize("one", registry.all_instruments(), ids=lambda one: one.id)
def test_every_form_is_found_again_by_the_name_it_is_shown_under(one):
    assert find_form(form_name(one.id)) is one and "_" not in form_name(one.id)


def test_totals_are_forms_with_numbers():
    forms = kept(forms_review="phq9 18, gad7 15", forms_remission="madrs 12")
    assert (forms.review_totals, forms.remission_totals) == ({"phq9": 18, "gad7": 15}, {"madrs": 12})
    assert kept(forms_review="", forms_remission="").review_totals == {}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"forms_sets": "phq9, gad7"}, "forms_sets"),
        ({"forms_sets": ": phq9"}, "forms_sets"),
        ({"forms_sets": "Empty:"}, "forms_sets"),
        ({"forms_sets": "One: phq99"}, "forms_sets"),
        ({"forms_sets": f"{'x' * 61}: phq9"}, "forms_sets"),
        ({"forms_sets": "\n".join(f"S{number}: phq9" for number in range(21))}, "forms_sets"),
        ({"forms_sets": "One: phq9\nOne: gad7"}, "forms_sets"),
        ({"forms_review": "phq9"}, "forms_review"),
        ({"forms_review": "phq9 many"}, "forms_review"),
        ({"forms_review": "phq99 3"}, "forms_review"),
        ({"forms_review": "who5 50"}, "forms_review"),
        ({"forms_remission": "madrs -1"}, "forms_remission"),
    ],
)
def test_what_is_wrong_is_named_at_its_field(changed, field):
    with pytest.raises(Invalid) as refused:
        kept(**changed)
    assert set(refused.value.fields) == {field}


def test_licence_is_declared_by_naming_it():
    assert kept(licence_audit=WHO).licences == {"audit": WHO}
    assert kept(licence_audit="yes", licence_phq9="anything").licences == {}


def test_text_is_shown_only_while_the_licence_is_held(cast, socket_of, browser_of):
    eve, ada = browser_of(cast.eve), browser_of(cast.ada)
    form = assign(socket_of(cast.ben), cast.care, "audit")

    def wording():
        return [
            WORDING in ada.get(f"/forms/{form}").text,
            ada.get("/api/v1/instruments/audit").json["instrument"]["items"][0]["text"] == WORDING,
        ]

    assert wording() == [False, False]
    assert post(eve, 0, licence_audit=WHO).status_code == 303
    assert wording() == [True, True]
    assert post(eve, 1).status_code == 303
    assert wording() == [False, False]


def test_who_declared_it_and_when_stands_in_the_versions(cast, browser_of):
    eve = browser_of(cast.eve)
    post(eve, 0, licence_audit=WHO)
    page = eve.get("/admin/settings").text
    assert "Licences held:" in page and "Version 1" in page and "Eve Adler" in page
    assert practice().forms.licences == {"audit": WHO}


def test_page_offers_every_licence_that_the_instruments_name(cast, browser_of):
    page = browser_of(cast.eve).get("/admin/settings").text
    for one in registry.all_instruments():
        assert (f'name="licence_{one.id}"' in page) is (one.licence_needed is not None)

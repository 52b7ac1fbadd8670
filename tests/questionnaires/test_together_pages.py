"""What pages say of a form's mode, its last time, its versions and its set."""

import re

import pytest

from tests.questionnaires.filling import assign, give, give_all, submit

NINE = {str(number): 1 for number in range(1, 10)}


@pytest.fixture
def ben(cast, socket_of):
    return socket_of(cast.ben)


@pytest.fixture
def ada(cast, socket_of):
    return socket_of(cast.ada)


def page(browser, form):
    answer = browser.get(f"/forms/{form}")
    assert answer.status_code == 200
    return answer.text


def was(text, item):
    row = text.split(f'data-item="{item}"')[1].split("</li>")[0]
    return re.search(r'data-role="item-was">([^<]*)<', row)[1]


def handed_in(cast, ben, ada, client_id, answers):
    form = assign(ben, cast.care, client_id=client_id)
    give_all(ada, form, answers)
    submit(ada, form)
    return form


def test_clinician_chooses_who_reads_and_the_patient_is_told(cast, ada, ben, browser_of):
    form = assign(ben, cast.care)
    assert 'data-role="panel-mode"' in page(browser_of(cast.ben), form)
    told = "Your care team reads the questions to you"
    assert re.search(rf'data-role="read-aloud"[^>]* hidden>{told}', page(browser_of(cast.ada), form))
    ben.call("questionnaire:mode", {"questionnaire": form, "mode": "read_aloud"})
    assert re.search(rf'data-role="read-aloud" role="status">{told}', page(browser_of(cast.ada), form))
    give(ben, form, "1", 2)
    submit(ben, form)
    text = page(browser_of(cast.ben), form)
    assert "Read aloud by a clinician. Entered by Dr Ben Okri." in text and 'title="Entered by Dr Ben Okri"' in text


def test_rating_offers_no_other_mode(cast, ben, browser_of):
    text = page(browser_of(cast.ben), assign(ben, cast.care, "madrs"))
    assert 'data-role="panel-mode"' not in text and "Rated by a clinician." in text


def test_each_item_says_what_it_was_where_it_differs(cast, ada, ben, browser_of):
    handed_in(cast, ben, ada, "a", {"1": 0, "2": 3, "3": 1})
    form = assign(ben, cast.care, client_id="b")
    give_all(ada, form, {"1": 2, "2": 3})
    text = page(browser_of(cast.ben), form)
    assert [was(text, item) for item in ("1", "2", "3", "4")] == ["was 0", "", "was 1", ""]
    assert "Beside each answer: what it was on" in text
    assert "was 0" not in page(browser_of(cast.ada), form)


def test_form_left_half_way_can_be_gone_on_with(cast, ada, ben, browser_of):
    form = assign(ben, cast.care)
    assert 'data-role="panel-resume"' not in page(browser_of(cast.ben), form)
    give_all(ada, form, {"1": 1, "2": 0})
    assert 'data-role="panel-resume"' in page(browser_of(cast.ben), form)
    assert "Question 3 of 10." in page(browser_of(cast.ada), form)


def test_skipped_items_are_named_with_the_instruments_own_rule(cast, ada, ben, browser_of):
    form = handed_in(cast, ben, ada, "a", {key: 1 for key in NINE if key not in ("3", "7")})
    text = page(browser_of(cast.ben), form)
    rule = "Every item shown has to be answered; while one is open there is no total."
    assert f"Not answered: 3, 7. {rule}" in text and text.count(rule) == 2, "on the form and on the card"
    assert text.count(">Not answered<") == 3, "the two, and the tenth that may stay open"


def test_versions_are_told_on_both_and_the_patient_reads_no_reason(cast, ada, ben, browser_of):
    form = handed_in(cast, ben, ada, "a", NINE)
    assert 'data-role="correction"' in page(browser_of(cast.ben), form)
    new = ben.call("questionnaire:amend", {"questionnaire": form, "reason": "Misheard <b>it</b>", "client_id": "c"})
    new = new["questionnaire"]
    give(ben, new, "1", 3)
    assert "being corrected by Dr Ben Okri" in page(browser_of(cast.theo), form)
    submit(ben, new)
    old_page, new_page = page(browser_of(cast.ben), form), page(browser_of(cast.ben), new)
    assert "A newer version stands" in old_page and f'href="/forms/{new}"' in old_page
    assert 'data-role="correction"' not in old_page and 'data-role="correction"' in new_page
    assert (
        "This is version 2</strong>, corrected by Dr Ben Okri" in new_page
        and "Misheard &lt;b&gt;it&lt;/b&gt;" in new_page
    )
    assert "corrected" in new_page.split("All PHQ-9 values")[1]
    for one in (form, new):
        text = page(browser_of(cast.ada), one)
        assert "Misheard" not in text and "corrected this form" in text


def test_patient_goes_through_a_set_from_one_form_to_the_next(cast, ada, ben, browser_of):
    given = ben.call("questionnaire:assign_set", {"room": cast.care, "set": "Intake packet", "client_id": "s"})
    first, second = given["questionnaires"][:2]
    browser = browser_of(cast.ada)
    home = browser.get("/").text
    assert home.count("Intake packet") >= 1 and "0 of 5 done, about " in home
    assert home.count('data-role="due-row"') == 2, "one row for the whole set, and the template"
    give(ada, first, "1", 1)
    listed = browser.get(f"/form-sets/{given['set']}").text
    assert re.findall(r'data-role="title">(\d\. [^<]+)<', listed) == [
        "1. How you have been feeling",
        "2. Worry and tension",
        "3. After something hard",
        "4. Alcohol, short",
        "5. Your health",
    ]
    assert "PHQ" not in listed and "1 of 10 answered" in listed
    assert "Intake packet</a>, 1 of 5" in page(browser, first)
    submit(ada, first)
    assert f'href="/forms/{second}"' in page(browser, first) and "Go on with form 2 of 5" in page(browser, first)
    assert "1 of 5 done" in browser.get(f"/form-sets/{given['set']}").text
    for form in given["questionnaires"][1:]:
        submit(ada, form)
    assert "All 5 are received" in browser.get(f"/form-sets/{given['set']}").text
    assert "That was the last of Intake packet." in page(browser, given["questionnaires"][4])
    assert "Intake packet" not in browser.get("/").text


@pytest.mark.parametrize(
    ("name", "status"), [("ben", 303), ("cleo", 404), ("cora", 403), ("eve", 403), ("finn", 404)]
)
def test_list_of_a_set_is_its_patients_own(cast, ben, browser_of, name, status):
    given = ben.call("questionnaire:assign_set", {"room": cast.care, "set": "Intake packet", "client_id": "s"})
    assert browser_of(cast.everybody[name]).get(f"/form-sets/{given['set']}").status_code == status


def test_sets_can_be_chosen_where_forms_are_given(cast, browser_of):
    text = browser_of(cast.ben).get(f"/rooms/{cast.care}").text
    assert '<option value="set:Intake packet">Intake packet, 5 forms</option>' in text

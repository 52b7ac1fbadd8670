"""The practice's settings: versions with who and when, and every number of a crisis line checked before it holds."""

import re

import pytest
from msgspec.structs import replace

from telekat.admin.settings_form import changes, fields_of, settings_from
from telekat.core import database
from telekat.core.errors import Invalid
from telekat.practice.queries import practice, versions
from telekat.practice.settings import Crisis, CrisisLine, Practice

AUDIT = "WHO's permission, or non-commercial use"


def filled(**changed):
    return {**fields_of(Practice()), **changed}


def post(browser, base, **changed):
    answer = browser.form("/admin/settings", filled(base_version=str(base), **changed))
    database.forget_snapshot()
    return answer


def test_form_and_settings_are_the_same_both_ways():
    assert settings_from(Practice(), fields_of(Practice())) == Practice()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"answer_by": "25:00"}, "answer_by"),
        ({"desk_phone": "ring us"}, "desk_phone"),
        ({"ladder": "five"}, "ladder"),
        ({"ladder": "0"}, "ladder"),
        ({"ladder": "1, 2, 3, 4, 5"}, "ladder"),
        ({"crisis_country": "Britain"}, "crisis_country"),
        ({"crisis_emergency_number": ""}, "crisis_emergency_number"),
        ({"line_1_href": "javascript:alert(1)"}, "line_1_href"),
        ({"line_0_href": "http://plain.example"}, "line_0_href"),
        ({"line_2_kind": "fax"}, "line_2_kind"),
        ({"line_7_name": "New line"}, "line_7_href"),
    ],
)
def test_what_is_wrong_is_named_at_its_field(changed, field):
    with pytest.raises(Invalid) as refused:
        settings_from(Practice(), filled(**changed))
    assert set(refused.value.fields) == {field}


def test_line_without_a_name_is_taken_out_and_a_wrong_one_behind_it_is_still_named():
    kept = settings_from(Practice(), filled(line_0_name=""))
    assert [line.name for line in kept.crisis.lines] == [line.name for line in Practice().crisis.lines[1:]]
    with pytest.raises(Invalid) as refused:
        settings_from(Practice(), filled(line_0_name="", line_2_href="nowhere"))
    assert set(refused.value.fields) == {"line_2_href"}


def test_line_is_added():
    new = {"line_3_name": "Papyrus", "line_3_detail": "", "line_3_href": "tel:08000684141", "line_3_kind": "call"}
    assert settings_from(Practice(), filled(**new)).crisis.lines[3].name == "Papyrus"


def test_changes_are_told_in_words():
    after = settings_from(Practice(), filled(answer_by="16:00", ladder="3"))
    assert changes(Practice(), after) == [
        ("Messages are answered by", "17:00", "16:00"),
        ("Alerts go to the next people after", "5 min, 10 min", "3 min"),
    ]


def test_history_speaks_in_no_codes():
    sweden = Crisis("SE", "sv", "112", lines=(CrisisLine("Mind", "", "sms:90101?body=HEJ", "text"),))
    sent = filled(time_zone="America/New_York", forms_sets="Intake: qids_sr16", licence_audit=AUDIT, line_0_name="")
    after = replace(settings_from(Practice(), sent | {"crisis_country": "SE"}), elsewhere=(sweden,))
    told = " | ".join(f"{label}: {was} > {now}" for label, was, now in changes(Practice(), after))
    for words in (
        "Time zone: Europe, London > America, New York",
        "Country of the crisis numbers: United Kingdom > Sweden",
        "Sweden, Swedish: 112",
        "Mind (text message “HEJ” to 90101)",
        "Samaritans, 116 123 (telephone 116123)",
        "(PHQ-9, GAD-7, PCL-5, AUDIT-C, Medical history) > Intake (QIDS-SR16)",
        f"Licences held:  > AUDIT: {AUDIT}",
    ):
        assert words in told
    assert not re.search(r"_|tel:|sms:|phq9", told)


def test_every_change_is_a_version_with_who_and_when(cast, browser_of):
    eve = browser_of(cast.eve)
    assert post(eve, 0, answer_by="16:00").status_code == 303
    assert post(eve, 1, answer_by="15:00").status_code == 303
    assert practice().answer_by == "15:00"
    assert [row.changed_by for row in versions()] == [cast.eve.id, cast.eve.id]
    page = eve.get("/admin/settings").text
    assert "Version 2" in page and "Eve Adler" in page
    assert re.search(r"15:00 <span[^>]*>was 16:00", page)


def test_second_admin_with_an_old_page_is_told_and_keeps_their_words(cast, browser_of):
    eve = browser_of(cast.eve)
    post(eve, 0, answer_by="16:00")
    late = post(eve, 0, name="Another name")
    assert late.status_code == 409 and "changed the settings meanwhile" in late.text
    assert 'value="Another name"' in late.text and practice().name == Practice().name


def test_wrong_settings_change_nothing(cast, browser_of):
    answer = post(browser_of(cast.eve), 0, line_1_href="javascript:alert(1)")
    assert answer.status_code == 422 and "begins with tel:, sms: or https://" in answer.text
    assert versions() == []


def test_new_number_stands_on_the_help_page_at_once(cast, browser_of):
    post(browser_of(cast.eve), 0, crisis_emergency_number="112")
    assert 'href="tel:112"' in browser_of(None).get("/help").text


@pytest.mark.parametrize("name", ["ada", "ben", "theo", "cora"])
def test_only_admins_change_settings(cast, browser_of, name):
    assert post(browser_of(getattr(cast, name)), 0, answer_by="16:00").status_code == 403
    assert versions() == []


def test_crisis_lines_have_a_test_link(cast, browser_of):
    page = browser_of(cast.eve).get("/admin/settings").text
    for line in Practice().crisis.lines:
        assert f'href="{line.href}"' in page


@pytest.mark.parametrize("days", ["0", "731", "soon", "-1", "1.5", ""])
def test_days_that_a_decision_holds_have_bounds(days):
    with pytest.raises(Invalid) as refused:
        settings_from(Practice(), filled(decision_days=days))
    assert "decision_days" in refused.value.fields


def test_days_that_a_decision_holds_are_kept():
    assert settings_from(Practice(), filled(decision_days="30")).decision_days == 30

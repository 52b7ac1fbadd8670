"""A patient's next step always names a person and a time."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from telekat.home.next_step import Due, Responsible, Situation, next_step
from telekat.rooms.stages import Stage

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
RUIZ = Responsible("Dr Elena Ruiz", "Your psychiatrist.")
PRIYA = Responsible("Priya Nair", "The front desk.")
PLAIN = Situation(
    stage="review",
    due=(),
    coming=None,
    clinician=RUIZ,
    desk=PRIYA,
    answer_at=datetime(2026, 11, 24, 17, 0, tzinfo=UTC),
    now=NOW,
    zone="Europe/London",
    write_href="/rooms/1",
)
FORM = Due("form", "How you have been feeling", "/forms/1", "", None)
CHECKIN = Due("checkin", "Day 3 check-in", "/check-ins/1", "", datetime(2026, 11, 27, 9, 0, tzinfo=UTC))


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("clinician", [RUIZ, None])
def test_every_stage_names_a_person_and_a_time(stage, clinician):
    step = next_step(replace(PLAIN, stage=stage.value, clinician=clinician))
    assert step.owner.name in (RUIZ.name, PRIYA.name)
    assert "by 17:00 today" in step.how
    assert "{" not in step.what + step.how


@pytest.mark.parametrize("stage", ["new_referral", "invited"])
def test_front_desk_answers_until_care_begins(stage):
    assert next_step(replace(PLAIN, stage=stage)).owner == PRIYA


def test_without_a_clinician_the_front_desk_answers_at_every_stage():
    step = next_step(replace(PLAIN, clinician=None))
    assert step.owner == PRIYA and "Priya Nair tells you who cares for you" in step.how


def test_form_comes_before_what_the_practice_owes():
    step = next_step(replace(PLAIN, due=(FORM,)))
    assert step.what == "Fill in “How you have been feeling”" and step.href == "/forms/1"
    assert "Dr Elena Ruiz reads it by 17:00 today" in step.how


def test_checkin_comes_before_a_form():
    assert next_step(replace(PLAIN, due=(FORM, CHECKIN))).href == "/check-ins/1"


def test_late_checkin_says_so_without_blame():
    late = replace(CHECKIN, due_at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    assert "was due on Monday 23 November and is still open" in next_step(replace(PLAIN, due=(late,))).how


def test_coming_checkin_has_its_day_and_hour():
    step = next_step(replace(PLAIN, coming=CHECKIN))
    assert step.what == "Day 3 check-in on Friday 27 November"
    assert "opens at 09:00" in step.how


def test_button_is_missing_where_there_is_nowhere_to_write():
    step = next_step(replace(PLAIN, write_href=""))
    assert (step.label, step.href) == ("", "")


@pytest.mark.parametrize("stage", ["forms", "review", "consult", "decision"])
def test_signed_decision_is_no_longer_said_to_be_coming(stage):
    step = next_step(replace(PLAIN, stage=stage, decided=True))
    assert step.what == "Dr Elena Ruiz has made a decision" and "by 17:00 today" in step.how
    assert next_step(replace(PLAIN, stage="cleared", decided=True)) == next_step(replace(PLAIN, stage="cleared"))


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("decided", [True, False])
@pytest.mark.parametrize("clinician", [RUIZ, None])
def test_beside_help_nothing_says_that_there_is_nothing_to_do(stage, decided, clinician):
    step = next_step(replace(PLAIN, stage=stage.value, decided=decided, clinician=clinician, has_help=True))
    said = f"{step.what} {step.how}"
    assert "nothing" not in said.lower() and "let it settle" not in said.lower() and "{" not in said
    assert "by 17:00 today" in step.how


def test_without_help_a_quiet_stage_still_says_so():
    assert next_step(PLAIN).how.endswith("There is nothing you need to do.")

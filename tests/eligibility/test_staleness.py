"""When a decision no longer holds, and that it says why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from telekat.eligibility.staleness import Marks, Situation, marks_from, stale_because

SIGNED = datetime(2026, 11, 1, 9, tzinfo=UTC)
MARKS = Marks("form-1", "low", {"liver": "fact-1"}, ("m1",), {"liver": "absent", "lung": "unknown"}, ("c1",))
FRESH = Situation(SIGNED, SIGNED + timedelta(days=1), 90, (), MARKS, MARKS)


def test_decision_holds_while_nothing_changes():
    assert stale_because(FRESH) == []


@pytest.mark.parametrize(("seconds", "stale"), [(-1, False), (0, True), (1, True)])
def test_it_ends_with_the_practices_days(seconds, stale):
    at = replace(FRESH, now=SIGNED + timedelta(days=90, seconds=seconds))
    assert bool(stale_because(at)) is stale


def test_shorter_setting_ends_it_sooner():
    assert stale_because(replace(FRESH, valid_days=1)) == ["It holds for 1 days, and they are over."]


@pytest.mark.parametrize(("hours", "stale"), [(-1, False), (0, False), (1, True)])
def test_high_alert_afterwards_ends_it(hours, stale):
    assert bool(stale_because(replace(FRESH, alerts_at=(SIGNED + timedelta(hours=hours),)))) is stale


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"medical": "form-2"}, "There is a new medical history."),
        ({"cssrs": "moderate"}, "The C-SSRS level has changed."),
        ({"medicines": ("m1", "m2")}, "The medicine list has changed."),
        ({"medicines": ()}, "The medicine list has changed."),
        ({"pending": ()}, "A clearance that was waited for has been answered."),
        ({"facts": {"liver": "fact-2"}}, "Liver disease: a new fact."),
        ({"states": {"liver": "absent", "lung": "present"}}, "Lung disease, sleep apnoea: reads otherwise now."),
    ],
)
def test_new_risk_data_ends_it_and_says_why(change, why):
    assert stale_because(replace(FRESH, today=replace(MARKS, **change))) == [why]


def test_marks_come_back_from_a_snapshot_as_they_were():
    assert marks_from(MARKS.as_json()) == MARKS

"""What can be recorded of a dose: amounts, routes, and times on the patient's wall."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from telekat.core.errors import Invalid
from telekat.dosing import doses

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("56", "56"), ("56.00", "56"), (" 42,5 ", "42.5"), ("0.01", "0.01"), ("1000", "1000"), ("1e2", "100")],
)
def test_dose_is_kept_as_one_plain_amount(typed, kept):
    assert str(doses.dose_of(typed)) == kept


@pytest.mark.parametrize(
    "typed", ["", "0", "-1", "1000.01", "56 mg", "nan", "Infinity", "1.001", "٥٦", "56..", "1e400"]
)
def test_slip_of_the_finger_is_no_dose(typed):
    with pytest.raises(Invalid) as refused:
        doses.dose_of(typed)
    assert "dose_mg" in refused.value.fields


def test_bound_is_a_named_number():
    assert doses.dose_of(str(doses.MOST_DOSE_MG)) == Decimal(1000)


def test_every_route_has_its_words_and_no_other_is_taken():
    assert set(doses.ROUTE_LABELS) == set(doses.Route)
    assert doses.route_of("iv") is doses.Route.IV
    with pytest.raises(Invalid):
        doses.route_of("IV")


@pytest.mark.parametrize(
    ("zone", "utc"),
    [
        ("Europe/London", "2026-11-20T14:30:00+00:00"),
        ("America/New_York", "2026-11-20T19:30:00+00:00"),
        ("Asia/Kathmandu", "2026-11-20T08:45:00+00:00"),
        ("Pacific/Auckland", "2026-11-20T01:30:00+00:00"),
    ],
)
def test_time_is_meant_on_the_patients_wall(zone, utc):
    assert doses.took_place("2026-11-20", "14:30", zone, now=NOW) == datetime.fromisoformat(utc)


def test_hour_that_comes_twice_means_the_first():
    assert doses.took_place("2026-10-25", "01:30", "Europe/London", now=NOW).isoformat() == (
        "2026-10-25T00:30:00+00:00"
    )


@pytest.mark.parametrize(
    ("on_date", "at_time", "field"),
    [
        ("2026-03-29", "01:30", "at_time"),
        ("2026-11-24", "12:01", "at_time"),
        ("2026-13-01", "12:00", "on_date"),
        ("0026-11-20", "12:00", "on_date"),
        ("2026-11-20", "25:00", "at_time"),
        ("", "12:00", "on_date"),
        ("2026-11-20", "", "at_time"),
    ],
    ids=["left out by the clocks", "future", "no month", "year cut short", "no hour", "no date", "no time"],
)
def test_time_that_cannot_be_is_refused_by_its_field(on_date, at_time, field):
    with pytest.raises(Invalid) as refused:
        doses.took_place(on_date, at_time, "Europe/London", now=NOW)
    assert field in refused.value.fields


@pytest.mark.parametrize(("day", "is_asked"), [("2025-11-24", False), ("2025-11-23", True), ("2026-11-24", False)])
def test_year_is_asked_about_from_the_day_after_a_full_year(day, is_asked):
    given = {"today": date(2026, 11, 24), "birth_date": ""}
    doses.check_year(date.fromisoformat(day), **given, confirmed=True)
    if is_asked:
        with pytest.raises(Invalid, match="Is the year right"):
            doses.check_year(date.fromisoformat(day), **given, confirmed=False)
    else:
        doses.check_year(date.fromisoformat(day), **given, confirmed=False)

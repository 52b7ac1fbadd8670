"""When check-ins are due: six zones, weekends on which the clocks change, and the hours in which people may be written to."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from telekat.checkins.schedule import Kind, Standing, slots_after, standing

ZONES = (
    "Europe/London",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
)


def walls(zone, wall):
    """Due times on the patient's wall of a session at `wall` there."""
    took_place_at = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    slots = slots_after(took_place_at, zone)
    assert [slot.kind for slot in slots] == list(Kind)
    return [slot.due_at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") for slot in slots]


@pytest.mark.parametrize("zone", ZONES)
def test_due_at_the_same_time_on_the_wall_everywhere(zone):
    assert walls(zone, "2026-11-17 14:30") == ["2026-11-18 14:30", "2026-11-20 14:30", "2026-11-24 14:30"]


@pytest.mark.parametrize(
    ("zone", "before"),
    [
        ("Europe/London", "2026-03-28"),
        ("Europe/London", "2026-10-24"),
        ("America/New_York", "2026-03-07"),
        ("America/New_York", "2026-10-31"),
        ("Australia/Lord_Howe", "2026-04-04"),
        ("Australia/Lord_Howe", "2026-10-03"),
        ("Pacific/Auckland", "2026-04-04"),
        ("Pacific/Auckland", "2026-09-26"),
        ("America/Sao_Paulo", "2026-10-24"),
        ("Asia/Kathmandu", "2026-03-28"),
    ],
)
def test_change_of_the_clocks_moves_nothing_on_the_wall(zone, before):
    day = datetime.fromisoformat(before)
    expected = [f"{day + timedelta(days=days):%Y-%m-%d} 11:15" for days in (1, 3, 7)]
    assert walls(zone, f"{before} 11:15") == expected


def test_day_of_the_change_has_other_than_24_hours():
    took_place_at = datetime(2026, 3, 28, 11, 15, tzinfo=UTC)
    first = slots_after(took_place_at, "Europe/London")[0]
    assert first.due_at - took_place_at == timedelta(hours=23)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("session", "due"),
    [
        ("08:59", "09:00"),
        ("09:00", "09:00"),
        ("20:00", "20:00"),
        ("20:01", "20:00"),
        ("23:50", "20:00"),
        ("00:10", "09:00"),
    ],
)
def test_nobody_is_asked_at_night(zone, session, due):
    assert {wall[-5:] for wall in walls(zone, f"2026-11-17 {session}")} == {due}


def test_zone_is_the_patients_and_not_the_practices():
    took_place_at = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
    auckland, london = (
        slots_after(took_place_at, zone)[0].due_at for zone in ("Pacific/Auckland", "Europe/London")
    )
    assert auckland == datetime(2026, 11, 18, 7, 0, tzinfo=UTC)  # 22:00 there becomes 20:00
    assert london == datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after_due", "expected"),
    [
        (timedelta(milliseconds=-1), Standing.UPCOMING),
        (timedelta(0), Standing.DUE),
        (timedelta(hours=24, milliseconds=-1), Standing.DUE),
        (timedelta(hours=24), Standing.LATE),
        (timedelta(days=3, milliseconds=-1), Standing.LATE),
        (timedelta(days=3), Standing.CLOSED),
    ],
)
def test_standing_turns_at_its_very_moment(after_due, expected):
    slot = slots_after(datetime(2026, 11, 17, 12, 0, tzinfo=UTC), "Europe/London")[0]
    now = slot.due_at + after_due
    assert standing(done=False, due_at=slot.due_at, open_until=slot.open_until, now=now) is expected
    assert standing(done=True, due_at=slot.due_at, open_until=slot.open_until, now=now) is Standing.DONE

"""By when a check-in is read."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from telekat.checkins.reading import in_words, read_by


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("2026-11-24 08:59", "2026-11-24 17:00"),
        ("2026-11-24 09:00", "2026-11-25 17:00"),
        ("2026-11-24 23:59", "2026-11-25 17:00"),
        ("2026-11-27 14:02", "2026-11-30 17:00"),
        ("2026-11-27 08:00", "2026-11-27 17:00"),
        ("2026-11-28 08:00", "2026-11-30 17:00"),
        ("2026-11-29 12:00", "2026-11-30 17:00"),
        ("2026-03-27 12:00", "2026-03-30 17:00"),
    ],
    ids=["before opening", "open", "night", "Friday", "early Friday", "Saturday", "Sunday", "clocks change"],
)
def test_promise_is_the_practices_next_working_day(sent, read):
    zone = ZoneInfo("Europe/London")
    found = read_by(
        datetime.fromisoformat(sent).replace(tzinfo=zone), opens="09:00", answer_by="17:00", zone="Europe/London"
    )
    assert f"{found.astimezone(zone):%Y-%m-%d %H:%M}" == read


def test_promise_is_worded_on_the_readers_wall():
    moment = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
    assert in_words(moment, "Europe/London") == "Friday 27 November, 17:00"
    assert in_words(moment, "Asia/Kathmandu") == "Friday 27 November, 22:45"

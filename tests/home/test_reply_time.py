"""By when somebody answers: today, the next working day, and in the reader's own zone."""

from datetime import UTC, datetime

import pytest

from telekat.home.reply_time import answer_at, answers_by, holds_seconds, named_by

LONDON = "Europe/London"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-24T09:00", "2026-11-24T17:00"),  # Tuesday morning: today
        ("2026-11-24T16:59", "2026-11-24T17:00"),
        ("2026-11-24T17:00", "2026-11-25T17:00"),  # the hour itself has passed: tomorrow
        ("2026-11-27T18:00", "2026-11-30T17:00"),  # Friday evening: Monday
        ("2026-11-28T10:00", "2026-11-30T17:00"),  # Saturday: Monday
        ("2026-11-29T23:59", "2026-11-30T17:00"),
        ("2026-07-14T09:00", "2026-07-14T16:00"),  # in summer 17:00 in London is 16:00 UTC
    ],
)
def test_answer_comes_at_the_end_of_the_working_day_or_of_the_next(now, expected):
    assert answer_at(at(now), "17:00", LONDON) == at(expected)


def test_answer_time_keeps_the_wall_clock_over_a_change_of_the_clocks():
    # On Friday 27 March 2026 London is on winter time, on Monday 30 March on summer time.
    assert answer_at(at("2026-03-27T18:00"), "17:00", LONDON) == at("2026-03-30T16:00")


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-11-24T09:00", "Sam Whitlock answers by 17:00 today."),
        ("2026-11-24T18:00", "Sam Whitlock answers by 17:00 tomorrow."),
        ("2026-11-27T18:00", "Sam Whitlock answers by 17:00 on Monday 30 November."),
        ("2026-12-31T18:00", "Sam Whitlock answers by 17:00 tomorrow."),
        ("2027-01-01T18:00", "Sam Whitlock answers by 17:00 on Monday 4 January."),
    ],
)
def test_sentence_names_the_day_as_people_do(now, words):
    assert answers_by("Sam Whitlock", at(now), "17:00", LONDON, LONDON) == words


def test_reader_elsewhere_reads_their_own_clock_with_its_zone():
    words = answers_by("Sam Whitlock", at("2026-11-24T09:00"), "17:00", LONDON, "America/New_York")
    assert words == "Sam Whitlock answers by 12:00 today (New York time)."


def test_reader_far_east_is_told_their_own_day():
    words = answers_by("Sam Whitlock", at("2026-11-24T09:00"), "17:00", LONDON, "Asia/Tokyo")
    assert words == "Sam Whitlock answers by 02:00 tomorrow (Tokyo time)."


def test_another_zone_with_the_same_clock_is_not_named():
    words = answers_by("Sam Whitlock", at("2026-11-24T09:00"), "17:00", LONDON, "Europe/Lisbon")
    assert words == "Sam Whitlock answers by 17:00 today."


def test_without_a_clinician_the_front_desk_owes_the_name():
    words = named_by(at("2026-11-24T09:00"), "17:00", LONDON, LONDON)
    assert words == "The front desk tells you who answers by 17:00 today."


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        ("2026-11-24T16:59", LONDON, 60),  # the promised time comes first
        ("2026-11-24T16:59:59.500000", LONDON, 1),
        ("2026-11-24T17:00", LONDON, 7 * 3600),  # tomorrow is called today after midnight
        ("2026-11-27T18:00", LONDON, 6 * 3600),
        ("2026-11-24T09:00", "Asia/Tokyo", 6 * 3600),  # 18:00 there: their midnight, not London's
        ("2026-03-29T00:00", LONDON, 23 * 3600),  # the night the clocks go forward
    ],
)
def test_promise_holds_until_its_time_or_the_readers_midnight(now, zone, expected):
    assert holds_seconds(at(now), "17:00", LONDON, zone) == expected

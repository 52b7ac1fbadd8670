"""Who stands at the top of a clinician's list and of a board, and which risk mark they bear."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from telekat.home.board_rules import AlertMark, BoardLine, Carer, facts_words, first_on_the_board, next_words, strip
from telekat.home.need import by_need
from telekat.home.risk import Screened, risk_of

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Somebody:
    name: str = "Somebody"
    alerts: int = 0
    alerts_taken: int = 0
    risk: str = "none"
    waiting_since: datetime | None = None
    checkins_missed: int = 0
    checkins_to_read: int = 0
    unread: int = 0


def test_need_orders_alert_risk_wait_news_and_name():
    wanted = [
        Somebody("alert", alerts=1),
        Somebody("taken", alerts_taken=1),
        Somebody("high", risk="high"),
        Somebody("moderate", risk="moderate"),
        Somebody("waits long", waiting_since=NOW - timedelta(hours=3)),
        Somebody("waits", waiting_since=NOW),
        Somebody("to read", checkins_to_read=1),
        Somebody("unread", unread=2),
        Somebody("a quiet one"),
        Somebody("never asked", risk="unscreened"),
    ]
    mixed = [*reversed(wanted)]
    assert [one.name for one in sorted(mixed, key=by_need)] == [one.name for one in wanted]


@pytest.mark.parametrize(
    ("alerts", "screened", "level"),
    [
        ([], [], "unscreened"),
        ([], [Screened("low", NOW, True)], "low"),
        ([("moderate", NOW)], [Screened("none", NOW, True)], "moderate"),
        ([("high", NOW)], [Screened("low", NOW, True)], "high"),
        # one item of a form cannot take back a whole screening that was answered after it
        ([], [Screened("none", NOW, False), Screened("high", NOW + timedelta(days=1), True)], "high"),
        # nor lower an earlier one: the worse of the two stands
        ([], [Screened("high", NOW, True), Screened("none", NOW + timedelta(days=1), False)], "high"),
        ([], [Screened("none", NOW, True), Screened("moderate", NOW + timedelta(days=1), False)], "moderate"),
        ([], [Screened("high", NOW, True), Screened("low", NOW + timedelta(days=1), True)], "low"),
    ],
)
def test_risk_mark_is_the_worst_that_stands(alerts, screened, level):
    assert risk_of(alerts, screened).level == level


RUIZ = Carer("1", "Dr Elena Ruiz", "psychiatrist", "ER", 1, True)
LINE = BoardLine("1", "Ifeoma Bello", 44, "Europe/London", "review", NOW, False, "c", "d", team=(RUIZ,))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"alert": AlertMark("high", NOW, False)}, "Nobody has taken the alert: page a clinician"),
        ({"alert": AlertMark("high", NOW, True)}, "A clinician has taken the alert"),
        ({"team": ()}, "Next: assign a clinician"),
        ({"team": (replace(RUIZ, active=False),)}, "Dr Elena Ruiz has left: assign somebody new"),
        ({"missed_count": 1}, "Missed a check-in: call"),
        ({"waiting_since": NOW}, "Dr Elena Ruiz owes an answer"),
        ({"missing_count": 2}, "Next: remind about the forms"),
        ({"account_closed": True}, "Cannot sign in: close their rooms, or ask an admin to open the account"),
        ({}, "With the clinician for review"),
    ],
)
def test_card_says_the_one_thing_to_do(change, words):
    assert next_words(replace(LINE, **change)) == words


def test_board_shows_an_untaken_alert_before_the_longest_wait():
    alert = replace(LINE, alert=AlertMark("high", NOW, False))
    taken = replace(LINE, alert=AlertMark("high", NOW, True))
    waits = replace(LINE, waiting_since=NOW)
    longer = replace(LINE, waiting_since=NOW - timedelta(hours=1))
    alone = replace(LINE, team=())
    wanted = [alert, taken, longer, waits, alone, LINE]
    mixed = [*reversed(wanted)]
    assert sorted(mixed, key=first_on_the_board) == wanted


def test_strip_counts_open_patients_and_names_the_oldest():
    earlier = NOW - timedelta(hours=2)
    lines = [
        replace(LINE, team=(), stage_since=earlier),
        replace(LINE, team=()),
        replace(LINE, alert=AlertMark("high", NOW, False)),
        replace(LINE, team=(), closed=True),
    ]
    numbers = {number.name: number for number in strip(lines)}
    assert (numbers["unassigned"].count, numbers["unassigned"].oldest_at) == (2, earlier)
    assert (numbers["alerts"].count, numbers["alerts"].kind) == (1, "danger")
    assert (numbers["missed"].count, numbers["missed"].kind) == (0, "")


def test_card_of_a_closed_account_does_not_look_alive():
    assert facts_words(LINE) == "44, London time"
    assert facts_words(replace(LINE, account_closed=True)) == "Account closed, 44, London time"

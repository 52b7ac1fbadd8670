"""Check-ins of Ada's, as they stand at a moment that the test chooses.

The session took place three weeks ago, so that every moment of its check-ins is past and nobody's login has ended.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from telekat.checkins.models import CheckIn
from telekat.core import clock
from telekat.core.database import db, forget_snapshot
from telekat.dosing import actions as dosing
from telekat.dosing.actions import Given

SESSION_HOUR = 15  # within the hours in which people are asked, so that nothing is moved


@pytest.fixture
def stand_at(monkeypatch) -> Callable[..., datetime]:
    """stand_at(moment): the clock stands there from now on."""

    def move(moment: datetime) -> datetime:
        monkeypatch.setattr(clock, "now", lambda: moment)
        forget_snapshot()
        return moment

    return move


@pytest.fixture
def checkins(cast, stand_at) -> dict[str, CheckIn]:
    """Ada's check-ins by kind, seen an hour after the first became due."""
    day = (clock.now() - timedelta(days=21)).date()
    wall = datetime.combine(day, datetime.min.time(), ZoneInfo("Europe/London")).replace(hour=SESSION_HOUR)
    stand_at(wall.astimezone(UTC) + timedelta(hours=2))
    given = Given(day.isoformat(), f"{SESSION_HOUR}:00", "iv", "42.5")
    dosing.record_session(cast.ben.principal, cast.ada.id, client_id="s1", given=given)
    forget_snapshot()
    rows = {row.kind: row for row in db().query(CheckIn)}
    stand_at(rows["h24"].due_at + timedelta(hours=1))
    return rows

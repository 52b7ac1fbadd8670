"""Changing the settings: always a new version, never an edit."""

from zoneinfo import available_timezones

import msgspec

from telekat.audit import trail
from telekat.core import clock
from telekat.core.errors import Conflict, Forbidden, Invalid
from telekat.core.writer import Work, write
from telekat.policy import Action, Principal, allow
from telekat.practice import queries
from telekat.practice.models import PracticeSettings
from telekat.practice.settings import Practice


@write
def change_settings(work: Work, who: Principal, settings: Practice, base_version: int) -> int:
    """Make `settings` hold from now on; returns the version. Raises Forbidden, Invalid, Conflict: changed meanwhile."""
    if not allow(who, Action.SETTINGS_UPDATE).allowed:
        raise Forbidden
    if settings.time_zone not in available_timezones():
        raise Invalid("Choose a time zone from the list.", {"time_zone": "unknown"})
    newest = queries.versions()
    version = newest[0].version if newest else 0
    if version != base_version:
        raise Conflict("Somebody changed the settings meanwhile. Look at theirs first.")
    body = msgspec.json.encode(settings).decode()
    work.db.add(PracticeSettings(version=version + 1, changed_at=clock.now(), changed_by=who.id, body=body))
    work.after_commit(queries.forget)
    trail.record(who, Action.SETTINGS_UPDATE, "settings", str(version + 1))
    return version + 1

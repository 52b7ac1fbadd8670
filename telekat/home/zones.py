"""The time zones that a person can choose from, in words."""

from functools import cache
from zoneinfo import available_timezones

_NOT_PLACES = ("Etc/", "SystemV/", "US/", "posix/", "right/")


@cache
def zone_choices() -> list[tuple[str, str]]:
    """(name, words) such as ("Europe/London", "Europe, London"), by words. Places only: no offsets, no old names."""
    places = (zone for zone in available_timezones() if "/" in zone and not zone.startswith(_NOT_PLACES))
    return sorted(((zone, zone.replace("/", ", ").replace("_", " ")) for zone in places), key=lambda one: one[1])

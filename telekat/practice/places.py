"""Countries by their ISO 3166 code, with the English names that the time zone database gives them."""

from functools import cache
from importlib import resources


@cache
def country_names() -> dict[str, str]:
    """Code to name, by name."""
    table = resources.files("tzdata").joinpath("zoneinfo/iso3166.tab").read_text(encoding="utf-8")
    pairs = [line.split("\t", 1) for line in table.splitlines() if line and not line.startswith("#")]
    names = {code: _NAMED.get(code, name.strip()) for code, name in pairs}
    return dict(sorted(names.items(), key=lambda pair: pair[1]))


_NAMED = {"GB": "United Kingdom", "US": "United States"}
"""Where the table's own words would puzzle the people who live there."""


_WITH_ARTICLE = {"AE", "BS", "CD", "CF", "DO", "GB", "GM", "MH", "MV", "NL", "PH", "SB", "SC", "US"}


def in_country(code: str) -> str:
    """The name as it stands after "in": the United Kingdom, but Sweden."""
    return f"the {country_name(code)}" if code in _WITH_ARTICLE else country_name(code)


def country_name(code: str) -> str:
    """The name, or the code itself for one that nobody knows."""
    return country_names().get(code, code)

"""What can be recorded of a dose: the routes, the bound on the amount, and when it took place. Pure.

A record, never a recommendation: nothing here proposes an amount, a route or an interval.
"""

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from zoneinfo import ZoneInfo

from telekat.core.errors import Invalid

MOST_DOSE_MG = Decimal(1000)  # product choice, to be confirmed by the practice's medical lead: above it is a slip
SMALLEST_STEP_MG = Decimal("0.01")  # product choice: what a chart states

LONG_AGO_YEARS = 1  # product choice: what is older is more often a slip in the year than a session
LONG_AGO_ASKED = "This is more than a year ago. Correct the date, or confirm below that it is right."


class Route(StrEnum):
    """How the medicine was given."""

    ESKETAMINE_NASAL = "esketamine_nasal"
    IV = "iv"
    IM = "im"
    ORAL = "oral"
    SUBLINGUAL = "sublingual"


ROUTE_LABELS: dict[Route, str] = {
    Route.ESKETAMINE_NASAL: "Nasal esketamine",
    Route.IV: "IV, into a vein",
    Route.IM: "IM, into a muscle",
    Route.ORAL: "By mouth",
    Route.SUBLINGUAL: "Under the tongue",
}


def route_of(text: str) -> Route:
    """The route with this name. Raises Invalid."""
    try:
        return Route(text)
    except ValueError:
        raise Invalid("Choose how it was given.", {"route": "Choose how it was given."}) from None


def dose_of(text: str) -> Decimal:
    """Milligrams as typed, with a point or a comma. Raises Invalid unless above 0 and within the practice's bound."""
    try:
        dose_mg = Decimal(text.strip().replace(",", ".")) if text.isascii() else Decimal("nan")
    except InvalidOperation:
        dose_mg = Decimal("nan")
    if not dose_mg.is_finite():
        raise Invalid(
            "Write the dose in milligrams, such as 56.",
            {"dose_mg": "Write the dose in milligrams, such as 56 or 42.5."},
        )
    if not 0 < dose_mg <= MOST_DOSE_MG:
        raise Invalid(
            "Look at the dose again.",
            {"dose_mg": f"Look at the dose again: it is above 0 and at most {MOST_DOSE_MG} mg."},
        )
    if dose_mg != dose_mg.quantize(SMALLEST_STEP_MG):
        raise Invalid(
            "Write the dose with at most two decimals.", {"dose_mg": "Write the dose with at most two decimals."}
        )
    return plain(dose_mg)


def plain(dose_mg: Decimal) -> Decimal:
    """Without zeros behind the point, so that 56 and 56.00 are one amount."""
    return dose_mg.quantize(Decimal(1)) if dose_mg == dose_mg.to_integral_value() else dose_mg.normalize()


def took_place(on_date: str, at_time: str, zone: str, *, now: datetime) -> datetime:
    """The moment of a date and a time on the wall of `zone`, as aware UTC.

    on_date: 2026-11-24. at_time: 14:30. An hour that the clocks go through twice means the first of the two.
    Raises Invalid for what is no date or time, a time that the clocks leave out that day, and the future.
    """
    wall = _wall_time(on_date, at_time)
    moment = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall:
        raise Invalid(
            "The clocks went forward past this time.",
            {"at_time": "The clocks went forward past this time. Choose another."},
        )
    if moment > now:
        raise Invalid(
            "This session is still to come. Record it afterwards.",
            {"at_time": "This is still to come. Record the session afterwards."},
        )
    return moment


def check_year(day: date, *, today: date, birth_date: str, confirmed: bool) -> None:
    """A slip in the year is asked about before it is kept. day, today: on the patient's wall. birth_date: ISO or "".

    Raises Invalid for a day before the patient was born, and for one more than a year ago that nobody has confirmed.
    """
    if birth_date and day < date.fromisoformat(birth_date):
        raise Invalid(
            "Look at the year again.", {"on_date": "Look at the year again: the patient was not born yet."}
        )
    years = today.year - day.year - ((today.month, today.day) <= (day.month, day.day))
    if years >= LONG_AGO_YEARS and not confirmed:
        raise Invalid("Is the year right?", {"on_date": f"Is the year right? {LONG_AGO_ASKED}"})


def _wall_time(on_date: str, at_time: str) -> datetime:
    try:
        day = datetime.strptime(on_date, "%Y-%m-%d")
    except ValueError:
        raise Invalid(
            "Choose the day of the session.", {"on_date": "Choose the day of the session, such as 2026-11-24."}
        ) from None
    if day.year < 1990:  # a year typed with too few digits
        raise Invalid("Look at the year again.", {"on_date": "Look at the year of the session again."})
    try:
        hour = datetime.strptime(at_time, "%H:%M")
    except ValueError:
        raise Invalid(
            "Choose the time of the session.", {"at_time": "Choose the time of the session, such as 14:30."}
        ) from None
    return day.replace(hour=hour.hour, minute=hour.minute)

"""What a practice sets for itself, with defaults that a practice in Britain could start from.

Crisis lines are editable data, to be checked every six months. Sources of the defaults: NHS 999 and 111, Samaritans
116 123, Shout 85258 as published by those services; the practice's medical lead confirms them before use.
"""

from typing import Annotated

import msgspec
from msgspec import Meta, field

Text = Annotated[str, Meta(min_length=1, max_length=200)]
Words = Annotated[str, Meta(max_length=400)]
Clock = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Phone = Annotated[str, Meta(pattern=r"^[0-9+ ]{3,20}$")]
Minutes = Annotated[int, Meta(ge=1, le=1440)]
DecisionDays = Annotated[int, Meta(ge=1, le=730)]


class CrisisLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """kind: how the person reaches it. href: `tel:`, `sms:` or `https:`."""

    name: Text
    detail: Words
    href: Annotated[
        str, Meta(pattern=r"^(tel:[0-9+]+|sms:[0-9+]+(\?body=[A-Za-z]+)?|https://[^\s]+)$", max_length=200)
    ]
    kind: Annotated[str, Meta(pattern="^(call|text|web)$")]


class Crisis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """country: ISO 3166 code of where these numbers work. language: ISO 639 code. thanks, advice: the words beside."""

    country: Annotated[str, Meta(pattern="^[A-Z]{2}$")] = "GB"
    language: Annotated[str, Meta(pattern="^[a-z]{2,3}$")] = "en"
    emergency_number: Phone = "999"
    thanks: Text = "Thank you for saying so."
    advice: Words = "You don’t have to hold this alone. If you might act on these thoughts, please call now."
    lines: Annotated[tuple[CrisisLine, ...], Meta(max_length=8)] = (
        CrisisLine("Samaritans, 116 123", "Free, day and night", "tel:116123", "call"),
        CrisisLine("Text SHOUT to 85258", "If talking is too much", "sms:85258?body=SHOUT", "text"),
        CrisisLine("NHS 111", "Choose the mental health option", "tel:111", "call"),
    )


InstrumentId = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
Total = Annotated[int, Meta(ge=0, le=1000)]
REVIEW_TOTALS = {"phq9": 20}  # product choice, to be confirmed by the practice's medical lead
REMISSION_TOTALS = {"madrs": 10}  # KetECT trial, PMC9154276; below 10 in Hawley 2002, 12 in esketamine trials


class FormSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Instruments that are given together, in their order; such as an intake packet."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    instruments: Annotated[tuple[InstrumentId, ...], Meta(min_length=1, max_length=20)]


class Forms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the practice uses its questionnaires; which instruments there are is not known here.

    licences: by instrument, what the practice has declared to hold, in the words in which the instrument names it; if
    those words change, it has to be declared anew. review_totals: totals that are told to the care team when answers
    reach them. remission_totals: the practice's own instead of the instrument's.
    """

    sets: Annotated[tuple[FormSet, ...], Meta(max_length=20)] = (
        FormSet("Intake packet", ("phq9", "gad7", "pcl5", "audit_c", "kat_medical")),
    )
    licences: dict[InstrumentId, Words] = {}
    review_totals: dict[InstrumentId, Total] = field(default_factory=lambda: dict(REVIEW_TOTALS))
    remission_totals: dict[InstrumentId, Total] = field(default_factory=lambda: dict(REMISSION_TOTALS))


class Practice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """answer_by: clock time by which messages of a working day are answered, in the practice's zone.

    ladder_minutes: an alert that nobody takes is told to the next people after these.
    crisis: words and numbers for whoever has not said that they are elsewhere; elsewhere: for other countries, languages.
    decision_days: how long a signed decision holds, a product choice that the practice's medical lead confirms.
    """

    name: Text = "Harbour Lane Practice"
    time_zone: Text = "Europe/London"
    desk_phone: Phone = "020 7946 0312"
    opens: Clock = "09:00"
    closes: Clock = "17:00"
    answer_by: Clock = "17:00"
    ladder_minutes: Annotated[tuple[Minutes, ...], Meta(min_length=1, max_length=4)] = (5, 10)
    decision_days: DecisionDays = 90
    crisis: Crisis = Crisis()
    elsewhere: Annotated[tuple[Crisis, ...], Meta(max_length=20)] = ()
    forms: Forms = Forms()

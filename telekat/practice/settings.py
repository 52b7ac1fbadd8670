"""What a practice sets for itself, with defaults that a practice in Britain could start from.

Crisis lines are editable data, to be checked every six months. Sources of the defaults: NHS 999 and 111, Samaritans
116 123, Shout 85258 as published by those services; the practice's medical lead confirms them before use.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

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

"""Why a record may be opened in an emergency, what came of looking at it afterwards, and how long each lasts. Pure."""

from datetime import timedelta
from enum import StrEnum

OPEN_FOR = timedelta(minutes=60)  # SECURITY-REQUIREMENTS Z-07
REVIEW_WITHIN = timedelta(hours=72)  # SECURITY-REQUIREMENTS Z-07
TRIES = (1 / 60, 5)  # a second, and at once: nobody tries out who is a patient here
LEAST_REASON, MOST_REASON = 20, 1000  # characters; Z-07 names the least
MOST_NOTE = 500  # characters


class Category(StrEnum):
    """Why. The words say nothing of anybody's health: administrators and the patient read them."""

    EMERGENCY = "emergency"
    COVER = "cover"
    ASKED = "asked"
    OTHER = "other"


class Verdict(StrEnum):
    """What whoever looked at an opening afterwards found."""

    IN_ORDER = "in_order"
    QUESTION = "question"


CATEGORY_WORDS = {
    Category.EMERGENCY: "An emergency",
    Category.COVER: "Covering for a colleague who cannot be reached",
    Category.ASKED: "The patient asked me to",
    Category.OTHER: "Something else",
}
VERDICT_WORDS = {
    Verdict.IN_ORDER: "It was in order",
    Verdict.QUESTION: "It needs to be talked about",
}

"""MEQ-30: how mystical the last session was, in four factors, each as a percentage. Score entry, optional.

Built for psilocybin; validated for no ketamine treatment. It never decides anything.
"""

from telekat.questionnaires.definition import (
    GENERAL_KNOWLEDGE,
    Counted,
    Criterion,
    Direction,
    Instrument,
    Kind,
    Respondent,
    ScoringRule,
    Subscale,
    item_ids,
    numbered,
)
from telekat.questionnaires.scoring import percent_of

ITEM_MAXIMUM = 5  # Barrett 2015, J Psychopharmacol 29:1182-1190
COMPLETE_FROM_PERCENT = 60  # general knowledge, to be confirmed by the medical lead; rule as in Barrett 2015

# Item map of the factors: general knowledge, to be confirmed by the practice's medical lead.
FACTORS = {
    "mystical": (4, 5, 6, 9, 14, 15, 16, 18, 20, 21, 23, 24, 25, 26, 28),
    "positive_mood": (2, 8, 12, 17, 27, 30),
    "transcendence": (1, 7, 11, 13, 19, 22),
    "ineffability": (3, 10, 29),
}


def is_complete_experience(seen: Counted) -> bool:
    """Whether every factor reaches its share of the maximum; in whole numbers, so that no rounding decides."""
    return all(
        sum(seen[str(number)] for number in numbers) * 100 >= COMPLETE_FROM_PERCENT * ITEM_MAXIMUM * len(numbers)
        for numbers in FACTORS.values()
    )


INSTRUMENT = Instrument(
    id="meq30",
    version="1",
    title="Mystical Experience Questionnaire, 30 items",
    short_title="MEQ-30",
    kind=Kind.SCORE_ENTRY,
    answered_by=Respondent.PATIENT,
    recall_period="Last session",
    instruction="Enter the number of each item from your own copy of the form.",
    items=tuple(numbered(item_id, maximum=ITEM_MAXIMUM) for item_id in item_ids(1, 30)),
    minimum=0,
    maximum=100,
    direction=Direction.MORE,
    rule=ScoringRule(
        total=percent_of(30 * ITEM_MAXIMUM),
        subscales=tuple(
            Subscale(name, tuple(str(n) for n in numbers), total=percent_of(ITEM_MAXIMUM * len(numbers)))
            for name, numbers in FACTORS.items()
        ),
        criteria=(Criterion("complete_mystical_experience", is_complete_experience, GENERAL_KNOWLEDGE),),
    ),
    licence="Terms unclear: the wording is not shipped.",
    attribution="MEQ-30. Barrett 2015, J Psychopharmacol 29:1182-1190.",
    source="Item numbers of the published form",
)

"""C-SSRS screener, since last contact: the same questions about the time since the last contact.

Asked at every check-in after a dose. Question 6 has no lifetime part: any behaviour since then is recent.
LOINC's codes of the recent form speak of the past month, so they do not stand here.
"""

from dataclasses import replace

from telekat.questionnaires.definition import (
    GENERAL_KNOWLEDGE,
    HIGH_SUICIDE_RISK,
    YES_NO,
    Counted,
    Direction,
    Instrument,
    Item,
    Kind,
    RedFlag,
    Respondent,
    ScoringRule,
)
from telekat.questionnaires.instruments.cssrs_screener_recent import (
    ATTRIBUTION,
    BEHAVIOUR,
    EXAMPLES,
    LICENCE,
    MISSING_RULE,
    ideation_items,
)
from telekat.questionnaires.instruments.cssrs_screener_recent import level as recent_level

HIGH_BEHAVIOUR = "6"  # general knowledge, to be confirmed by the practice's medical lead (three-month rule)


def level(given: Counted) -> str:
    """The highest level that any answer reaches; behaviour since the last contact counts as recent."""
    return "high" if given.get(HIGH_BEHAVIOUR) else recent_level(given)


INSTRUMENT = Instrument(
    id="cssrs_screener_since_last_contact",
    version="1",
    title="Columbia-Suicide Severity Rating Scale, screener, since last contact",
    short_title="C-SSRS since last contact",
    kind=Kind.FORM,
    answered_by=Respondent.EITHER,
    recall_period="Since last contact",
    instruction="",
    items=(
        *(replace(item, loinc=None) for item in ideation_items("Since last contact")),
        Item(
            id="6",
            text=(
                "Have you done anything, started to do anything, or prepared to do anything to end your life? "
                f"{EXAMPLES}"
            ),
            options=YES_NO,
            red_flags=(BEHAVIOUR, RedFlag(HIGH_SUICIDE_RISK, GENERAL_KNOWLEDGE, at_least=1, urgent=True)),
            section="Since last contact",
        ),
    ),
    minimum=None,
    maximum=None,
    direction=Direction.WORSE,
    rule=ScoringRule(total=None, level=level),
    missing_rule=MISSING_RULE,
    licence=LICENCE,
    attribution=ATTRIBUTION,
    source="C-SSRS screener, since last contact, cssrs.columbia.edu",
)

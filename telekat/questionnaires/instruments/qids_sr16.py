"""QIDS-SR16: depression over the last seven days in nine domains, of which some count the highest of their items.

Score entry only, until written permission. The form has the patient answer 6 or 7 and 8 or 9, so blanks there
are legal: what is needed is an answer in every domain.
"""

from telekat.questionnaires.definition import (
    OWN_CHOICE,
    SUICIDAL_IDEATION,
    Band,
    Counted,
    Direction,
    Instrument,
    Kind,
    Number,
    Progress,
    RedFlag,
    Respondent,
    ScoringRule,
    Subscale,
    item_ids,
    numbered,
)
from telekat.questionnaires.scoring import highest

RUSH = "Rush 2003, Biol Psychiatry 54:573-583, as given by ids-qids.org"

MILD_FROM = 6  # ids-qids.org, interpretation
MODERATE_FROM = 11  # ids-qids.org, interpretation
SEVERE_FROM = 16  # ids-qids.org, interpretation
VERY_SEVERE_FROM = 21  # ids-qids.org, interpretation
SUICIDAL_FLAG_FROM = 1  # product's safety rule: any answer but the lowest leads to the C-SSRS screener
SUICIDAL_URGENT_FROM = 2  # product choice, to be confirmed by the practice's medical lead
RESPONSE_PERCENT = 50  # ELEKT-D; general knowledge, to be confirmed by the practice's medical lead
REMISSION_AT_MOST = 5  # Trivedi 2006, as given by hiboop.com QIDS page

# Millisecond's QIDS-SR16 manual: max(1-4) + 5 + max(6-9) + 10 + 11 + 12 + 13 + 14 + max(15-16).
DOMAINS = (
    Subscale("sleep", item_ids(1, 4), total=highest, any_item=True),
    Subscale("sad_mood", ("5",), any_item=True),
    Subscale("appetite_weight", item_ids(6, 9), total=highest, any_item=True),
    Subscale("concentration", ("10",), any_item=True),
    Subscale("self_view", ("11",), any_item=True),
    Subscale("suicidal_ideation", ("12",), any_item=True),
    Subscale("interest", ("13",), any_item=True),
    Subscale("energy", ("14",), any_item=True),
    Subscale("psychomotor", item_ids(15, 16), total=highest, any_item=True),
)
FLAGS = {
    "12": (
        RedFlag(SUICIDAL_IDEATION, OWN_CHOICE, at_least=SUICIDAL_FLAG_FROM),
        RedFlag(SUICIDAL_IDEATION, OWN_CHOICE, at_least=SUICIDAL_URGENT_FROM, urgent=True),
    )
}


def every_domain_answered(seen: Counted) -> bool:
    """Whether each of the nine domains has at least one answer."""
    return all(any(item_id in seen for item_id in domain.items) for domain in DOMAINS)


def domain_sum(counted: Counted) -> Number:
    """The sum over the nine domains of the highest answer in each."""
    return sum(max(counted.get(item_id, 0) for item_id in domain.items) for domain in DOMAINS)


INSTRUMENT = Instrument(
    id="qids_sr16",
    version="1",
    title="Quick Inventory of Depressive Symptomatology, self-report, 16 items",
    short_title="QIDS-SR16",
    kind=Kind.SCORE_ENTRY,
    answered_by=Respondent.PATIENT,
    recall_period="Last 7 days",
    instruction="Enter the number of each item from your own copy of the form; answer 6 or 7, and 8 or 9.",
    items=tuple(numbered(item_id, maximum=3, red_flags=FLAGS.get(item_id, ())) for item_id in item_ids(1, 16)),
    minimum=0,
    maximum=27,
    direction=Direction.WORSE,
    rule=ScoringRule(total=domain_sum, complete_when=every_domain_answered, subscales=DOMAINS),
    bands=(
        Band("none", 0, RUSH),
        Band("mild", MILD_FROM, RUSH),
        Band("moderate", MODERATE_FROM, RUSH),
        Band("severe", SEVERE_FROM, RUSH),
        Band("very-severe", VERY_SEVERE_FROM, RUSH),
    ),
    progress=Progress(
        response_percent=RESPONSE_PERCENT,
        remission_at_most=REMISSION_AT_MOST,
        source="Trivedi 2006 (remission); response is general knowledge, to be confirmed by the medical lead",
    ),
    missing_rule="Each of the nine domains needs an answer; blanks within a domain are legal.",
    licence="© UT Southwestern, terms unclear: the wording is not shipped until written permission.",
    attribution="QIDS-SR16. Rush 2003, Biol Psychiatry 54:573-583. © UT Southwestern Medical Center.",
    source="Item numbers of the published form",
)

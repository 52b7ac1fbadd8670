"""Y-BOCS, self-report: obsessions and compulsions over the past week, ten scored items. Score entry only.

Not the Y-BOCS-II, whose items go to 5: numbers of the two are never compared.
"""

from telekat.questionnaires.definition import (
    GENERAL_KNOWLEDGE,
    Band,
    Direction,
    Instrument,
    Kind,
    Progress,
    Respondent,
    ScoringRule,
    Subscale,
    item_ids,
    numbered,
)

MILD_FROM = 8  # general knowledge, to be confirmed by the practice's medical lead
MODERATE_FROM = 16  # general knowledge, to be confirmed by the practice's medical lead
SEVERE_FROM = 24  # general knowledge, to be confirmed by the practice's medical lead
EXTREME_FROM = 32  # general knowledge, to be confirmed by the practice's medical lead
RESPONSE_PERCENT = 35  # general knowledge, to be confirmed by the practice's medical lead (with CGI-I at most 2)
REMISSION_AT_MOST = 12  # general knowledge, to be confirmed by the practice's medical lead

INSTRUMENT = Instrument(
    id="ybocs_sr",
    version="1",
    title="Yale-Brown Obsessive Compulsive Scale, self-report",
    short_title="Y-BOCS",
    kind=Kind.SCORE_ENTRY,
    answered_by=Respondent.EITHER,
    recall_period="Past week",
    instruction="Enter the number of each of the ten scored items from your own copy of the scale.",
    items=tuple(numbered(item_id, maximum=4) for item_id in item_ids(1, 10)),
    minimum=0,
    maximum=40,
    direction=Direction.WORSE,
    rule=ScoringRule(subscales=(Subscale("obsessions", item_ids(1, 5)), Subscale("compulsions", item_ids(6, 10)))),
    bands=(
        Band("subclinical", 0, GENERAL_KNOWLEDGE),
        Band("mild", MILD_FROM, GENERAL_KNOWLEDGE),
        Band("moderate", MODERATE_FROM, GENERAL_KNOWLEDGE),
        Band("severe", SEVERE_FROM, GENERAL_KNOWLEDGE),
        Band("extreme", EXTREME_FROM, GENERAL_KNOWLEDGE),
    ),
    progress=Progress(response_percent=RESPONSE_PERCENT, remission_at_most=REMISSION_AT_MOST),
    licence="© Wayne K. Goodman, distribution needs authorisation: the wording is not shipped.",
    attribution="Yale-Brown Obsessive Compulsive Scale © Wayne K. Goodman.",
    source="Item numbers of the published scale",
)

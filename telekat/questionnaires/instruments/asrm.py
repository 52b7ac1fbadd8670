"""ASRM: signs of (hypo)mania over the past week. Score entry only.

Forms that number their options 1 to 5 have to be entered as 0 to 4.
"""

from telekat.questionnaires.definition import (
    Cutoff,
    Direction,
    Instrument,
    Kind,
    Respondent,
    ScoringRule,
    item_ids,
    numbered,
)

ALTMAN = "Altman 1997, Biol Psychiatry 42:948-955, as given by CamCOPS, task asrm"

POSITIVE_FROM = 6  # Altman 1997, as given by CamCOPS, task asrm (sensitivity 85.5 %, specificity 87.3 %)
MISSING_FORGIVEN = 1  # APA DSM-5 level 2 mania measure, as given by flutter.super.site ASRM

INSTRUMENT = Instrument(
    id="asrm",
    version="1",
    title="Altman Self-Rating Mania Scale",
    short_title="ASRM",
    kind=Kind.SCORE_ENTRY,
    answered_by=Respondent.PATIENT,
    recall_period="Past week",
    instruction="Enter the number of each item, 0 to 4, from your own copy of the form.",
    items=tuple(numbered(item_id, maximum=4) for item_id in item_ids(1, 5)),
    minimum=0,
    maximum=20,
    direction=Direction.WORSE,
    rule=ScoringRule(prorate_up_to=MISSING_FORGIVEN),
    cutoffs=(Cutoff("positive", ALTMAN, at_least=POSITIVE_FROM),),
    missing_rule=(
        "With one item open a prorated total is given (sum x 5 / 4, rounded); with two or more there is none."
    ),
    licence="© Elsevier, a fee is due: the wording is not shipped.",
    attribution="Altman Self-Rating Mania Scale. Altman 1997, Biol Psychiatry 42:948-955.",
    source="Item numbers of the published form",
)

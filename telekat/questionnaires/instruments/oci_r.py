"""OCI-R: obsessive-compulsive symptoms over the past month. Score entry only."""

from telekat.questionnaires.definition import (
    Band,
    Cutoff,
    Direction,
    Instrument,
    Kind,
    Respondent,
    ScoringRule,
    Subscale,
    item_ids,
    numbered,
)

FOA = "Foa 2002, Psychol Assess 14:485-496, as given by onlinemedicaltools OCI-R; to be rechecked"
ABRAMOVITCH = "Abramovitch 2020, as quoted by oskarflygare.com"

POSITIVE_FROM = 21  # Foa 2002, Psychol Assess 14:485-496, as given by onlinemedicaltools; to be rechecked
MODERATE_FROM = 16  # Abramovitch 2020, as quoted by oskarflygare.com
SEVERE_FROM = 28  # Abramovitch 2020, as quoted by oskarflygare.com

# Item map of the subscales: general knowledge, to be confirmed by the practice's medical lead.
SUBSCALES = (
    Subscale("hoarding", ("1", "7", "13")),
    Subscale("checking", ("2", "8", "14")),
    Subscale("ordering", ("3", "9", "15")),
    Subscale("neutralizing", ("4", "10", "16")),
    Subscale("washing", ("5", "11", "17")),
    Subscale("obsessing", ("6", "12", "18")),
)

INSTRUMENT = Instrument(
    id="oci_r",
    version="1",
    title="Obsessive-Compulsive Inventory, revised",
    short_title="OCI-R",
    kind=Kind.SCORE_ENTRY,
    answered_by=Respondent.PATIENT,
    recall_period="Past month",
    instruction="Enter the number of each item from your own copy of the form.",
    items=tuple(numbered(item_id, maximum=4) for item_id in item_ids(1, 18)),
    minimum=0,
    maximum=72,
    direction=Direction.WORSE,
    rule=ScoringRule(subscales=SUBSCALES),
    bands=(
        Band("mild", 0, ABRAMOVITCH),
        Band("moderate", MODERATE_FROM, ABRAMOVITCH),
        Band("severe", SEVERE_FROM, ABRAMOVITCH),
    ),
    cutoffs=(Cutoff("positive", FOA, at_least=POSITIVE_FROM),),
    licence="© Edna B. Foa: by permission; the wording is not shipped.",
    attribution="Obsessive-Compulsive Inventory, revised © Edna B. Foa. Foa 2002, Psychol Assess 14:485-496.",
    source="Item numbers of the published form",
)

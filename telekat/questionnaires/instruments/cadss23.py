"""CADSS: 23 items for dissociation at this moment, under a dose. Score entry only."""

from telekat.questionnaires.definition import (
    GENERAL_KNOWLEDGE,
    Cutoff,
    Direction,
    Instrument,
    Kind,
    Respondent,
    item_ids,
    numbered,
)
from telekat.questionnaires.instruments.cadss6 import ATTRIBUTION, LICENCE

DISSOCIATION_FROM = 5  # general knowledge, to be confirmed by the medical lead: above 4, and above baseline

INSTRUMENT = Instrument(
    id="cadss23",
    version="1",
    title="Clinician-Administered Dissociative States Scale, 23 items",
    short_title="CADSS",
    kind=Kind.SCORE_ENTRY,
    answered_by=Respondent.CLINICIAN,
    recall_period="Right now",
    instruction="Enter the number of each item from your own copy of the scale.",
    items=tuple(numbered(item_id, maximum=4) for item_id in item_ids(1, 23)),
    minimum=0,
    maximum=92,
    direction=Direction.WORSE,
    cutoffs=(Cutoff("above_4", GENERAL_KNOWLEDGE, at_least=DISSOCIATION_FROM),),
    licence=LICENCE,
    attribution=ATTRIBUTION,
    source="Item numbers of the published scale",
)

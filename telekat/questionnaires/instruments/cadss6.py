"""CADSS-6: six items of the CADSS for dissociation at this moment, under a dose. Score entry only.

Its authors call it unvalidated; every reading is kept, since the peak matters and not the mean.
"""

from telekat.questionnaires.definition import (
    Direction,
    Instrument,
    Kind,
    Respondent,
    numbered,
)

ITEMS = ("1", "2", "6", "7", "15", "22")  # Rodrigues 2021, PMID 33418362

LICENCE = "© J. Douglas Bremner: the wording is not shipped."
ATTRIBUTION = "Clinician-Administered Dissociative States Scale © J. Douglas Bremner."

INSTRUMENT = Instrument(
    id="cadss6",
    version="1",
    title="Clinician-Administered Dissociative States Scale, 6 items",
    short_title="CADSS-6",
    kind=Kind.SCORE_ENTRY,
    answered_by=Respondent.CLINICIAN,
    recall_period="Right now",
    instruction="Enter the number of each item from your own copy of the scale.",
    items=tuple(numbered(item_id, maximum=4) for item_id in ITEMS),
    minimum=0,
    maximum=24,
    direction=Direction.WORSE,
    licence=LICENCE,
    attribution=ATTRIBUTION,
    source="Item numbers of the full scale; Rodrigues 2021, PMID 33418362",
)

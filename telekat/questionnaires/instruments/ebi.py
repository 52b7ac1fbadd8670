"""EBI: emotional breakthrough in the last session, six sliders from 0 to 100. Score entry, optional."""

from telekat.questionnaires.definition import (
    Direction,
    Instrument,
    Item,
    Kind,
    Respondent,
    Scale,
    ScoringRule,
    item_ids,
)
from telekat.questionnaires.scoring import mean

INSTRUMENT = Instrument(
    id="ebi",
    version="1",
    title="Emotional Breakthrough Inventory",
    short_title="EBI",
    kind=Kind.SCORE_ENTRY,
    answered_by=Respondent.PATIENT,
    recall_period="Last session, asked one day after",
    instruction="Enter the number of each item from your own copy of the form.",
    items=tuple(Item(id=item_id, text=f"Item {item_id}", scale=Scale(0, 100)) for item_id in item_ids(1, 6)),
    minimum=0,
    maximum=100,
    direction=Direction.MORE,
    rule=ScoringRule(total=mean(decimals=1)),
    licence="Terms unclear: the wording is not shipped.",
    attribution="Emotional Breakthrough Inventory. Roseman 2019.",
    source="Item numbers of the published form; the total is the mean",
)

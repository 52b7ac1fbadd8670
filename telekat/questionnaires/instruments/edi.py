"""EDI: ego dissolution in the last session, eight sliders from 0 to 100. Score entry, optional."""

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
    id="edi",
    version="1",
    title="Ego-Dissolution Inventory",
    short_title="EDI",
    kind=Kind.SCORE_ENTRY,
    answered_by=Respondent.PATIENT,
    recall_period="Last session",
    instruction="Enter the number of each item from your own copy of the form.",
    items=tuple(Item(id=item_id, text=f"Item {item_id}", scale=Scale(0, 100)) for item_id in item_ids(1, 8)),
    minimum=0,
    maximum=100,
    direction=Direction.MORE,
    rule=ScoringRule(total=mean(decimals=1)),
    licence="Open-access paper; shipped as score entry until the practice asks for the wording.",
    attribution="Ego-Dissolution Inventory. Nour 2016, Front Hum Neurosci, doi 10.3389/fnhum.2016.00269.",
    source="Item numbers of the published form",
)

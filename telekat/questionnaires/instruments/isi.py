"""ISI: insomnia over the last two weeks. Score entry only."""

from telekat.questionnaires.definition import (
    Band,
    Cutoff,
    Direction,
    Instrument,
    Kind,
    Progress,
    Respondent,
    item_ids,
    numbered,
)

VA = "myhealth.va.gov, Insomnia Severity Index; secondary source, to be rechecked"
MORIN = "Morin 2011, Sleep 34:601-608"

SUBTHRESHOLD_FROM = 8  # myhealth.va.gov, Insomnia Severity Index; secondary source, to be rechecked
MODERATE_FROM = 15  # myhealth.va.gov, Insomnia Severity Index; secondary source, to be rechecked
SEVERE_FROM = 22  # myhealth.va.gov, Insomnia Severity Index; secondary source, to be rechecked
COMMUNITY_CUTOFF = 10  # Morin 2011, Sleep 34:601-608: best in a community sample
REMISSION_AT_MOST = 7  # pubmed excerpt on ISI: below 8; secondary source, to be rechecked
MODERATE_POINTS = 8.4  # Morin 2011, Sleep 34:601-608: a fall of so much is a moderate improvement
MEANINGFUL_POINTS = 6  # Yang 2009; general knowledge, to be confirmed by the practice's medical lead

INSTRUMENT = Instrument(
    id="isi",
    version="1",
    title="Insomnia Severity Index",
    short_title="ISI",
    kind=Kind.SCORE_ENTRY,
    answered_by=Respondent.PATIENT,
    recall_period="Last 2 weeks",
    instruction="Enter the number of each item from your own copy of the form.",
    items=tuple(numbered(item_id, maximum=4) for item_id in item_ids(1, 7)),
    minimum=0,
    maximum=28,
    direction=Direction.WORSE,
    bands=(
        Band("none", 0, VA),
        Band("subthreshold", SUBTHRESHOLD_FROM, VA),
        Band("moderate", MODERATE_FROM, VA),
        Band("severe", SEVERE_FROM, VA),
    ),
    cutoffs=(Cutoff("positive_community", MORIN, at_least=COMMUNITY_CUTOFF),),
    progress=Progress(
        remission_at_most=REMISSION_AT_MOST,
        meaningful_points=MEANINGFUL_POINTS,
        moderate_points=MODERATE_POINTS,
        source="Secondary sources and general knowledge, to be confirmed by the practice's medical lead",
    ),
    licence="© Charles M. Morin, distributed by Mapi: the wording is not shipped.",
    attribution="Insomnia Severity Index © Charles M. Morin.",
    source="Item numbers of the published form",
)

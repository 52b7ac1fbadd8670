"""GAD-7: severity of anxiety over the last two weeks.

LOINC's item 2 ("Over the past 2 weeks have you not been able to ...", "More days than not") comes from
another form; the wording here is the one of Spitzer 2006.
"""

from telekat.questionnaires.definition import (
    Band,
    Cutoff,
    Direction,
    Instrument,
    Item,
    Kind,
    Progress,
    Respondent,
)
from telekat.questionnaires.instruments.phq9 import ATTRIBUTION, FREQUENCY, LICENCE

SPITZER = "Spitzer, Kroenke, Williams, Löwe 2006, Arch Intern Med 166:1092-1097"

MILD_FROM = 5  # Spitzer, Kroenke, Williams, Löwe 2006, Arch Intern Med 166:1092-1097
MODERATE_FROM = 10  # Spitzer, Kroenke, Williams, Löwe 2006, Arch Intern Med 166:1092-1097
SEVERE_FROM = 15  # Spitzer, Kroenke, Williams, Löwe 2006, Arch Intern Med 166:1092-1097
POSITIVE_FROM = 10  # Spitzer 2006, Arch Intern Med 166:1092-1097 (sensitivity 89 %, specificity 82 %)
MEANINGFUL_POINTS = 4  # Toussaint 2020, smallest important change (fis.uke.de)
RELIABLE_POINTS = 6  # Bischoff 2020, doi 10.5964/pch.v8i1.309
RESPONSE_PERCENT = 50  # general knowledge, to be confirmed by the practice's medical lead
REMISSION_AT_MOST = 4  # general knowledge, to be confirmed by the practice's medical lead: below 5

NERVOUS = Item(id="1", text="Feeling nervous, anxious or on edge", options=FREQUENCY, loinc="69725-0")
WORRYING = Item(id="2", text="Not being able to stop or control worrying", options=FREQUENCY, loinc="68509-9")

INSTRUMENT = Instrument(
    id="gad7",
    version="1",
    title="Generalized Anxiety Disorder 7",
    short_title="GAD-7",
    kind=Kind.FORM,
    answered_by=Respondent.PATIENT,
    recall_period="Last 2 weeks",
    instruction="Over the last 2 weeks, how often have you been bothered by the following problems?",
    items=(
        NERVOUS,
        WORRYING,
        Item(id="3", text="Worrying too much about different things", options=FREQUENCY, loinc="69733-4"),
        Item(id="4", text="Trouble relaxing", options=FREQUENCY, loinc="69734-2"),
        Item(id="5", text="Being so restless that it is hard to sit still", options=FREQUENCY, loinc="69735-9"),
        Item(id="6", text="Becoming easily annoyed or irritable", options=FREQUENCY, loinc="69689-8"),
        Item(
            id="7",
            text="Feeling afraid as if something awful might happen",
            options=FREQUENCY,
            loinc="69736-7",
        ),
    ),
    minimum=0,
    maximum=21,
    direction=Direction.WORSE,
    bands=(
        Band("minimal", 0, SPITZER),
        Band("mild", MILD_FROM, SPITZER),
        Band("moderate", MODERATE_FROM, SPITZER),
        Band("severe", SEVERE_FROM, SPITZER),
    ),
    cutoffs=(Cutoff("positive", SPITZER, at_least=POSITIVE_FROM),),
    progress=Progress(
        response_percent=RESPONSE_PERCENT,
        remission_at_most=REMISSION_AT_MOST,
        meaningful_points=MEANINGFUL_POINTS,
        reliable_points=RELIABLE_POINTS,
        source=(
            "Toussaint 2020 (4 points), Bischoff 2020 (6 points); response and remission are general "
            "knowledge, to be confirmed by the practice's medical lead"
        ),
    ),
    licence=LICENCE,
    attribution=ATTRIBUTION,
    source="Spitzer, Kroenke, Williams, Löwe 2006, Arch Intern Med 166:1092-1097; phqscreeners.com",
    loinc_panel="69737-5",
    loinc_total="70274-6",
)

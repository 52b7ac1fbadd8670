"""PHQ-2: the first two questions of the PHQ-9, a short screen for low mood. Positive leads to the PHQ-9."""

from telekat.questionnaires.definition import Cutoff, Direction, Instrument, Kind, Respondent
from telekat.questionnaires.instruments.phq9 import ATTRIBUTION, INTEREST, LICENCE, LOW_MOOD, STEM

ARROLL = "Arroll 2010, PMC2906530"

POSITIVE_FROM = 3  # Arroll 2010, PMC2906530 (sensitivity 61 %, specificity 92 %)
SENSITIVE_FROM = 2  # Arroll 2010, PMC2906530 (sensitivity 86 %, specificity 78 %)

INSTRUMENT = Instrument(
    id="phq2",
    version="1",
    title="Patient Health Questionnaire-2",
    short_title="PHQ-2",
    kind=Kind.FORM,
    answered_by=Respondent.PATIENT,
    recall_period="Last 2 weeks",
    instruction=STEM,
    items=(INTEREST, LOW_MOOD),
    minimum=0,
    maximum=6,
    direction=Direction.WORSE,
    cutoffs=(
        Cutoff("positive", ARROLL, at_least=POSITIVE_FROM),
        Cutoff("positive_sensitive", ARROLL, at_least=SENSITIVE_FROM),
    ),
    licence=LICENCE,
    attribution=ATTRIBUTION,
    source="Items 1 and 2 of the PHQ-9",
    loinc_panel="55757-9",
)

"""GAD-2: the first two questions of the GAD-7, a short screen for anxiety. Positive leads to the GAD-7."""

from telekat.questionnaires.definition import (
    GENERAL_KNOWLEDGE,
    Cutoff,
    Direction,
    Instrument,
    Kind,
    Respondent,
)
from telekat.questionnaires.instruments.gad7 import ATTRIBUTION, LICENCE, NERVOUS, WORRYING
from telekat.questionnaires.instruments.gad7 import INSTRUMENT as GAD7

POSITIVE_FROM = 3  # general knowledge, to be confirmed by the practice's medical lead

INSTRUMENT = Instrument(
    id="gad2",
    version="1",
    title="Generalized Anxiety Disorder 2",
    short_title="GAD-2",
    kind=Kind.FORM,
    answered_by=Respondent.PATIENT,
    recall_period="Last 2 weeks",
    instruction=GAD7.instruction,
    items=(NERVOUS, WORRYING),
    minimum=0,
    maximum=6,
    direction=Direction.WORSE,
    cutoffs=(Cutoff("positive", GENERAL_KNOWLEDGE, at_least=POSITIVE_FROM),),
    licence=LICENCE,
    attribution=ATTRIBUTION,
    source="Items 1 and 2 of the GAD-7",
)

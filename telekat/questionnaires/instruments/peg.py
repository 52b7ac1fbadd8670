"""PEG: pain, and what it keeps one from, over the past week; the score is the mean of three numbers."""

from telekat.questionnaires.definition import (
    Direction,
    Instrument,
    Item,
    Kind,
    Progress,
    Respondent,
    Scale,
    ScoringRule,
)
from telekat.questionnaires.scoring import mean

RESPONSE_PERCENT = 30  # CDC opioid guideline, as given by droracle.ai PEG; secondary source, to be rechecked
MEANINGFUL_POINTS = 1  # CDC opioid guideline, as given by droracle.ai PEG: 1 to 2 points are minimal

PAIN = Scale(0, 10, "No pain", "Pain as bad as you can imagine")
INTERFERENCE = Scale(0, 10, "Does not interfere", "Completely interferes")

INSTRUMENT = Instrument(
    id="peg",
    version="1",
    title="Pain, Enjoyment of life, General activity",
    short_title="PEG",
    kind=Kind.FORM,
    answered_by=Respondent.PATIENT,
    recall_period="Past week",
    instruction="",
    items=(
        Item(
            id="1",
            text="What number best describes your pain on average in the past week?",
            scale=PAIN,
            loinc="75893-8",
        ),
        Item(
            id="2",
            text=(
                "What number best describes how, during the past week, pain has interfered with your "
                "enjoyment of life?"
            ),
            scale=INTERFERENCE,
            loinc="91145-3",
        ),
        Item(
            id="3",
            text=(
                "What number best describes how, during the past week, pain has interfered with your general "
                "activity?"
            ),
            scale=INTERFERENCE,
            loinc="91146-1",
        ),
    ),
    minimum=0,
    maximum=10,
    direction=Direction.WORSE,
    rule=ScoringRule(total=mean(decimals=1)),
    progress=Progress(
        response_percent=RESPONSE_PERCENT,
        meaningful_points=MEANINGFUL_POINTS,
        source="CDC opioid guideline, as given by droracle.ai PEG; to be rechecked",
    ),
    licence="Open-access paper; free to use.",
    attribution="PEG: Krebs et al. 2009, J Gen Intern Med 24:733-738.",
    source="Krebs 2009, J Gen Intern Med 24:733-738 (wording as in uwcirg/fhir-questionnaires, CIRG-PEG)",
    loinc_panel="91148-7",
    loinc_total="91147-9",
)

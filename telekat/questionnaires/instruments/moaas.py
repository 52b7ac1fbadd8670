"""MOAA/S: one number for how alert somebody is under a dose, 5 fully alert to 0 no response to pain."""

from telekat.questionnaires.definition import (
    GENERAL_KNOWLEDGE,
    Cutoff,
    Direction,
    Instrument,
    Item,
    Kind,
    Option,
    RedFlag,
    Respondent,
)

LABEL = "Spravato US label, as given by prescriberpoint.com"

MODERATE_SEDATION_AT_MOST = 3  # general knowledge, to be confirmed by the practice's medical lead
LOSS_OF_CONSCIOUSNESS_AT_MOST = 0  # Spravato US label, as given by prescriberpoint.com

INSTRUMENT = Instrument(
    id="moaas",
    version="1",
    title="Modified Observer's Assessment of Alertness/Sedation",
    short_title="MOAA/S",
    kind=Kind.SCORE_ENTRY,
    answered_by=Respondent.CLINICIAN,
    recall_period="Right now",
    instruction="",
    items=(
        Item(
            id="1",
            text="Alertness now",
            options=(
                Option(5, "5 - fully alert"),
                Option(4, "4"),
                Option(3, "3"),
                Option(2, "2"),
                Option(1, "1"),
                Option(0, "0 - no response to pain"),
            ),
            red_flags=(
                RedFlag("loss-of-consciousness", LABEL, at_most=LOSS_OF_CONSCIOUSNESS_AT_MOST, urgent=True),
            ),
        ),
    ),
    minimum=0,
    maximum=5,
    direction=Direction.BETTER,
    cutoffs=(Cutoff("moderate_sedation", GENERAL_KNOWLEDGE, at_most=MODERATE_SEDATION_AT_MOST),),
    licence="Own short labels; the published wording is not shipped.",
    attribution="Modified Observer's Assessment of Alertness/Sedation scale.",
    source="Own labels at the two ends; numbers as on the published scale",
)

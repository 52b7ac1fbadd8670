"""WHO-5: well-being over the last two weeks, 0 to 100, where higher is better."""

from telekat.questionnaires.definition import (
    Counted,
    Cutoff,
    Direction,
    Instrument,
    Item,
    Kind,
    Number,
    Option,
    Progress,
    Respondent,
    ScoringRule,
    item_ids,
)

VALANT = "help.valant.com, WHO-5; secondary source, to be rechecked"
SMAAT = "smaat.eu, WHO-5; secondary source, to be rechecked"

PERCENT_PER_POINT = 4  # WHO-5 scoring: raw 0 to 25, times 4
POOR_AT_MOST = 50  # help.valant.com, WHO-5, and inspq.qc.ca sheet 14: raw 12 or less
LIKELY_DEPRESSION_AT_MOST = 28  # smaat.eu, WHO-5; secondary source, to be rechecked
MEANINGFUL_POINTS = 10  # help.valant.com, WHO-5; secondary source, to be rechecked

TIME = (
    Option(5, "All of the time"),
    Option(4, "Most of the time"),
    Option(3, "More than half of the time"),
    Option(2, "Less than half of the time"),
    Option(1, "Some of the time"),
    Option(0, "At no time"),
)
WORDING = (
    "I have felt cheerful and in good spirits",
    "I have felt calm and relaxed",
    "I have felt active and vigorous",
    "I woke up feeling fresh and rested",
    "My daily life has been filled with things that interest me",
)


def percentage(counted: Counted) -> Number:
    """The raw sum as a percentage of the best possible well-being."""
    return sum(counted.values()) * PERCENT_PER_POINT


INSTRUMENT = Instrument(
    id="who5",
    version="1",
    title="WHO-5 Well-Being Index",
    short_title="WHO-5",
    kind=Kind.FORM,
    answered_by=Respondent.PATIENT,
    recall_period="Last 2 weeks",
    introduction=(
        "Please indicate for each of the five statements which is closest to how you have been feeling over "
        "the last two weeks. Notice that higher numbers mean better well-being."
    ),
    instruction="Over the last two weeks",
    items=tuple(
        Item(id=item_id, text=text, options=TIME) for item_id, text in zip(item_ids(1, 5), WORDING, strict=True)
    ),
    minimum=0,
    maximum=100,
    direction=Direction.BETTER,
    rule=ScoringRule(total=percentage),
    cutoffs=(
        Cutoff("poor_well_being", VALANT, at_most=POOR_AT_MOST),
        Cutoff("likely_depression", SMAAT, at_most=LIKELY_DEPRESSION_AT_MOST),
    ),
    progress=Progress(meaningful_points=MEANINGFUL_POINTS, source=VALANT),
    licence=(
        "Sources conflict (no permission required; CC BY-NC-SA 3.0 IGO for WHO's 2024 edition): treated as "
        "non-commercial until counsel decides."
    ),
    licence_needed="non-commercial use, or counsel's decision",
    attribution="WHO-5 Well-Being Index, 1998. © Psychiatric Research Unit, WHO Collaborating Center, Hillerød.",
    source="WHO-5, version 1998, English",
)

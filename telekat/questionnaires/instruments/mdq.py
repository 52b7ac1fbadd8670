"""MDQ: lifetime signs of bipolar disorder: 13 symptoms, whether at the same time, and how much of a problem.

Score entry only. A positive screen is a reason for a bipolar assessment before any dose.
"""

from telekat.questionnaires.definition import (
    YES_NO,
    Counted,
    Criterion,
    Direction,
    Instrument,
    Item,
    Kind,
    Respondent,
    ScoringRule,
    ShownWhen,
    item_ids,
    numbered,
)

HIRSCHFELD = "Hirschfeld 2000, Am J Psychiatry 157:1873-1875, as given by LOINC 85102-2"

SYMPTOMS_NEEDED = 7  # Hirschfeld 2000, as given by LOINC 85102-2
PROBLEM_NEEDED = 2  # Hirschfeld 2000, as given by LOINC 85102-2: moderate (2) or serious (3)
SECOND_PART_FROM = 2  # Hirschfeld 2000, as given by LOINC 85102-2: asked when more than one yes

SYMPTOMS = item_ids(1, 13)
SAME_TIME = "14"
PROBLEM = "15"
SECOND_PART = (ShownWhen(SYMPTOMS, at_least=SECOND_PART_FROM),)


def is_positive(seen: Counted) -> bool:
    """Seven symptoms or more, at the same time, and a moderate or serious problem."""
    return (
        sum(seen[item_id] for item_id in SYMPTOMS) >= SYMPTOMS_NEEDED
        and seen.get(SAME_TIME) == 1
        and seen.get(PROBLEM, 0) >= PROBLEM_NEEDED
    )


INSTRUMENT = Instrument(
    id="mdq",
    version="1",
    title="Mood Disorder Questionnaire",
    short_title="MDQ",
    kind=Kind.SCORE_ENTRY,
    answered_by=Respondent.PATIENT,
    recall_period="Lifetime",
    instruction="Enter the answers from your own copy of the form.",
    items=(
        *(Item(id=item_id, text=f"Item {item_id}", options=YES_NO) for item_id in SYMPTOMS),
        Item(id=SAME_TIME, text="Item 14", options=YES_NO, scored=False, shown_when=SECOND_PART),
        numbered(PROBLEM, maximum=3, scored=False, shown_when=SECOND_PART),
    ),
    minimum=0,
    maximum=13,
    direction=Direction.WORSE,
    rule=ScoringRule(criteria=(Criterion("positive", is_positive, HIRSCHFELD),)),
    missing_rule=(
        "All 13 symptoms are needed; items 14 and 15 are asked, and then needed, when more than one is a yes."
    ),
    licence="© 2002 Hirschfeld: by permission; the wording is not shipped.",
    attribution="Mood Disorder Questionnaire © 2002 Robert M.A. Hirschfeld. Hirschfeld 2000.",
    source="Item numbers of the published form; LOINC panel 85102-2",
    loinc_panel="85102-2",
    loinc_total="84773-1",
)

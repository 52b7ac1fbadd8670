"""AUDIT: ten questions about alcohol in the past year, with two skips that leave the form complete."""

from telekat.questionnaires.definition import (
    GENERAL_KNOWLEDGE,
    Band,
    Cutoff,
    Direction,
    Instrument,
    Item,
    Kind,
    Option,
    Respondent,
    ShownWhen,
    item_ids,
)
from telekat.questionnaires.instruments.audit_c import HOW_OFTEN_MANY

CAMCOPS = "Saunders 1993 and WHO manual, as given by CamCOPS, task audit"

POSITIVE_FROM = 8  # WHO AUDIT manual 2001, as given by CamCOPS, task audit, and LOINC 75624-7
ZONE_II_FROM = 8  # general knowledge, to be confirmed by the practice's medical lead (WHO 2001 zones)
ZONE_III_FROM = 16  # general knowledge, to be confirmed by the practice's medical lead (WHO 2001 zones)
ZONE_IV_FROM = 20  # general knowledge, to be confirmed by the practice's medical lead (WHO 2001 zones)

HOW_OFTEN = (
    Option(0, "Never"),
    Option(1, "Monthly or less"),
    Option(2, "2 to 4 times a month"),
    Option(3, "2 to 3 times a week"),
    Option(4, "4 or more times a week"),
)
HOW_MANY = (
    Option(0, "1 or 2"),
    Option(1, "3 or 4"),
    Option(2, "5 or 6"),
    Option(3, "7, 8, or 9"),
    Option(4, "10 or more"),
)
EVER = (
    Option(0, "No"),
    Option(2, "Yes, but not in the last year"),
    Option(4, "Yes, during the last year"),
)
DRINKS_AT_ALL = ShownWhen(("1",), at_least=1)
DRINKS_MUCH = ShownWhen(("2", "3"), at_least=1)
PROBLEMS = (
    "How often during the last year have you found that you were not able to stop drinking once you had started?",
    "How often during the last year have you failed to do what was normally expected from you because of drinking?",
    "How often during the last year have you needed a first drink in the morning to get yourself going after "
    "a heavy drinking session?",
    "How often during the last year have you had a feeling of guilt or remorse after drinking?",
    "How often during the last year have you been unable to remember what happened the night before because "
    "you had been drinking?",
)
PROBLEM_CODES = ("97734-8", "97735-5", "97736-3", "97737-1", "97738-9")

INSTRUMENT = Instrument(
    id="audit",
    version="1",
    title="Alcohol Use Disorders Identification Test",
    short_title="AUDIT",
    kind=Kind.FORM,
    answered_by=Respondent.PATIENT,
    recall_period="Past year",
    introduction=(
        "Now I am going to ask you some questions about your use of alcoholic beverages during this past year."
    ),
    instruction="",
    items=(
        Item(
            id="1",
            text="How often do you have a drink containing alcohol?",
            options=HOW_OFTEN,
            loinc="68518-0",
        ),
        Item(
            id="2",
            text="How many drinks containing alcohol do you have on a typical day when you are drinking?",
            options=HOW_MANY,
            shown_when=(DRINKS_AT_ALL,),
            loinc="68519-8",
        ),
        Item(
            id="3",
            text="How often do you have six or more drinks on one occasion?",
            options=HOW_OFTEN_MANY,
            shown_when=(DRINKS_AT_ALL,),
            loinc="68520-6",
        ),
        *(
            Item(
                id=item_id,
                text=text,
                options=HOW_OFTEN_MANY,
                shown_when=(DRINKS_AT_ALL, DRINKS_MUCH),
                loinc=code,
            )
            for item_id, text, code in zip(item_ids(4, 8), PROBLEMS, PROBLEM_CODES, strict=True)
        ),
        Item(
            id="9",
            text="Have you or someone else been injured as a result of your drinking?",
            options=EVER,
            loinc="97739-7",
        ),
        Item(
            id="10",
            text=(
                "Has a relative or friend or a doctor or another health worker been concerned about your "
                "drinking or suggested you cut down?"
            ),
            options=EVER,
            loinc="97740-5",
        ),
    ),
    minimum=0,
    maximum=40,
    direction=Direction.WORSE,
    bands=(
        Band("zone-i", 0, GENERAL_KNOWLEDGE),
        Band("zone-ii", ZONE_II_FROM, GENERAL_KNOWLEDGE),
        Band("zone-iii", ZONE_III_FROM, GENERAL_KNOWLEDGE),
        Band("zone-iv", ZONE_IV_FROM, GENERAL_KNOWLEDGE),
    ),
    cutoffs=(Cutoff("positive", CAMCOPS, at_least=POSITIVE_FROM),),
    missing_rule=(
        "Who never drinks goes from item 1 to item 9; who scores 0 on items 2 and 3 goes on to item 9. Skipped "
        "items count 0 and the form is complete. Any other open item: no total."
    ),
    licence="© World Health Organization 2001; free for non-commercial use, commercial use on request to WHO.",
    licence_needed="WHO's permission, or non-commercial use",
    attribution="AUDIT © World Health Organization 2001. Reproduced for non-commercial use.",
    source="WHO AUDIT manual 2001, interview version (wording as in CamCOPS, task audit)",
    loinc_panel="72110-0",
    loinc_total="75624-7",
)

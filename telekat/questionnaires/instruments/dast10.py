"""DAST-10: ten yes/no questions about drugs other than alcohol in the past 12 months; item 3 scores the "no"."""

from telekat.questionnaires.definition import (
    YES_NO,
    Band,
    Cutoff,
    Direction,
    Instrument,
    Item,
    Kind,
    Respondent,
    ScoringRule,
    item_ids,
)

SKINNER = "Skinner 1982, Addict Behav 7:363-371, as given by NIDA CTN common data elements, DAST-10"
LOINC_TEXT = "LOINC 82667-7"

LOW_FROM = 1  # NIDA CTN common data elements, DAST-10
MODERATE_FROM = 3  # NIDA CTN common data elements, DAST-10
SUBSTANTIAL_FROM = 6  # NIDA CTN common data elements, DAST-10
SEVERE_FROM = 9  # NIDA CTN common data elements, DAST-10
POSITIVE_FROM = 3  # LOINC 82667-7

ABLE_TO_STOP = "3"
WORDING = (
    "Have you used drugs other than those required for medical reasons?",
    "Do you abuse more than one drug at a time?",
    'Are you always able to stop using drugs when you want to? (If never use drugs, answer "Yes.")',
    'Have you had "blackouts" or "flashbacks" as a result of drug use?',
    'Do you ever feel bad or guilty about your drug use? (If never use drugs, choose "No.")',
    "Does your spouse (or parents) ever complain about your involvement with drugs?",
    "Have you neglected your family because of your use of drugs?",
    "Have you engaged in illegal activities in order to obtain drugs?",
    "Have you ever experienced withdrawal symptoms (felt sick) when you stopped taking drugs?",
    "Have you had medical problems as a result of your drug use (e.g., memory loss, hepatitis, convulsions, "
    "bleeding, etc.)?",
)

INSTRUMENT = Instrument(
    id="dast10",
    version="1",
    title="Drug Abuse Screening Test, 10 items",
    short_title="DAST-10",
    kind=Kind.FORM,
    answered_by=Respondent.PATIENT,
    recall_period="Past 12 months",
    introduction=(
        "The following questions concern information about your possible involvement with drugs not including "
        'alcoholic beverages during the past 12 months. "Drug abuse" refers to (1) the use of prescribed or '
        "over-the-counter drugs in excess of the directions, and (2) any nonmedical use of drugs. The various "
        "classes of drugs may include cannabis (marijuana, hashish), solvents (e.g., paint thinner), "
        "tranquilizers (e.g., Valium), barbiturates, cocaine, stimulants (e.g., speed), hallucinogens (e.g., "
        "LSD) or narcotics (e.g., heroin). Remember that the questions do not include alcoholic beverages. "
        "Please answer every question. If you have difficulty with a statement, then choose the response that "
        "is mostly right."
    ),
    instruction="",
    items=tuple(
        Item(id=item_id, text=text, options=YES_NO) for item_id, text in zip(item_ids(1, 10), WORDING, strict=True)
    ),
    minimum=0,
    maximum=10,
    direction=Direction.WORSE,
    rule=ScoringRule(reversed_items=frozenset({ABLE_TO_STOP})),
    bands=(
        Band("none", 0, SKINNER),
        Band("low", LOW_FROM, SKINNER),
        Band("moderate", MODERATE_FROM, SKINNER),
        Band("substantial", SUBSTANTIAL_FROM, SKINNER),
        Band("severe", SEVERE_FROM, SKINNER),
    ),
    cutoffs=(Cutoff("positive", LOINC_TEXT, at_least=POSITIVE_FROM),),
    licence="© 1982 Harvey A. Skinner and CAMH; non-commercial clinical, research and training use with credit.",
    licence_needed="non-commercial use, or CAMH's permission",
    attribution="© 1982 Harvey A. Skinner, PhD, and the Centre for Addiction and Mental Health, Toronto, Canada.",
    source="NIDA CTN common data elements, DAST-10",
    loinc_panel="82666-9",
    loinc_total="82667-7",
)

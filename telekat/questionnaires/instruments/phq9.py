"""PHQ-9: severity of depression over the last two weeks, and whether thoughts of death or self-harm occur."""

from telekat.questionnaires.definition import (
    SUICIDAL_IDEATION,
    Band,
    Counted,
    Criterion,
    Cutoff,
    Direction,
    Instrument,
    Item,
    Kind,
    Note,
    Option,
    Progress,
    RedFlag,
    Respondent,
    ScoringRule,
    ShownWhen,
    item_ids,
)

KROENKE = "Kroenke, Spitzer, Williams 2001, J Gen Intern Med 16:606-613"
MANUAL = "PHQ and GAD-7 instruction manual, phqscreeners.com, as given by CamCOPS, task phq9"

MILD_FROM = 5  # Kroenke, Spitzer, Williams 2001, J Gen Intern Med 16:606-613
MODERATE_FROM = 10  # Kroenke, Spitzer, Williams 2001, J Gen Intern Med 16:606-613
MODERATELY_SEVERE_FROM = 15  # Kroenke, Spitzer, Williams 2001, J Gen Intern Med 16:606-613
SEVERE_FROM = 20  # Kroenke, Spitzer, Williams 2001, J Gen Intern Med 16:606-613
POSITIVE_FROM = 10  # Kroenke 2001, J Gen Intern Med 16:606-613 (sensitivity 88 %, specificity 88 %)
SYMPTOM_FROM = 2  # PHQ instruction manual (CamCOPS, task phq9): counts when "more than half the days"
SELF_HARM_SYMPTOM_FROM = 1  # PHQ instruction manual (CamCOPS, task phq9): item 9 counts when present at all
MAJOR_SYMPTOMS = 5  # PHQ instruction manual (CamCOPS, task phq9): five symptoms or more
OTHER_SYMPTOMS = 2  # PHQ instruction manual (CamCOPS, task phq9): two to four symptoms
SELF_HARM_FLAG_FROM = 1  # product's safety rule: any answer but "not at all" leads to the C-SSRS screener
SAME_DAY_REVIEW_FROM = 20  # product choice, to be confirmed by the practice's medical lead
RESPONSE_PERCENT = 50  # Psychiatric Services, doi 10.1176/appi.ps.201900295
REMISSION_AT_MOST = 4  # Psychiatric Services, doi 10.1176/appi.ps.201900295: below 5
MEANINGFUL_POINTS = 5  # usual reading of a 5-point change, quoted after Kroenke 2001; secondary source

FREQUENCY = (
    Option(0, "Not at all", "LA6568-5"),
    Option(1, "Several days", "LA6569-3"),
    Option(2, "More than half the days", "LA6570-1"),
    Option(3, "Nearly every day", "LA6571-9"),
)
DIFFICULTY = (
    Option(0, "Not difficult at all"),
    Option(1, "Somewhat difficult"),
    Option(2, "Very difficult"),
    Option(3, "Extremely difficult"),
)
STEM = "Over the last 2 weeks, how often have you been bothered by any of the following problems?"
LICENCE = "No permission required to reproduce, translate, display or distribute."
ATTRIBUTION = (
    "Developed by Drs. Robert L. Spitzer, Janet B.W. Williams, Kurt Kroenke and colleagues, with an "
    "educational grant from Pfizer Inc. No permission required to reproduce, translate, display or distribute."
)
SYMPTOMS = item_ids(1, 9)
CORE_SYMPTOMS = ("1", "2")


def symptom_count(seen: Counted) -> int:
    """How many of the nine symptoms count as present."""
    needed = dict.fromkeys(SYMPTOMS, SYMPTOM_FROM) | {"9": SELF_HARM_SYMPTOM_FROM}
    return sum(seen[item_id] >= needed[item_id] for item_id in SYMPTOMS)


def has_core_symptom(seen: Counted) -> bool:
    """Whether loss of interest or low mood is among the symptoms that count."""
    return any(seen[item_id] >= SYMPTOM_FROM for item_id in CORE_SYMPTOMS)


def is_major(seen: Counted) -> bool:
    """Five symptoms or more, at least one of them item 1 or 2."""
    return symptom_count(seen) >= MAJOR_SYMPTOMS and has_core_symptom(seen)


def is_other(seen: Counted) -> bool:
    """Two to four symptoms, at least one of them item 1 or 2."""
    return OTHER_SYMPTOMS <= symptom_count(seen) < MAJOR_SYMPTOMS and has_core_symptom(seen)


def needs_same_day_review(given: Counted) -> bool:
    """Whether what is answered already reaches the total that a clinician looks at on the same day."""
    return sum(given.get(item_id, 0) for item_id in SYMPTOMS) >= SAME_DAY_REVIEW_FROM


INTEREST = Item(id="1", text="Little interest or pleasure in doing things", options=FREQUENCY, loinc="44250-9")
LOW_MOOD = Item(id="2", text="Feeling down, depressed, or hopeless", options=FREQUENCY, loinc="44255-8")

INSTRUMENT = Instrument(
    id="phq9",
    version="1",
    title="Patient Health Questionnaire-9",
    short_title="PHQ-9",
    kind=Kind.FORM,
    answered_by=Respondent.PATIENT,
    recall_period="Last 2 weeks",
    instruction=STEM,
    items=(
        INTEREST,
        LOW_MOOD,
        Item(
            id="3",
            text="Trouble falling or staying asleep, or sleeping too much",
            options=FREQUENCY,
            loinc="44259-0",
        ),
        Item(id="4", text="Feeling tired or having little energy", options=FREQUENCY, loinc="44254-1"),
        Item(id="5", text="Poor appetite or overeating", options=FREQUENCY, loinc="44251-7"),
        Item(
            id="6",
            text=(
                "Feeling bad about yourself — or that you are a failure or have let yourself or your family down"
            ),
            options=FREQUENCY,
            loinc="44258-2",
        ),
        Item(
            id="7",
            text="Trouble concentrating on things, such as reading the newspaper or watching television",
            options=FREQUENCY,
            loinc="44252-5",
        ),
        Item(
            id="8",
            text=(
                "Moving or speaking so slowly that other people could have noticed. Or the opposite — being "
                "so fidgety or restless that you have been moving around a lot more than usual"
            ),
            options=FREQUENCY,
            loinc="44253-3",
        ),
        Item(
            id="9",
            text="Thoughts that you would be better off dead, or of hurting yourself in some way",
            options=FREQUENCY,
            red_flags=(RedFlag(SUICIDAL_IDEATION, MANUAL, at_least=SELF_HARM_FLAG_FROM),),
            loinc="44260-8",
        ),
        Item(
            id="10",
            text=(
                "If you checked off any problems, how difficult have these problems made it for you to do "
                "your work, take care of things at home, or get along with other people?"
            ),
            options=DIFFICULTY,
            scored=False,
            required=False,
            shown_when=(ShownWhen(SYMPTOMS, at_least=1),),
            loinc="69722-7",
        ),
    ),
    minimum=0,
    maximum=27,
    direction=Direction.WORSE,
    rule=ScoringRule(
        criteria=(
            Criterion("major_depressive_syndrome", is_major, MANUAL),
            Criterion("other_depressive_syndrome", is_other, MANUAL),
        ),
        notes=(Note("same-day-review", needs_same_day_review),),
    ),
    bands=(
        Band("minimal", 0, KROENKE),
        Band("mild", MILD_FROM, KROENKE),
        Band("moderate", MODERATE_FROM, KROENKE),
        Band("moderately-severe", MODERATELY_SEVERE_FROM, KROENKE),
        Band("severe", SEVERE_FROM, KROENKE),
    ),
    cutoffs=(Cutoff("positive", KROENKE, at_least=POSITIVE_FROM),),
    progress=Progress(
        response_percent=RESPONSE_PERCENT,
        remission_at_most=REMISSION_AT_MOST,
        meaningful_points=MEANINGFUL_POINTS,
        source="Psychiatric Services, doi 10.1176/appi.ps.201900295; 5 points from a secondary source",
    ),
    licence=LICENCE,
    attribution=ATTRIBUTION,
    source="Kroenke, Spitzer, Williams 2001, J Gen Intern Med 16:606-613, appendix; phqscreeners.com",
    loinc_panel="44249-1",
    loinc_total="44261-6",
)

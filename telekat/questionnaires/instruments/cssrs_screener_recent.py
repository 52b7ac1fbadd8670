"""C-SSRS screener, recent: six questions with skips, and the highest level of risk that an answer reaches.

There is no sum. A dangerous answer counts wherever it stands, also where the form would have skipped it, and
an incomplete form still says which level it has reached at least.
"""

from telekat.questionnaires.definition import (
    HIGH_SUICIDE_RISK,
    SUICIDAL_BEHAVIOUR,
    SUICIDAL_IDEATION,
    YES_NO,
    Counted,
    Direction,
    Instrument,
    Item,
    Kind,
    RedFlag,
    Respondent,
    ScoringRule,
    ShownWhen,
)

TRIAGE = "Columbia Lighthouse Project, triage for the C-SSRS screener, cssrs.columbia.edu"

LOW_ITEMS = ("1", "2")  # Columbia triage as given by LOINC 93245-9 and Blueprint's C-SSRS screen page
MODERATE_ITEMS = ("3", "6")  # Columbia triage: method, or behaviour more than three months ago
HIGH_ITEMS = ("4", "5", "6b")  # Columbia triage: intent or plan in the past month, behaviour in three months

LEVELS = ("none", "low", "moderate", "high")
EXAMPLES = (
    "Examples: Collected pills, obtained a gun, gave away valuables, wrote a will or suicide note, took out "
    "pills but didn't swallow any, held a gun but changed your mind or it was grabbed from your hand, went to "
    "the roof but didn't jump; or actually took pills, tried to shoot yourself, cut yourself, tried to hang "
    "yourself, etc."
)
LICENCE = (
    "No cost or licence for health care providers who put it into their record system; wording stays exact. "
    "The maker of this product writes to the Columbia Lighthouse Project before release."
)
ATTRIBUTION = "Columbia-Suicide Severity Rating Scale. © The Research Foundation for Mental Hygiene, Inc."
MISSING_RULE = (
    "There is no total. While a question is open no level is given, only the level already reached at least."
)

IDEATION = RedFlag(SUICIDAL_IDEATION, TRIAGE, at_least=1)
BEHAVIOUR = RedFlag(SUICIDAL_BEHAVIOUR, TRIAGE, at_least=1)
HIGH = RedFlag(HIGH_SUICIDE_RISK, TRIAGE, at_least=1, urgent=True)
AFTER_YES_TO_2 = (ShownWhen(("2",), at_least=1),)


def level(given: Counted) -> str:
    """The highest level that any answer reaches: none, low, moderate or high."""
    for name, items in (("high", HIGH_ITEMS), ("moderate", MODERATE_ITEMS), ("low", LOW_ITEMS)):
        if any(given.get(item_id) for item_id in items):
            return name
    return "none"


def ideation_items(period: str) -> tuple[Item, ...]:
    """Questions 1 to 5, the same in every screener; period heads them."""
    return (
        Item(
            id="1",
            text="Have you wished you were dead or wished you could go to sleep and not wake up?",
            options=YES_NO,
            red_flags=(IDEATION,),
            loinc="93246-7",
            section=period,
        ),
        Item(
            id="2",
            text="Have you actually had any thoughts of killing yourself?",
            options=YES_NO,
            red_flags=(IDEATION,),
            loinc="93247-5",
            section=period,
        ),
        Item(
            id="3",
            text="Have you been thinking about how you might do this?",
            options=YES_NO,
            shown_when=AFTER_YES_TO_2,
            red_flags=(IDEATION,),
            loinc="93248-3",
            section=period,
        ),
        Item(
            id="4",
            text="Have you had these thoughts and had some intention of acting on them?",
            options=YES_NO,
            shown_when=AFTER_YES_TO_2,
            red_flags=(IDEATION, HIGH),
            loinc="93249-1",
            section=period,
        ),
        Item(
            id="5",
            text=(
                "Have you started to work out or worked out the details of how to kill yourself? Do you intend "
                "to carry out this plan?"
            ),
            options=YES_NO,
            shown_when=AFTER_YES_TO_2,
            red_flags=(IDEATION, HIGH),
            loinc="93250-9",
            section=period,
        ),
    )


INSTRUMENT = Instrument(
    id="cssrs_screener_recent",
    version="1",
    title="Columbia-Suicide Severity Rating Scale, screener, recent",
    short_title="C-SSRS screener",
    kind=Kind.FORM,
    answered_by=Respondent.EITHER,
    recall_period="Past month; behaviour: lifetime and past 3 months",
    instruction="",
    items=(
        *ideation_items("Past month"),
        Item(
            id="6",
            text=(
                "Have you ever done anything, started to do anything, or prepared to do anything to end your "
                f"life? {EXAMPLES}"
            ),
            options=YES_NO,
            red_flags=(BEHAVIOUR,),
            loinc="93267-3",
            section="Lifetime",
        ),
        Item(
            id="6b",
            text="Was this within the past three months?",
            options=YES_NO,
            shown_when=(ShownWhen(("6",), at_least=1),),
            red_flags=(BEHAVIOUR, HIGH),
            loinc="93269-9",
            section="Past 3 months",
        ),
    ),
    minimum=None,
    maximum=None,
    direction=Direction.WORSE,
    rule=ScoringRule(total=None, level=level),
    missing_rule=MISSING_RULE,
    licence=LICENCE,
    attribution=ATTRIBUTION,
    loinc_total="93374-7",
    source="C-SSRS screener, recent (CMS instrument and HL7 us-behavioral-health-profiles, C-SSRS-example-1)",
)

"""Side effects of ketamine: what happened since the last dose, and what lasts. Our own list in our own words.

Modelled on the KSET (Short 2020), whose wording is not used. Four lists: effects of the dose with their start
and end, effects that may come with repeated doses, urinary signs, and signs that need a clinician at once.
The total counts the effects that are present; the severity is the worst grade among them.
"""

from telekat.questionnaires.definition import (
    OWN_CHOICE,
    SUICIDAL_IDEATION,
    YES_NO,
    Counted,
    Direction,
    Instrument,
    Item,
    Kind,
    Note,
    Option,
    RedFlag,
    Respondent,
    Scale,
    ScoringRule,
    ShownWhen,
    Subscale,
    item_ids,
)
from telekat.questionnaires.scoring import count_at_least

FDA = "FDA warning, October 2023, as given by drugs.com; urinary and abuse terms also in the Spravato label"

PRESENT_FROM = 1  # product choice: any grade but "none" counts as present
MODERATE_FROM = 2  # product choice, to be confirmed by the medical lead: moderate or worse is shown to a clinician
URINARY_FLAG_FROM = 2  # product choice, to be confirmed by the practice's medical lead
LONGEST_MINUTES = 1440  # product choice: one day; what lasts longer belongs to the second list

GRADES = (Option(0, "None"), Option(1, "Mild"), Option(2, "Moderate"), Option(3, "Severe"))
GRADE_NAMES = ("none", "mild", "moderate", "severe")

# Order: Short 2018 for the first six, the label's list for the next seven, then general knowledge.
ACUTE = (
    "Headache",
    "Dizziness or light-headedness",
    "Feeling detached from yourself or from what is around you",
    "Blood pressure higher than usual when it was measured",
    "Blurred vision",
    "Anxiety",
    "Nausea",
    "Vomiting",
    "Sleepiness",
    "A feeling that everything spins",
    "Numbness or tingling",
    "No energy",
    "Feeling drunk",
    "Confusion",
    "Unsteady on your feet",
    "A racing or pounding heart",
    "Dry mouth",
    "Restlessness",
    "Low mood or tears",
)
URINARY = (
    "A sudden, pressing need to pass urine",
    "Passing urine more often than usual",
    "Pain when passing urine",
    "Blood in your urine",
)
LASTING = (
    "Pain in your belly",
    "Trouble remembering or concentrating",
    "A craving for ketamine",
    "Poor sleep or nightmares",
    "Changes in what you see or hear that stay",
    "A mood that is unusually high, irritable or sped up",
)
URGENT = (
    ("Have you taken ketamine outside your sessions?", "ketamine-outside-sessions", False),
    ("Chest pain?", "chest-pain", True),
    ("A sudden, very severe headache?", "severe-headache", True),
    ("Weakness or numbness on one side, trouble speaking, or a seizure?", "neurological-deficit", True),
    ("Trouble breathing?", "breathing-trouble", True),
    ("Did you lose consciousness?", "loss-of-consciousness", True),
    (
        "Have you seen or heard things that others did not, been sure of things that others found impossible, "
        "or been so high in mood that it worried others?",
        "psychosis-or-mania",
        True,
    ),
    ("Have you had thoughts of harming yourself or of ending your life?", SUICIDAL_IDEATION, True),
)

ACUTE_IDS = item_ids(1, 19)
URINARY_IDS = item_ids(20, 23)
LASTING_IDS = item_ids(24, 29)
URGENT_IDS = item_ids(30, 37)
GRADED_IDS = (*ACUTE_IDS, *URINARY_IDS, *LASTING_IDS)
BLOOD_IN_URINE = "23"

SINCE_DOSE = "Since your last dose"
MINUTES = Scale(0, LONGEST_MINUTES, unit="minutes after the dose")


def acute_items(item_id: str, text: str) -> tuple[Item, ...]:
    """The grade of one effect and, when it is present, when it began and ended."""
    return (
        Item(id=item_id, text=text, options=GRADES, section=SINCE_DOSE),
        when(item_id, "start", f"{text}: began"),
        when(item_id, "stop", f"{text}: ended"),
    )


def when(item_id: str, end: str, text: str) -> Item:
    """A time that may stay open, asked while the effect is present."""
    return Item(
        id=f"{item_id}_{end}",
        text=text,
        scale=MINUTES,
        scored=False,
        required=False,
        section=SINCE_DOSE,
        shown_when=(ShownWhen((item_id,), at_least=PRESENT_FROM),),
    )


def urinary_flags(item_id: str) -> tuple[RedFlag, ...]:
    """Blood at any grade, the other signs from moderate on."""
    if item_id == BLOOD_IN_URINE:
        return (RedFlag("blood-in-urine", FDA, at_least=PRESENT_FROM),)
    return (RedFlag("urinary-symptoms", OWN_CHOICE, at_least=URINARY_FLAG_FROM),)


def worst_grade(counted: Counted) -> str:
    """Name of the worst grade among the effects."""
    return GRADE_NAMES[max((counted.get(item_id, 0) for item_id in GRADED_IDS), default=0)]


def ends_before_it_begins(given: Counted) -> bool:
    """Whether some effect is said to end before it began: a slip of the pen to ask about."""
    return any(
        given.get(f"{item_id}_stop", LONGEST_MINUTES) < given.get(f"{item_id}_start", 0) for item_id in ACUTE_IDS
    )


PRESENT = count_at_least(PRESENT_FROM)

INSTRUMENT = Instrument(
    id="ketamine_side_effects",
    version="1",
    title="Side effects of ketamine",
    short_title="Side effects",
    kind=Kind.FORM,
    answered_by=Respondent.EITHER,
    recall_period="Since the last dose",
    introduction=(
        "Please tell us what you have noticed since your last dose. Mild means noticeable, moderate means it "
        "got in your way, severe means you could not go on as usual."
    ),
    instruction="",
    items=(
        *(part for item_id, text in zip(ACUTE_IDS, ACUTE, strict=True) for part in acute_items(item_id, text)),
        *(
            Item(
                id=item_id,
                text=text,
                options=GRADES,
                section="Passing urine",
                red_flags=urinary_flags(item_id),
            )
            for item_id, text in zip(URINARY_IDS, URINARY, strict=True)
        ),
        *(
            Item(id=item_id, text=text, options=GRADES, section="What stays")
            for item_id, text in zip(LASTING_IDS, LASTING, strict=True)
        ),
        *(
            Item(
                id=item_id,
                text=text,
                options=YES_NO,
                scored=False,
                section="Please tell us at once",
                red_flags=(RedFlag(code, FDA, at_least=1, urgent=urgent),),
            )
            for item_id, (text, code, urgent) in zip(URGENT_IDS, URGENT, strict=True)
        ),
    ),
    minimum=0,
    maximum=len(GRADED_IDS),
    direction=Direction.WORSE,
    rule=ScoringRule(
        total=PRESENT,
        severity=worst_grade,
        subscales=(
            Subscale("acute", ACUTE_IDS, total=PRESENT),
            Subscale("urinary", URINARY_IDS, total=PRESENT),
            Subscale("lasting", LASTING_IDS, total=PRESENT),
            Subscale("moderate_or_worse", GRADED_IDS, total=count_at_least(MODERATE_FROM)),
        ),
        notes=(Note("ends-before-it-begins", ends_before_it_begins),),
    ),
    missing_rule="Every effect and every sign needs an answer; the times may stay open.",
    licence="Our own wording; free to use within this product.",
    attribution="TeleKAT's own list, modelled on the Ketamine Side Effect Tool (Short 2020).",
    source="Effects after Short 2018, the Spravato label and the FDA warning of October 2023; own wording",
)

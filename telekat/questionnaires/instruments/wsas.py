"""WSAS: how much a problem impairs work, home, leisure and relationships now.

Sources differ on missing items. Chosen: CamCOPS' rule. Who does not work for other reasons says so, and items 2
to 5 make a total of at most 32, for which no bands are published; otherwise all five items are needed.
"""

from telekat.questionnaires.definition import (
    YES_NO,
    Band,
    Counted,
    Direction,
    Instrument,
    Item,
    Kind,
    Note,
    Option,
    Respondent,
    ScoringRule,
    ShownWhen,
    item_ids,
)

MUNDT = "Mundt 2002, Br J Psychiatry 180:461-464, as quoted by secondary sources"

SIGNIFICANT_FROM = 10  # Mundt 2002, Br J Psychiatry 180:461-464, as quoted by secondary sources
MODERATELY_SEVERE_FROM = 21  # Mundt 2002, Br J Psychiatry 180:461-464, as quoted: above 20
MAXIMUM = 40  # CamCOPS, task wsas: five items of 0 to 8
MAXIMUM_NOT_WORKING = 32  # CamCOPS, task wsas: items 2 to 5 when retired or not working by choice

NOT_WORKING = "not_working"
IMPAIRMENT = (
    Option(0, "0 - Not at all"),
    Option(1, "1"),
    Option(2, "2 - Slightly"),
    Option(3, "3"),
    Option(4, "4 - Definitely"),
    Option(5, "5"),
    Option(6, "6 - Markedly"),
    Option(7, "7"),
    Option(8, "8 - Very severely"),
)
WORDING = (
    "Because of my [problem] my ability to work is impaired. '0' means 'not at all impaired' and '8' means "
    "very severely impaired to the point I can't work.",
    "Because of my [problem] my home management (cleaning, tidying, shopping, cooking, looking after home or "
    "children, paying bills) is impaired.",
    "Because of my [problem] my social leisure activities (with other people e.g. parties, bars, clubs, "
    "outings, visits, dating, home entertaining) are impaired.",
    "Because of my [problem], my private leisure activities (done alone, such as reading, gardening, "
    "collecting, sewing, walking alone) are impaired.",
    "Because of my [problem], my ability to form and maintain close relationships with others, including "
    "those I live with, is impaired.",
)


def is_not_working(given: Counted) -> bool:
    """Whether item 1 is left out by the person's own word."""
    return given.get(NOT_WORKING) == 1


def maximum(given: Counted) -> int:
    """The highest total these answers could have had."""
    return MAXIMUM_NOT_WORKING if is_not_working(given) else MAXIMUM


INSTRUMENT = Instrument(
    id="wsas",
    version="1",
    title="Work and Social Adjustment Scale",
    short_title="WSAS",
    kind=Kind.FORM,
    answered_by=Respondent.PATIENT,
    recall_period="Current",
    introduction=(
        "People's problems sometimes affect their ability to do certain day-to-day tasks in their lives. To "
        "rate your problems look at each section and determine on the scale provided how much your problem "
        "impairs your ability to carry out the activity."
    ),
    instruction="",
    items=(
        Item(
            id=NOT_WORKING,
            text="I am retired, or choose not to have a job for reasons unrelated to my problem.",
            options=YES_NO,
            scored=False,
            required=False,
        ),
        *(
            Item(
                id=item_id,
                text=text,
                options=IMPAIRMENT,
                shown_when=(ShownWhen((NOT_WORKING,), at_most=0),) if item_id == "1" else (),
            )
            for item_id, text in zip(item_ids(1, 5), WORDING, strict=True)
        ),
    ),
    minimum=0,
    maximum=MAXIMUM,
    direction=Direction.WORSE,
    rule=ScoringRule(maximum=maximum, notes=(Note("without-work-item-maximum-32", is_not_working),)),
    bands=(
        Band("subclinical", 0, MUNDT),
        Band("significant", SIGNIFICANT_FROM, MUNDT),
        Band("moderately-severe", MODERATELY_SEVERE_FROM, MUNDT),
    ),
    missing_rule=(
        "Who does not work for other reasons answers items 2 to 5, total at most 32, no severity (CamCOPS' rule). "
        "Otherwise all five items are needed; nothing is replaced by a mean."
    ),
    licence="© Isaac Marks; by permission, usually granted without a fee.",
    licence_needed="Isaac Marks' permission",
    attribution="Work and Social Adjustment Scale. © Isaac Marks. Reproduced with kind permission.",
    source="Mundt 2002, Br J Psychiatry 180:461-464; Marks 1986",
)

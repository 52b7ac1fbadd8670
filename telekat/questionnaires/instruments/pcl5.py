"""PCL-5: symptoms after a very stressful experience, over the past month, in four clusters.

There are no empirically derived severity bands, so none are given.
"""

from telekat.questionnaires.definition import (
    OWN_CHOICE,
    Counted,
    Criterion,
    Cutoff,
    Direction,
    Instrument,
    Item,
    Kind,
    Option,
    Progress,
    RedFlag,
    Respondent,
    ScoringRule,
    Subscale,
    item_ids,
)

VA = "VA National Center for PTSD, PCL-5 scoring (Weathers 2013)"

SYMPTOM_FROM = 2  # VA National Center for PTSD, PCL-5 scoring: counts when "moderately" or more
B_NEEDED = 1  # VA National Center for PTSD, PCL-5 scoring
C_NEEDED = 1  # VA National Center for PTSD, PCL-5 scoring
D_NEEDED = 2  # VA National Center for PTSD, PCL-5 scoring
E_NEEDED = 2  # VA National Center for PTSD, PCL-5 scoring
CUTOFF_LOW = 31  # VA National Center for PTSD, PCL-5 scoring: 31 to 33
CUTOFF_HIGH = 33  # VA National Center for PTSD, PCL-5 scoring: 31 to 33 (CamCOPS draws 33)
RELIABLE_POINTS = 5  # VA National Center for PTSD, as given by QxMD PCL-5: least change that is a response
MEANINGFUL_POINTS = 10  # VA National Center for PTSD, as given by QxMD PCL-5
SELF_DESTRUCTIVE_FROM = 2  # product choice, to be confirmed by the practice's medical lead

B_ITEMS = item_ids(1, 5)
C_ITEMS = item_ids(6, 7)
D_ITEMS = item_ids(8, 14)
E_ITEMS = item_ids(15, 20)
CLUSTERS = ((B_ITEMS, B_NEEDED), (C_ITEMS, C_NEEDED), (D_ITEMS, D_NEEDED), (E_ITEMS, E_NEEDED))

EXTENT = (
    Option(0, "Not at all"),
    Option(1, "A little bit"),
    Option(2, "Moderately"),
    Option(3, "Quite a bit"),
    Option(4, "Extremely"),
)
WORDING = (
    "Repeated, disturbing, and unwanted memories of the stressful experience?",
    "Repeated, disturbing dreams of the stressful experience?",
    "Suddenly feeling or acting as if the stressful experience were actually happening again (as if you were "
    "actually back there reliving it)?",
    "Feeling very upset when something reminded you of the stressful experience?",
    "Having strong physical reactions when something reminded you of the stressful experience (for example, "
    "heart pounding, trouble breathing, sweating)?",
    "Avoiding memories, thoughts, or feelings related to the stressful experience?",
    "Avoiding external reminders of the stressful experience (for example, people, places, conversations, "
    "activities, objects, or situations)?",
    "Trouble remembering important parts of the stressful experience?",
    "Having strong negative beliefs about yourself, other people, or the world (for example, having thoughts "
    "such as: I am bad, there is something seriously wrong with me, no one can be trusted, the world is "
    "completely dangerous)?",
    "Blaming yourself or someone else for the stressful experience or what happened after it?",
    "Having strong negative feelings such as fear, horror, anger, guilt, or shame?",
    "Loss of interest in activities that you used to enjoy?",
    "Feeling distant or cut off from other people?",
    "Trouble experiencing positive feelings (for example, being unable to feel happiness or have loving "
    "feelings for people close to you)?",
    "Irritable behavior, angry outbursts, or acting aggressively?",
    "Taking too many risks or doing things that could cause you harm?",
    'Being "superalert" or watchful or on guard?',
    "Feeling jumpy or easily startled?",
    "Having difficulty concentrating?",
    "Trouble falling or staying asleep?",
)
FLAGS = {"16": (RedFlag("self-destructive-behaviour", OWN_CHOICE, at_least=SELF_DESTRUCTIVE_FROM),)}


def provisional_ptsd(seen: Counted) -> bool:
    """Whether every cluster has as many symptoms as the DSM-5 rule asks for."""
    return all(sum(seen[item_id] >= SYMPTOM_FROM for item_id in items) >= needed for items, needed in CLUSTERS)


INSTRUMENT = Instrument(
    id="pcl5",
    version="1",
    title="PTSD Checklist for DSM-5",
    short_title="PCL-5",
    kind=Kind.FORM,
    answered_by=Respondent.PATIENT,
    recall_period="Past month",
    introduction=(
        "Below is a list of problems that people sometimes have in response to a very stressful experience. "
        "Please read each problem carefully and then choose one of the answers to indicate how much you have "
        "been bothered by that problem in the past month."
    ),
    instruction="In the past month, how much were you bothered by:",
    items=tuple(
        Item(id=item_id, text=text, options=EXTENT, red_flags=FLAGS.get(item_id, ()))
        for item_id, text in zip(item_ids(1, 20), WORDING, strict=True)
    ),
    minimum=0,
    maximum=80,
    direction=Direction.WORSE,
    rule=ScoringRule(
        subscales=(
            Subscale("b", B_ITEMS),
            Subscale("c", C_ITEMS),
            Subscale("d", D_ITEMS),
            Subscale("e", E_ITEMS),
        ),
        criteria=(Criterion("provisional_ptsd", provisional_ptsd, VA),),
    ),
    cutoffs=(
        Cutoff("total_31", VA, at_least=CUTOFF_LOW),
        Cutoff("total_33", VA, at_least=CUTOFF_HIGH),
    ),
    progress=Progress(reliable_points=RELIABLE_POINTS, meaningful_points=MEANINGFUL_POINTS, source=VA),
    licence="US-government work, not copyrighted.",
    attribution=(
        "Weathers, F.W., Litz, B.T., Keane, T.M., Palmieri, P.A., Marx, B.P., & Schnurr, P.P. (2013). The PTSD "
        "Checklist for DSM-5 (PCL-5). National Center for PTSD, www.ptsd.va.gov."
    ),
    source="VA National Center for PTSD, PCL-5 standard form (wording as in CamCOPS, task pcl5)",
    loinc_panel="101697-1",
    loinc_total="101698-9",
)

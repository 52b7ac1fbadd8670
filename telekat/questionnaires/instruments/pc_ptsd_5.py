"""PC-PTSD-5: a gate about traumatic events, then five questions about the past month. Positive leads to the PCL-5.

Without such an event the score is 0 and the form is complete.
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
)

PRINS = "Prins 2016, PMC5023594"
BOVIN = "Bovin 2021, PMC7862990"

SENSITIVE_FROM = 3  # Prins 2016, PMC5023594: most sensitive; women may need it (Bovin 2021, PMC7862990)
BALANCED_FROM = 4  # Bovin 2021, PMC7862990: best balanced overall

SYMPTOMS = item_ids(1, 5)
WORDING = (
    "had nightmares about the event(s) or thought about the event(s) when you did not want to?",
    "tried hard not to think about the event(s) or went out of your way to avoid situations that reminded you "
    "of the event(s)?",
    "been constantly on guard, watchful, or easily startled?",
    "felt numb or detached from people, activities, or your surroundings?",
    "felt guilty or unable to stop blaming yourself or others for the event(s) or any problems the event(s) "
    "may have caused?",
)
CODES = ("102012-2", "102013-0", "102014-8", "102015-5", "102016-3")


def yes_count(seen: Counted) -> int:
    """How many of the five questions are answered yes; none are asked without an event."""
    return sum(seen.get(item_id, 0) for item_id in SYMPTOMS)


def is_positive_3(seen: Counted) -> bool:
    """Positive at the more sensitive cut."""
    return yes_count(seen) >= SENSITIVE_FROM


def is_positive_4(seen: Counted) -> bool:
    """Positive at the better balanced cut."""
    return yes_count(seen) >= BALANCED_FROM


INSTRUMENT = Instrument(
    id="pc_ptsd_5",
    version="1",
    title="Primary Care PTSD Screen for DSM-5",
    short_title="PC-PTSD-5",
    kind=Kind.FORM,
    answered_by=Respondent.PATIENT,
    recall_period="Lifetime event, then past month",
    introduction=(
        "Sometimes things happen to people that are unusually or especially frightening, horrible, or "
        "traumatic. For example: a serious accident or fire; a physical or sexual assault or abuse; an "
        "earthquake or flood; a war; seeing someone be killed or seriously injured; having a loved one die "
        "through homicide or suicide."
    ),
    instruction="",
    items=(
        Item(
            id="gate",
            text="Have you ever experienced this kind of event?",
            options=YES_NO,
            scored=False,
            loinc="102011-4",
        ),
        *(
            Item(
                id=item_id,
                text=f"In the past month, have you {text}",
                options=YES_NO,
                shown_when=(ShownWhen(("gate",), at_least=1),),
                loinc=code,
            )
            for item_id, text, code in zip(SYMPTOMS, WORDING, CODES, strict=True)
        ),
    ),
    minimum=0,
    maximum=5,
    direction=Direction.WORSE,
    rule=ScoringRule(
        criteria=(Criterion("positive_3", is_positive_3, PRINS), Criterion("positive_4", is_positive_4, BOVIN))
    ),
    licence="US-government work, not copyrighted.",
    attribution=(
        "Prins, A., Bovin, M.J., Kimerling, R., Kaloupek, D.G., Marx, B.P., Pless Kaiser, A., & Schnurr, P.P. "
        "(2015). Primary Care PTSD Screen for DSM-5 (PC-PTSD-5). National Center for PTSD, www.ptsd.va.gov."
    ),
    source="VA National Center for PTSD (wording as in uwcirg/fhir-questionnaires, CIRG-PC-PTSD-5)",
    loinc_panel="102010-6",
    loinc_total="102017-1",
)

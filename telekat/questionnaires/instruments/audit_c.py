"""AUDIT-C: the three questions about how much alcohol is drunk. Positive leads to the full AUDIT.

The size of a standard drink differs by country; the practice explains its own.
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
    Note,
    Option,
    Respondent,
    ScoringRule,
)

LOINC_TEXT = "LOINC 75626-2, after Bradley 2003, PMID 12695273"

POSITIVE_MEN_FROM = 4  # LOINC 75626-2, after Bradley 2003, PMID 12695273
POSITIVE_WOMEN_FROM = 3  # LOINC 75626-2, after Bradley 2003, PMID 12695273
POSITIVE_UNSPECIFIED_FROM = 3  # product choice, to be confirmed by the practice's medical lead

HOW_OFTEN = (
    Option(0, "Never"),
    Option(1, "Monthly or less"),
    Option(2, "2-4 times a month"),
    Option(3, "2-3 times a week"),
    Option(4, "4 or more times a week"),
)
HOW_MANY = (
    Option(0, "1 or 2"),
    Option(1, "3 or 4"),
    Option(2, "5 or 6"),
    Option(3, "7 to 9"),
    Option(4, "10 or more"),
)
HOW_OFTEN_MANY = (
    Option(0, "Never"),
    Option(1, "Less than monthly"),
    Option(2, "Monthly"),
    Option(3, "Weekly"),
    Option(4, "Daily or almost daily"),
)


def is_positive_men(seen: Counted) -> bool:
    """Positive at the cut published for men."""
    return sum(seen.values()) >= POSITIVE_MEN_FROM


def is_positive_women(seen: Counted) -> bool:
    """Positive at the cut published for women."""
    return sum(seen.values()) >= POSITIVE_WOMEN_FROM


def only_frequency(given: Counted) -> bool:
    """All points come from item 1: probably within limits, to be checked against recent intake."""
    return given.get("1", 0) > 0 and given.get("2") == 0 and given.get("3") == 0


INSTRUMENT = Instrument(
    id="audit_c",
    version="1",
    title="Alcohol Use Disorders Identification Test, consumption",
    short_title="AUDIT-C",
    kind=Kind.FORM,
    answered_by=Respondent.PATIENT,
    recall_period="Past year",
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
            text="How many standard drinks containing alcohol do you have on a typical day?",
            options=HOW_MANY,
            loinc="68519-8",
        ),
        Item(
            id="3",
            text="How often do you have six or more drinks on one occasion?",
            options=HOW_OFTEN_MANY,
            loinc="68520-6",
        ),
    ),
    minimum=0,
    maximum=12,
    direction=Direction.WORSE,
    rule=ScoringRule(
        criteria=(
            Criterion("positive_men", is_positive_men, LOINC_TEXT),
            Criterion("positive_women", is_positive_women, LOINC_TEXT),
        ),
        notes=(Note("all-points-from-item-1", only_frequency),),
    ),
    cutoffs=(Cutoff("positive_unspecified", OWN_CHOICE, at_least=POSITIVE_UNSPECIFIED_FROM),),
    licence="Public domain (SAMHSA; LOINC 72109-2).",
    attribution="AUDIT-C, derived from the AUDIT of the World Health Organization; Bush et al. 1998.",
    source="SAMHSA form of the AUDIT-C; LOINC panel 72109-2",
    loinc_panel="72109-2",
    loinc_total="75626-2",
)

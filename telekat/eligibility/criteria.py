"""The criteria: what each asks, how much it weighs, how it is established, and whose rule it is. Pure.

The list and its sources are those of the practice's care pathway, section "Eligibility"; a medical lead confirms them.
Software lists and flags; a licensed prescriber decides.
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from telekat.core.errors import Invalid

SPRAVATO = "Spravato US label"
MONOGRAPH = "Spravato monograph (oncologynurseadvisor.com)"
LABEL_BOXED = "Spravato label (prescriberpoint.com)"
EU_LEAFLET = "EU patient leaflet of Spravato"
PATIENT_INFORMATION = "Spravato patient information"
KETALAR = "Ketalar label"
MIMS = "MIMS Malaysia, special precautions"
PSYON = "psyon.cz, exclusion criteria"
CAROLINAS = "carolinascenter.com, exclusion criteria"
TRIAL = "PMC10812090, table 1"
HCP = "spravatohcp.com"
CPSBC = "CPSBC draft standards (katacanada.org)"
VA_GUIDE = "healingmaps.com, VA guide"
FDA = "FDA warning, October 2023"
GK = "general knowledge, to be confirmed by the practice's medical lead"


class Level(StrEnum):
    """absolute: a label forbids the dose. relative: excluded or treated first. caution: needs care or clearance."""

    ABSOLUTE = "absolute"
    RELATIVE = "relative"
    CAUTION = "caution"


LEVEL_WORDS: dict[Level, str] = {
    Level.ABSOLUTE: "Absolute: a label names it as a contraindication",
    Level.RELATIVE: "Relative: excluded or treated first in published protocols",
    Level.CAUTION: "Caution: needs care or a clearance",
}


class State(StrEnum):
    """What holds of a criterion. contradictory: the sources disagree; nobody enters that, it is found."""

    ABSENT = "absent"
    CONTROLLED = "controlled"
    PRESENT = "present"
    UNKNOWN = "unknown"
    CONTRADICTORY = "contradictory"


STATE_WORDS: dict[State, str] = {
    State.ABSENT: "Absent",
    State.CONTROLLED: "Present, controlled",
    State.PRESENT: "Present",
    State.UNKNOWN: "Unknown",
    State.CONTRADICTORY: "Contradicts",
}
ENTERED_STATES = (State.ABSENT, State.CONTROLLED, State.PRESENT, State.UNKNOWN)
"""What a clinician can enter."""


class Evidence(StrEnum):
    """Where an entered fact comes from."""

    SELF_REPORT = "self_report"
    INTERVIEW = "interview"
    INSTRUMENT = "instrument"
    DOCUMENT = "document"
    LAB = "lab"
    EXAM = "exam"


EVIDENCE_WORDS: dict[Evidence, str] = {
    Evidence.SELF_REPORT: "Told by the patient",
    Evidence.INTERVIEW: "Clinical interview",
    Evidence.INSTRUMENT: "Instrument",
    Evidence.DOCUMENT: "Letter or record",
    Evidence.LAB: "Laboratory",
    Evidence.EXAM: "Examination or measurement",
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the matrix. items: the questions of kat_medical that ask for it."""

    id: str
    name: str
    level: Level
    established: str
    source: str
    items: tuple[str, ...] = ()


A, R, C = Level.ABSOLUTE, Level.RELATIVE, Level.CAUTION
INTERACTIONS, SUICIDALITY, MANIA = "interactions", "suicidality", "mania"
BIPOLAR, SUBSTANCES, AGE = "bipolar", "substance_use", "age"
MEDICINE_ITEMS = tuple(str(number) for number in range(30, 39))
"""kat_medical's questions about medicines, in the order of `medicines.GROUPS`."""

CRITERIA: tuple[Criterion, ...] = (
    Criterion("aneurysm", "Aneurysm or vessel malformation", A, "history, records, imaging", MONOGRAPH, ("1",)),
    Criterion("brain_bleed", "Bleeding in the brain", A, "history, records", MONOGRAPH, ("2",)),
    Criterion("allergy", "Allergy to ketamine or esketamine", A, "allergy list", MONOGRAPH, ("3",)),
    Criterion("heart_attack", "Heart attack, last 6 weeks", A, "history, with its date", EU_LEAFLET, ("4",)),
    Criterion("pressure_risk", "Danger from raised pressure", A, "history", f"{SPRAVATO}; {KETALAR}", ("5",)),
    Criterion(
        "blood_pressure",
        "High blood pressure",
        R,
        "a series of readings and history; the US label's guide before a dose is 140/90 mmHg",  # Spravato US label 5.6
        f"{SPRAVATO}; {MIMS}",
        ("6",),
    ),
    Criterion(
        "heart_disease",
        "Heart disease or stroke",
        C,
        "history, ECG, cardiology letter",
        f"{EU_LEAFLET}; {CAROLINAS}",
        ("7", "8"),
    ),
    Criterion("encephalopathy", "Hypertensive encephalopathy", C, "history", SPRAVATO, ("9",)),
    Criterion(
        "psychosis",
        "Psychosis",
        R,
        "interview, MINI, records",
        f"{PSYON}; {LABEL_BOXED}",
        ("10",),
    ),
    Criterion("family_psychosis", "Psychosis in the family", R, "family history", PSYON, ("11",)),
    Criterion(MANIA, "Mania or mixed state now", R, "ASRM (week), interview", f"{PSYON}; {CAROLINAS}", ("12",)),
    Criterion(BIPOLAR, "Bipolar disorder", C, "MDQ (lifetime), interview", f"{PSYON}; {CAROLINAS}", ("13",)),
    Criterion(
        "dissociation", "Dissociative or personality disorder", R, "interview", f"{PSYON}; {CAROLINAS}", ("14",)
    ),
    Criterion(
        SUICIDALITY, "Suicidal intent", R, "C-SSRS, PHQ-9 question 9, interview", f"{PSYON}; {TRIAL}", ("15",)
    ),
    Criterion(
        "capacity",
        "Dementia, delirium, no capacity",
        R,
        "cognitive screen, capacity note",
        f"{TRIAL}; {VA_GUIDE}",
        ("16",),
    ),
    Criterion(
        "pregnancy",
        "Pregnancy",
        R,
        "test with its date, contraception note",
        f"{PATIENT_INFORMATION}; {CAROLINAS}",
        ("17",),
    ),
    Criterion("breastfeeding", "Breastfeeding", R, "question", PATIENT_INFORMATION, ("18",)),
    Criterion(
        SUBSTANCES,
        "Substance use",
        R,
        "AUDIT-C or AUDIT, DAST-10, urine drug screen",
        f"{PSYON}; {TRIAL}; {HCP}",
        ("19",),
    ),
    Criterion(
        "ketamine_misuse", "Ketamine misuse", R, "question, urine drug screen", f"{PSYON}; {TRIAL}; {HCP}", ("20",)
    ),
    Criterion("thyroid", "Overactive thyroid", C, "TSH, history", f"{EU_LEAFLET}; {CAROLINAS}", ("21",)),
    Criterion(
        "liver",
        "Liver disease",
        C,
        "liver tests, at baseline and again",
        f"{KETALAR}; {CAROLINAS}; {CPSBC}",
        ("22",),
    ),
    Criterion(
        "bladder",
        "Bladder disease",
        C,
        "urinary questions, urinalysis",
        f"{CAROLINAS}; {FDA}; {KETALAR}",
        ("23",),
    ),
    Criterion("lung", "Lung disease, sleep apnoea", C, "history, STOP-BANG", f"{EU_LEAFLET}; {CPSBC}", ("24",)),
    Criterion("infection", "Infection or fever", C, "question on the day", PSYON, ("25",)),
    Criterion("seizures", "Seizures", C, "history", GK, ("26",)),
    Criterion("glaucoma", "Glaucoma", C, "history", f"{GK}; eye pressure: {KETALAR}", ("27",)),
    Criterion(AGE, "Age under 18", R, "date of birth", f"{MONOGRAPH}; {PSYON}", ("28",)),
    Criterion("escort", "No escort, or cannot stay", R, "the plan for the day", HCP, ("29",)),
    Criterion(
        INTERACTIONS,
        "Interactions",
        C,
        "medicine list, medical history",
        "the sources of each medicine flag",
        MEDICINE_ITEMS,
    ),
)
CRITERION_BY_ID = MappingProxyType({one.id: one for one in CRITERIA})
ADULT_FROM_YEARS = 18  # Spravato monograph: not approved under 18; psyon.cz: 18 and over


def criterion_of(criterion_id: str) -> Criterion:
    """The criterion with this id. Raises Invalid."""
    found = CRITERION_BY_ID.get(criterion_id)
    if found is None:
        raise Invalid("There is no such criterion.", {"criterion": "unknown criterion"})
    return found

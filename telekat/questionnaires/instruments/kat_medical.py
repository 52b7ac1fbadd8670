"""Medical history before ketamine: what speaks against a dose, what needs care, and what is not yet known.

Our own wording. The form lists and flags; a licensed prescriber decides, criterion by criterion, elsewhere. The
result is the highest level that an answer reaches: absolute (a label forbids the dose), exclude (many protocols
do), unknown (has to be found out first), caution, none. Numbers and rules are defaults that the practice's
medical lead has to approve.
"""

from dataclasses import dataclass

from telekat.questionnaires.definition import (
    SUICIDAL_IDEATION,
    Counted,
    Direction,
    Instrument,
    Item,
    Kind,
    Note,
    Number,
    Option,
    RedFlag,
    Respondent,
    ScoringRule,
    Subscale,
    item_ids,
)

SPRAVATO = "Spravato US label"
EU_LEAFLET = "EU patient leaflet of Spravato"
KETALAR = "Ketalar label"
CLINICS = "exclusion criteria published by ketamine clinics (psyon.cz, carolinascenter.com)"
TRIAL = "PMC10812090, table 1"
VERAART = "Veraart 2021"
GK = "general knowledge, to be confirmed by the practice's medical lead"

NO, CONTROLLED, YES, UNKNOWN = 0, 1, 2, 3

STATES = (
    Option(NO, "No"),
    Option(CONTROLLED, "Yes, and it is under control"),
    Option(YES, "Yes"),
    Option(UNKNOWN, "I don't know"),
)
PLAIN = (Option(NO, "No"), Option(YES, "Yes"), Option(UNKNOWN, "I don't know"))

ABSOLUTE, EXCLUDE, CAUTION = "absolute", "exclude", "caution"
FLAG_BY_LEVEL = {ABSOLUTE: "absolute-contraindication", EXCLUDE: "exclusion-criterion"}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the list: how much it weighs, what is asked, whose rule it is."""

    level: str
    text: str
    source: str
    options: tuple[Option, ...] = PLAIN
    crisis: bool = False


HEART_AND_VESSELS = (
    Criterion(
        ABSOLUTE,
        "A bulge in a blood vessel (aneurysm) in your chest, belly, head, arms or legs, or a tangle of vessels "
        "(arteriovenous malformation)",
        SPRAVATO,
    ),
    Criterion(ABSOLUTE, "Bleeding in your brain, at any time", SPRAVATO),
    Criterion(ABSOLUTE, "An allergic reaction to ketamine or esketamine", SPRAVATO),
    Criterion(ABSOLUTE, "A heart attack in the last 6 weeks", EU_LEAFLET),
    Criterion(
        ABSOLUTE,
        "An illness in which a rise of your blood pressure, or of the pressure in your head, would be dangerous",
        f"{SPRAVATO}; {KETALAR}",
    ),
    Criterion(CAUTION, "High blood pressure", SPRAVATO, STATES),
    Criterion(
        CAUTION,
        "Chest pain from your heart, a heart valve problem, heart failure or an irregular heartbeat",
        EU_LEAFLET,
        STATES,
    ),
    Criterion(CAUTION, "A stroke, or a passing stroke (TIA)", EU_LEAFLET),
    Criterion(CAUTION, "Confusion, seizures or loss of sight from very high blood pressure, at any time", SPRAVATO),
)
MIND = (
    Criterion(EXCLUDE, "Schizophrenia, a delusional illness or another psychosis", f"{SPRAVATO}; {CLINICS}"),
    Criterion(EXCLUDE, "A parent, brother, sister or child with such an illness", CLINICS),
    Criterion(EXCLUDE, "A mood that is unusually high, sped up or mixed at present", CLINICS),
    Criterion(CAUTION, "Bipolar disorder, at any time", CLINICS, STATES),
    Criterion(EXCLUDE, "A severe dissociative disorder or a severe personality disorder", CLINICS, STATES),
    Criterion(
        EXCLUDE,
        "Thoughts of ending your life on which you intend to act",
        f"{CLINICS}; {TRIAL}",
        crisis=True,
    ),
    Criterion(EXCLUDE, "Dementia, or a sudden confusion at present", TRIAL),
)
BODY = (
    Criterion(EXCLUDE, "A pregnancy, or a chance of one", f"{SPRAVATO}; {CLINICS}"),
    Criterion(EXCLUDE, "Breastfeeding", SPRAVATO),
    Criterion(EXCLUDE, "A problem with alcohol or drugs, or withdrawal, at present", f"{CLINICS}; {TRIAL}", STATES),
    Criterion(EXCLUDE, "Ketamine taken without a prescription", f"{CLINICS}; {TRIAL}"),
    Criterion(CAUTION, "An overactive thyroid", f"{EU_LEAFLET}; {CLINICS}", STATES),
    Criterion(CAUTION, "A severe liver illness, or liver trouble from ketamine", f"{KETALAR}; {CLINICS}"),
    Criterion(CAUTION, "An inflamed bladder or another illness of the urinary tract", CLINICS, STATES),
    Criterion(CAUTION, "A lung illness that affects your breathing, or sleep apnoea", EU_LEAFLET, STATES),
    Criterion(CAUTION, "An infection or a fever at present", CLINICS),
    Criterion(CAUTION, "Seizures or epilepsy", GK, STATES),
    Criterion(CAUTION, "Glaucoma", GK, STATES),
    Criterion(EXCLUDE, "An age under 18", f"{SPRAVATO}; {CLINICS}"),
    Criterion(EXCLUDE, "Nobody to take you home, or no way to stay until you are well again", SPRAVATO),
)
MEDICINES = (
    Criterion(CAUTION, "Benzodiazepines (such as lorazepam or diazepam)", VERAART),
    Criterion(CAUTION, "Lamotrigine", VERAART),
    Criterion(CAUTION, "MAO inhibitors (such as tranylcypromine)", SPRAVATO),
    Criterion(CAUTION, "Stimulants, modafinil or armodafinil, or medicines that raise blood pressure", SPRAVATO),
    Criterion(CAUTION, "Opioids, sleeping medicines, gabapentin or pregabalin, or daily alcohol", KETALAR),
    Criterion(EXCLUDE, "Theophylline or aminophylline", KETALAR),
    Criterion(
        CAUTION,
        "Medicines that change how others are broken down (such as carbamazepine, rifampicin, clarithromycin)",
        "Andrade 2017, part 5",
    ),
    Criterion(CAUTION, "Haloperidol, risperidone or clozapine", VERAART),
    Criterion(CAUTION, "A nasal spray with cortisone or against a blocked nose", "Spravato dosing guide"),
)
SECTIONS = (
    ("Your heart and blood vessels", HEART_AND_VESSELS),
    ("Your mind", MIND),
    ("Your body and your situation", BODY),
    ("Medicines you take", MEDICINES),
)

CRITERIA = tuple((section, criterion) for section, criteria in SECTIONS for criterion in criteria)
CRITERION_BY_ID = dict(zip(item_ids(1, len(CRITERIA)), CRITERIA, strict=True))


def ids_of(level: str) -> tuple[str, ...]:
    """The items that weigh this much, in the form's order."""
    return tuple(item_id for item_id, (_, criterion) in CRITERION_BY_ID.items() if criterion.level == level)


ABSOLUTE_IDS, EXCLUDE_IDS, CAUTION_IDS = ids_of(ABSOLUTE), ids_of(EXCLUDE), ids_of(CAUTION)


def is_present(value: int | None) -> bool:
    """Whether the criterion is there; what is under control is there too, and a prescriber weighs it."""
    return value in (CONTROLLED, YES)


def present_count(counted: Counted) -> Number:
    """How many of the criteria are present."""
    return sum(1 for value in counted.values() if is_present(value))


def unknown_count(counted: Counted) -> Number:
    """How many of the criteria still have to be found out."""
    return sum(1 for value in counted.values() if value == UNKNOWN)


def has_unknown(given: Counted) -> bool:
    """Whether something has to be found out: not knowing blocks clearance as a yes does."""
    return UNKNOWN in given.values()


def level(given: Counted) -> str:
    """The highest level that any answer reaches."""
    if any(is_present(given.get(item_id)) for item_id in ABSOLUTE_IDS):
        return ABSOLUTE
    if any(is_present(given.get(item_id)) for item_id in EXCLUDE_IDS):
        return EXCLUDE
    if has_unknown(given):
        return "unknown"
    return CAUTION if any(is_present(given.get(item_id)) for item_id in CAUTION_IDS) else "none"


def flags(criterion: Criterion) -> tuple[RedFlag, ...]:
    """What a yes raises: contraindications by their weight, and the intention to act as a crisis."""
    codes = [FLAG_BY_LEVEL[criterion.level]] if criterion.level in FLAG_BY_LEVEL else []
    if criterion.crisis:
        codes.append(SUICIDAL_IDEATION)
    return tuple(
        RedFlag(code, criterion.source, at_least=CONTROLLED, at_most=YES, urgent=criterion.crisis) for code in codes
    )


INSTRUMENT = Instrument(
    id="kat_medical",
    version="1",
    title="Medical history before ketamine",
    short_title="Medical history",
    kind=Kind.FORM,
    answered_by=Respondent.EITHER,
    recall_period="Lifetime and at present",
    introduction=(
        "These questions help your psychiatrist decide whether ketamine is safe for you. If you are not sure, "
        'choose "I don\'t know": it will be found out together.'
    ),
    instruction="Do any of these apply to you?",
    items=tuple(
        Item(
            id=item_id,
            text=criterion.text,
            options=criterion.options,
            section=section,
            red_flags=flags(criterion),
        )
        for item_id, (section, criterion) in CRITERION_BY_ID.items()
    ),
    minimum=None,
    maximum=None,
    direction=Direction.WORSE,
    rule=ScoringRule(
        total=None,
        level=level,
        subscales=(
            Subscale("absolute", ABSOLUTE_IDS, total=present_count),
            Subscale("exclude", EXCLUDE_IDS, total=present_count),
            Subscale("caution", CAUTION_IDS, total=present_count),
            Subscale("unknown", item_ids(1, len(CRITERIA)), total=unknown_count),
        ),
        notes=(Note("unknown-blocks-clearance", has_unknown),),
    ),
    missing_rule="There is no total. While a question is open only the level already reached at least is given.",
    licence="Our own wording; free to use within this product.",
    attribution="TeleKAT's own list.",
    source="Labels of Spravato and Ketalar, published exclusion criteria; own wording",
)

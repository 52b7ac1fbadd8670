"""Medicines that a prescriber has to know of before ketamine: why, and whose finding it is. Pure.

A flag says that somebody has to look; it never says what to take, stop, or how much. Which names belong to a group is
the WHO's ATC classification where the sources name the group only; a name that is not here is said to be unknown to us.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

VERAART = "Veraart 2021"
US_LABEL = "Spravato US label"
KETALAR_2024 = "Ketalar label 10/2024"
ANDRADE = "Andrade 2017, part 5"
LORAZEPAM_MG = 3  # PMC10812090, table 1: one trial excluded more than 3 mg a day of lorazepam or its equivalent


@dataclass(frozen=True, slots=True)
class Group:
    """item: kat_medical's question for it. names: lower-case words by which a typed medicine is known."""

    id: str
    name: str
    why: str
    source: str
    item: str
    names: tuple[str, ...]


GROUPS: tuple[Group, ...] = (
    Group(
        "benzodiazepines",
        "Benzodiazepine",
        "Repeatedly shortened the antidepressant effect; added sedation and slowed breathing. One trial excluded more "
        f"than {LORAZEPAM_MG} mg a day of lorazepam or its equivalent.",
        f"{VERAART}; PMC10812090, table 1; {KETALAR_2024}",
        "30",
        (
            *("benzodiazepine", "lorazepam", "diazepam", "alprazolam", "clonazepam", "temazepam", "oxazepam"),
            *("nitrazepam", "midazolam", "chlordiazepoxide", "bromazepam", "clobazam"),
        ),
    ),
    Group(
        "lamotrigine",
        "Lamotrigine",
        "Probably weakens the effect (2 of 5 studies).",  # Veraart 2021
        VERAART,
        "31",
        ("lamotrigine",),
    ),
    Group(
        "maoi",
        "MAO inhibitor",
        "Blood pressure may rise and is watched closely; case reports show no relevant change.",
        f"{US_LABEL}; {VERAART}",
        "32",
        ("maoi", "tranylcypromine", "phenelzine", "isocarboxazid", "moclobemide", "selegiline", "rasagiline"),
    ),
    Group(
        "stimulants",
        "Stimulant or raises blood pressure",
        "Blood pressure may rise and is watched closely.",
        f"{US_LABEL}; {KETALAR_2024}; RxList (vikdr.com)",
        "33",
        (
            *("modafinil", "armodafinil", "methylphenidate", "dexamfetamine", "amfetamine", "lisdexamfetamine"),
            *("amphetamine", "dexamphetamine", "pseudoephedrine", "phenylephrine", "vasopressin"),
        ),
    ),
    Group(
        "depressants",
        "Opioid, hypnotic or other sedative",
        "Profound sedation and slowed breathing.",
        f"{KETALAR_2024}; carolinascenter.com",
        "34",
        (
            *("opioid", "morphine", "codeine", "tramadol", "oxycodone", "fentanyl", "buprenorphine", "methadone"),
            *("tapentadol", "hydrocodone", "zopiclone", "eszopiclone", "zolpidem", "zaleplon", "gabapentin"),
            *("pregabalin", "alcohol", "co-codamol", "dihydrocodeine"),
        ),
    ),
    Group(
        "theophylline",
        "Theophylline or aminophylline",
        "Lowers the seizure threshold; the label says not to combine them.",
        KETALAR_2024,
        "35",
        ("theophylline", "aminophylline"),
    ),
    Group(
        "cyp",
        "Changes how ketamine is broken down",
        "Inducers and inhibitors of CYP2B6 and CYP3A4 change how much ketamine reaches the blood.",
        ANDRADE,
        "36",
        (
            *("carbamazepine", "rifampicin", "rifampin", "clarithromycin", "phenytoin", "phenobarbital"),
            *("ketoconazole", "itraconazole", "erythromycin", "ritonavir", "clopidogrel", "ticlopidine"),
            *("efavirenz", "hypericum"),
        ),
    ),
    Group(
        "antipsychotics",
        "Haloperidol, risperidone or clozapine",
        "Possible interaction, low-quality evidence.",
        VERAART,
        "37",
        ("haloperidol", "risperidone", "clozapine"),
    ),
    Group(
        "nasal",
        "Nasal cortisone or decongestant",
        "Concerns the nasal spray only: the dosing guide asks for at least 1 hour between them.",  # droracle.ai Spravato
        "Spravato dosing guide (droracle.ai; oncologynurseadvisor.com)",
        "38",
        ("oxymetazoline", "xylometazoline", "mometasone", "fluticasone", "beclometasone", "nasal steroid"),
    ),
)
GROUP_BY_ID = MappingProxyType({one.id: one for one in GROUPS})
NO_GROUP = "none"
"""Chosen by hand: a clinician has looked it up, and no flag of ours applies."""
UNFLAGGED = (
    *("sertraline", "citalopram", "escitalopram", "fluoxetine", "paroxetine", "venlafaxine", "duloxetine"),
    *("mirtazapine", "bupropion", "amitriptyline", "nortriptyline", "clomipramine", "lithium"),
)
"""Most conventional antidepressants and lithium: no significant interaction reported (Andrade 2017; Veraart 2021)."""

_WORD = re.compile(r"[a-z][a-z-]+")


@dataclass(frozen=True, slots=True)
class Listed:
    """A medicine on the list. is_taken: False once it was stopped.

    group: a group's id or NO_GROUP when somebody has chosen it by hand, "" to go by the name.
    """

    id: str
    name: str
    group: str = ""
    is_taken: bool = True


@dataclass(frozen=True, slots=True)
class Flag:
    """A group with what speaks for it: the form's answer to it ("" for none), and the medicines listed."""

    group: Group
    answer: str
    listed: tuple[Listed, ...]


def groups_of(medicine: Listed) -> tuple[Group, ...]:
    """The groups that a listed medicine belongs to: by hand, else by every word of its name."""
    if medicine.group:
        chosen = GROUP_BY_ID.get(medicine.group)
        return (chosen,) if chosen else ()
    typed = medicine.name.casefold()
    words = set(_WORD.findall(typed))
    return tuple(
        group for group in GROUPS if any(name in words or (" " in name and name in typed) for name in group.names)
    )


def is_known(medicine: Listed) -> bool:
    """Whether it is flagged, on the short list of those without a flag, or somebody has said that it belongs nowhere."""
    return bool(medicine.group or groups_of(medicine)) or bool(
        set(_WORD.findall(medicine.name.casefold())) & set(UNFLAGGED)
    )


def flags(answers: Sequence[tuple[str, str]], listed: Sequence[Listed]) -> tuple[Flag, ...]:
    """Every group that somebody has named, in the order of the table.

    answers: (kat_medical's item, the answer's words) of those answered with yes. listed: the whole list.
    """
    answer_by_item = dict(answers)
    taken = [one for one in listed if one.is_taken]
    found = (
        Flag(group, answer_by_item.get(group.item, ""), tuple(one for one in taken if group in groups_of(one)))
        for group in GROUPS
    )
    return tuple(flag for flag in found if flag.answer or flag.listed)

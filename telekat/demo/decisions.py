"""The demo practice's way to its decisions: what was entered, looked at, asked for and signed. Fictional people.

Tom is eligible with a condition; Hana's decision went out of date when a medicine came up; Jonas waits for a
clearance; Maya is about to be seen, with a few lines open.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact: criterion, state, evidence, note."""

    days_ago: int
    at: str
    by: str
    criterion: str
    state: str
    evidence: str
    note: str


@dataclass(frozen=True, slots=True)
class ListedMedicine:
    days_ago: int
    at: str
    by: str
    name: str
    details: str
    heard_from: str = "self_report"


@dataclass(frozen=True, slots=True)
class Look:
    """A prescriber marks as reviewed all that is neither unknown nor contradictory by then."""

    days_ago: int
    at: str
    by: str


@dataclass(frozen=True, slots=True)
class AskedFor:
    """due_in_days: from today on."""

    days_ago: int
    at: str
    by: str
    criterion: str
    asked_of: str
    question: str
    due_in_days: int


@dataclass(frozen=True, slots=True)
class SignedDecision:
    days_ago: int
    at: str
    by: str
    outcome: str
    message: str
    reasons: str = ""
    conditions: dict[str, str] = field(default_factory=dict)


Step = Entry | ListedMedicine | Look | AskedFor | SignedDecision

STEPS: dict[str, tuple[Step, ...]] = {
    "maya": (
        ListedMedicine(2, "13:15", "ruiz", "Sertraline", "100 mg in the morning"),
        ListedMedicine(
            2, "13:18", "ruiz", "Zopiclone", "7.5 mg at night, whether still taken is to be asked", "document"
        ),
        Look(1, "17:30", "ruiz"),
    ),
    "tom": (
        ListedMedicine(44, "09:10", "ruiz", "Sertraline", "100 mg in the morning"),
        Entry(
            *(43, "15:20", "ruiz", "blood_pressure", "controlled", "document"),
            "GP letter with a week of home readings; treated since 2021.",
        ),
        Look(40, "11:02", "ruiz"),
        SignedDecision(
            *(40, "11:09", "ruiz", "with_conditions"),
            "Ketamine can be the next step for you, if we take care of one thing first. Please ask your eye clinic for "
            "the letter about your glaucoma. Dr Ruiz talks it through with you on Thursday at 15:00, and Sam is there "
            "for your questions.",
            "Two adequate trials documented. Glaucoma under care, pressure stable by his account.",
            {"glaucoma": "Letter of the eye clinic before the first session."},
        ),
    ),
    "hana": (
        ListedMedicine(29, "10:00", "haddad", "Venlafaxine", "75 mg in the morning"),
        Look(22, "16:30", "haddad"),
        SignedDecision(
            *(22, "16:40", "haddad", "eligible"),
            "Ketamine can be the next step for you. Dr Haddad has looked at your forms and your history, and nothing "
            "speaks against it now. He talks the next steps through with you on Monday at 09:30. You can still say no "
            "at any time before a session.",
        ),
        ListedMedicine(1, "17:15", "sam", "Tramadol", "at night, for her back, dose unknown"),
    ),
    "jonas": (
        ListedMedicine(6, "09:40", "ruiz", "Mirtazapine", "30 mg at night"),
        Entry(
            *(5, "12:10", "ruiz", "blood_pressure", "present", "exam"),
            "Three readings at the surgery above the guide; asked him to measure at home.",
        ),
        Look(5, "12:20", "ruiz"),
        AskedFor(
            *(4, "10:05", "ruiz", "heart_disease", "Cardiology, Dr Lane"),
            *("Palpitations since spring. Is there anything that speaks against a rise of blood pressure?", 6),
        ),
    ),
}

"""What the demo practice's clinicians noted. Fictional.

signed: a note of an earlier day, with an addendum. draft: one that is not signed yet. puts_in: how the proposed
sentences begin that go into it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    days_ago: int
    at: str
    by: str
    text: str
    puts_in: tuple[str, ...] = ()
    is_signed: bool = True
    addendum: str = ""


NOTES: dict[str, tuple[Note, ...]] = {
    "maya": (
        Note(
            0,
            "08:10",
            "ruiz",
            "Asks whether it is normal to feel raw before anything has happened. Sleep comes first when we meet.",
            puts_in=("PHQ-9", "Alert"),
            is_signed=False,
        ),
    ),
    "tom": (
        Note(
            5,
            "16:30",
            "ruiz",
            "Third session went as the two before. Came out calm, no sickness, home with Greta at 16:00.",
            puts_in=("PHQ-9", "3 sessions"),
            addendum="Greta rang at 18:00: he slept, ate, and is well.",
        ),
    ),
}

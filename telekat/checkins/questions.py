"""What a check-in asks, and checking what comes back. Pure.

Effects and signs are those of the practice's own side-effect list; which of them, by day. Nothing is scored here and
nothing is diagnosed: numbers and words go to a clinician as they were given.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telekat.checkins.schedule import Kind
from telekat.core.errors import Invalid
from telekat.questionnaires.definition import Item
from telekat.questionnaires.instruments.ketamine_side_effects import (
    ACUTE_IDS,
    GRADE_NAMES,
    INSTRUMENT,
    LASTING_IDS,
    URINARY_IDS,
)
from telekat.questionnaires.scoring import raised_flags

SCALE = range(11)  # product choice: the common 0–10 line, of which a person needs no explanation
SIGNS = ("31", "32", "33", "34", "35", "36")
"""The list's bodily signs and changes of mind that need a clinician at once. Its own question about harming oneself is
left out: "Are you safe right now?" stands on the first step."""

Group = tuple[str, tuple[str, ...]]
_URINARY: Group = ("Passing urine", URINARY_IDS)
_ACUTE: Group = ("Since your session", ACUTE_IDS)
_LASTING: Group = ("What stays", LASTING_IDS)
# Product choice, to be confirmed by the practice's medical lead: effects of the dose itself are over after three days.
_GROUPS: Mapping[Kind, tuple[Group, ...]] = {
    Kind.H24: (_ACUTE, _URINARY),
    Kind.H72: (_URINARY, _LASTING),
    Kind.D7: (_URINARY, _LASTING),
}


@dataclass(frozen=True, slots=True)
class Answers:
    """One answered check-in. effects: item id to grade 1–3, only what is present. signs: item ids."""

    mood: int
    anxiety: int
    safe: bool
    effects: Mapping[str, int]
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """The same while it is being filled in: None is not answered yet. A ticked effect may have no grade yet (0)."""

    mood: int | None = None
    anxiety: int | None = None
    safe: bool | None = None
    effects: Mapping[str, int] | None = None
    signs: tuple[str, ...] = ()


def groups(kind: Kind) -> list[tuple[str, list[Item]]]:
    """The effects to tick on this day, by heading."""
    return [(title, [INSTRUMENT.item_by_id[item_id] for item_id in ids]) for title, ids in _GROUPS[kind]]


def signs() -> list[Item]:
    """The signs to tick on every day: each has one red flag and it is urgent."""
    return [INSTRUMENT.item_by_id[item_id] for item_id in SIGNS]


def checked(kind: Kind, progress: Progress) -> Answers:
    """Complete answers. Raises Invalid naming every field that is missing or out of range."""
    wrong = _wrong(kind, progress)
    for name in ("mood", "anxiety"):
        if getattr(progress, name) is None:
            wrong[name] = "Choose a number from 0 to 10."
    if progress.safe is None:
        wrong["safe"] = "Tell us whether you are safe right now."
    if any(grade == 0 for grade in (progress.effects or {}).values()):
        wrong["effects"] = "Say how strong each effect is that you ticked."
    if wrong or progress.mood is None or progress.anxiety is None or progress.safe is None:
        raise Invalid("Something needs another look. What you wrote is kept.", wrong)
    return Answers(progress.mood, progress.anxiety, progress.safe, dict(progress.effects or {}), progress.signs)


def check_progress(kind: Kind, progress: Progress) -> None:
    """Raises Invalid for what no check-in of this kind can hold; open answers are fine."""
    wrong = _wrong(kind, progress)
    if wrong:
        raise Invalid("Something needs another look.", wrong)


def _wrong(kind: Kind, progress: Progress) -> dict[str, Any]:
    wrong: dict[str, Any] = {}
    for name in ("mood", "anxiety"):
        value = getattr(progress, name)
        if value is not None and value not in SCALE:
            wrong[name] = "Choose a number from 0 to 10."
    asked = {item.id for _, items in groups(kind) for item in items}
    if any(
        item_id not in asked or not INSTRUMENT.item_by_id[item_id].takes(grade)
        for item_id, grade in (progress.effects or {}).items()
    ):
        wrong["effects"] = "This is not on the list."
    if not set(progress.signs) <= set(SIGNS):
        wrong["signs"] = "This is not on the list."
    return wrong


def alarming(progress: Progress) -> tuple[str, ...]:
    """Codes of what must reach a clinician at once, whatever else is answered: "unsafe", and the urgent signs."""
    given = dict.fromkeys(progress.signs, 1)
    urgent = tuple(flag.code for flag in raised_flags(INSTRUMENT, given) if flag.urgent)
    return (("unsafe",) if progress.safe is False else ()) + urgent


def _alarm_words() -> dict[str, str]:
    flagged = {flag.code: item.text for item in signs() for flag in item.red_flags}
    return {"unsafe": "Are you safe right now? No"} | {code: f"{text} Yes" for code, text in flagged.items()}


ALARM_WORDS: Mapping[str, str] = _alarm_words()
"""By code, the question and its answer as a clinician reads them."""


def effects_in_words(effects: Mapping[str, int]) -> list[tuple[str, str]]:
    """What was noticed with its strength in words, the strongest first."""
    strongest_first = sorted(effects.items(), key=lambda pair: (-pair[1], int(pair[0])))
    return [(INSTRUMENT.item_by_id[item_id].text, GRADE_NAMES[grade]) for item_id, grade in strongest_first]


def signs_in_words(sign_ids: tuple[str, ...]) -> list[str]:
    """The signs as they were asked."""
    return [INSTRUMENT.item_by_id[item_id].text.rstrip("?") for item_id in sign_ids]

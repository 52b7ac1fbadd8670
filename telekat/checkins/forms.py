"""A check-in as a page sends it: one field for each question, one tick and one strength for each effect."""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from telekat.checkins.questions import Progress

MOST_TICKS = 60  # more than the list has


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody filled in, parsed but not checked: `questions.checked` says what is missing."""

    client_id: str
    progress: Progress
    text: str
    shared: bool


def filled(form: MultiDict[str, str]) -> Filled:
    """The fields of templates/checkins/checkin.html. What is no number counts as not answered."""
    ticked = form.getlist("effect")[:MOST_TICKS]
    return Filled(
        client_id=form.get("client_id", "")[:64],
        progress=Progress(
            mood=_number(form.get("mood")),
            anxiety=_number(form.get("anxiety")),
            safe={"yes": True, "no": False}.get(form.get("safe", "")),
            effects={item_id: _number(form.get(f"grade-{item_id}")) or 0 for item_id in ticked},
            signs=tuple(form.getlist("sign")[:MOST_TICKS]),
        ),
        text=form.get("text", "").replace("\r\n", "\n"),
        shared=form.get("share") == "team",
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 2 else None

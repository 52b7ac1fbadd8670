"""A set of forms in the patient's words: what each asks about and how far it is, never the name of a disorder."""

from typing import Any

from telekat.home.form_names import form_name
from telekat.questionnaires.queries.responses import OpenForm
from telekat.questionnaires.queries.sets import FormSet


def how_far(form: OpenForm) -> str:
    """Empty while nothing is answered."""
    if not form.answered_count:
        return ""
    return f"{form.answered_count} of {form.item_count} answered, {minutes_words(form.minutes_left)} left"


def minutes_words(minutes: int) -> str:
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def set_state(found: FormSet) -> str:
    """Such as: 2 of 5 done, about 6 minutes left."""
    return f"{found.done_count} of {len(found.forms)} done, about {minutes_words(found.minutes_left)} left"


def set_rows(found: FormSet) -> list[dict[str, Any]]:
    """The forms in order, as rows."""
    return [
        {
            "href": f"/forms/{form.id}",
            "title": f"{form.place}. {form_name(form.instrument)}",
            "sub": _sub(form.open, is_next=found.next is not None and found.next.id == form.id),
            "icon": "check" if form.is_done else "clipboard-list",
        }
        for form in found.forms
    ]


def _sub(form: OpenForm | None, *, is_next: bool) -> str:
    if form is None:
        return "Received"
    state = how_far(form) or f"About {minutes_words(form.minutes_left)}"
    return f"Next. {state}" if is_next else state

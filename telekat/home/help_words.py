"""What a patient's home says under the help while an alert of their own answer is not closed. Plain values only.

Only what is so: who was told, who saw it, who is told next. Never that somebody will call or come.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from telekat.home.day_words import date_words
from telekat.safety.queries import StandingHelp
from telekat.safety.rungs import Rung

STAYS = "This help stays here until your care team has closed it."


def help_words(help_: StandingHelp, now: datetime, zone: str) -> str:
    """zone: the patient's, on whose clock the times stand."""
    state = help_.state
    if state.at is not None:
        return f"{state.name} saw your answer at {_clock(state.at, now, zone)}. {STAYS}"
    if not state.told:
        return "We could not tell your care team yet. Please call if you are not safe."
    told = f"Told: {_listed(help_.told)}." if help_.told else "Your care team has been told."
    return f"{told} Nobody has said yet that they have seen it. {_next(help_, now, zone)}Please call if you are not safe."


def _next(help_: StandingHelp, now: datetime, zone: str) -> str:
    step = help_.next_step
    if step is None or step.due_at <= now:
        return ""
    again = Rung(step.rung) is Rung.AGAIN
    if not again and not step.people:
        return ""
    who = "everybody" if again else _listed([name for _, name in step.people])
    verb = "is told again" if again else "is told" if len(step.people) == 1 else "are told"
    return f"If that stays so, {who} {verb} at {_clock(step.due_at, now, zone)}. "


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _clock(at: datetime, now: datetime, zone: str) -> str:
    """ "10:07", with its day when that is not today."""
    here, today = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    return f"{here:%H:%M}" if here.date() == today else f"{here:%H:%M} on {date_words(here.date(), today)}"

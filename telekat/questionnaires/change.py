"""How far a score has moved from an earlier one of the same instrument and version. Pure.

Owns response, remission and the sizes of change as the instrument's own `Progress` names them. Which earlier score
is the baseline (the last complete one before the first dose) is said by whoever knows the doses.
"""

from dataclasses import dataclass

from telekat.questionnaires.definition import Direction, Instrument, Number


@dataclass(frozen=True, slots=True)
class Change:
    """From baseline to now. A word is None where the instrument has no published number for it.

    points: how much better, below 0 for worse. percent: the same of the baseline; None where that is 0, and where
    higher is not worse (a rise has no natural whole).
    """

    points: Number
    percent: float | None
    response: bool | None
    remission: bool | None
    meaningful: bool | None
    reliable: bool | None
    moderate: bool | None


def change_between(
    instrument: Instrument, baseline: Number | None, now: Number | None, remission_at_most: int | None = None
) -> Change | None:
    """What lies between two complete totals; None where one is missing or the instrument has no better and worse.

    remission_at_most: the practice's own number instead of the instrument's.
    """
    if baseline is None or now is None or instrument.direction is Direction.MORE:
        return None
    is_worse_up = instrument.direction is Direction.WORSE
    # Means have one decimal: 3.3 less 2.3 has to be 1, and not a hair less.
    points = round(baseline - now if is_worse_up else now - baseline, 6)
    known = instrument.progress
    percent = points / baseline * 100 if is_worse_up and baseline else None
    limit = known.remission_at_most if remission_at_most is None else remission_at_most
    return Change(
        points=points,
        percent=percent,
        response=None if percent is None or known.response_percent is None else percent >= known.response_percent,
        remission=None if limit is None or not is_worse_up else now <= limit,
        meaningful=_reaches(points, known.meaningful_points),
        reliable=_reaches(points, known.reliable_points),
        moderate=_reaches(points, known.moderate_points),
    )


def _reaches(points: Number, least: float | None) -> bool | None:
    """In either direction: what matters when it gets better matters when it gets worse."""
    return None if least is None else abs(points) >= least

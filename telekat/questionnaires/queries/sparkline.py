"""The small line beside a score: values as points in a box, by time. Numbers only; the values stand in words beside it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from telekat.questionnaires import words
from telekat.questionnaires.definition import Item, Number
from telekat.questionnaires.queries.scores import ScorePoint, Trend

WIDTH, HEIGHT = 100, 30  # the box in its own units

Point = tuple[float, float]


def totals(trend: Trend) -> list[Point]:
    """Complete totals; none where there are fewer than two."""
    points = _complete(trend)
    low, high = trend.instrument.minimum, trend.instrument.maximum
    if len(points) < 2 or low is None or high is None:
        return []
    across = _across([point.at for point in points])
    return [(x, _height(point.total or 0, low, high)) for x, point in zip(across, points, strict=True)]


def answers(trend: Trend, item: Item) -> list[Point]:
    """The answers to one item that stands apart; none where there are fewer than two."""
    given = [(point.at, point.apart[item.id]) for point in trend.points if item.id in point.apart]
    if len(given) < 2:
        return []
    highest = max(words.values_of(item))
    across = _across([at for at, _ in given])
    return [(x, _height(value, 0, highest)) for x, (_, value) in zip(across, given, strict=True)]


def marks(trend: Trend, moments: Sequence[datetime]) -> list[float]:
    """Where these moments stand in the box of the totals; those outside its span are left out."""
    points = _complete(trend)
    if len(points) < 2 or points[0].at == points[-1].at:
        return []
    first, last = points[0].at, points[-1].at
    return [_part(at - first, last - first) for at in moments if first <= at <= last]


def _complete(trend: Trend) -> list[ScorePoint]:
    return [point for point in trend.points if point.total is not None]


def _across(moments: Sequence[datetime]) -> list[float]:
    """By time; evenly where all are of one moment."""
    first, last = moments[0], moments[-1]
    if last == first:
        return [round(index / (len(moments) - 1) * WIDTH, 1) for index in range(len(moments))]
    return [_part(at - first, last - first) for at in moments]


def _part(since: timedelta, of: timedelta) -> float:
    return round(since / of * WIDTH, 1)


def _height(value: Number, low: Number, high: Number) -> float:
    return round(HEIGHT - (value - low) / (high - low) * HEIGHT, 1)

"""The plan of a ladder from the practice's minutes."""

import pytest

from telekat.safety.rungs import plan


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        ((5,), [("team", 0), ("on_call", 5), ("lead", 5)]),
        ((5, 10), [("team", 0), ("on_call", 5), ("lead", 10)]),
        ((10, 5), [("team", 0), ("on_call", 5), ("lead", 10)]),
        ((1, 2, 3, 4), [("team", 0), ("on_call", 1), ("lead", 2), ("again", 3), ("again", 4)]),
    ],
)
def test_plan_names_each_rung_and_its_minutes(minutes, expected):
    assert [(one.rung.value, one.after.total_seconds() / 60) for one in plan(minutes)] == expected

"""Reading once for a snapshot: the same answer for all parts of a page, a new one after each action."""

import pytest

from telekat.core.database import once
from telekat.core.writer import write

pytestmark = pytest.mark.doors


class Counter:
    def __init__(self) -> None:
        self.times = 0

    def read(self) -> int:
        self.times += 1
        return self.times


@write
def act(work, counter):
    return once("key", counter.read), once("key", counter.read)


def test_a_snapshot_is_read_once_and_an_action_ends_it(cast):
    counter = Counter()
    assert [once("key", counter.read) for _ in range(3)] == [1, 1, 1]
    assert once("other", counter.read) == 2
    act(Counter())
    assert once("key", counter.read) == 3


def test_an_action_reads_anew_each_time(cast):
    counter = Counter()
    assert act(counter) == (1, 2)


def test_what_was_read_before_an_action_is_not_kept_for_after_it(cast):
    """Reading may itself record something: a seal that does not open."""
    counter = Counter()

    def read_and_act():
        found = counter.read()
        act(Counter())
        return found

    assert once("key", read_and_act) == 1
    assert once("key", counter.read) == 2

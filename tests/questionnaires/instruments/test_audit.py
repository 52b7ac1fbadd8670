"""AUDIT: two skips, 0/2/4 on the last items, and WHO's zones."""

import pytest

from telekat.core.errors import Invalid
from telekat.questionnaires import registry
from telekat.questionnaires.scoring import CONTRADICTORY, missing_items, score, visible_items

AUDIT = registry.instrument("audit")
FULL = {str(number): 4 for number in range(1, 11)}


def total_of(wanted):
    """Answers with this sum: item 1 takes 1 so that nothing is skipped, the last two take even shares."""
    answers = {str(number): 0 for number in range(1, 11)} | {"1": 1, "2": 1}
    left = wanted - 2
    for item_id in ("9", "10"):
        share = min(4, left - left % 2)
        answers[item_id], left = share, left - share
    for item_id in map(str, range(1, 9)):
        share = min(4 - answers[item_id], left)
        answers[item_id] += share
        left -= share
    assert left == 0
    return answers


def test_all_answers_at_their_most_make_40():
    assert score(AUDIT, FULL).total == 40


@pytest.mark.parametrize(
    ("total", "severity"),
    [
        (7, "zone-i"),
        (8, "zone-ii"),
        (9, "zone-ii"),
        (15, "zone-ii"),
        (16, "zone-iii"),
        (17, "zone-iii"),
        (19, "zone-iii"),
        (20, "zone-iv"),
        (21, "zone-iv"),
        (40, "zone-iv"),
    ],
)
def test_zones_begin_at_8_16_and_20(total, severity):
    result = score(AUDIT, total_of(total))
    assert (result.total, result.severity) == (total, severity)
    assert result.cutoffs["positive"] is (total >= 8)


@pytest.mark.parametrize("item_id", ["9", "10"])
@pytest.mark.parametrize("value", [1, 3])
def test_last_two_items_take_only_0_2_and_4(item_id, value):
    with pytest.raises(Invalid) as refused:
        score(AUDIT, FULL | {item_id: value})
    assert refused.value.fields == {item_id: "takes 0, 2 or 4"}


def test_who_never_drinks_is_asked_the_last_two_only():
    assert [item.id for item in visible_items(AUDIT, {"1": 0})] == ["1", "9", "10"]
    result = score(AUDIT, {"1": 0, "9": 2, "10": 0})
    assert (result.total, result.complete) == (2, True)


def test_who_drinks_little_skips_items_4_to_8():
    answers = {"1": 2, "2": 0, "3": 0, "9": 0, "10": 0}
    assert [item.id for item in visible_items(AUDIT, answers)] == ["1", "2", "3", "9", "10"]
    result = score(AUDIT, answers)
    assert (result.total, result.complete) == (2, True)


@pytest.mark.parametrize("answers", [{"1": 1, "2": 1}, {"1": 1, "3": 1}])
def test_who_drinks_more_is_asked_all(answers):
    assert len(visible_items(AUDIT, answers)) == 10


def test_answers_that_a_skip_hides_do_not_count_and_are_noted():
    result = score(AUDIT, FULL | {"1": 0, "9": 0, "10": 0})
    assert (result.total, result.complete, result.notes) == (0, True, (CONTRADICTORY,))


@pytest.mark.parametrize("missing", [str(number) for number in range(1, 11)])
def test_one_open_item_leaves_no_total(missing):
    result = score(AUDIT, FULL | {missing: None})
    assert result.total is None
    assert missing in missing_items(AUDIT, FULL | {missing: None})

"""PCL-5: clusters, the DSM-5 rule, the two cut-offs, and no severity band."""

import pytest

from telekat.questionnaires import registry
from telekat.questionnaires.scoring import red_flags

NONE = {str(number): 0 for number in range(1, 21)}


def symptoms(*numbers, at=2):
    return NONE | {str(number): at for number in numbers}


def test_clusters_add_up_to_the_total(score_of, all_at):
    result = score_of("pcl5", all_at("pcl5", 4))
    assert result.total == 80
    assert result.subscales == {"b": 20, "c": 8, "d": 28, "e": 24}


@pytest.mark.parametrize(("first", "last", "name"), [(1, 5, "b"), (6, 7, "c"), (8, 14, "d"), (15, 20, "e")])
def test_cluster_counts_its_own_items_only(score_of, first, last, name):
    result = score_of("pcl5", symptoms(*range(first, last + 1), at=1))
    assert {key for key, value in result.subscales.items() if value} == {name}
    assert result.subscales[name] == last - first + 1


@pytest.mark.parametrize(
    ("answers", "met"),
    [
        (symptoms(1, 6, 8, 9, 15, 16), True),
        (symptoms(5, 7, 13, 14, 19, 20), True),
        (symptoms(6, 8, 9, 15, 16), False),
        (symptoms(1, 8, 9, 15, 16), False),
        (symptoms(1, 6, 8, 15, 16), False),
        (symptoms(1, 6, 8, 9, 15), False),
        (symptoms(1, 6, 8, 9, 15, 17, at=1), False),
        (symptoms(1, 6, 8, 9, 15) | {"16": 1}, False),
    ],
)
def test_provisional_ptsd_needs_symptoms_in_every_cluster(score_of, answers, met):
    assert score_of("pcl5", answers).criteria == {"provisional_ptsd": met}


def test_no_severity_is_given_at_any_total(score_of, all_at):
    assert {score_of("pcl5", all_at("pcl5", value)).severity for value in range(5)} == {None}


@pytest.mark.parametrize("missing", [str(number) for number in range(1, 21)])
def test_one_open_item_closes_its_cluster_and_the_total_only(score_of, all_at, missing):
    result = score_of("pcl5", all_at("pcl5", 2) | {missing: None})
    assert (result.total, result.criteria) == (None, {"provisional_ptsd": None})
    assert sum(value is None for value in result.subscales.values()) == 1


@pytest.mark.parametrize(("answer", "raised"), [(1, ()), (2, ("self-destructive-behaviour",))])
def test_risk_taking_is_shown_from_moderately_on(answer, raised):
    assert red_flags(registry.instrument("pcl5"), {"16": answer}) == raised

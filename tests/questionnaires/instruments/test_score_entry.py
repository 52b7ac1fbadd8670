"""ISI, Y-BOCS, OCI-R, CADSS, MOAA/S, MEQ-30, EDI and EBI: numbers in, published sums out."""

import pytest

from telekat.questionnaires import registry
from telekat.questionnaires.scoring import red_flags


def test_ybocs_separates_obsessions_from_compulsions(score_of):
    answers = {str(n): 4 if n <= 5 else 1 for n in range(1, 11)}
    result = score_of("ybocs_sr", answers)
    assert (result.total, result.subscales) == (25, {"obsessions": 20, "compulsions": 5})


def test_oci_r_has_six_subscales_of_three_that_cover_the_form(score_of, all_at):
    result = score_of("oci_r", all_at("oci_r", 4))
    assert set(result.subscales.values()) == {12}
    assert sum(result.subscales.values()) == result.total == 72


def test_cadss6_takes_six_items_of_the_full_scale(score_of, all_at):
    assert [item.id for item in registry.instrument("cadss6").items] == ["1", "2", "6", "7", "15", "22"]
    assert score_of("cadss6", all_at("cadss6", 4)).total == 24
    assert score_of("cadss23", all_at("cadss23", 4)).total == 92


def test_moaas_without_response_is_a_red_flag(score_of):
    moaas = registry.instrument("moaas")
    assert [red_flags(moaas, {"1": value}) for value in (0, 1)] == [("loss-of-consciousness",), ()]
    assert score_of("moaas", {"1": 5}).total == 5


def test_meq30_gives_percentages_of_each_maximum(score_of, all_at):
    result = score_of("meq30", all_at("meq30", 5))
    assert (result.total, set(result.subscales.values())) == (100, {100})
    assert score_of("meq30", all_at("meq30", 1)).total == 20


FACTOR_ITEMS = {"mystical": "28", "positive_mood": "30", "transcendence": "22", "ineffability": "29"}


@pytest.mark.parametrize("factor", FACTOR_ITEMS)
def test_complete_mystical_experience_needs_60_percent_on_every_factor(score_of, all_at, factor):
    at_60 = all_at("meq30", 3)
    assert score_of("meq30", at_60).criteria == {"complete_mystical_experience": True}
    below = score_of("meq30", at_60 | {FACTOR_ITEMS[factor]: 2})
    assert below.subscales[factor] < 60
    assert below.criteria == {"complete_mystical_experience": False}


def test_meq30_factors_cover_every_item_once():
    items = [item for part in registry.instrument("meq30").rule.subscales for item in part.items]
    assert sorted(items, key=int) == [str(n) for n in range(1, 31)]


@pytest.mark.parametrize(("instrument_id", "count"), [("edi", 8), ("ebi", 6)])
def test_sliders_give_their_mean(score_of, all_at, instrument_id, count):
    assert score_of(instrument_id, all_at(instrument_id, 100)).total == 100
    one = all_at(instrument_id, 0) | {"1": 100}
    assert score_of(instrument_id, one).total == {8: 12.5, 6: 16.7}[count]


def test_mean_rounds_halves_upward(score_of, all_at):
    assert score_of("edi", all_at("edi", 0) | {"1": 2}).total == 0.3


@pytest.mark.parametrize(
    "instrument_id", ["isi", "ybocs_sr", "oci_r", "cadss6", "cadss23", "moaas", "meq30", "edi", "ebi"]
)
def test_every_item_is_needed(score_of, all_at, instrument_id):
    full = all_at(instrument_id, 1)
    for item_id in full:
        assert score_of(instrument_id, full | {item_id: None}).total is None

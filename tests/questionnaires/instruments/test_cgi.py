"""CGI-S and CGI-I: single ratings that are never added, 1 to 7."""

import pytest

from telekat.core.errors import Invalid


@pytest.mark.parametrize("instrument_id", ["cgi_s", "cgi_i"])
def test_rating_is_the_total(score_of, instrument_id):
    assert [score_of(instrument_id, {"1": value}).total for value in range(1, 8)] == list(range(1, 8))


@pytest.mark.parametrize("instrument_id", ["cgi_s", "cgi_i"])
@pytest.mark.parametrize("value", [0, 8, -1])
def test_nothing_outside_1_to_7_is_taken(score_of, instrument_id, value):
    with pytest.raises(Invalid):
        score_of(instrument_id, {"1": value})


@pytest.mark.parametrize("instrument_id", ["cgi_s", "cgi_i"])
def test_not_assessed_is_no_total(score_of, instrument_id):
    assert score_of(instrument_id, {}).total is None

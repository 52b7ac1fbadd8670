"""Every published cut-off just below, at and just above it. The numbers stand here a second time, by hand."""

import pytest

BANDS = {
    "phq9": {"minimal": 0, "mild": 5, "moderate": 10, "moderately-severe": 15, "severe": 20},
    "gad7": {"minimal": 0, "mild": 5, "moderate": 10, "severe": 15},
    "madrs": {"none": 0, "mild": 7, "moderate": 20, "severe": 35},
    "isi": {"none": 0, "subthreshold": 8, "moderate": 15, "severe": 22},
    "ybocs_sr": {"subclinical": 0, "mild": 8, "moderate": 16, "severe": 24, "extreme": 32},
    "oci_r": {"mild": 0, "moderate": 16, "severe": 28},
    "wsas": {"subclinical": 0, "significant": 10, "moderately-severe": 21},
}
MAXIMUM = {"phq9": 27, "gad7": 21, "madrs": 60, "isi": 28, "ybocs_sr": 40, "oci_r": 72, "wsas": 40}
SCREENS = [
    ("phq9", "positive", 10),
    ("phq2", "positive", 3),
    ("phq2", "positive_sensitive", 2),
    ("gad7", "positive", 10),
    ("gad2", "positive", 3),
    ("pcl5", "total_31", 31),
    ("pcl5", "total_33", 33),
    ("audit_c", "positive_unspecified", 3),
    ("asrm", "positive", 6),
    ("isi", "positive_community", 10),
    ("oci_r", "positive", 21),
    ("cadss23", "above_4", 5),
]


def band_cases():
    for instrument_id, bands in BANDS.items():
        names = list(bands)
        for below, name in zip(names, names[1:], strict=False):
            yield instrument_id, bands[name] - 1, below
            yield instrument_id, bands[name], name
            yield instrument_id, bands[name] + 1, name
        yield instrument_id, 0, names[0]
        yield instrument_id, MAXIMUM[instrument_id], names[-1]


@pytest.mark.parametrize(("instrument_id", "total", "severity"), list(band_cases()))
def test_total_lies_in_its_band(score_of, answers_for, instrument_id, total, severity):
    result = score_of(instrument_id, answers_for(instrument_id, total))
    assert (result.total, result.severity, result.complete) == (total, severity, True)


@pytest.mark.parametrize(("instrument_id", "name", "threshold"), SCREENS)
def test_screen_is_positive_from_its_threshold_on(score_of, answers_for, instrument_id, name, threshold):
    reached = [
        score_of(instrument_id, answers_for(instrument_id, threshold + step)).cutoffs[name] for step in (-1, 0, 1)
    ]
    assert reached == [False, True, True]


@pytest.mark.parametrize(("instrument_id", "name", "threshold"), SCREENS)
def test_screen_of_an_unanswered_form_is_unknown(score_of, instrument_id, name, threshold):
    assert score_of(instrument_id, {}).cutoffs[name] is None


@pytest.mark.parametrize(
    ("instrument_id", "name", "threshold"),
    [("cgi_s", "remission", 2), ("cgi_i", "responder", 2), ("moaas", "moderate_sedation", 3)],
)
def test_rating_screens_from_its_threshold_down(score_of, instrument_id, name, threshold):
    reached = [score_of(instrument_id, {"1": threshold + step}).cutoffs[name] for step in (-1, 0, 1)]
    assert reached == [True, True, False]

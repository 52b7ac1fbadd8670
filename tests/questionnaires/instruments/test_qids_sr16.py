"""QIDS-SR16: nine domains, the highest item of some, and legal blanks."""

import pytest

from telekat.questionnaires import registry
from telekat.questionnaires.scoring import raised_flags, red_flags

NOTHING = {str(number): 0 for number in range(1, 17)}
SINGLE = ("5", "10", "11", "12", "13", "14")


def total_of(wanted):
    """Answers with this total: one item of each domain takes its share."""
    answers, left = dict(NOTHING), wanted
    for item_id in ("1", "6", "15", *SINGLE):
        answers[item_id] = min(3, left)
        left -= answers[item_id]
    assert left == 0
    return answers


def test_domains_take_their_highest_item(score_of):
    answers = NOTHING | {"1": 1, "2": 3, "3": 2, "6": 1, "8": 2, "15": 1, "16": 3, "5": 2}
    result = score_of("qids_sr16", answers)
    assert result.total == 3 + 2 + 2 + 3
    assert result.subscales == {
        "sleep": 3,
        "sad_mood": 2,
        "appetite_weight": 2,
        "concentration": 0,
        "self_view": 0,
        "suicidal_ideation": 0,
        "interest": 0,
        "energy": 0,
        "psychomotor": 3,
    }


@pytest.mark.parametrize(
    ("total", "severity"),
    [
        (0, "none"),
        (5, "none"),
        (6, "mild"),
        (7, "mild"),
        (10, "mild"),
        (11, "moderate"),
        (12, "moderate"),
        (15, "moderate"),
        (16, "severe"),
        (17, "severe"),
        (20, "severe"),
        (21, "very-severe"),
        (22, "very-severe"),
        (27, "very-severe"),
    ],
)
def test_bands_begin_at_6_11_16_and_21(score_of, total, severity):
    result = score_of("qids_sr16", total_of(total))
    assert (result.total, result.severity) == (total, severity)


def test_everything_at_its_most_is_27(score_of, all_at):
    assert score_of("qids_sr16", all_at("qids_sr16", 3)).total == 27


@pytest.mark.parametrize("blank", [("6", "8"), ("6", "9"), ("7", "8"), ("7", "9")])
def test_blanks_the_form_asks_for_are_legal(score_of, blank):
    answers = {key: value for key, value in total_of(20).items() if key not in blank}
    assert score_of("qids_sr16", answers).complete is True


@pytest.mark.parametrize(
    "domain", [("1", "2", "3", "4"), ("6", "7", "8", "9"), ("15", "16"), *((s,) for s in SINGLE)]
)
def test_domain_without_any_answer_leaves_no_total(score_of, domain):
    answers = {key: value for key, value in total_of(20).items() if key not in domain}
    result = score_of("qids_sr16", answers)
    assert (result.total, result.complete) == (None, False)
    assert list(result.subscales.values()).count(None) == 1
    assert set(result.missing) == set(domain)


def test_legal_blanks_are_not_called_missing(score_of):
    result = score_of("qids_sr16", {"1": 2, "6": 1})
    assert set(result.missing) == {*SINGLE, "15", "16"}


@pytest.mark.parametrize(
    ("answer", "raised", "urgent"), [(0, (), False), (1, 1, False), (2, 1, True), (3, 1, True)]
)
def test_item_12_raises_from_1_and_is_urgent_from_2(answer, raised, urgent):
    qids = registry.instrument("qids_sr16")
    assert red_flags(qids, {"12": answer}) == (("suicidal-ideation",) if raised else ())
    assert any(flag.urgent for flag in raised_flags(qids, {"12": answer})) is urgent

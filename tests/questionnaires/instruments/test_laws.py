"""Laws that hold for every instrument: range, order, permutation, missing answers, and what is refused."""

import ast
import re
import tokenize
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telekat.core.errors import Invalid
from telekat.questionnaires import instruments, registry
from telekat.questionnaires.definition import Instrument, Item, RedFlag
from telekat.questionnaires.scoring import (
    checked,
    missing_items,
    red_flags,
    score,
    validate,
    visible_items,
)

ALL = registry.all_instruments()
NUMBERED = [each for each in ALL if each.rule.total]
SYMMETRIC = {
    *("phq2", "gad7", "gad2", "pcl5", "asrm", "isi", "madrs", "ybocs_sr", "oci_r", "cadss6", "cadss23"),
    *("peg", "who5", "meq30", "edi", "ebi", "audit_c"),
}
WRONG = [
    True,
    False,
    1.0,
    0.5,
    float("nan"),
    float("inf"),
    "1",
    "",
    [],
    [1],
    {},
    {"value": 1},
    99,
    -1,
    10**30,
    b"1",
]
# No deadline: how long one example takes tells of the machine's other guests, not of the law.
laws = settings(max_examples=20, deadline=None)
by_id = pytest.mark.parametrize("instrument", ALL, ids=lambda each: each.id)


def values(item: Item) -> list[int]:
    if item.scale is not None:
        return list(range(item.scale.minimum, item.scale.maximum + 1))
    return [option.value for option in item.options]


def any_answers(instrument: Instrument) -> st.SearchStrategy[dict[str, int]]:
    """Permitted answers to some of the items, hidden ones included."""
    return st.fixed_dictionaries({}, optional={i.id: st.sampled_from(values(i)) for i in instrument.items})


def complete_answers(instrument: Instrument) -> st.SearchStrategy[dict[str, int]]:
    """Permitted answers to every item; those that end up hidden do not count."""
    return st.fixed_dictionaries({i.id: st.sampled_from(values(i)) for i in instrument.items})


@by_id
@laws
@given(data=st.data())
def test_total_lies_in_the_instruments_range(instrument, data):
    result = score(instrument, data.draw(complete_answers(instrument)))
    assert result.complete and result.missing == ()
    if instrument.rule.total:
        assert instrument.minimum <= result.total <= result.maximum <= instrument.maximum
    else:
        assert (result.total, result.maximum) == (None, None)


@by_id
@laws
@given(data=st.data())
def test_incomplete_form_has_no_total_no_severity_and_names_what_is_missing(instrument, data):
    answers = data.draw(any_answers(instrument))
    result = score(instrument, answers)
    if result.complete:
        assert result.missing == () and result.at_least is None
        return
    assert (result.total, result.severity) == (None, None)
    assert result.missing == missing_items(instrument, answers) != ()
    assert set(result.criteria.values()) <= {None} and set(result.cutoffs.values()) <= {None}


@by_id
@laws
@given(data=st.data())
def test_null_means_the_same_as_absent_and_order_means_nothing(instrument, data):
    answers = data.draw(any_answers(instrument))
    nulls = {item.id: answers.get(item.id) for item in reversed(instrument.items)}
    assert score(instrument, nulls) == score(instrument, answers)


@pytest.mark.parametrize("instrument", NUMBERED, ids=lambda each: each.id)
@laws
@given(data=st.data())
def test_higher_answer_never_lowers_the_total(instrument, data):
    answers = data.draw(complete_answers(instrument))
    item = data.draw(st.sampled_from(instrument.items))
    raised = answers | {item.id: data.draw(st.sampled_from(values(item)))}
    low, high = sorted((answers, raised), key=lambda each: each[item.id])
    if item.id in instrument.rule.reversed_items:
        low, high = high, low
    if item.id != "not_working":
        assert score(instrument, low).total <= score(instrument, high).total


@pytest.mark.parametrize("instrument_id", sorted(SYMMETRIC))
@laws
@given(data=st.data())
def test_total_does_not_depend_on_which_item_has_which_answer(instrument_id, data):
    instrument = registry.instrument(instrument_id)
    answers = data.draw(complete_answers(instrument))
    shuffled = data.draw(st.permutations(list(answers.values())))
    permuted = dict(zip(answers, shuffled, strict=True))
    assert score(instrument, permuted).total == score(instrument, answers).total


PERMUTED_WITHIN = {
    "phq9": [[str(n) for n in range(1, 10)]],
    "qids_sr16": [["1", "2", "3", "4"], ["6", "7", "8", "9"], ["15", "16"], ["5", "10", "11", "12", "13", "14"]],
    "mdq": [[str(n) for n in range(1, 14)]],
    "dast10": [["1", "2", *(str(n) for n in range(4, 11))]],
    "pc_ptsd_5": [["1", "2", "3", "4", "5"]],
    "audit": [["4", "5", "6", "7", "8"], ["9", "10"]],
    "wsas": [["2", "3", "4", "5"]],
    "ketamine_side_effects": [[str(n) for n in range(1, 30)]],
}
"""Where the order means something, but not among these: skips, reversed items and domains stand apart."""


@pytest.mark.parametrize("instrument_id", sorted(PERMUTED_WITHIN))
@laws
@given(data=st.data())
def test_total_does_not_depend_on_the_order_within_a_part(instrument_id, data):
    instrument = registry.instrument(instrument_id)
    answers = data.draw(complete_answers(instrument))
    permuted = dict(answers)
    for part in PERMUTED_WITHIN[instrument_id]:
        shuffled = data.draw(st.permutations([answers[item_id] for item_id in part]))
        permuted |= dict(zip(part, shuffled, strict=True))
    assert score(instrument, permuted).total == score(instrument, answers).total


def test_every_summed_instrument_is_held_to_a_law_of_permutation():
    single = {"cgi_s", "cgi_i", "moaas"}
    assert SYMMETRIC | set(PERMUTED_WITHIN) | single == {each.id for each in NUMBERED}


@pytest.mark.parametrize("instrument_id", ["cssrs_screener_recent", "cssrs_screener_since_last_contact"])
@laws
@given(data=st.data())
def test_one_more_yes_never_lowers_the_level(instrument_id, data):
    instrument = registry.instrument(instrument_id)
    answers = data.draw(complete_answers(instrument))
    item = data.draw(st.sampled_from(instrument.items))
    levels = ("none", "low", "moderate", "high")
    less, more = (score(instrument, answers | {item.id: value}) for value in (0, 1))
    assert levels.index(less.severity) <= levels.index(more.severity or more.at_least)


@by_id
@laws
@given(data=st.data())
def test_answer_more_never_takes_a_flag_back(instrument, data):
    answers = data.draw(any_answers(instrument))
    item = data.draw(st.sampled_from(instrument.items))
    more = {item.id: data.draw(st.sampled_from(values(item)))} | answers
    assert set(red_flags(instrument, answers)) <= set(red_flags(instrument, more))
    assert score(instrument, answers).flags == red_flags(instrument, answers)


@by_id
def test_every_red_flag_fires_on_its_answer_alone(instrument):
    for item in instrument.items:
        for value in values(item)[:11]:
            expected = {flag.code for flag in item.red_flags if fires(flag, value)}
            assert set(score(instrument, {item.id: value}).flags) == expected
        assert all(any(fires(flag, value) for value in values(item)) for flag in item.red_flags)


def fires(flag: RedFlag, value: int) -> bool:
    if flag.at_most is not None and value > flag.at_most:
        return False
    return flag.at_least is None or value >= flag.at_least


@by_id
def test_value_outside_the_domain_is_refused_by_the_items_name(instrument):
    for item, wrong in product(instrument.items, WRONG):
        if type(wrong) is int and wrong in values(item):
            continue
        with pytest.raises(Invalid) as refused:
            validate(instrument, item.id, wrong)
        assert list(refused.value.fields) == [item.id]
        with pytest.raises(Invalid) as refused:
            score(instrument, {item.id: wrong})
        assert list(refused.value.fields) == [item.id]


@by_id
def test_every_value_of_the_domain_is_taken_and_its_neighbours_are_not(instrument):
    for item in instrument.items:
        allowed = set(values(item))
        for value in range(min(allowed) - 2, max(allowed) + 3):
            if value in allowed:
                validate(instrument, item.id, value)
            else:
                with pytest.raises(Invalid):
                    validate(instrument, item.id, value)


@by_id
def test_unknown_item_is_refused_even_without_an_answer(instrument):
    for unknown, value in product(["0", "01", "1 ", "99", "", "gate2", "x" * 1000, None, 1, ("1",)], (0, None)):
        with pytest.raises(Invalid) as refused:
            checked(instrument, {unknown: value})
        assert all(len(name) <= 40 for name in refused.value.fields)


@by_id
def test_no_answer_is_repeated_in_the_error(instrument):
    with pytest.raises(Invalid) as refused:
        validate(instrument, instrument.items[0].id, "a secret")
    assert "secret" not in str(refused.value.as_json())


def test_answers_that_are_no_object_are_refused():
    for wrong in (None, [], "1", 3):
        with pytest.raises(Invalid):
            score(ALL[0], wrong)


def test_unknown_instrument_is_refused():
    for wrong in ("phq", "", "PHQ9", None, 9, []):
        assert registry.find(wrong) is None
        with pytest.raises(Invalid):
            registry.instrument(wrong)


@by_id
def test_definition_is_consistent(instrument):
    ids = [item.id for item in instrument.items]
    assert len(ids) == len(set(ids)) and len(instrument.item_by_id) == len(ids)
    for place, item in enumerate(instrument.items):
        assert bool(item.options) != bool(item.scale), item.id
        assert len({option.value for option in item.options}) == len(item.options)
        assert all(set(rule.items) <= set(ids[:place]) for rule in item.shown_when), item.id
    starts = [band.starts_at for band in instrument.bands]
    assert starts == sorted(set(starts)) and starts[:1] in ([], [instrument.minimum])
    for part in instrument.rule.subscales:
        assert set(part.items) <= set(ids)
    assert instrument.rule.reversed_items <= set(ids)


@by_id
def test_every_number_of_the_definition_names_its_source(instrument):
    flags = [flag for item in instrument.items for flag in item.red_flags]
    named = [*instrument.bands, *instrument.cutoffs, *instrument.rule.criteria, *flags]
    assert all(len(each.source) > 5 for each in named)


@by_id
def test_names_in_results_are_plain_words(instrument):
    severities = [band.name for band in instrument.bands]
    codes = [flag.code for item in instrument.items for flag in item.red_flags]
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in severities + codes)


@by_id
def test_answers_to_hidden_items_do_not_enter_the_total(instrument):
    lowest = {item.id: min(values(item)) for item in instrument.items}
    shown = {item.id for item in visible_items(instrument, lowest)}
    only_shown = {key: value for key, value in lowest.items() if key in shown}
    assert score(instrument, only_shown).total == score(instrument, lowest).total


FILES = sorted(Path(instruments.__path__[0]).glob("[a-z]*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_numeric_constant_has_its_source_on_the_same_line(path):
    with tokenize.open(path) as source:
        comments = {t.start[0] for t in tokenize.generate_tokens(source.readline) if t.type == tokenize.COMMENT}
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant | ast.UnaryOp):
            value = ast.literal_eval(node.value)
            if isinstance(value, int | float):
                assert node.lineno in comments, f"{path.name}:{node.lineno}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_is_found_under_the_id_it_is_named_after(path):
    assert registry.instrument(path.stem).id == path.stem


def test_the_sheets_instruments_are_all_there():
    assert {each.id for each in ALL} == {
        *("phq9", "phq2", "gad7", "gad2", "cssrs_screener_recent", "cssrs_screener_since_last_contact"),
        *("pcl5", "pc_ptsd_5", "audit_c", "audit", "dast10", "mdq", "asrm", "qids_sr16", "madrs", "who5"),
        *("wsas", "isi", "peg", "ybocs_sr", "oci_r", "cadss6", "cadss23", "ketamine_side_effects", "meq30"),
        *("edi", "ebi", "cgi_s", "cgi_i", "moaas", "kat_medical"),
    }

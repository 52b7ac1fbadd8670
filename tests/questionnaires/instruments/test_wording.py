"""Shipped wording is a fact: each item is held against a file that names where its text was read."""

import json
from pathlib import Path

import pytest

from telekat.questionnaires import registry
from telekat.questionnaires.definition import Instrument, Item, Kind
from telekat.questionnaires.licences import shown_to
from telekat.questionnaires.scoring import score

WORDING = Path(__file__).parent / "wording"
FILES = sorted(WORDING.glob("*.json"))
OWN_WORDS = {"ketamine_side_effects", "kat_medical"}
OWN_LABELS = {"moaas"}
"""MOAA/S is score entry with two labels of our own at its ends."""
TYPOGRAPHY = str.maketrans({"—": "-", "–": "-", "“": '"', "”": '"', "‘": "'", "’": "'"})


def plain(text: str) -> str:
    """The words and their punctuation; dashes, quotes and a last question mark vary by typesetter."""
    return " ".join(text.translate(TYPOGRAPHY).split()).rstrip("?")


def options(item: Item) -> list[list[object]]:
    return [[option.value, option.label] for option in item.options]


def cases():
    for path in FILES:
        for item_id in json.loads(path.read_text("utf-8"))["items"]:
            yield pytest.param(path.stem, item_id, id=f"{path.stem}-{item_id}")


def source_of(instrument_id: str) -> dict:
    return json.loads((WORDING / f"{instrument_id}.json").read_text("utf-8"))


@pytest.mark.parametrize(("instrument_id", "item_id"), list(cases()))
def test_item_reads_as_its_source(instrument_id, item_id):
    item = registry.instrument(instrument_id).item_by_id[item_id]
    expected = source_of(instrument_id)
    assert plain(item.text) == plain(expected["items"][item_id])
    if "options" in expected:
        assert options(item) == expected["options"][item_id]
    if "scales" in expected:
        scale = item.scale
        assert [scale.minimum, scale.maximum, scale.low_label, scale.high_label] == expected["scales"][item_id]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_form_has_the_items_and_the_stem_of_its_source_and_no_others(path):
    expected = json.loads(path.read_text("utf-8"))
    instrument = registry.instrument(path.stem)
    own = set(expected.get("own_words", ()))
    assert [item.id for item in instrument.items if item.id not in own] == list(expected["items"])
    assert plain(instrument.instruction) == plain(expected["instruction"])
    assert expected["source"]


def test_every_form_with_text_has_a_wording_file_or_is_our_own():
    forms = {each.id for each in registry.all_instruments() if each.kind is Kind.FORM}
    assert forms == {path.stem for path in FILES} | OWN_WORDS


def score_entry():
    return [each for each in registry.all_instruments() if each.kind is Kind.SCORE_ENTRY]


@pytest.mark.parametrize("instrument", score_entry(), ids=lambda each: each.id)
def test_score_entry_ships_no_wording(instrument):
    if instrument.id in OWN_LABELS:
        return
    assert_no_wording(instrument)


def assert_no_wording(instrument: Instrument) -> None:
    for item in instrument.items:
        assert item.text == f"Item {item.id}"
        assert {option.label for option in item.options} <= {str(n) for n in range(101)} | {"Yes", "No"}
        assert item.scale is None or not (item.scale.low_label or item.scale.high_label)


@pytest.mark.parametrize("instrument_id", ["audit", "dast10", "who5", "wsas"])
def test_text_behind_a_licence_is_withheld_until_the_practice_holds_it(instrument_id):
    instrument = registry.instrument(instrument_id)
    withheld = shown_to(instrument)
    assert withheld.kind is Kind.SCORE_ENTRY
    assert (withheld.introduction, withheld.instruction) == ("", "")
    assert_no_wording(withheld)
    assert shown_to(instrument, {instrument_id: instrument.licence_needed}) is instrument


def test_licence_declared_in_other_words_or_for_another_form_does_not_count():
    audit = registry.instrument("audit")
    for held in ({"audit": "yes"}, {"audit": ""}, {"dast10": audit.licence_needed}):
        assert shown_to(audit, held).kind is Kind.SCORE_ENTRY


def test_withheld_form_scores_as_the_form_itself():
    audit = registry.instrument("audit")
    answers = {"1": 0, "9": 4, "10": 2}
    assert score(shown_to(audit), answers) == score(audit, answers)


def test_free_instrument_is_shown_without_any_licence():
    phq9 = registry.instrument("phq9")
    assert shown_to(phq9) is phq9


def test_credit_line_of_the_phq_family_names_the_authors_and_pfizer():
    for instrument_id in ("phq9", "phq2", "gad7", "gad2"):
        attribution = registry.instrument(instrument_id).attribution
        assert "Spitzer" in attribution and "Pfizer Inc." in attribution


@pytest.mark.parametrize("instrument", registry.all_instruments(), ids=lambda each: each.id)
def test_every_instrument_names_its_licence_its_credit_and_its_source(instrument):
    assert instrument.licence and instrument.attribution and instrument.source and instrument.missing_rule

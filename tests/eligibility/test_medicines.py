"""Flags: by name, by hand, by the form's answers; and the honest "we do not know this one"."""

import pytest

from telekat.eligibility.medicines import GROUPS, NO_GROUP, Listed, flags, groups_of, is_known


@pytest.mark.parametrize(
    ("typed", "groups"),
    [
        ("Lorazepam 1 mg", ["benzodiazepines"]),
        ("tramadol", ["depressants"]),
        ("TRANYLCYPROMINE", ["maoi"]),
        ("Nasal steroid (mometasone)", ["nasal"]),
        ("Theophylline with codeine", ["depressants", "theophylline"]),
        ("Sertraline 100 mg", []),
        ("Lorazepamix", []),
    ],
)
def test_name_finds_its_groups(typed, groups):
    assert [group.id for group in groups_of(Listed("1", typed))] == groups


def test_group_chosen_by_hand_holds_before_the_name():
    assert [group.id for group in groups_of(Listed("1", "a new pill", "stimulants"))] == ["stimulants"]
    assert groups_of(Listed("1", "lorazepam", NO_GROUP)) == ()


@pytest.mark.parametrize(
    ("medicine", "known"),
    [
        (Listed("1", "Sertraline"), True),
        (Listed("1", "Tramadol"), True),
        (Listed("1", "Zorblax"), False),
        (Listed("1", "Zorblax", NO_GROUP), True),
    ],
)
def test_unknown_name_is_said_to_be_unknown(medicine, known):
    assert is_known(medicine) is known


def test_flag_says_what_speaks_for_it():
    found = flags([("30", "Medical history 30: “Yes”")], [Listed("1", "Tramadol"), Listed("2", "Lorazepam")])
    assert [(flag.group.id, flag.answer != "", [one.name for one in flag.listed]) for flag in found] == [
        ("benzodiazepines", True, ["Lorazepam"]),
        ("depressants", False, ["Tramadol"]),
    ]


def test_stopped_medicine_raises_no_flag():
    assert flags([], [Listed("1", "Tramadol", is_taken=False)]) == ()


@pytest.mark.parametrize("group", GROUPS, ids=lambda one: one.id)
def test_every_flag_has_its_reason_and_source_and_tells_nobody_what_to_do(group):
    assert group.why and group.source
    assert not any(word in group.why.lower() for word in ("stop ", "reduce", "increase", "switch", "take "))

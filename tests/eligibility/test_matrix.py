"""What several sources say together, and when a look at it no longer counts."""

from datetime import UTC, datetime, timedelta

import pytest

from telekat.eligibility.criteria import State, criterion_of
from telekat.eligibility.matrix import (
    Kind,
    Open,
    Review,
    Standing,
    Statement,
    basis_text,
    in_order,
    settle,
    weightiest_first,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
A, C, P, U, X = State.ABSENT, State.CONTROLLED, State.PRESENT, State.UNKNOWN, State.CONTRADICTORY


def said(state, kind=Kind.FORM, hours=0, ref="r"):
    return Statement("liver", kind, ref, state, "Source", "words", NOON + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("form", "screening", "together"),
    [
        *[(A, A, A), (A, C, X), (A, P, X), (A, U, U)],
        *[(C, A, X), (C, C, C), (C, P, P), (C, U, U)],
        *[(P, A, X), (P, C, P), (P, P, P), (P, U, P)],
        *[(U, A, U), (U, C, U), (U, P, P), (U, U, U)],
    ],
)
def test_two_kinds_of_source_together(form, screening, together):
    assert settle([said(form), said(screening, Kind.SCREENING)]) is together


def test_nothing_said_is_unknown_and_never_absent():
    assert settle([]) is U


@pytest.mark.parametrize(("first", "second", "together"), [(A, P, P), (A, U, U), (C, U, U), (A, C, C)])
def test_answers_of_one_form_do_not_contradict_each_other(first, second, together):
    assert settle([said(first, ref="7"), said(second, ref="8")]) is together


@pytest.mark.parametrize("entered", [A, C, P, U])
def test_newest_fact_settles_what_came_before_it(entered):
    before = [said(P), said(A, Kind.SCREENING), said(U, Kind.ALERT)]
    assert settle([*before, said(P, Kind.FACT, 1), said(entered, Kind.FACT, 2)]) is entered


@pytest.mark.parametrize(("entered", "later", "together"), [(A, P, X), (P, A, X), (A, A, A), (A, U, U), (C, P, P)])
def test_newer_source_speaks_again_after_a_fact(entered, later, together):
    assert settle([said(A), said(entered, Kind.FACT, 1), said(later, hours=2)]) is together


def standing(state=A, *, basis="b", reviewed="b", override="", pending=False, criterion="liver"):
    review = Review("1", criterion, state, reviewed, override, "ben", NOON) if reviewed else None
    return Standing(criterion_of(criterion), state, (), basis, review, pending)


@pytest.mark.parametrize(
    ("one", "because"),
    [
        (standing(A), None),
        (standing(C), None),
        (standing(P), Open.PRESENT),
        (standing(U), Open.UNKNOWN),
        (standing(X), Open.CONTRADICTORY),
        (standing(A, reviewed=""), Open.UNREVIEWED),
        (standing(P, reviewed=""), Open.UNREVIEWED),
        (standing(A, reviewed="older"), Open.UNREVIEWED),
        (standing(A, pending=True), Open.CLEARANCE),
        *[(standing(state, override="because"), None) for state in (P, U, X)],
        (standing(U, override="because", reviewed="older"), Open.UNKNOWN),
    ],
)
def test_criterion_is_open_because(one, because):
    assert one.open_because is because


def test_new_row_and_new_answer_make_another_basis():
    base = basis_text([said(A)])
    assert base == basis_text([said(A)])
    assert len({base, basis_text([said(P)]), basis_text([said(A, ref="other")]), basis_text([])}) == 4


def test_contradictory_and_unknown_come_first():
    shown = in_order([standing(A, criterion="age"), standing(U), standing(A), standing(X, criterion="glaucoma")])
    assert [one.state for one in shown] == [X, U, A, A]


def test_contradiction_shows_both_sides_in_their_own_words():
    both = (
        Statement("liver", Kind.FORM, "1", A, "Medical history 22", "“No”", NOON),
        Statement(
            "liver", Kind.FACT, "2", P, "Letter, entered by Dr Okri", "ALT raised", NOON + timedelta(hours=1)
        ),
    )
    one = Standing(criterion_of("liver"), X, both, "b")
    assert one.summary == "Contradicts. Medical history 22: “No”. Letter, entered by Dr Okri: ALT raised"


def test_form_that_says_the_same_to_several_questions_counts_them():
    said_no = tuple(
        Statement("liver", Kind.FORM, "f", A, f"Medical history {n}", "“No”", NOON) for n in (30, 31, 32)
    )
    one = Standing(criterion_of("liver"), A, said_no, "b")
    assert one.summary == "“No” (Medical history 30 and 2 more)"


def test_what_is_present_is_shown_before_what_is_not():
    shown = weightiest_first([said(A), said(P), said(U), said(A, Kind.FACT)])
    assert [(one.kind, one.state) for one in shown][:2] == [(Kind.FACT, A), (Kind.FORM, P)]

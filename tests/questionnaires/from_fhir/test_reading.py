"""What is taken from a FHIR form, and what is named because it cannot be."""

import json

import pytest

from telekat.core.errors import Invalid
from telekat.questionnaires import scoring
from telekat.questionnaires.from_fhir.findings import Weight
from telekat.questionnaires.from_fhir.reading import read_questionnaire
from tests.questionnaires.from_fhir.forms import (
    ALL,
    FHIR,
    FREQUENCY,
    SDC,
    SLEEP,
    as_bytes,
    choice,
    coded,
    form,
    number,
    total,
)


def read(whole, **more):
    return read_questionnaire(as_bytes(whole), **more)


def instrument(whole):
    definition, found = read(whole)
    assert definition is not None, found.all
    return definition.instrument(1)


def told(whole, weight):
    _, found = read(whole)
    return [(one.path, one.reason) for one in found.of(weight)]


def lost(*items, **more):
    return told(form(*items, **more), Weight.LOST)


def refused(*items, **more):
    whole = form(*items, **more)
    definition, _ = read(whole)
    reasons = told(whole, Weight.REFUSED)
    assert (definition is None) is bool(reasons)
    return reasons


Q1, Q2 = choice("q1", "Do you wake up at night?"), choice("q2", "Are you tired in the morning?")


# --- Taken ---


def test_plain_form_is_taken_whole():
    definition, found = read(SLEEP)
    assert found.of(Weight.LOST) == found.of(Weight.REFUSED) == []
    one = definition.instrument(3)
    assert (one.id, one.version, one.title, one.minimum, one.maximum) == (
        "oursleep",
        "3",
        "Our sleep questions",
        0,
        4,
    )
    assert [(item.id, item.link_id, item.scored) for item in one.items] == [("1", "q1", True), ("2", "q2", True)]
    result = scoring.score(one, {"1": 2, "2": 1})
    assert (result.total, result.severity, result.complete) == (3, None, True)
    assert scoring.score(one, {"1": 2}).total is None, "a missing answer is not counted as 0"


def test_missing_counts_for_nothing_even_where_the_file_lets_it_stay_open():
    whole = form(Q1, choice("q2", "Are you tired in the morning?", required=False), total())
    assert scoring.score(instrument(whole), {"1": 2}).total is None
    assert any("may stay open" in reason for _, reason in told(whole, Weight.NOTED))


def test_every_kind_of_question_is_taken():
    one = instrument(
        form(
            {"linkId": "b", "text": "Do you nap?", "type": "boolean"},
            number("i", "How many hours do you sleep?", low=0, high=24),
            number("d", "What does your bed weigh?", kind="decimal", low=1, high=300),
            number("s", "How well, from 0 to 10?"),
        )
    )
    assert [one.item_by_id["1"].takes(value) for value in (0, 1, 2, True)] == [True, True, False, False]
    assert [one.item_by_id["2"].takes(value) for value in (0, 24, 25, 7.5, 7.0)] == [
        True,
        True,
        False,
        False,
        False,
    ]
    takes = one.item_by_id["3"].takes
    assert [takes(value) for value in (1, 72.25, 72.255, 300.01, float("nan"), float("inf"), "72")] == [
        *(True, True, False, False, False, False, False)
    ]
    assert one.item_by_id["4"].scale.unit == "" and one.item_by_id["2"].scale.unit


def test_groups_become_sections_and_their_questions_stand_in_order():
    one = instrument(form({"linkId": "g", "type": "group", "text": "Nights", "item": [Q1, Q2]}))
    assert [(item.id, item.section) for item in one.items] == [("1", "Nights"), ("2", "Nights")]


def test_weights_that_repeat_or_turn_around_count_as_the_file_says():
    one = instrument(form(choice("q1", "How is it?", ("Bad", "So", "Good"), weights=(2, 0, 2)), total()))
    assert [scoring.score(one, {"1": value}).total for value in (0, 1, 2)] == [2, 0, 2]
    turned = instrument(form(choice("q1", "How is it?", ("Bad", "So", "Good"), weights=(2, 1, 0)), total()))
    assert [option.value for option in turned.items[0].options] == [2, 1, 0]


def test_halves_add_up_without_dust():
    items = [choice(f"q{n}", f"Part {n} of it?", ("No", "Yes"), weights=(0, 0.1)) for n in range(3)]
    one = instrument(form(*items, number("d", "And this?", kind="decimal"), total()))
    assert scoring.score(one, {"1": 1, "2": 1, "3": 1, "4": 0.1}).total == 0.4


def test_item_weight_counts_as_ordinal_value_does():
    node = choice("q1", "How is it?", weights=None)
    for place, option in enumerate(node["answerOption"]):
        option["valueCoding"]["extension"] = [{"url": FHIR + "itemWeight", "valueDecimal": place * 5}]
    assert instrument(form(node, total())).maximum == 10


@pytest.mark.parametrize(
    "expression",
    [
        "%resource.item.answer.value.ordinal().sum()",
        "%resource.item.answer.value.weight().sum()",
        "%resource.repeat(item).answer.value.ordinal().sum()",
        "QuestionnaireResponse.descendants().answer.value.ordinal().sum()",
        "%resource.item.where(linkId='q1').answer.value.ordinal() + %resource.item.where(linkId = 'q2').answer.value.ordinal()",
        "(%resource.item.where(linkId='q1').answer.valueCoding.ordinal() + %resource.item.where(linkId='q2').answer.value.weight())",
        "%resource.item.where(linkId in ('q1' | 'q2')).answer.value.ordinal().sum()",
        "%resource.item.where(linkId='q1' or linkId='q2').answer.value.ordinal().sum()",
        "%first + %second",
    ],
)
def test_plain_sums_are_understood(expression):
    variables = [
        {
            "url": FHIR + "variable",
            "valueExpression": {
                "name": name,
                "expression": f"%resource.item.where(linkId='{link}').answer.value.ordinal()",
            },
        }
        for name, link in (("first", "q1"), ("second", "q2"))
    ]
    one = instrument(form(Q1, Q2, total(expression), extension=variables))
    assert scoring.score(one, {"1": 2, "2": 2}).total == 4


def test_sum_of_the_top_leaves_out_what_lies_in_a_group():
    grouped = {"linkId": "g", "type": "group", "item": [Q2]}
    one = instrument(form(Q1, grouped, total(ALL)))
    assert [item.scored for item in one.items] == [True, False]


@pytest.mark.parametrize(
    ("condition", "shown"),
    [
        ({"operator": "=", "answerCoding": {"system": "http://ours.example", "code": "a0"}}, [True, False, False]),
        ({"operator": "!=", "answerCoding": {"system": "http://ours.example", "code": "a0"}}, [False, True, True]),
        ({"operator": "exists", "answerBoolean": True}, [True, True, True]),
    ],
)
def test_conditions_on_answers_hold_as_in_the_file_and_never_while_unanswered(condition, shown):
    one = instrument(form(Q1, {**Q2, "enableWhen": [{"question": "q1", **condition}]}))
    visible = [len(scoring.visible_items(one, {"1": value})) == 2 for value in (0, 1, 2)]
    assert visible == shown and len(scoring.visible_items(one, {})) == 1


@pytest.mark.parametrize(
    ("operator", "shown"),
    [
        (">", [False, False, True]),
        (">=", [False, True, True]),
        ("<", [True, False, False]),
        ("<=", [True, True, False]),
        ("=", [False, True, False]),
    ],
)
def test_conditions_on_numbers(operator, shown):
    condition = {"question": "n", "operator": operator, "answerInteger": 5}
    one = instrument(form(number("n", "How many?"), {**Q2, "enableWhen": [condition]}))
    assert [len(scoring.visible_items(one, {"1": value})) == 2 for value in (4, 5, 6)] == shown
    assert len(scoring.visible_items(one, {})) == 1


@pytest.mark.parametrize(
    ("behaviour", "shown"), [("any", [False, True, True, True]), ("all", [False, False, False, True])]
)
def test_several_conditions_join_as_the_file_says(behaviour, shown):
    conditions = [{"question": name, "operator": "=", "answerBoolean": True} for name in ("a", "b")]
    yes_no = [{"linkId": name, "text": f"Is it {name}?", "type": "boolean"} for name in ("a", "b")]
    one = instrument(form(*yes_no, {**Q2, "enableWhen": conditions, "enableBehavior": behaviour}))
    answers = [{"1": a, "2": b} for a, b in ((0, 0), (1, 0), (0, 1), (1, 1))]
    assert [len(scoring.visible_items(one, each)) == 3 for each in answers] == shown


# --- Lost, and said so ---


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ({"linkId": "x", "text": "Tell us more", "type": "text"}, "the type text"),
        ({"linkId": "x", "text": "When?", "type": "date"}, "the type date"),
        ({"linkId": "x", "text": "Send a photo", "type": "attachment"}, "the type attachment"),
        ({"linkId": "x", "text": "Read this first", "type": "display"}, "are not shown"),
        ({"linkId": "x", "text": "Which?", "type": "choice", "answerValueSet": "http://x"}, "answerValueSet"),
        ({"linkId": "x", "text": "Which?", "type": "choice", "answerOption": []}, "fewer than two"),
        (choice("x", "Which ones?", repeats=True), "here it takes one"),
        (
            choice("x", "Which?", weights=None) | {"extension": [{"url": SDC + "enableWhenExpression"}]},
            "always asked",
        ),
        (
            choice("x", "Which?", enableWhen=[{"question": "later", "operator": "exists", "answerBoolean": True}]),
            "no earlier question",
        ),
        (
            choice("x", "Which?", enableWhen=[{"question": "q1", "operator": "exists", "answerBoolean": False}]),
            "while another is unanswered",
        ),
        (
            choice("x", "Which?", enableWhen=[{"question": "q1", "operator": "=", "answerCoding": {"code": "zz"}}]),
            "no answer of that question",
        ),
        (
            {**choice("x", "Which?"), "extension": [{"url": FHIR + "questionnaire-hidden", "valueBoolean": True}]},
            "is hidden",
        ),
    ],
)
def test_what_cannot_be_asked_so_is_named_with_its_path(item, words):
    (found,) = [one for one in lost(Q1, item) if one[0] != "Questionnaire"]
    assert found[0].startswith("Questionnaire.item[1]") and words in found[1]


def test_score_among_the_questions_is_never_asked():
    """A total that anybody may type in is a forged score."""
    for node in (
        total(None),
        total(None, code=coded("44261-6")),
        {"linkId": "t", "text": "Whatever", "type": "decimal", "code": coded("70274-6")},
        {"linkId": "t", "text": "Sleep total score", "type": "integer"},
    ):
        whole = form(Q1, node)
        assert [item.link_id for item in instrument(whole).items] == ["q1"]
        assert (
            "Questionnaire.item[1]",
            "is a score and no question: it is left out, and nothing says how it is computed",
        ) in told(whole, Weight.LOST)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("%resource.item.answer.value.ordinal().avg()", "no plain sum"),
        ("%resource.item.where(linkId='q1').answer.value.ordinal() * 4", "no plain sum"),
        ("iif(%a > 3, 1, 0)", "no plain sum"),
        (
            "%resource.item.where(linkId='q1').answer.value.ordinal() + %resource.item.where(linkId='q1').answer.value.ordinal()",
            "twice",
        ),
        ("%resource.item.where(linkId='gone').answer.value.ordinal()", "not asked here"),
        ("%loop", "circle"),
        ("", "no plain sum"),
        ("(((", "no plain sum"),
    ],
)
def test_anything_but_a_plain_sum_gives_no_total(expression, words):
    loop = [{"url": FHIR + "variable", "valueExpression": {"name": "loop", "expression": "%loop + %loop"}}]
    whole = form(Q1, Q2, total(expression), extension=loop)
    assert any(words in reason for _, reason in told(whole, Weight.LOST))
    assert instrument(whole).rule.total is None and scoring.score(instrument(whole), {"1": 2, "2": 2}).total is None


def test_weights_without_a_sum_are_not_added_up_by_guess():
    assert ("Questionnaire", "weighs its answers and does not say how they add up: there is no total") in lost(
        Q1, Q2
    )
    assert instrument(form(Q1, Q2)).rule.total is None


def test_sum_of_answers_without_weights_is_no_total():
    whole = form(Q1, choice("q2", "Are you tired?", weights=None), total())
    assert any("have no weight" in reason for _, reason in told(whole, Weight.LOST))
    assert instrument(whole).rule.total is None


# --- Codes that are not the question's own ---


def frequency(link, text, code, **more):
    return choice(link, text, FREQUENCY, code=coded(code), **more)


def test_code_of_another_question_is_not_kept():
    whole = form(frequency("q1", "Trouble relaxing", "44250-9"))
    ((path, reason),) = [one for one in told(whole, Weight.LOST) if one[0].endswith(".code")]
    assert path == "Questionnaire.item[0].code" and "PHQ-9 question 1, which asks something else" in reason
    assert instrument(whole).items[0].loinc is None


def test_known_question_with_a_code_that_is_not_its_own_is_told():
    labels = ("Never", "Monthly or less", "2-4 times a month", "2-3 times a week", "4 or more times a week")
    item = choice("q1", "How often do you have a drink containing alcohol?", labels, code=coded("68517-2"))
    assert any("whose code is 68518-0 and not 68517-2" in reason for _, reason in lost(item))


def test_known_code_with_other_answers_is_not_kept():
    labels = ("Not at all", "Several days", "More days than not", "Nearly every day")
    item = choice("q1", "Have you not been able to stop or control worrying", labels, code=coded("68509-9"))
    assert any("GAD-7 question 2, which has other answers" in reason for _, reason in lost(item))


def test_code_whose_own_name_says_something_else_is_not_kept():
    item = choice("q1", "Do you wake up at night?", code=coded("12345-6", "Body weight measured at home"))
    assert any("which is not what the question asks" in reason for _, reason in lost(item))


def test_code_that_fits_is_kept():
    whole = form(frequency("q1", "Little interest or pleasure in doing things?", "44250-9"), total())
    assert instrument(whole).items[0].loinc == "44250-9" and told(whole, Weight.LOST) == []
    longer = form(frequency("q1", "Trouble relaxing in last 2 weeks [Reported.PHQ]", "69734-2"), total())
    assert instrument(longer).items[0].loinc == "69734-2"
    assert any("brackets" in reason for _, reason in told(longer, Weight.NOTED))


def test_code_of_a_whole_form_is_kept_only_with_all_its_questions():
    whole = form(frequency("q1", "Trouble relaxing", "69734-2"), total(), code=coded("69737-5"))
    assert any("GAD-7, whose questions are not all here" in reason for _, reason in told(whole, Weight.LOST))
    assert instrument(whole).loinc_panel is None


def test_same_code_twice_is_refused():
    items = (frequency("q1", "Trouble relaxing", "69734-2"), frequency("q2", "Trouble relaxing", "69734-2"))
    assert any("two questions bear the code 69734-2" in reason for _, reason in refused(*items))


# --- Danger ---

NINTH = "Thoughts that you would be better off dead, or of hurting yourself in some way"


def test_known_dangerous_question_raises_its_alert_with_code_or_without():
    for item in (frequency("q", NINTH, "44260-8"), choice("q", NINTH + "?", FREQUENCY)):
        one = instrument(form(item, total()))
        assert [scoring.red_flags(one, {"1": value}) for value in range(4)] == [(), *[("suicidal-ideation",)] * 3]


def test_alert_follows_the_answers_words_and_not_their_place():
    turned = choice("q", NINTH, FREQUENCY[::-1], weights=(30, 20, 10, 0))
    one = instrument(form(turned, total()))
    assert [bool(scoring.red_flags(one, {"1": value})) for value in (0, 10, 20, 30)] == [False, True, True, True]


def test_dangerous_question_whose_answers_cannot_be_matched_is_refused():
    for labels in (("No", "Yes"), ("Not at all", "A little", "A lot", "Always")):
        assert any("no alert could be raised" in reason for _, reason in refused(choice("q", NINTH, labels)))


def test_unknown_question_about_harming_oneself_is_told_to_raise_no_alert():
    item = choice("q", "In the last week, did you think about suicide?")
    assert any("it raises no alert" in reason for _, reason in lost(item))


# --- Refused, and no FHIR at all ---


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([Q1, {**Q2, "linkId": "q1"}], "stands twice"),
        ([{"text": "No id", "type": "boolean"}], "missing"),
        ([{**Q1, "modifierExtension": [{"url": "x"}]}], "changes the meaning"),
        ([choice("q", "How?", ("Yes", "yes!"))], "read the same"),
        ([{**choice("q", ""), "text": ""}], "characters"),
        ([], "no question"),
        ([{"linkId": "t", "text": "Words", "type": "text"}], "no question"),
        (
            [
                choice("a", "A?"),
                choice("b", "B?", enableWhen=[{"question": "a", "operator": "exists", "answerBoolean": True}] * 2),
            ],
            "all or any",
        ),
    ],
)
def test_broken_form_is_refused(items, words):
    assert any(words in reason for _, reason in refused(*items))


def test_two_weights_that_differ_are_refused():
    node = choice("q", "How?")
    node["answerOption"][1]["valueCoding"]["extension"] = [{"url": FHIR + "itemWeight", "valueDecimal": 7}]
    assert any("two weights" in reason for _, reason in refused(node))


@pytest.mark.parametrize("name", ["PHQ9", "phq9", "Madrs"])
def test_id_of_a_shipped_instrument_is_refused(name):
    assert any("ships" in reason for _, reason in refused(Q1, name=name))
    definition, _ = read(form(Q1, name=name), wanted_id="our_own")
    assert definition.id == "our_own"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{",
        b"\xff\xfe",
        b'{"resourceType": "Patient"}',
        b'{"resourceType": "Questionnaire", "item": {}}',
    ]
    + [
        b'{"resourceType": "Questionnaire", "item": [1]}',
        b'{"a": 1, "a": 2}',
        b'{"resourceType": "Questionnaire", "x": NaN}',
        b"[" * 100_000,
    ]
    + [b" " * 1_000_001],
)
def test_what_is_no_fhir_questionnaire_is_said_in_one_line(content):
    with pytest.raises(Invalid) as refused_:
        read_questionnaire(content)
    assert refused_.value.message.startswith("The file is not a FHIR Questionnaire")


def test_reading_is_the_same_every_time():
    text = as_bytes(SLEEP)
    assert read_questionnaire(text)[0] == read_questionnaire(json.dumps(json.loads(text)).encode())[0]

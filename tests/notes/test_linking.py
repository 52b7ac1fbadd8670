"""Where linked sentences stand in a note: the parts are exactly the text, and a rewritten sentence is no link."""

from hypothesis import given
from hypothesis import strategies as st

from telekat.notes.linking import appended, linked, parts

ONE, OTHER = "PHQ-9: 19.", "Alert: taken."


def test_sentences_are_found_between_free_words():
    body = f"Seen by video. {ONE} Then:\n{OTHER}"
    assert [(part.text, part.sentence) for part in parts(body, [OTHER, ONE])] == [
        ("Seen by video. ", None),
        (ONE, 1),
        (" Then:\n", None),
        (OTHER, 0),
    ]


def test_rewritten_sentence_loses_its_link():
    assert linked("PHQ-9 is 19.", [ONE]) == []


def test_sentence_within_another_is_the_longer_one():
    assert linked("PHQ-9: 19. Worse.", [ONE, "PHQ-9: 19. Worse."]) == [1]


def test_of_two_alike_the_later_holds():
    assert linked(ONE, [ONE, ONE]) == [1]


def test_sentences_are_put_behind_what_stands_there_and_never_twice():
    assert appended("Typed.\n", [ONE]) == f"Typed.\n{ONE}"
    assert appended("", [ONE, OTHER]) == f"{ONE}\n{OTHER}"
    assert appended(f"Typed. {ONE}", [ONE]) == f"Typed. {ONE}"


@given(st.text(alphabet="ab. \n", max_size=40), st.lists(st.text(alphabet="ab.", max_size=6), max_size=5))
def test_parts_are_exactly_the_text(body, sentences):
    assert "".join(part.text for part in parts(body, sentences)) == body

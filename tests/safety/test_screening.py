"""Crisis wording: what is surfaced for a look, and what is not. Tables first, then laws, then the cost."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telekat.safety.screening import MOST, crisis_wording

pytestmark = pytest.mark.rules

SURFACED = [
    "I want to die",
    "i wanna die",
    "I just want to die.",
    "Sometimes I wish I was dead",
    "I wish I could just die in my sleep",
    "I'd rather be dead than go through this again",
    "They would be better off without me",
    "Everyone would be better off without me.",
    "I would be better off dead",
    "I'm going to kill myself",
    "I’m going to kill myself tonight",
    "i have been thinking of killing myself",
    "I tried to kill myself in 2010",
    "I keep thinking about ending my life",
    "planning to end my own life",
    "I could take my own life",
    "Last night I nearly hanged myself",
    "I want to hurt myself",
    "I have the urge to cut myself",
    "thinking about harming myself again",
    "I feel suicidal",
    "I'm feeling really suicidal today",
    "I have these suicidal thoughts every morning",
    "having thoughts of suicide",
    "I have been self-harming since Monday",
    "I am thinking about suicide",
    "I plan to overdose on my tablets",
    "I want to end it all",
    "There is no point in living",
    "I see no reason to go on",
    "I have nothing left to live for",
    "I don't want to live anymore",
    "I do not want to live like this",
    "I dont want to be here anymore",
    "I don't want to wake up tomorrow",
    "I don't want to wake up.",
    "I can't go on",
    "I cannot carry on like this",
    "I wish I'd never been born",
    "gonna kms",
    "Session was fine. Food was fine. I want to kill myself.",
    "I AM GOING TO KILL MYSELF",
]
DOUBTFUL = [
    "I don't know if I want to die",
    "I'm not sure whether I want to kill myself",
    "I can't stop thinking about killing myself",
    "I'm not sad, I want to die",
    "I'm not only tired but I want to die",
    "I never said I didn't want to die",
    "My mum knows I want to die",
    "He thinks I want to kill myself",
    "She asked if I feel suicidal and I feel suicidal",
    'I keep thinking "I want to die"',
    "used to want to die every day",
]
NEGATED = [
    "I don't want to die",
    "I do not want to die.",
    "I really don't want to kill myself",
    "I’m not going to kill myself",
    "I am not suicidal",
    "I'm not feeling suicidal",
    "I never wanted to die",
    "I wouldn't hurt myself",
    "I have no plans to end my life",
    "I don't have any suicidal thoughts",
    "no thoughts of killing myself this week",
    "I no longer want to die",
    "I have not been thinking about suicide",
    "I did not want to hurt myself",
]
OF_OTHERS = [
    "My brother wanted to die",
    "She said she wanted to die after the accident",
    "They wanted to commit suicide together in the film",
    "He was thinking about suicide back then",
    "My friend attempted suicide in 2015",
    "Do people who attempt suicide get this treatment?",
    'She said "I want to die" and hung up',
    'The song goes "I want to die" over and over',
    "the character says “I want to kill myself” in the second act",
    "My dog is old, he is ready to die",
]
IDIOMS = [
    "I'm dying to see you",
    "I was dying of laughter",
    "I wanted to die of embarrassment",
    "I nearly killed myself laughing",
    "I'd kill for a coffee",
    "I shot myself in the foot, don't let me be shooting myself in the foot again",
    "My phone is about to die",
    "I'm dead tired",
    "This deadline is killing me",
    "I want to take my life back",
    "I cut myself shaving",
    "I hurt myself at the gym",
    "I taught myself to cook",
    "I don't want to live in London",
    "I don't want to live with my parents",
    "I don't want to go on holiday",
    "I don't want to wake up early",
    "I ran 5 kms today",
    "We live near the sea",
    "Can I end my life insurance?",
    "Let's end it here for today",
    "He died last year",
]
PLAIN = [
    "",
    "Thank you, see you on Friday at 10.",
    "Will the next session be longer?",
    "Do you screen for suicidal thoughts before each session?",
    "The sound died down and I felt alive again",
]


@pytest.mark.parametrize("text", SURFACED + DOUBTFUL)
def test_wording_is_surfaced(text):
    assert crisis_wording(text)


@pytest.mark.parametrize("text", NEGATED + OF_OTHERS + IDIOMS + PLAIN)
def test_wording_is_let_pass(text):
    assert crisis_wording(text) is None


def test_sentence_alone_is_shown():
    text = "Thanks for today.\nI keep thinking that I want to die. Anyway, see you Friday!"
    assert crisis_wording(text) == "I keep thinking that I want to die"


def test_later_hit_is_found_behind_one_that_does_not_stand():
    assert crisis_wording("I don't want to die. Or yes: I want to die") is not None


@given(st.text(max_size=400), st.sampled_from(SURFACED), st.text(max_size=400))
def test_any_text_is_read_and_the_sentence_stays_short(before, words, after):
    found = crisis_wording(f"{before}\n{words}\n{after}")
    assert found is None or len(found) <= MOST


@given(st.sampled_from(SURFACED), st.text(alphabet="bcdfg \n.", max_size=200))
def test_words_around_it_on_other_lines_do_not_hide_it(words, around):
    assert crisis_wording(f"{around}\n{words}\n{around}") is not None


@pytest.mark.parametrize(
    "text",
    [
        "hello there, see you soon. " * 300,
        "i want to " * 800,
        "i don't want to live " * 400,
        "my " * 2600,
        "she did not want to die " * 330,  # hundreds of phrases, none of which stands
        "i do not want to die, " * 360,
        '"he said want to die ' * 380,
    ],
)
def test_the_longest_message_costs_little(text):
    began = time.process_time()
    for _ in range(5):
        crisis_wording(text[:8000])
    assert (time.process_time() - began) / 5 < 0.05

"""The rules of the draft: which facts make which sentence, with which sources, and what flags one later."""

from dataclasses import replace

import pytest

from telekat.notes import drafting
from telekat.notes.record_facts import (
    AlertFact,
    AnswerFact,
    ApartFact,
    CheckInFact,
    Mark,
    MedicalFact,
    Presence,
    RecordFacts,
    ScoreFact,
    SessionFact,
    TrendFact,
)

BEFORE = ScoreFact("r1", "10 Nov 2026", "16", "Moderately severe", "", (ApartFact("9", "9", "1", "Several days"),))
NEWEST = ScoreFact(
    "r2", "24 Nov 2026", "19", "Moderately severe", "", (ApartFact("9", "9", "2", "More than half the days"),)
)
PHQ9 = TrendFact("phq9", "PHQ-9", (BEFORE, NEWEST), BEFORE, "; +3 since 10 Nov 2026 (worse)")
ALERT = AlertFact("a1", "open", "PHQ-9 question 9: “Several days”", "24 Nov 2026, 10:07", "", "", "", "", True)
SESSIONS = (
    SessionFact("s1", 1, "1 Nov 2026", "35 mg, IV, into a vein", "/s#session-s1", "version 1"),
    SessionFact("s2", 2, "8 Nov 2026", "40 mg, IV, into a vein", "/s#session-s2", "version 1"),
)
CHECKIN = CheckInFact(
    "c1", "Day 1 check-in", "9 Nov 2026", 4, 5, True, (), ("nausea: mild",), "/s#checkin-c1", True
)
NOTHING = RecordFacts("24 Nov 2026", (), (), None, (), (), ())


def drafted(**facts):
    return drafting.draft(replace(NOTHING, **facts))


def texts(**facts):
    return [one.text for one in drafted(**facts)]


def test_empty_record_makes_no_sentence():
    assert drafting.draft(NOTHING) == []


def test_score_is_told_with_its_band_its_change_and_both_forms_behind_it():
    total, _ = drafted(trends=(PHQ9,))
    assert total.text == "PHQ-9, 24 Nov 2026: 19, moderately severe; +3 since 10 Nov 2026 (worse)."
    assert [(one.kind, one.id, one.href) for one in total.sources] == [
        ("questionnaire", "r2", "/forms/r2"),
        ("questionnaire", "r1", "/forms/r1"),
    ]


def test_question_9_stands_apart_with_what_it_was():
    _, apart = drafted(trends=(PHQ9,))
    assert apart.text == "PHQ-9 question 9, 24 Nov 2026: 2, “More than half the days”; 1 on 10 Nov 2026."
    assert [one.href for one in apart.sources] == ["/forms/r2#item-9", "/forms/r1#item-9"]


def test_first_score_claims_no_change():
    first = replace(PHQ9, points=(NEWEST,), before=None, change="")
    assert texts(trends=(first,))[0] == "PHQ-9, 24 Nov 2026: 19, moderately severe."


def test_incomplete_form_says_what_is_missing_and_never_a_total():
    open_form = replace(PHQ9, points=(replace(NEWEST, total="", severity="", missing="2 of 9 missing", apart=()),))
    assert texts(trends=(replace(open_form, before=None, change=""),)) == [
        "PHQ-9, 24 Nov 2026: no total, 2 of 9 missing."
    ]


def test_screener_without_a_total_tells_its_level():
    level = ScoreFact("r9", "24 Nov 2026", "", "High", "", ())
    screener = TrendFact("cssrs_screener_recent", "C-SSRS screener", (level,), None, "")
    assert texts(trends=(screener,)) == ["C-SSRS screener, 24 Nov 2026: high."]


def test_medical_form_lists_what_is_present_and_what_is_unknown_apart():
    answers = (
        AnswerFact("6", "6", "High blood pressure", "Yes, and it is under control", "present"),
        AnswerFact("9", "9", "Lamotrigine", "I don't know", "unknown"),
        AnswerFact("10", "10", "Glaucoma", "No", "absent"),
    )
    present, unknown = drafted(medical=MedicalFact("m1", "Medical history", "20 Nov 2026", answers))
    assert present.text == (
        "Medical history, 20 Nov 2026: answered yes to high blood pressure (Yes, and it is under control)."
    )
    assert unknown.text == "Medical history, 20 Nov 2026: does not know about lamotrigine."
    assert [one.href for one in present.sources] == ["/forms/m1#item-6"]


def test_open_alert_says_that_nobody_has_it():
    assert texts(alerts=(ALERT,)) == [
        "Alert of 24 Nov 2026, 10:07: PHQ-9 question 9: “Several days”; nobody has taken it."
    ]


def test_closed_alert_tells_who_took_it_and_what_came_of_it():
    closed = replace(
        ALERT,
        state="closed",
        taken="Dr Ruiz, 24 Nov 2026, 10:09",
        closed="Dr Ruiz, 24 Nov 2026, 10:40",
        outcome="safety plan made",
        note="Called her.",
    )
    (text,) = texts(alerts=(closed,))
    assert text.endswith(
        "; taken by Dr Ruiz, 24 Nov 2026, 10:09; closed by Dr Ruiz, 24 Nov 2026, 10:40: safety plan made."
        " Closing note: Called her."
    )


def test_alert_and_check_in_of_before_the_last_note_are_left_out():
    assert texts(alerts=(replace(ALERT, is_recent=False),), checkins=(replace(CHECKIN, is_recent=False),)) == []


def test_sessions_and_check_ins_are_told_with_their_numbers():
    assert texts(sessions=SESSIONS, checkins=(CHECKIN,)) == [
        "2 sessions so far. 1, 1 Nov 2026: 35 mg, IV, into a vein; 2, 8 Nov 2026: 40 mg, IV, into a vein.",
        "Day 1 check-in, 9 Nov 2026: mood 4 of 10, anxiety 5 of 10; safe right now: yes; side effects: nausea: mild.",
    ]


def test_whoever_took_part_is_named_with_what_they_did():
    mark = Mark("message", "x1", "", "message 09:41", "/rooms/r#message-4")
    (one,) = drafted(present=(Presence("Maya Okafor", ("messages", "PHQ-9"), (mark,)),))
    assert one.text == "On 24 Nov 2026, took part: Maya Okafor (messages, PHQ-9)."
    assert one.sources[0].href == "/rooms/r#message-4"


FULL = RecordFacts(
    "24 Nov 2026",
    (Presence("Maya Okafor", ("messages",), (Mark("message", "x1", "", "message 09:41", "/rooms/r#message-4"),)),),
    (PHQ9,),
    MedicalFact(
        "m1", "Medical history", "20 Nov 2026", (AnswerFact("6", "6", "High blood pressure", "Yes", "present"),)
    ),
    (ALERT,),
    SESSIONS,
    (CHECKIN,),
)


def flags(now):
    """The flags of every source of the full draft, once the record is as in `now`."""
    said, newest = drafting.now_said(now), drafting.newest_now(now)
    found = {drafting.flag_of(source, said, newest) for one in drafting.draft(FULL) for source in one.sources}
    return found - {""}


def test_every_sentence_has_a_source_with_a_page_and_none_is_flagged_at_once():
    for one in drafting.draft(FULL):
        assert one.sources and all(source.href.startswith("/") for source in one.sources)
    assert flags(FULL) == set()


@pytest.mark.parametrize(
    ("change", "flag"),
    [
        ({"trends": (replace(PHQ9, points=(BEFORE, replace(NEWEST, total="20"))),)}, drafting.CHANGED),
        ({"trends": (replace(PHQ9, points=(BEFORE, NEWEST, replace(NEWEST, id="r3"))),)}, drafting.NEWER),
        ({"trends": (replace(PHQ9, points=(NEWEST,), before=None),)}, drafting.GONE),
        ({"alerts": (replace(ALERT, state="closed"),)}, drafting.CHANGED),
        ({"sessions": (SESSIONS[0], replace(SESSIONS[1], seen="version 2"))}, drafting.CHANGED),
        ({"sessions": (*SESSIONS, replace(SESSIONS[1], id="s3"))}, drafting.NEWER),
        ({"checkins": ()}, drafting.GONE),
        ({"medical": None}, drafting.GONE),
        ({"present": ()}, drafting.GONE),
    ],
    ids=lambda value: value if isinstance(value, str) else ", ".join(value),
)
def test_changed_record_flags_what_was_said_of_it(change, flag):
    assert flags(replace(FULL, **change)) == {flag}


def test_only_what_was_called_the_newest_is_overtaken_by_a_newer_one():
    now = replace(FULL, trends=(replace(PHQ9, points=(BEFORE, NEWEST, replace(NEWEST, id="r3"))),))
    said, newest = drafting.now_said(now), drafting.newest_now(now)
    total = next(one for one in drafting.draft(FULL) if one.text.startswith("PHQ-9, "))
    assert [drafting.flag_of(source, said, newest) for source in total.sources] == [drafting.NEWER, ""]

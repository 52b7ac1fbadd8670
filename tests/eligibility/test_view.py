"""The matrix as its clinicians see it: source answers, states, reviewers; and how a look goes stale."""

from sqlalchemy import select

from telekat.audit.models import AuditEvent
from telekat.core.database import db
from telekat.eligibility.models import EligibilityFact, EligibilityReview
from tests.eligibility.acting import NO_TO_ALL, criterion, enter, hand_in, review_all, root, view


def test_without_any_source_everything_but_the_age_is_unknown_and_open(cast, browser_of):
    seen = view(browser_of(cast.ben), cast.ada)
    assert {one["state"] for one in seen["criteria"] if one["id"] != "age"} == {"unknown"}
    assert criterion(seen, "age")["state"] == "absent"
    assert seen["open_count"] == seen["criterion_count"] == 29
    assert [one["locked"] != "" for one in seen["outcomes"]] == [True, True, True, False]


def test_answer_stands_in_its_own_words_with_who_and_when(cast, browser_of):
    hand_in(cast, "kat_medical", NO_TO_ALL | {"6": 1})
    one = criterion(view(browser_of(cast.theo), cast.ada), "blood_pressure")
    (said,) = one["statements"]
    assert (one["state"], said["words"], said["by"]) == (
        "controlled",
        "“Yes, and it is under control”",
        "Ada Byron",
    )
    assert "High blood pressure" in said["asked"] and said["at"].endswith("Z")
    assert "Spravato" in one["source"]


def test_newest_medical_history_counts(cast, browser_of):
    hand_in(cast, "kat_medical", NO_TO_ALL | {"22": 2}, "first")
    hand_in(cast, "kat_medical", NO_TO_ALL, "second")
    assert criterion(view(browser_of(cast.ben), cast.ada), "liver")["state"] == "absent"


def test_form_that_is_not_handed_in_says_nothing(cast, browser_of):
    from telekat.questionnaires import actions as forms

    form, _ = forms.assign(cast.ben.principal, cast.care, "kat_medical", "open")
    forms.answer(cast.ada.principal, form, "22", 2)
    assert criterion(view(browser_of(cast.ben), cast.ada), "liver")["state"] == "unknown"


def test_sources_that_disagree_show_both_and_a_fact_settles_them(cast, browser_of):
    ben = browser_of(cast.ben)
    hand_in(cast, "kat_medical", NO_TO_ALL)
    hand_in(cast, "audit_c", {"1": 4, "2": 2, "3": 2})
    one = criterion(view(ben, cast.ada), "substance_use")
    assert one["state"] == "contradictory" and one["summary"].startswith("Contradicts.")
    assert enter(ben, cast.ada, "substance_use", "absent", evidence="interview").status_code == 201
    assert criterion(view(ben, cast.ada), "substance_use")["state"] == "absent"


def test_fact_is_replaced_by_a_new_row_and_stays(cast, browser_of):
    ben = browser_of(cast.ben)
    first = enter(ben, cast.ada, "liver", "present").json["id"]
    enter(browser_of(cast.theo), cast.ada, "liver", "absent")
    rows = db().scalars(select(EligibilityFact).order_by(EligibilityFact.entered_at, EligibilityFact.id)).all()
    assert [row.replaces for row in rows] == [None, first]
    one = criterion(view(ben, cast.ada), "liver")
    assert one["state"] == "absent"
    assert [fact["state"] for fact in one["facts"]] == ["absent", "present"]


def test_same_fact_again_stores_nothing_and_another_under_its_id_is_a_conflict(cast, browser_of):
    ben = browser_of(cast.ben)
    first, again = (enter(ben, cast.ada, "liver", "absent", client_id="c") for _ in range(2))
    assert (again.status_code, again.json) == (200, {**first.json, "duplicate": True})
    assert enter(ben, cast.ada, "liver", "present", client_id="c").status_code == 409
    assert len(db().scalars(select(EligibilityFact)).all()) == 1


def test_review_names_the_reviewer_and_new_data_makes_it_stale(cast, browser_of):
    ben = browser_of(cast.ben)
    hand_in(cast, "kat_medical", NO_TO_ALL, "first")
    assert review_all(ben, cast.ada).json == {"reviewed": 29}
    one = criterion(view(browser_of(cast.theo), cast.ada), "liver")
    assert (one["open"], one["review"]["by"]["name"], one["review"]["stale"]) == (None, "Dr Ben Okri", False)
    hand_in(cast, "kat_medical", NO_TO_ALL, "second")
    one = criterion(view(ben, cast.ada), "liver")
    assert (one["open"], one["review"]["stale"]) == ("unreviewed", True)


def test_review_of_what_reads_otherwise_by_now_is_a_conflict_and_notes_nothing(cast, browser_of):
    ben = browser_of(cast.ben)
    seen = view(ben, cast.ada)
    enter(browser_of(cast.theo), cast.ada, "liver", "present")
    pairs = [{"criterion": one["id"], "basis": one["basis"]} for one in seen["criteria"]]
    assert ben.post(f"{root(cast.ada)}/reviews", {"criteria": pairs}).status_code == 409
    assert db().scalar(select(EligibilityReview)) is None


def test_second_look_at_the_same_notes_nothing_new(cast, browser_of):
    ben = browser_of(cast.ben)
    review_all(ben, cast.ada)
    assert review_all(ben, cast.ada).json == {"reviewed": 0}


def test_medicine_is_flagged_with_its_source_and_contradicts_the_form(cast, browser_of):
    ben = browser_of(cast.ben)
    hand_in(cast, "kat_medical", NO_TO_ALL)
    body = {"client_id": "m", "name": "Tramadol", "details": "at night, dose unknown"}
    answer = ben.post(f"{root(cast.ada)}/medicines", body)
    assert answer.status_code == 201
    seen = view(ben, cast.ada)
    (flag,) = seen["flags"]
    assert flag["id"] == "depressants" and "Ketalar label" in flag["source"]
    assert flag["because"] == ["Medicine list: Tramadol"]
    assert criterion(seen, "interactions")["state"] == "contradictory"
    ended = body | {"client_id": "m2", "is_taken": False, "replaces": answer.json["id"]}
    assert ben.post(f"{root(cast.ada)}/medicines", ended).status_code == 201
    seen = view(ben, cast.ada)
    assert seen["flags"] == [] and [one["is_taken"] for one in seen["medicines"]] == [False]


def test_entry_that_was_replaced_meanwhile_is_a_conflict(cast, browser_of):
    ben = browser_of(cast.ben)
    first = ben.post(f"{root(cast.ada)}/medicines", {"client_id": "m", "name": "Tramadol"}).json["id"]
    change = {"name": "Tramadol", "is_taken": False, "replaces": first}
    assert ben.post(f"{root(cast.ada)}/medicines", change | {"client_id": "m2"}).status_code == 201
    assert ben.post(f"{root(cast.ada)}/medicines", change | {"client_id": "m3"}).status_code == 409


def test_entries_lie_sealed_and_the_acts_are_in_the_trail_without_a_word(cast, browser_of):
    ben = browser_of(cast.ben)
    enter(ben, cast.ada, "liver", "present", note="cirrhosis in 2019")
    review_all(ben, cast.ada)
    fact, look = db().scalar(select(EligibilityFact)), db().scalar(select(EligibilityReview))
    for stored in (fact.body_sealed, look.body_sealed):
        assert not any(word in stored for word in (b"liver", b"present", b"cirrhosis", b"absent"))
    acts = db().scalars(select(AuditEvent).where(AuditEvent.action.like("eligibility:%"))).all()
    assert {act.action for act in acts} == {"eligibility:enter", "eligibility:review", "eligibility:read"}
    assert not any(word in act.detail for act in acts for word in ("liver", "present", "cirrhosis"))


def test_wrong_fields_are_named_and_nothing_is_kept(cast, browser_of):
    ben = browser_of(cast.ben)
    for change, field in (
        ({"criterion": "luck"}, "criterion"),
        ({"state": "contradictory"}, "state"),
        ({"state": "maybe"}, "state"),
        ({"evidence": "hearsay"}, "evidence"),
        ({"on_date": "2999-01-01"}, "on_date"),
        ({"on_date": "soon"}, "on_date"),
        ({"note": "  "}, "note"),
        ({"mood": 3}, "mood"),
    ):
        body = {"client_id": "c", "criterion": "liver", "state": "absent", "evidence": "lab", "note": "n"} | change
        answer = ben.post(f"{root(cast.ada)}/facts", body)
        assert answer.status_code == 422 and field in answer.json["error"]["fields"], change
    assert db().scalar(select(EligibilityFact)) is None

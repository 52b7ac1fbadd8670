"""The draft from a real record: every link opens its source, insertion keeps the links, a later change flags them."""

from datetime import timedelta

import pytest

from telekat.core import clock
from tests.questionnaires.filling import assign, give_all, submit

ANSWERS = {str(number): 2 for number in range(1, 9)} | {"9": 1, "10": 1}


@pytest.fixture
def record(cast, socket_of, browser_of):
    """Ada has filled in a PHQ-9 with Ben, raised an alert, and had a session."""
    ada, ben = socket_of(cast.ada), socket_of(cast.ben)
    assert ada.call("message:send", {"room": cast.care, "client_id": "m", "body": "good morning"})["ok"]
    form = assign(ben, cast.care)
    give_all(ada, form, ANSWERS)
    submit(ben, form)
    yesterday = (clock.now() - timedelta(days=1)).date().isoformat()
    session = {"client_id": "s", "on_date": yesterday, "at_time": "10:30", "route": "iv", "dose_mg": "35"}
    kept = browser_of(cast.ben).post(f"/api/v1/patients/{cast.ada.id}/sessions", session)
    return {"form": form, "session": kept.json["id"], "on_date": yesterday}


@pytest.fixture
def drafted(cast, today):
    """drafted(browser) is the proposal for Ada today."""
    return lambda browser: browser.get(f"/api/v1/patients/{cast.ada.id}/notes/{today}/draft").json["sentences"]


@pytest.fixture
def insert(cast, today):
    def post(browser, keys, base_rev=0):
        address = f"/api/v1/patients/{cast.ada.id}/notes/{today}/sentences"
        return browser.post(address, {"keys": keys, "base_rev": base_rev})

    return post


def test_draft_tells_the_record_and_every_link_opens_its_source(cast, browser_of, record, drafted):
    for member in (cast.ben, cast.theo):
        browser = browser_of(member)
        sentences = drafted(browser)
        told = " ".join(one["text"] for one in sentences)
        for words in ("took part: Ada Byron (messages, PHQ-9)", "PHQ-9, ", "17", "question 9", "Alert of", "35 mg"):
            assert words in told
        links = {source["href"] for one in sentences for source in one["sources"]}
        assert all(one["sources"] for one in sentences)
        for href in links:
            path, _, anchor = href.partition("#")
            page = browser.get(path)
            assert page.status_code == 200, (member.name, href)
            if anchor and not anchor.startswith("message-"):
                assert f'id="{anchor}"' in page.text, href


def test_inserted_sentences_stand_in_the_note_with_their_links(
    cast, browser_of, record, drafted, insert, keep, own
):
    ben = browser_of(cast.ben)
    keep(ben, cast.ada, "Seen by video.")
    keys = {one["text"]: one["key"] for one in drafted(ben)}
    score = next(text for text in keys if text.startswith("PHQ-9, "))
    answer = insert(ben, [keys[score]], base_rev=1)
    assert answer.json["body"] == f"Seen by video.\n{score}" and answer.json["rev"] == 2
    note = own(ben, cast.ada)
    (sentence,) = note["sentences"]
    assert sentence["in_note"] and sentence["sources"][0]["href"] == f"/forms/{record['form']}"
    assert sentence["sources"][0]["flag"] is None


def test_same_insertion_again_changes_nothing(cast, browser_of, record, drafted, insert, own):
    ben = browser_of(cast.ben)
    keys = [one["key"] for one in drafted(ben)]
    first, again = insert(ben, keys), insert(ben, keys)
    assert again.json == first.json
    assert len(own(ben, cast.ada)["sentences"]) == len(keys)


def test_rewritten_sentence_is_no_longer_linked_and_not_signed_as_such(
    cast, browser_of, record, drafted, insert, keep, own
):
    ben = browser_of(cast.ben)
    body = insert(ben, [drafted(ben)[1]["key"]]).json["body"]
    keep(ben, cast.ada, body.replace("PHQ-9", "The score"), base_rev=1)
    (sentence,) = own(ben, cast.ada)["sentences"]
    assert not sentence["in_note"]


def test_corrected_source_flags_the_sentence(cast, browser_of, record, drafted, insert, own):
    ben = browser_of(cast.ben)
    told = next(one for one in drafted(ben) if "35 mg" in one["text"])
    insert(ben, [told["key"]])
    corrected = ben.post(
        f"/api/v1/patients/{cast.ada.id}/sessions/{record['session']}/versions",
        {
            "base_version": 1,
            "reason": "slip of the pen",
            "on_date": record["on_date"],
            "at_time": "10:30",
            "route": "iv",
            "dose_mg": "30",
        },
    )
    assert corrected.status_code == 201
    (sentence,) = own(ben, cast.ada)["sentences"]
    assert [source["flag"] for source in sentence["sources"]] == ["changed"]
    assert "35 mg" in sentence["text"]


def test_newer_form_flags_the_score_and_acted_alert_flags_the_alert(
    cast, browser_of, socket_of, record, drafted, insert, own
):
    ben = browser_of(cast.ben)
    insert(ben, [one["key"] for one in drafted(ben)])
    socket = socket_of(cast.ben)
    form = assign(socket, cast.care, client_id="f2")
    give_all(socket_of(cast.ada), form, ANSWERS | {"9": 0})
    submit(socket, form)
    alert = ben.get("/api/v1/alerts").json["alerts"][0]["alert"]
    assert socket.call("alert:acknowledge", {"alert": alert})["ok"]
    flags = {
        one["text"].partition(" ")[0].strip(","): [source["flag"] for source in one["sources"]]
        for one in own(ben, cast.ada)["sentences"]
    }
    assert flags["PHQ-9"] == ["newer"] and flags["Alert"] == ["changed"]


def test_draft_that_the_record_has_overtaken_is_not_inserted(cast, browser_of, socket_of, record, drafted, insert):
    ben = browser_of(cast.ben)
    told = next(one for one in drafted(ben) if one["text"].startswith("Alert"))
    alert = ben.get("/api/v1/alerts").json["alerts"][0]["alert"]
    assert socket_of(cast.ben).call("alert:acknowledge", {"alert": alert})["ok"]
    assert insert(ben, [told["key"]]).status_code == 409


def test_nothing_chosen_and_keys_of_nobody_are_refused(cast, browser_of, record, insert):
    ben = browser_of(cast.ben)
    assert insert(ben, []).status_code == 422
    assert insert(ben, ["0" * 64]).status_code == 409


def test_insertion_from_an_old_rev_meets_the_other_devices_words(cast, browser_of, record, drafted, insert, keep):
    ben = browser_of(cast.ben)
    keep(ben, cast.ada, "one")
    keep(ben, cast.ada, "two", base_rev=1)
    answer = insert(ben, [drafted(ben)[0]["key"]], base_rev=1)
    assert answer.status_code == 409 and answer.json["error"]["body"] == "two"


def test_words_that_the_patient_may_withdraw_are_never_drafted(cast, browser_of, socket_of, record, drafted):
    told = " ".join(one["text"] for one in drafted(browser_of(cast.ben)))
    assert "good morning" not in told

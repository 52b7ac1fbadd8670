"""A sealed text opens in its own place and nowhere else, whole or not at all."""

import logging
import os
from itertools import product

import pytest

from telekat.core.writer import write
from telekat.vault import keys, sealing
from telekat.vault.sealing import SealBroken, unseal
from tests.readable import SealedWords

ADA, FINN = sealing.patient("ada"), sealing.patient("finn")
PLACE = (ADA, "message", "body", "row-1")
OTHERS = (FINN, "draft", "name", "row-2")
WORDS = "I want to look at the grief without running. 🫶🏽"


def test_words_come_back_word_for_word(seal):
    for words in (WORDS, "", "x" * 8000, "\u0000\n\t"):
        assert unseal(*PLACE, seal(*PLACE, words)) == words


def test_stored_bytes_hold_no_words_and_never_repeat(seal):
    first, second = seal(*PLACE, WORDS), seal(*PLACE, WORDS)
    assert b"grief" not in first
    assert first != second
    assert first[:17] == second[:17], "both name the same key"


@pytest.mark.parametrize("moved", [which for which in product((0, 1), repeat=4) if any(which)])
def test_text_moved_to_another_subject_table_column_or_row_does_not_open(seal, moved):
    stored = seal(*PLACE, WORDS)
    seal(FINN, "message", "body", "row-1", "something of Finn's, so that his key exists")
    place = [OTHERS[part] if is_moved else PLACE[part] for part, is_moved in enumerate(moved)]
    with pytest.raises(SealBroken):
        unseal(*place, stored)


def test_text_under_another_existing_key_does_not_open(seal):
    stored, of_finn = seal(*PLACE, WORDS), seal(FINN, "message", "body", "row-1", WORDS)
    with pytest.raises(SealBroken):
        unseal(*PLACE, stored[:1] + of_finn[1:17] + stored[17:])
    with pytest.raises(SealBroken):
        unseal(*PLACE, of_finn)


def test_text_under_a_key_that_does_not_exist_does_not_open(seal):
    stored = seal(*PLACE, WORDS)
    with pytest.raises(SealBroken):
        unseal(*PLACE, stored[:1] + os.urandom(16) + stored[17:])


def test_no_changed_byte_opens(seal):
    stored = seal(*PLACE, "short words")
    for at in range(len(stored)):
        for flip in (0x01, 0x80):
            with pytest.raises(SealBroken):
                unseal(*PLACE, stored[:at] + bytes((stored[at] ^ flip,)) + stored[at + 1 :])


def test_no_cut_and_no_longer_text_opens(seal):
    stored = seal(*PLACE, "short words")
    for length in range(len(stored)):
        with pytest.raises(SealBroken):
            unseal(*PLACE, stored[:length])
    with pytest.raises(SealBroken):
        unseal(*PLACE, stored + b"\0")


def test_other_format_versions_are_refused(seal):
    stored = seal(*PLACE, WORDS)
    for version in (0, 2, 255):
        with pytest.raises(SealBroken):
            unseal(*PLACE, bytes((version,)) + stored[1:])


def test_broken_seal_says_where_and_nothing_of_the_words(seal):
    with pytest.raises(SealBroken) as broken:
        unseal(*PLACE, seal(*PLACE, WORDS)[:-1])
    assert str(broken.value) == "message.body"


def test_sealing_outside_an_action_is_refused(practice_copy):
    with pytest.raises(RuntimeError):
        sealing.seal(sealing.patient("nobody yet"), "message", "body", "row-1", WORDS)


def test_one_broken_message_does_not_keep_others_from_opening(cast, browser_of):
    ada, path = browser_of(cast.ada), f"/api/v1/rooms/{cast.care}/messages"
    for number in range(3):
        assert ada.post(path, {"client_id": f"c{number}", "body": f"words {number}"}).status_code == 201

    @write
    def break_second(work):
        from telekat.chat.models import Message

        row = work.db.query(Message).filter_by(seq=2).one()
        row.body_sealed = row.body_sealed[:-1] + bytes((row.body_sealed[-1] ^ 1,))

    break_second()
    shown = ada.get(path).json["messages"]
    assert [one["body"] for one in shown] == ["words 0", "This message cannot be shown.", "words 2"]
    assert [one["kind"] for one in shown] == ["text", "unreadable", "text"]


def test_forgotten_keys_are_found_again(seal):
    stored = seal(*PLACE, WORDS)
    keys.forget()
    assert unseal(*PLACE, stored) == WORDS
    keys.forget(ADA)
    assert unseal(*PLACE, stored) == WORDS


def test_what_lies_open_is_found_by_the_watch_that_every_test_is_under(seal, tmp_path, monkeypatch):
    words = SealedWords()
    words.watch(monkeypatch)
    seal(*PLACE, "seen to be sealed")
    words.handle(
        logging.makeLogRecord({"name": "telekat", "msg": "it was seen to be sealed"})
    )  # the test's own watch hears real ones
    database = tmp_path / "telekat.db"
    database.write_bytes(b"\0seen to be sealed\0")
    assert words.found(database) == [
        "the log: message.body: 'seen to be sealed'",
        "telekat.db: message.body: 'seen to be sealed'",
    ]

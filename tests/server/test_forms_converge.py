"""Two people on one form, a thousand edits in any order, with connections that break: in the end all agree."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.server.clients import Socket
from tests.server.process import Server, until

pytestmark = pytest.mark.server
EDITS = 1_000
UNDER_WAY = 12  # edits of one person without an answer yet
ITEMS = [str(number) for number in range(1, 21)]
VALUES = [0, 1, 2, 3, 4, None]


class Hand:
    """One person's page: what it shows, and what it has sent and not heard of yet."""

    def __init__(self, server: Server, cookie: str, form: str) -> None:
        self.server, self.cookie, self.form = server, cookie, form
        self.shown: dict[str, tuple[Any, int]] = {}
        self.kept: list[tuple[str, Any, int]] = []
        self.conflicts: list[tuple[str, Any]] = []
        self.lost_count = self.connections = 0
        self._sent: dict[int, tuple[str, Any]] = {}
        self._read = 0
        self.comes()

    def comes(self) -> None:
        """Connect and ask for the whole form, as a page does after a gap."""
        self.socket = Socket(self.server, self.cookie).connected()
        self._read = 0
        self.connections += 1
        opened = self.socket.call("questionnaire:open", {"questionnaire": self.form})
        for item, given in opened["questionnaire"]["answers"].items():
            self._learn(item, given["value"], given["rev"])

    def goes(self) -> None:
        """The connection breaks; what was under way may have arrived or not."""
        self.lost_count += len(self._sent)
        self._sent.clear()
        self.socket.close()

    def edits(self, chance: random.Random) -> None:
        until(lambda: self.reads() < UNDER_WAY, told="the server answers no more")
        item, value = chance.choice(ITEMS), chance.choice(VALUES)
        base_rev = self.shown.get(item, (None, 0))[1]
        payload = {"questionnaire": self.form, "item": item, "value": value, "base_rev": base_rev}
        self._sent[self.socket.post("questionnaire:answer", payload)] = (item, value)

    def reads(self) -> int:
        """Take in what has come; returns how many edits are still without an answer."""
        news = self.socket.heard[self._read :]
        self._read += len(news)
        for one in news:
            if one.event == "questionnaire:changed" and one.payload["questionnaire"] == self.form:
                self._learn(one.payload["item"], one.payload["value"], one.payload["rev"])
        for number, (item, value) in list(self._sent.items()):
            answer = self.socket.taken(number)
            if answer is not None:
                del self._sent[number]
                self._acknowledged(item, value, answer)
        return len(self._sent)

    def _acknowledged(self, item: str, value: Any, answer: dict[str, Any]) -> None:
        if answer["ok"]:
            self.kept.append((item, value, answer["rev"]))
            self._learn(item, value, answer["rev"])
            return
        error = answer["error"]
        assert error["code"] == "conflict", error
        self.conflicts.append((item, value))
        self._learn(item, error["value"], error["rev"])

    def _learn(self, item: str, value: Any, rev: int) -> None:
        if rev > self.shown.get(item, (None, 0))[1]:
            self.shown[item] = (value, rev)


def test_a_thousand_interleaved_edits_end_equal_on_both_sides_and_in_the_database(quiet_clinic: Server, pairs):
    chance, pair = random.Random(1117), pairs[5]
    clinician = Socket(quiet_clinic, pair["psychiatrist"]["cookie"]).connected()
    given = clinician.call(
        "questionnaire:assign", {"room": pair["room"], "instrument": "pcl5", "client_id": "converge"}
    )
    form = given["questionnaire"]
    clinician.close()
    hands = [Hand(quiet_clinic, pair[who]["cookie"], form) for who in ("patient", "psychiatrist")]
    for number in range(EDITS):
        hand = chance.choice(hands)
        hand.edits(chance)
        if number % 40 == 39 and number < EDITS - 200:  # news alone has to do at the end
            hand.goes()
            hand.comes()
    until(lambda: all(hand.reads() == 0 for hand in hands), 30, told="edits without an answer")
    stored = dict(quiet_clinic.rows("SELECT item, rev FROM item_answer WHERE response_id = ?", form))
    until(
        lambda: all(
            hand.reads() == 0 and {i: rev for i, (_, rev) in hand.shown.items()} == stored for hand in hands
        ),
        told=lambda: ([hand.shown for hand in hands], stored),
    )
    ada, ben = hands
    fresh = Hand(quiet_clinic, pair["patient"]["cookie"], form)
    assert ada.shown == ben.shown == fresh.shown and set(stored) == set(ITEMS)
    _nothing_was_lost(quiet_clinic, form, hands)
    assert ada.conflicts or ben.conflicts, "the two never met: the test proves nothing"
    assert sum(hand.lost_count for hand in hands) > 0 and all(hand.connections > 5 for hand in hands)
    for hand in (*hands, fresh):
        hand.socket.close()


def _nothing_was_lost(server: Server, form: str, hands: list[Hand]) -> None:
    """Every rev of every item is in the history once, and every refused value too."""
    rows = server.rows("SELECT item, rev, fate FROM answer_version WHERE response_id = ?", form)
    revs = [(item, rev) for item, rev, fate in rows if fate == "kept"]
    assert len(set(revs)) == len(revs)
    newest = dict(server.rows("SELECT item, rev FROM item_answer WHERE response_id = ?", form))
    assert sorted(revs) == sorted((item, rev) for item, most in newest.items() for rev in range(1, most + 1))
    assert {(item, rev) for hand in hands for item, _, rev in hand.kept if rev} <= set(revs)
    told, lost = (
        sum(counts) for counts in zip(*((len(hand.conflicts), hand.lost_count) for hand in hands), strict=True)
    )
    assert told <= sum(fate == "conflicting" for *_, fate in rows) <= told + lost

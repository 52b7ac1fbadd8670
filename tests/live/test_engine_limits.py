"""What the engine does not put up with, and that nobody else notices (SECURITY-REQUIREMENTS P-03, P-04, P-10)."""

import json
import threading
import time

import pytest

pytestmark = pytest.mark.server
LIMIT = 128 * 1024
GARBAGE = [
    *("", "4", "40", "42", "420", "42[", "42[]", "42[1]", '42["x"', '42[["x"]]', '42[{"a":1},2]', '42["a",1,2,3]'),
    *(
        "9",
        "x",
        "4x",
        "49",
        "41",
        "43[]",
        "431[]",
        "44{}",
        "45",
        '451-["a"]',
        '461-[{"_placeholder":true,"num":0}]',
    ),
    *(
        "40[1]",
        '40"a"',
        "40/",
        "40/,,,",
        "42/x,[1]",
        "4" + "1" * 200,
        "42" + "9" * 200 + '["echo",1]',
        "2",
        "2probe",
    ),
    *(
        "5",
        "6",
        "b4AAA",
        '42["echo",NaN]',
        '42["echo",1e999]',
        "42" + "[" * 3000,
        '42["echo","\\ud800"]',
        "0{}",
        "\x00",
    ),
]


def test_an_oversize_frame_is_closed_with_1009_before_it_is_read(engine):
    browser, other = engine.browser(), engine.browser()
    whole = engine.framed(b"x" * (LIMIT + 1))
    browser.sock.sendall(whole[:20])  # its header says enough
    assert browser.goodbye() == 1009
    assert other.call("echo", 1)["ok"] is True
    other.close()


def test_a_sender_of_megabytes_still_learns_why(engine):
    browser = engine.browser()
    browser.sock.sendall(engine.framed(b"x" * 2_000_000))
    assert browser.goodbye() == 1009


def test_fragments_are_counted_together(engine):
    browser = engine.browser()
    browser.put(b"4", final=False)
    for _ in range(3):
        browser.put(b"x" * 50_000, 0, final=False)
    assert browser.goodbye() == 1009


def test_empty_fragments_without_end_are_refused(engine):
    browser = engine.browser()
    browser.put(b"4", final=False)
    browser.sock.sendall(engine.framed(b"", 0, final=False) * 1100)
    assert browser.goodbye() == 1009


def test_a_frame_of_exactly_the_limit_is_taken(engine):
    browser = engine.browser()
    text = '421["echo","' + "x" * (LIMIT - 14) + '"]'
    assert len(text) == LIMIT
    browser.say(text)
    assert browser.hear().startswith('431[{"ok":true')
    browser.close()


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ((b"abc", 2), 1003),
        ((b'421["echo","\xff"]', 1), 1007),
        ((b"42", 3), 1002),
        ((b"42", 0), 1002),
        ((b"x" * 126, 9), 1002),
        ((b"\x03", 8), 1002),
    ],
    ids=["binary", "not UTF-8", "unknown opcode", "continuation of nothing", "long ping", "short close"],
)
def test_what_is_no_text_is_closed_with_its_code(engine, sent, code):
    browser = engine.browser()
    browser.put(*sent)
    assert browser.goodbye() == code


def test_an_unmasked_frame_is_refused(engine):
    browser = engine.browser()
    browser.put(b'421["echo",1]', masked=False)
    assert browser.goodbye() == 1002


def test_compression_is_never_agreed_to(engine):
    wire = engine.wire(headers={"Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits"})
    assert wire.status == 101
    assert "extensions" not in wire.headers.lower()
    wire.hear()
    wire.sock.sendall(bytes([0xC1, 0x81, 0, 0, 0, 0, 0x34]))  # the bit that says "compressed"
    assert wire.goodbye() == 1002


@pytest.mark.parametrize("key", ["", "short", "not base64 at all!!!!!!!"])
def test_a_handshake_without_a_proper_key_is_refused(engine, key):
    wire = engine.wire(headers={"Sec-WebSocket-Key": key})
    assert wire.status == 400
    wire.close()


def test_an_event_with_attachments_is_answered_and_ends(engine):
    browser = engine.browser()
    browser.say('451-7["echo",{"_placeholder":true,"num":0}]')
    answer = browser.hear()
    assert answer.startswith('437[{"ok":false') and "invalid" in answer
    assert browser.goodbye() == 1002


def test_garbage_raises_no_traceback_and_the_server_lives(engine):
    other = engine.browser()
    for text in GARBAGE:
        for connected in (True, False):
            wire = engine.browser() if connected else engine.wire()
            wire.say(text)
            wire.close()
    for text in GARBAGE:
        sid = engine.polling()
        engine.poll(sid, text or b"\xff\xfe")
        engine.poll(sid, "1")
    assert other.call("echo", 1)["ok"] is True
    assert "Traceback" not in engine.said()
    other.close()


def test_a_post_is_bounded_in_bytes_and_packets(engine):
    sid = engine.polling()
    assert engine.poll(sid, "\x1e".join(["6"] * 16)) == (200, "OK")
    assert engine.poll(sid, b"4" + b"x" * LIMIT)[0] == 413
    assert engine.poll(sid)[0] == 200  # its goodbye
    assert engine.poll(sid)[0] == 400
    other = engine.polling()
    engine.poll(other, "\x1e".join(["6"] * 17))
    engine.poll(other)
    assert engine.poll(other)[0] == 400


def test_a_second_poll_at_once_ends_the_transport(engine):
    sid = engine.polling()
    answers: list[int] = []
    waiting = [threading.Thread(target=lambda: answers.append(engine.poll(sid)[0])) for _ in range(2)]
    for thread in waiting:
        thread.start()
    for thread in waiting:
        thread.join(8)
    assert sorted(answers) == [200, 400]
    assert engine.poll(sid)[0] == 400


def test_silent_transports_are_closed(impatient):
    wire = impatient.wire()
    wire.hear()
    sid = json.loads(impatient.poll(headers={"X-Any": "1"})[1][1:])["sid"]
    assert wire.goodbye() == 1000
    impatient.until(lambda state: state["open"] == 0)
    assert impatient.poll(sid)[0] == 400


def test_a_crowd_of_silent_transports_is_closed_and_nobody_else_notices(start_engine, mode):
    limits = {"unconnected_per_address": None, "connect_seconds": 0.8, "farewell_seconds": 0.2}
    engine = start_engine(mode, limits=limits)
    browser = engine.browser()
    silent = [engine.wire() for _ in range(100)]
    assert browser.call("echo", 1)["ok"] is True
    engine.until(lambda state: state["open"] == 1)
    assert browser.call("echo", 2)["ok"] is True
    for wire in silent:
        wire.close()


def test_eventlet_takes_more_sockets_than_its_own_1024(start_engine):
    engine = start_engine("eventlet", limits={"unconnected_per_address": None, "sockets_per_address": None})
    wires = [engine.wire() for _ in range(1060)]
    assert [wire.status for wire in wires] == [101] * 1060
    assert engine.browser().call("echo", 1)["ok"] is True
    for wire in wires:
        wire.close()


def test_who_answers_pings_stays_and_who_does_not_is_closed(impatient):
    alive, dead = impatient.browser(), impatient.browser()
    for _ in range(4):
        assert alive.hear() == "2"
        alive.say("3")
    assert alive.call("echo", 1)["ok"] is True
    assert dead.hear() == "2"
    assert dead.goodbye() == 1000
    alive.close()


def test_no_more_unconnected_transports_than_allowed_from_one_address(impatient):
    impatient.until(lambda state: state["open"] == 0)
    wires = [impatient.wire() for _ in range(7)]
    assert sorted(wire.status for wire in wires) == [101] * 5 + [429] * 2
    for wire in wires:
        wire.close()
    impatient.until(lambda state: state["open"] == 0)
    impatient.browser().close()


def test_no_more_sockets_than_allowed_for_one_person(impatient):
    mine = [impatient.browser({"user": "ada"}) for _ in range(2)]
    third = impatient.browser({"user": "ada"})
    assert third.answer == '44{"message":"rate_limited"}'
    assert impatient.browser({"user": "ben"}).answer.startswith("40{")
    mine.pop().close()
    impatient.until(lambda state: state["connected"] <= 2)
    assert impatient.browser({"user": "ada"}).answer.startswith("40{")
    mine.pop().close()


@pytest.mark.parametrize("origin", ["http://evil.test", "https://clinic.test", "null", ""])
def test_another_origin_or_none_is_refused_where_it_is_required(impatient, origin):
    wire = impatient.wire(headers={"Origin": origin})
    assert wire.status == 400
    wire.close()


def test_a_poll_to_its_own_server_needs_no_origin(impatient):
    path = "/socket.io/?EIO=4&transport=polling"
    own = {"Origin": "", "Sec-Fetch-Site": "same-origin"}
    assert impatient.http(path, headers={"Origin": "http://evil.test"})[0] == 400
    assert impatient.http(path, headers=own)[0] == 200


def test_a_script_tag_gets_nothing(engine):
    assert engine.http("/socket.io/?EIO=4&transport=polling&j=0")[0] == 400


def test_a_transport_is_of_use_only_to_its_opener(engine):
    sid = json.loads(engine.poll(headers={"X-Caller": "ada"})[1][1:])["sid"]
    assert engine.poll(sid, "40", headers={"X-Caller": "eve"})[0] == 400
    assert engine.poll(sid, "40")[0] == 400
    assert engine.wire(sid=sid, headers={"X-Caller": "eve"}).status == 400
    assert engine.poll(sid, "40", headers={"X-Caller": "ada"}) == (200, "OK")


def test_a_slow_reader_is_cut_with_resync_while_others_are_served(engine):
    slow, quick = engine.browser(), engine.browser()
    memory = engine.resident_mib()
    floods = 0
    while slow.sid not in engine.state()["ended"]:
        floods += 1
        assert floods < 400, "the slow reader is never cut"
        quick.say('421["flood",{"times":20,"size":20000}]')
        for number in range(20):
            assert quick.news()[1]["n"] == number
        assert quick.hear() == '431[{"ok":true}]'
    assert engine.resident_mib() - memory < 8
    heard = [slow.frame()]
    while heard[-1] is not None:
        heard.append(slow.frame())
    assert [frame and frame[1] for frame in heard[-4:]] == [b'42["resync",{}]', b"1", b"\x03\xe8", None]
    assert quick.call("echo", 1)["ok"] is True
    quick.close()


def test_a_slow_poller_is_cut_with_resync(engine):
    sid, quick = engine.polling(), engine.browser()
    quick.call("flood", {"times": 300, "size": 10})
    assert engine.poll(sid)[1] == '42["resync",{}]'
    assert engine.poll(sid)[1] == "1"
    assert engine.poll(sid)[0] == 400
    quick.close()


def test_a_vanished_reader_costs_no_others_time(engine):
    slow, quick = engine.browser(), engine.browser()
    for _ in range(20):
        quick.say('421["flood",{"times":20,"size":20000}]')
        for _ in range(20):
            quick.news()
        quick.hear()
    began = time.monotonic()
    assert quick.call("echo", 1)["ok"] is True
    assert time.monotonic() - began < 0.5
    slow.close()
    quick.close()

"""What a browser and the engine say to each other, over a WebSocket and over long polling, in all three modes."""

import json

import pytest

pytestmark = pytest.mark.server


def test_an_event_is_acknowledged_with_what_its_handler_returns(engine):
    browser = engine.browser()
    assert browser.greeting["maxPayload"] == 128 * 1024
    assert browser.call("echo", {"body": "naïve 🐈"}) == {"ok": True, "echo": {"body": "naïve 🐈"}}
    browser.close()


def test_long_texts_pass_in_every_length_encoding(engine):
    browser = engine.browser()
    for size in (1, 60, 125, 126, 127, 65_000, 65_536, 120_000):
        assert browser.call("echo", "x" * size)["echo"] == "x" * size
    browser.close()


def test_events_in_one_segment_are_answered_in_order(engine):
    browser = engine.browser()
    browser.sock.sendall(b"".join(engine.framed(f'42{n}["echo",{n}]'.encode()) for n in range(50)))
    answers = [browser.hear() for _ in range(50)]
    assert answers == [f'43{n}[{{"ok":true,"echo":{n}}}]' for n in range(50)]
    browser.close()


def test_a_frame_that_arrives_byte_by_byte_is_understood(engine):
    browser = engine.browser()
    for byte in engine.framed(b'421["echo","slow"]'):
        browser.sock.sendall(bytes([byte]))
    assert browser.hear() == '431[{"ok":true,"echo":"slow"}]'
    browser.close()


def test_a_fragmented_message_with_a_ping_inside_is_understood(engine):
    browser = engine.browser()
    snowman = '421["echo","☃"]'.encode()
    browser.put(snowman[:13], final=False)  # inside the letter
    browser.put(b"still there?", 9)
    browser.put(snowman[13:], 0)
    assert browser.frame() == (10, b"still there?")
    assert browser.hear() == '431[{"ok":true,"echo":"☃"}]'
    browser.close()


def test_fan_out_reaches_every_socket_and_passes_over_the_missing(engine):
    speaker, *hearers = [engine.browser() for _ in range(20)]
    hearers[3].sock.setsockopt(1, 13, b"\x01\x00\x00\x00\x00\x00\x00\x00")  # SO_LINGER 0: vanish with a reset
    hearers.pop(3).close()
    speaker.say('427["tell",{"n":1}]')
    assert speaker.news() == ["news", {"n": 1}]
    for hearer in hearers:
        assert hearer.news() == ["news", {"n": 1}]
    assert speaker.hear().startswith('437[{"ok":true,"told":')
    for one in (speaker, *hearers):
        one.close()


def test_polling_and_websocket_hear_each_other(engine):
    sid, browser = engine.polling(), engine.browser()
    assert engine.poll(sid, '421["tell",{"n":2}]') == (200, "OK")
    told = engine.poll(sid)[1].split("\x1e")
    assert '42["news",{"n":2}]' in told
    assert any(text.startswith('431[{"ok":true') for text in told)
    assert browser.news() == ["news", {"n": 2}]
    assert engine.poll(sid, "41") == (200, "OK")
    assert engine.poll(sid)[0] in (200, 400)
    browser.close()


def test_polling_upgrades_to_a_websocket_and_loses_nothing(engine):
    sid = engine.polling()
    wire = engine.wire(sid=sid)
    wire.say("2probe")
    assert wire.hear() == "3probe"
    assert engine.poll(sid)[1] == "6"
    assert engine.poll(sid, '421["echo","on the way"]') == (200, "OK")
    wire.say("5")
    assert wire.hear() == "6"
    assert wire.hear() == '431[{"ok":true,"echo":"on the way"}]'
    wire.say('422["echo","there"]')
    assert wire.hear() == '432[{"ok":true,"echo":"there"}]'
    assert engine.poll(sid)[0] == 400
    wire.close()


def test_an_upgrade_without_its_probe_leaves_the_polling_alone(engine):
    sid = engine.polling()
    wire = engine.wire(sid=sid)
    wire.say("2hello")
    assert wire.goodbye() == 1002
    wire.close()
    assert engine.poll(sid, '421["echo",1]') == (200, "OK")
    assert engine.poll(sid)[1] == '431[{"ok":true,"echo":1}]'
    engine.poll(sid, "1")


def test_an_unknown_event_gets_a_negative_acknowledgement(engine):
    browser = engine.browser()
    answer = browser.call("no:such", {})
    assert answer["ok"] is False and answer["error"]["code"] == "invalid"
    assert browser.call("connect", {"refuse": False})["error"]["code"] == "invalid"
    assert browser.call("disconnect", {})["error"]["code"] == "invalid"
    assert browser.call("echo", 1)["ok"] is True
    browser.close()


def test_ten_senseless_events_within_a_minute_end_the_socket(engine):
    browser = engine.browser()
    for _ in range(10):
        browser.say('42["no:such",{}]')
    assert browser.goodbye() == 1000


def test_a_failing_handler_is_answered_and_its_words_are_not_logged(engine):
    browser = engine.browser()
    assert browser.call("fail", {})["error"]["code"] == "unavailable"
    assert browser.call("echo", 1)["ok"] is True
    assert "RuntimeError" in engine.said()
    assert "secret words" not in engine.said()
    browser.close()


def test_a_failing_connect_is_refused_in_neutral_words(engine):
    browser = engine.browser({"fail": True})
    assert json.loads(browser.answer[2:]) == {"message": "unavailable"}
    assert browser.goodbye() == 1000
    assert "secret words" not in engine.said()


def test_a_refused_connect_closes_the_transport(engine):
    browser = engine.browser({"refuse": True})
    assert browser.answer == '44{"message":"unauthenticated"}'
    assert browser.goodbye() == 1000
    sid = json.loads(engine.poll()[1][1:])["sid"]
    assert engine.poll(sid, '40{"refuse":true}')[0] == 200
    assert engine.poll(sid)[1] == '44{"message":"unauthenticated"}'
    assert engine.poll(sid)[1] == "1"
    assert engine.poll(sid)[0] == 400


def test_another_namespace_is_refused(engine):
    wire = engine.wire()
    wire.hear()
    wire.say("40/admin,")
    assert wire.hear() == '44/admin,"Unable to connect"'
    assert wire.goodbye() == 1000


def test_a_socket_that_the_server_ends_hears_so_and_is_gone(engine):
    browser = engine.browser()
    browser.say('421["leave",{}]')
    assert browser.hear() == "41"
    assert browser.goodbye() == 1000
    engine.until(lambda state: browser.sid in state["ended"])


def test_a_client_that_closes_gets_its_close_answered(engine):
    browser = engine.browser()
    browser.put(b"\x03\xe8", 8)
    assert browser.goodbye() == 1000

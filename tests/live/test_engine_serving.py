"""Starting and stopping the server process, in all three modes."""

import socket
import time

import pytest

pytestmark = pytest.mark.server


def test_sigterm_ends_sockets_and_the_process_with_zero(start_engine, mode):
    engine = start_engine(mode)
    browsers = [engine.browser() for _ in range(5)]
    sid = engine.polling()
    assert engine.terminate() == 0
    assert [browser.goodbye() for browser in browsers] == [1000] * 5
    with pytest.raises(OSError):
        engine.poll(sid)
    assert "Traceback" not in engine.said()


def test_a_stuck_client_does_not_hold_up_the_stop(start_engine, mode):
    engine = start_engine(mode)
    stuck = socket.create_connection(("127.0.0.1", engine.port))
    stuck.sendall(b"GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n")
    browser = engine.browser()
    assert engine.terminate() == 0
    assert browser.goodbye() == 1000
    stuck.close()


def test_answers_bear_no_banner(engine):
    _, _, headers = engine.http("/alive")
    assert "Server" not in headers
    assert "X-Powered-By" not in headers


def test_answers_of_the_engine_are_never_kept(engine):
    _, _, headers = engine.http("/socket.io/?EIO=4&transport=polling&sid=none")
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin" and "camera=()" in headers["Permissions-Policy"]


def test_small_frames_are_not_held_back(engine):
    # With Nagle's algorithm on, every second answer would wait 40 ms for a delayed acknowledgement.
    browser = engine.browser()
    began = time.monotonic()
    for _ in range(50):
        browser.say('421["tell",{}]')
        browser.news()
        browser.hear()
    assert time.monotonic() - began < 50 * 0.03
    browser.close()


def test_a_taken_port_is_an_error_and_not_shared(engine):
    taken = socket.socket()
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    with pytest.raises(OSError):
        taken.bind(("127.0.0.1", engine.port))
    taken.close()

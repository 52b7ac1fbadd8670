"""Where the engine holds on to python-socketio, engineio and Flask-SocketIO: what must not change under it."""

import inspect

import engineio
import flask_socketio
import pytest
import socketio
from flask import Flask

from telekat.core.edge.taking import take_socket
from telekat.live.engine import EngineLimits, SocketServer, fan_out, make_socketio
from telekat.live.engine.admission import Admission, neighbourhood
from telekat.live.engine.engine_io import EngineServer

pytestmark = pytest.mark.doors
ORIGIN = "http://clinic.test"


@pytest.fixture
def house() -> flask_socketio.SocketIO:
    app = Flask("seam")
    return make_socketio(app, async_mode="threading", origins=[ORIGIN])


def test_flask_socketio_carries_our_server(house):
    assert isinstance(house, flask_socketio.SocketIO)
    assert isinstance(house.server, SocketServer)
    assert isinstance(house.server.eio, EngineServer)
    assert house.sockio_mw.engineio_app is house.server
    assert house.sockio_mw.flask_app.wsgi_app is house.sockio_mw


@pytest.mark.parametrize(
    ("owner", "name", "parameters"),
    [
        (socketio.Server, "_engineio_server_class", ["self"]),
        (socketio.Server, "_handle_eio_message", ["self", "eio_sid", "data"]),
        (socketio.Server, "_handle_connect", ["self", "eio_sid", "namespace", "data"]),
        (socketio.Server, "_handle_disconnect", ["self", "eio_sid", "namespace", "reason"]),
        (socketio.Server, "_handle_event", ["self", "eio_sid", "namespace", "id", "data"]),
        (socketio.Server, "_send_packet", ["self", "eio_sid", "pkt"]),
        (socketio.Server, "_send_eio_packet", ["self", "eio_sid", "eio_pkt"]),
        (engineio.Server, "_handle_connect", ["self", "environ", "start_response", "transport", "jsonp_index"]),
        (engineio.Server, "_service_task", ["self"]),
        (engineio.Server, "_trigger_event", ["self", "event", "args", "kwargs"]),
        (engineio.Server, "send_packet", ["self", "sid", "pkt"]),
        (engineio.Server, "_ok", ["self", "packets", "headers", "jsonp_index"]),
        (engineio.Server, "_bad_request", ["self", "message"]),
        (engineio.Server, "_upgrades", ["self", "sid", "transport"]),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_the_engine_overrides_or_calls_is_still_there(owner, name, parameters):
    assert list(inspect.signature(getattr(owner, name)).parameters) == parameters


def test_engineio_asks_a_transport_for_nothing_that_ours_lacks():
    from telekat.live.engine.transport import Transport

    source = inspect.getsource(engineio.Server.handle_request)
    for name in ("connected", "upgraded", "handle_get_request", "handle_post_request", "closed"):
        assert f".{name}" in source
    for name in ("handle_get_request", "handle_post_request", "send", "close", "poll", "schedule_ping"):
        assert callable(getattr(Transport, name))


def test_the_test_client_speaks_through_the_engine(house):
    ended = []
    house.server.on("connect", lambda sid, environ, auth: None)
    house.server.on("disconnect", lambda sid, reason: ended.append(reason))
    house.server.on("echo", lambda sid, payload: {"ok": True, "echo": payload})
    one, other = (house.test_client(house.sockio_mw.flask_app) for _ in range(2))
    assert one.emit("echo", {"n": 1}, callback=True) == {"ok": True, "echo": {"n": 1}}
    assert one.emit("nothing", {}, callback=True)["error"]["code"] == "invalid"
    sids = [sid for sid, _ in house.server.manager.get_participants("/", None)]
    assert fan_out(house.server, [*sids, "stranger"], "news", {"n": 2}) == 2
    assert [client.get_received()[0]["args"] for client in (one, other)] == [[{"n": 2}]] * 2
    one.disconnect()
    assert ended == ["client disconnect"]


def test_a_payload_that_is_no_json_reaches_nobody(house):
    house.server.on("connect", lambda sid, environ, auth: None)
    client = house.test_client(house.sockio_mw.flask_app)
    sids = [sid for sid, _ in house.server.manager.get_participants("/", None)]
    with pytest.raises(TypeError):
        fan_out(house.server, sids, "news", {"raw": b"bytes"})
    assert client.get_received() == []


def test_an_empty_list_of_hearers_is_nobody(house):
    house.server.on("connect", lambda sid, environ, auth: None)
    client = house.test_client(house.sockio_mw.flask_app)
    assert fan_out(house.server, [], "news", {}) == 0
    assert client.get_received() == []


@pytest.mark.parametrize("origins", [[], ["*"], [ORIGIN, "*"]])
def test_open_origins_stop_the_start(origins):
    with pytest.raises(ValueError):
        make_socketio(Flask("open"), async_mode="threading", origins=origins)


def test_a_server_that_keeps_its_connections_is_told_apart():
    assert take_socket({"REQUEST_METHOD": "GET"}) is None


def test_addresses_are_counted_by_what_a_caller_can_hardly_change():
    assert neighbourhood("192.0.2.7") == "192.0.2.7"
    assert neighbourhood("2001:db8:1:2:3:4:5:6") == neighbourhood("2001:db8:1:2::9") == "2001:db8:1:2::/64"
    assert neighbourhood("::ffff:192.0.2.7") == "192.0.2.7"
    assert neighbourhood("fe80::1%eth0") == "fe80::/64"
    assert neighbourhood("somewhere") == "somewhere"


def test_admission_counts_down_to_where_it_began():
    limits = EngineLimits(unconnected_per_address=1, sockets_per_address=2, sockets_per_user=1, sockets=3)
    doors = Admission(limits)
    assert doors.enter("a") and not doors.enter("a")
    doors.settle("a")
    assert doors.enter("a")
    doors.settle("a")
    assert not doors.enter("a"), "two of one address"
    assert doors.enter("b") and not doors.enter("c"), "three in all"
    assert doors.claim("ada") and not doors.claim("ada") and doors.claim("ben")
    doors.leave("a", settled=True, user_id="ada")
    assert doors.claim("ada")
    doors.leave("a", settled=True, user_id="ada")
    doors.leave("b", settled=False, user_id="ben")
    assert all(doors.enter(address) for address in "abc")


def test_admission_without_caps_lets_everybody_in():
    doors = Admission(EngineLimits(unconnected_per_address=None, sockets_per_address=None, sockets=None))
    assert all(doors.enter("a") for _ in range(500))

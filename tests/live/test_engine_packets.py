"""Packets read strictly and written once, and our fast path against wsproto's word."""

import json

import pytest
import socketio.packet
from hypothesis import given
from hypothesis import strategies as st
from wsproto.connection import Connection, ConnectionType
from wsproto.events import TextMessage

from telekat.live.engine.frames import frame_size, plain_text
from telekat.live.engine.packets import BinaryRefused, MalformedPacket, OrJson, Outgoing, SocketPacket, event_text

pytestmark = pytest.mark.rules

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcé", max_size=4), inner, max_size=4),
    max_leaves=12,
)


@given(JSON, st.none() | st.integers(0, 10**12))
def test_what_the_library_writes_is_read_the_same(payload, id):
    written = socketio.packet.Packet(socketio.packet.EVENT, data=["echo", payload], id=id).encode()
    read = SocketPacket(encoded_packet=written)
    assert (read.packet_type, read.id, read.data) == (socketio.packet.EVENT, id, ["echo", payload])


@given(JSON, st.none() | st.integers(0, 10**12))
def test_what_we_write_is_read_the_same_by_the_library(payload, id):
    written = SocketPacket(socketio.packet.ACK, data=[payload], id=id, namespace="/").encode()
    read = socketio.packet.Packet(encoded_packet=written)
    assert (read.packet_type, read.id, read.data) == (socketio.packet.ACK, id, [payload])


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_is_a_packet_or_malformed(text):
    try:
        packet = SocketPacket(encoded_packet=text or "x")
    except MalformedPacket:
        return
    if packet.packet_type == socketio.packet.EVENT:
        assert isinstance(packet.data[0], str) and len(packet.data) <= 2


@pytest.mark.parametrize(("text", "id"), [('51-7["a",{}]', 7), ('52-["a"]', None), ("61-/x,12[]", 12), ("5", None)])
def test_attachments_are_refused_with_the_id_that_waits(text, id):
    with pytest.raises(BinaryRefused) as refusal:
        SocketPacket(encoded_packet=text)
    assert refusal.value.id == id


@pytest.mark.parametrize(
    "text", ["2", "2{}", '2["a",1,2]', "2[1]", "22", "2" + "1" * 16 + '["a"]', "7", "0[]", "4{}"]
)
def test_odd_packets_are_malformed(text):
    with pytest.raises(MalformedPacket):
        SocketPacket(encoded_packet=text)


def test_an_event_is_what_the_library_would_send():
    ours = Outgoing(event_text("news", {"body": "☃"}))
    theirs = socketio.packet.Packet(socketio.packet.EVENT, data=["news", {"body": "☃"}]).encode()
    assert json.loads(ours.data[1:]) == json.loads(theirs[1:])
    assert ours.encode() == "4" + ours.data


@pytest.mark.parametrize("size", [0, 1, 124, 125, 126, 65_000, 65_535, 65_536, 200_000])
def test_a_frame_is_what_wsproto_would_send(size):
    ours = Outgoing(b"x" * size)
    theirs = Connection(ConnectionType.SERVER).send(TextMessage(data="4" + "x" * size))
    assert ours.frame == bytes(theirs)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.binary(max_size=20))
def test_the_fast_path_reads_what_wsproto_writes(text, after):
    frame = bytes(Connection(ConnectionType.CLIENT).send(TextMessage(data=text)))
    assert frame_size(frame + after, 0) == len(frame)
    assert plain_text(frame) == text
    for cut in (0, 1):
        assert frame_size(frame[:cut], 0) is None


@pytest.mark.parametrize(
    "frame",
    [
        b"\x01\x81\0\0\0\0a",  # not final
        b"\x82\x81\0\0\0\0a",  # binary
        b"\xc1\x81\0\0\0\0a",  # compressed
        b"\x81\x01a",  # not masked
        b"\x81\xfe\x00\x01\0\0\0\0a",  # length written longer than needed
        b"\x81\x82\0\0\0\0\xff\xff",  # not UTF-8
    ],
)
def test_the_fast_path_leaves_everything_else_to_wsproto(frame):
    assert plain_text(frame) is None


def test_json_is_compact_and_strict():
    assert OrJson.dumps({"a": [1, "é"]}, separators=(", ", ": ")) == '{"a":[1,"é"]}'
    for wrong in ("NaN", "[1,]", "'a'", '"\\ud800"'):
        with pytest.raises(ValueError):
            OrJson.loads(wrong)
    with pytest.raises(TypeError):
        OrJson.dumps({"at": object()})

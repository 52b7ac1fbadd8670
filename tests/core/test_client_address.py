"""Whose address counts: the connection's own, and behind a proxy of ours the one that it saw."""

import pytest

from telekat.core import client_address
from telekat.core.client_address import address_of, networks


@pytest.fixture(autouse=True)
def proxies():
    client_address.start(networks("127.0.0.1, 10.0.0.0/24, fd00::/8"))
    yield
    client_address.start(())


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "192.0.2.66, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "192.0.2.66, 198.51.100.1, 10.0.0.7", "198.51.100.1"),
        ("127.0.0.1", "10.0.0.7", "10.0.0.7"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1, nonsense, 10.0.0.7", "10.0.0.7"),
        ("127.0.0.1", ",,,", "127.0.0.1"),
        ("127.0.0.1", "1.2.3.4," * 5000 + "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "198.51.100.1:5511", "198.51.100.1"),
        ("127.0.0.1", "[2001:db8::1]:443", "2001:db8::1"),
        ("::ffff:127.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"),
        ("", "198.51.100.1", ""),
    ],
)
def test_first_address_from_the_right_that_is_no_proxy_counts(peer, forwarded, client):
    assert address_of({"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded}) == client


def test_nobody_is_trusted_without_the_setting():
    client_address.start(())
    assert address_of({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "198.51.100.1"}) == "127.0.0.1"


@pytest.mark.parametrize("text", ["everybody", "10.0.0.300", "0.0.0.0/0", "::/0", "10.0.0.1/24"])
def test_what_is_no_list_of_proxies_is_refused(text):
    with pytest.raises(ValueError):
        networks(text)

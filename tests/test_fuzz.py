"""Whatever shape is sent, to every door and by every role: an answer of the contract, nothing broken, nothing stored that
should not be (SECURITY-REQUIREMENTS G-03).

The payloads grow out of the doors' own schemas: mostly right, with one or more things wrong. A field that is right may
name anybody's room, form or account, so the object checks are tried as well. Held to the same examples each time.
"""

from __future__ import annotations

import json
import math
import unicodedata
from functools import reduce
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from telekat.accounts.actions.sign_in import open_login
from telekat.accounts.models import User
from telekat.chat.models import Message
from telekat.chat.queries import check_rooms
from telekat.chat.sealed import open_body
from telekat.core import database
from telekat.core.database import db
from telekat.core.writer import write
from telekat.questionnaires import registry
from telekat.questionnaires.models import QuestionnaireResponse
from telekat.questionnaires.queries import responses
from telekat.vault import places, sealing
from telekat.web import gate, http, schemas, sockets
from tests.conftest import Browser, Member

ROLES = ("ada", "ben", "theo", "cleo", "cora", "eve", "finn")
CODES = {
    "unauthenticated": 401,
    "forbidden": 403,
    "reauth_required": 403,
    "not_found": 404,
    "conflict": 409,
    "invalid": 422,
    "too_large": 413,
    "rate_limited": 429,
}
"""Every code but `unavailable`: nothing that is sent may make us say that we failed."""
NOWHERE = "01890000-0000-7000-8000-000000000000"
BOUNDED: dict[str, Any] = {
    "derandomize": True,
    "database": None,
    "deadline": None,
    "phases": [Phase.generate],
    "suppress_health_check": list(HealthCheck),
}


# --- What is sent ---

TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "",
            " \n",
            "a\x00b",
            "a\x1bb",
            "\u202eabc",
            "e\u0301" * 20,
            "\U0001f600" * 9,
            "x" * 9000,
            "../..",
            "0",
            "1",
            "true",
            "' OR 1=1",
        ]
    ),
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 5),
    st.sampled_from([2**53, 2**53 + 1, -(2**70), 10**30]),
    st.sampled_from([0.0, 1.0, 0.5, -1e300, math.nan, math.inf]),
    TEXTS,
)
JUNK = st.one_of(
    SCALARS,
    st.lists(SCALARS, max_size=3),
    st.dictionaries(TEXTS, SCALARS, max_size=3),
    st.just([0] * 501),
    st.just({str(number): 0 for number in range(65)}),
    st.just(reduce(lambda inner, _: [inner], range(20), 0)),
)
WORDS = [
    "phq9",
    "gad7",
    "care",
    "staff",
    "1",
    "9",
    "in_order",
    "clinic",
    "psychiatrist",
    "im",
    "2026-01-02",
    "10:30",
    "0.5",
]


Known = dict[str, list[str]]
"""By a field's name, what may well stand there for one person; "" holds everything."""


def right(kind: Any, known: Known, name: str = "", *, is_sure: bool = False) -> st.SearchStrategy[Any]:
    """Values of a field's type; texts are mostly what their field asks for, else other things' names or anything."""
    if isinstance(kind, msgspec.inspect.StrType):
        likely = st.sampled_from(known.get(name, known[""]))
        return likely if is_sure else st.one_of(likely, likely, likely, likely, st.sampled_from(known[""]), TEXTS)
    if isinstance(kind, msgspec.inspect.IntType):
        return st.integers(0, 4)
    if isinstance(kind, msgspec.inspect.FloatType):
        return st.floats(0, 60)
    if isinstance(kind, msgspec.inspect.BoolType):
        return st.booleans()
    if isinstance(kind, msgspec.inspect.NoneType):
        return st.none()
    if isinstance(kind, msgspec.inspect.UnionType):
        return st.one_of(*(right(one, known, name, is_sure=is_sure) for one in kind.types))
    if isinstance(kind, msgspec.inspect.ListType):
        return st.lists(right(kind.item_type, known, name, is_sure=is_sure), max_size=3)
    if isinstance(kind, msgspec.inspect.DictType):
        return st.dictionaries(right(kind.key_type, known), right(kind.value_type, known), max_size=3)
    return JUNK


@st.composite
def payloads(draw: st.DrawFn, schema: type[schemas.Schema], known: Known) -> dict[str, Any]:
    """Fields of the schema, often with one thing wrong: then all the others are as they should be."""
    wrong = draw(st.sampled_from(["", "", "value", "missing", "extra"]))
    fields = msgspec.inspect.type_info(schema).fields  # type: ignore[union-attr]
    names = {**known, "": WORDS} if wrong else known
    sent = {
        field.encode_name: draw(right(field.type, names, field.encode_name, is_sure=bool(wrong)))
        for field in fields
    }
    if wrong == "extra":
        sent[draw(st.sampled_from(["more", "author", "role", "__proto__", "kind"]))] = draw(JUNK)
    elif wrong and sent:
        name = draw(st.sampled_from(sorted(sent)))
        if wrong == "missing":
            del sent[name]
        else:
            sent[name] = draw(JUNK)
    return sent


def must_be_refused(schema: type[schemas.Schema], sent: dict[str, Any]) -> bool:
    """What no door may take, whatever its fields mean: said here a second time, in other words than the parser's."""
    kinds = {field.encode_name: field for field in msgspec.inspect.type_info(schema).fields}  # type: ignore[union-attr]
    if set(sent) - set(kinds) or any(field.required and name not in sent for name, field in kinds.items()):
        return True
    if _too_big(sent, 1):
        return True
    return any(not _could_be(kinds[name].type, value) for name, value in sent.items())


def _too_big(value: Any, depth: int) -> bool:
    if isinstance(value, float):
        return not math.isfinite(value)
    if not isinstance(value, dict | list):
        return False
    inner = list(value.values()) if isinstance(value, dict) else value
    most = 64 if isinstance(value, dict) else 500
    return depth > 16 or len(inner) > most or any(_too_big(one, depth + 1) for one in inner)


def _could_be(kind: Any, value: Any) -> bool:
    if isinstance(kind, msgspec.inspect.UnionType):
        return any(_could_be(one, value) for one in kind.types)
    expected = {
        msgspec.inspect.StrType: str,
        msgspec.inspect.IntType: int,
        msgspec.inspect.FloatType: (int, float),
        msgspec.inspect.BoolType: bool,
        msgspec.inspect.NoneType: type(None),
        msgspec.inspect.ListType: list,
        msgspec.inspect.DictType: dict,
    }.get(type(kind))
    if expected is None:
        return True
    if isinstance(value, bool):
        return expected is bool
    return isinstance(value, expected)


# --- The people who send it ---


@pytest.fixture
def known(cast, socket_of, name) -> Known:
    """Names of things of all kinds, one's own more often than others'."""
    given_ = {"instrument": "phq9", "client_id": "k"}
    forms = {
        room: socket_of(who).call("questionnaire:assign", {"room": room, **given_})["questionnaire"]
        for who, room in ((cast.ben, cast.care), (cast.cleo, cast.finns_care))
    }
    sent = socket_of(cast.ada).call("message:send", {"room": cast.care, "client_id": "k", "body": "hello"})["id"]
    own = {"cora": cast.front_desk, "cleo": cast.finns_care, "finn": cast.finns_care}.get(name, cast.care)
    own_form = forms.get(own, forms[cast.care])
    people = [member.id for member in cast.everybody.values()]
    rooms, patients = (
        [own] * 6 + [cast.care, cast.front_desk, cast.staff_room, cast.finns_care],
        [cast.ada.id, cast.finn.id],
    )
    known = {
        "room": rooms,
        "questionnaire": [own_form] * 6 + list(forms.values()),
        "patient": patients,
        "user": people,
        "client_id": [f"client {number}" for number in range(20)],
        "body": ["hello", "  two\nlines ", "x" * 8000, "x" * 8001, "e\u0301", "\u202eabc"],
        "reply_to": [sent],
        "item": ["1", "2", "9", "10", "99"],
        "instrument": ["phq9", "gad7", "who5", "nothing"],
        "": [*rooms, *people, *forms.values(), sent, *WORDS, NOWHERE, "x"],
    }
    return known | {
        f"{kind}_id": known[kind] for kind in ("room", "questionnaire", "patient", "user", "instrument")
    }


@write
def _awake(work, member):
    """Whatever the last example did to the account, this one begins with it whole."""
    user = work.db.get(User, member.id)
    user.status, user.disabled_at, user.role = "active", None, member.principal.role.value


def signed_in_again(member: Member) -> Member:
    _awake(member)
    entered = open_login(member.id)
    gate.buckets.__init__()  # type: ignore[misc]
    database.forget_snapshot()
    return Member(member.id, member.name, member.email, entered.principal, entered.token)


# --- Events ---


@pytest.mark.parametrize("name", ROLES)
def test_every_event_answers_whatever_is_sent(cast, known, socket_of, name):
    member = getattr(cast, name)
    taken = set()

    @settings(max_examples=15, **BOUNDED)
    @given(st.data())
    def send(data):
        for event, door in sorted(sockets.DOORS.items()):
            gate.buckets.__init__()  # type: ignore[misc]
            sent = data.draw(st.one_of(payloads(door.schema, known), payloads(door.schema, known), JUNK))
            answer = socket_of(member).call(event, sent)
            json.dumps(answer, allow_nan=False)
            assert isinstance(answer["ok"], bool), (event, sent, answer)
            if not answer["ok"]:
                _is_error(answer["error"], (event, sent))
            else:
                assert isinstance(sent, dict) and not must_be_refused(door.schema, sent), (event, sent, answer)
                taken.add(event)

    send()
    nothing_is_broken()
    assert len(taken) >= TAKEN[member.principal.role], taken


TAKEN = {"patient": 3, "psychiatrist": 3, "therapist": 3, "coordinator": 1, "admin": 0}
"""How many kinds of event at least must have been taken, or the payloads are all nonsense."""


WRONG = [
    None,
    True,
    0,
    -1,
    1.0,
    0.5,
    math.nan,
    "",
    "0",
    "1",
    "true",
    "x" * 9000,
    [],
    [1],
    {},
    {"$ne": 1},
    [0] * 501,
]


@pytest.mark.parametrize("name", ["ada", "ben"])
def test_every_field_of_every_event_refuses_each_wrong_thing(cast, known, socket_of, name):
    """One thing wrong at a time, everything else as it should be: nothing hides behind another fault."""
    socket, taken = socket_of(getattr(cast, name)), 0
    for event, door in sorted(sockets.DOORS.items()):
        fields = msgspec.inspect.type_info(door.schema).fields
        whole = {field.encode_name: _as_it_should_be(field.type, known, field.encode_name) for field in fields}
        for sent in [whole, {**whole, "more": 1}, *({**whole, key: wrong} for key in whole for wrong in WRONG)]:
            gate.buckets.__init__()  # type: ignore[misc]
            answer = socket.call(event, sent)
            if must_be_refused(door.schema, sent):
                assert not answer["ok"], (event, sent)
            if not answer["ok"]:
                _is_error(answer["error"], (event, sent))
            taken += answer["ok"]
    nothing_is_broken()
    assert taken > 12


def _as_it_should_be(kind: Any, known: Known, name: str) -> Any:
    simple = {msgspec.inspect.IntType: 1, msgspec.inspect.BoolType: True, msgspec.inspect.NoneType: None}
    if isinstance(kind, msgspec.inspect.UnionType):
        return _as_it_should_be(kind.types[0], known, name)
    return known.get(name, WORDS)[0] if isinstance(kind, msgspec.inspect.StrType) else simple.get(type(kind), 1)


def _is_error(error: dict[str, Any], why: object) -> None:
    """Code and sentence, and nothing else but what the contract names; a conflict may add facts to choose by."""
    assert error["code"] in CODES and error["message"], (why, error)
    assert error["code"] == "conflict" or set(error) <= {"code", "message", "fields", "retry_after"}, (why, error)


# --- Requests ---


@st.composite
def addresses(draw: st.DrawFn, rule: str, known: Known) -> str:
    """The rule with something in each of its places."""
    parts = [
        draw(st.sampled_from(known.get(part[1:-1], known[""]))) if part.startswith("<") else part
        for part in rule.split("/")
    ]
    return "/".join(parts)


@pytest.mark.parametrize("name", ROLES)
def test_every_route_answers_whatever_is_sent(app, cast, known, name):
    doors = [door for door in http.DOORS.values() if not (door.public and door.method == "GET")]

    @settings(max_examples=4, **BOUNDED)
    @given(st.data())
    def send(data):
        member = signed_in_again(getattr(cast, name))
        browser = Browser(app.test_client(), member)
        for door in doors:
            address = data.draw(addresses(door.rule, known))
            sent = data.draw(_bodies(door, known))
            gate.buckets.__init__()  # type: ignore[misc]
            answer = _request(browser, door, address, sent)
            assert answer.status_code < 500, (door.method, address, sent, answer.text[:300])
            if door.api:
                _is_answer(door, answer, (door.method, address, sent))
            if answer.status_code == 401 or door.endpoint.endswith(("sign_out_form", "delete_session")):
                member = signed_in_again(getattr(cast, name))
                browser = Browser(app.test_client(), member)

    send()
    nothing_is_broken()


def _bodies(door: http.HttpDoor, known: Known) -> st.SearchStrategy[Any]:
    if door.method == "GET" or (door.api and door.schema is None):
        return st.none()
    if door.schema is not None:
        return st.one_of(payloads(door.schema, known), payloads(door.schema, known), JUNK)
    names = st.sampled_from(
        ["name", "email", "role", "user", "note", "verdict", "password", "current", "new", "mood", "stage"]
    )
    return st.dictionaries(names, st.one_of(st.sampled_from(known[""]), TEXTS), max_size=4)


def _request(browser: Browser, door: http.HttpDoor, address: str, sent: Any) -> Any:
    options: dict[str, Any] = {}
    if door.schema is not None:
        options = {"data": json.dumps(sent), "content_type": "application/json"}
    elif sent is not None:
        options = {"data": sent}
    return browser._open(door.method, address, **options)


def _is_answer(door: http.HttpDoor, answer: Any, why: object) -> None:
    sent = why[2]  # type: ignore[index]
    if answer.status_code < 300:
        refused = door.schema is not None and (not isinstance(sent, dict) or must_be_refused(door.schema, sent))
        assert not refused, (why, answer.text[:300])
    elif answer.mimetype == "application/json":
        error = answer.json["error"]
        _is_error(error, why)
        assert CODES[error["code"]] == answer.status_code or answer.status_code == 405, (why, answer.status_code)
    else:
        assert answer.status_code in (302, 303, 308), why


# --- What was stored ---


def nothing_is_broken() -> None:
    """Rooms without a gap, every seal opens, every message and answer within its bounds."""
    database.forget_snapshot()
    assert check_rooms().room_id == ""
    assert places.try_seals(10_000).broken is None
    subjects = {key.id: key.subject for key in db().query(places.DataKey)}
    for message in db().query(Message):
        key_id = str(places.UUID(bytes=message.body_sealed[1:17]))
        body, opened = open_body(subjects[key_id], message.id, message.body_sealed)
        assert opened and 1 <= len(body) <= 8000 and body == unicodedata.normalize("NFC", body).strip()
        assert not [char for char in body if unicodedata.category(char) == "Cc" and char not in "\n\t"]
        assert 1 <= len(message.client_id) <= 64 and "\x00" not in message.client_id
    for response in db().query(QuestionnaireResponse):
        items = {item.id: item for item in registry.instrument(response.instrument).items}
        for item_id, given_ in responses.given_answers(response).items():
            assert type(given_.value) is int or given_.value is None, given_
            assert item_id in items
    assert sealing.VERSION == 1


def test_bounds_of_shape_are_refused_before_anything_is_parsed():
    class Anything(schemas.Schema):
        value: Any

    def nested(depth: int) -> Any:
        return 0 if depth == 0 else [nested(depth - 1)]

    for fits in ([0] * 500, {str(n): 0 for n in range(64)}, nested(15)):
        schemas.parse(Anything, {"value": fits})
    for wrong in ([0] * 501, {str(n): 0 for n in range(65)}, nested(16), math.nan, math.inf, [{"a": [-math.inf]}]):
        with pytest.raises(schemas.Invalid):
            schemas.parse(Anything, {"value": wrong})

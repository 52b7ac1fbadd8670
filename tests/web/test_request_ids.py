"""Each answer has a number of ours, and the log lines written meanwhile have the same."""

import json
import logging

from telekat.core import asked, ids, logs
from telekat.web import numbering


def test_every_answer_bears_a_request_id_of_ours(cast, browser_of):
    browser = browser_of(cast.ada)
    answers = [
        browser.client.get(path, headers={"X-Request-Id": "planted"})
        for path in (
            "/",
            "/healthz",
            "/nothing-here",
            "/static/js/core/api.js",
            "/api/v1/rooms/x",
            "/socket.io/?EIO=9",
        )
    ]
    numbers = [answer.headers.getlist("X-Request-Id") for answer in answers]
    assert all(len(number) == 1 and ids.is_id(number[0]) for number in numbers), numbers
    assert len({number[0] for number in numbers}) == len(answers)


def test_error_page_shows_the_end_of_its_request_id(cast, browser_of):
    answer = browser_of(cast.ada).get("/nothing-here")
    assert answer.headers["X-Request-Id"][-12:] in answer.get_data(as_text=True)


def test_what_nobody_caught_is_answered_with_its_request_id():
    def broken(environ, start_response):
        raise ValueError("planted words")

    started = []
    (body,) = numbering.numbered(broken)(
        {}, lambda status, headers, *failed: started.append((status, dict(headers)))
    )
    ((status, headers),) = started
    assert status == "500 Internal Server Error" and ids.is_id(headers["X-Request-Id"]) and b"planted" not in body


def test_log_line_names_request_route_and_actor_but_no_words_of_a_library():
    before = asked.current.set(asked.Asked("chat_api.list_messages", "somebody"))
    number = asked.request_id()
    ours = logging.makeLogRecord({"name": "telekat.x", "msg": "a sentence of ours"})
    line = json.loads(logs.JsonLines().format(ours))
    assert (line["request"], line["route"], line["actor"]) == (number, "chat_api.list_messages", "somebody")
    asked.current.reset(before)
    theirs = logging.makeLogRecord(
        {"name": "library", "msg": "about planted words", "module": "parser", "lineno": 7}
    )
    line = logs.JsonLines().format(theirs)
    assert "planted" not in line and "parser:7" in line

"""The writer: one commit for all that wait, each action undone alone, news only after the commit."""

import sqlite3
import threading
from contextlib import closing

import pytest
from sqlalchemy import text

from telekat.core import database, writer
from telekat.core.errors import Conflict, Unavailable
from telekat.core.writer import write


@pytest.fixture
def notes(practice_copy):
    make_table()
    return lambda: [row[0] for row in _read("SELECT body FROM note ORDER BY body")]


@write
def make_table(work):
    work.sql(text("CREATE TABLE note (body TEXT PRIMARY KEY)"))


_INSERT = text("INSERT INTO note (body) VALUES (:body)")


@write
def put(work, body, *, then=None):
    work.sql(_INSERT, body=body)
    if then is not None:
        then()


def _read(sql):
    database.forget_snapshot()
    return database.db().execute(text(sql)).all()


def fail():
    raise Conflict("no")


def test_action_that_raises_is_undone_alone(notes):
    put("a")
    with pytest.raises(Conflict):
        put("b", then=fail)
    put("c")
    assert notes() == ["a", "c"]


def test_actions_that_wait_together_share_one_commit_and_fail_apart(notes):
    outcomes = {}

    def run(name):
        try:
            put(name, then=fail if name.startswith("x") else None)
            outcomes[name] = "kept"
        except Conflict:
            outcomes[name] = "undone"

    threads = [threading.Thread(target=run, args=(f"{kind}{n}",)) for n in range(20) for kind in ("x", "k")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert notes() == sorted(f"k{n}" for n in range(20))
    assert set(outcomes.values()) == {"kept", "undone"} and len(outcomes) == 40


def test_action_called_by_an_action_joins_it(notes):
    @write
    def both(work):
        put("inner")
        fail()

    with pytest.raises(Conflict):
        both()
    assert notes() == []


def test_news_leaves_after_the_commit_and_never_for_what_was_undone(notes):
    heard = []
    writer.current().deliver = lambda announcements: heard.append((announcements, notes_seen_by_others()))

    def notes_seen_by_others():
        with database.engine().connect() as other:
            return [row[0] for row in other.execute(text("SELECT body FROM note"))]

    @write
    def tell(work, body, *, fails):
        work.sql(_INSERT, body=body)
        work.announce(f"news of {body}", to=["somebody"])
        if fails:
            fail()

    tell("kept", fails=False)
    with pytest.raises(Conflict):
        tell("undone", fails=True)
    assert [announcements for announcements, _ in heard] == [[("news of kept", ("somebody",))]]
    assert heard[0][1] == ["kept"]


def test_failing_listener_does_not_fail_the_action(notes):
    def broken(announcements):
        raise OSError("no wire")

    writer.current().deliver = broken

    @write
    def tell(work):
        work.sql(_INSERT, body="kept")
        work.announce("news", to=["somebody"])

    tell()
    assert notes() == ["kept"]


def test_session_and_statements_see_each_other_in_one_action(notes):
    @write
    def mixed(work):
        work.sql(_INSERT, body="by statement")
        return work.db.execute(text("SELECT count(*) FROM note")).scalar()

    assert mixed() == 1


def test_write_that_cannot_commit_is_refused_and_the_next_one_works(notes, monkeypatch):
    real = writer.Writer._commit_now
    monkeypatch.setattr(writer.Writer, "_commit_now", _disk_is_full)
    with pytest.raises(Unavailable) as refused:
        put("lost")
    assert refused.value.reason == "storage_full"
    monkeypatch.setattr(writer.Writer, "_commit_now", real)
    put("kept")
    assert notes() == ["kept"]


def _disk_is_full(self, connection):
    raise sqlite3.OperationalError("database or disk is full")


def test_what_the_writer_remembers_goes_back_with_a_failed_action(notes):
    @write
    def remember(work, value, *, fails):
        work.kept["head"] = value
        if fails:
            fail()

    @write
    def recall(work):
        return work.kept.get("head")

    remember(1, fails=False)
    with pytest.raises(Conflict):
        remember(2, fails=True)
    assert recall() == 1


def test_what_another_process_wrote_clears_what_was_remembered(practice_copy, notes):
    @write
    def remember(work):
        work.kept["head"] = 1

    @write
    def recall(work):
        return work.kept.get("head")

    remember()
    with closing(sqlite3.connect(practice_copy.database, isolation_level=None)) as other:
        other.execute("INSERT INTO note (body) VALUES ('from outside')")
    assert recall() is None


def test_two_tests_share_no_rows_first(notes):
    put("only mine")
    assert notes() == ["only mine"]


def test_two_tests_share_no_rows_second(notes):
    put("only mine")
    assert notes() == ["only mine"]

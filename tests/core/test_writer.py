"""The writer: one commit for all that wait, each action undone alone, news only after the commit."""

import sqlite3
import threading
import time
from contextlib import closing, suppress

import pytest
from sqlalchemy import text

from telekat.core import database, edge, writer
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


def test_commit_leaves_the_loop_only_once_the_disk_has_been_slow(notes, monkeypatch):
    handed, real, native = [], writer.Writer._commit_now, edge.native
    monkeypatch.setattr(edge, "native", lambda fn, *args: (handed.append(fn.__name__), native(fn, *args))[1])

    def slow(self, connection):
        time.sleep(0.05)
        real(self, connection)

    monkeypatch.setattr(writer.Writer, "_commit_now", slow)
    writer.current()._commit_seconds = 0.0  # so has it never been slow
    put("the one that is caught by it")
    assert handed == []
    put("the next one")
    assert handed == ["slow"]


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


def test_batch_in_which_one_raises_after_writing_runs_again_without_a_trace(notes):
    """Ten that wait together, one of which writes and raises: nine are kept, each once, and so is what they tell."""
    heard, runs, held, go = [], [], threading.Event(), threading.Event()
    writer.current().deliver = lambda announcements: heard.extend(event for event, _ in announcements)

    @write
    def hold(work):
        held.set()
        go.wait(5)

    @write
    def tell(work, body, *, fails):
        runs.append(body)
        work.sql(_INSERT, body=body)
        work.announce(body, to=["somebody"])
        if fails:
            fail()

    def run(body, fails):
        with suppress(Conflict):
            tell(body, fails=fails)

    threads = [threading.Thread(target=run, args=(f"n{number}", number == 7)) for number in range(10)]
    threads.insert(0, threading.Thread(target=hold))
    threads[0].start()
    assert held.wait(5)
    for thread in threads[1:]:
        thread.start()
    while len(writer.current()._waiting) < 10:
        time.sleep(0.001)
    go.set()
    for thread in threads:
        thread.join(10)
    kept = sorted(f"n{number}" for number in range(10) if number != 7)
    assert notes() == kept and sorted(heard) == kept
    assert max(runs.count(body) for body in kept) == 2  # it did share a batch with the one that failed


def test_what_was_read_is_recalled_until_anything_may_have_changed_it(practice_copy, notes):
    reads = []

    @write
    def recall(work):
        return work.recall("count", lambda: reads.append(1) or work.sql(_COUNT)[0][0] + 1)

    @write
    def by_session(work, body):
        work.db.execute(text("INSERT INTO note (body) VALUES (:body)"), {"body": body})
        assert work.recall("count", lambda: work.sql(_COUNT)[0][0] + 1) == 2  # its own change is seen at once

    assert (recall(), recall(), len(reads)) == (1, 1, 1)
    by_session("a")
    assert (recall(), recall(), len(reads)) == (2, 2, 2)
    with closing(sqlite3.connect(practice_copy.database, isolation_level=None)) as other:
        other.execute("INSERT INTO note (body) VALUES ('from outside')")
    assert (recall(), len(reads)) == (3, 3)
    with pytest.raises(Conflict):
        put("undone", then=fail)
    assert (recall(), len(reads)) == (3, 4)


_COUNT = text("SELECT count(*) FROM note")


def test_two_tests_share_no_rows_first(notes):
    put("only mine")
    assert notes() == ["only mine"]


def test_two_tests_share_no_rows_second(notes):
    put("only mine")
    assert notes() == ["only mine"]


def test_whoever_was_kept_waiting_too_long_is_told_so_once_and_nothing_is_written(notes, monkeypatch):
    monkeypatch.setattr(writer, "WAIT_SECONDS", 0.05)
    held, go, told = threading.Event(), threading.Event(), []

    @write
    def hold(work):
        held.set()
        go.wait(5)

    holder = threading.Thread(target=lambda: suppress_unavailable(hold))
    holder.start()
    assert held.wait(5)
    writer.write_then(lambda result, error: told.append(error), put, "late")
    time.sleep(0.1)
    go.set()
    holder.join(5)
    writer.current().stop()
    assert [type(error) for error in told] == [Unavailable] and notes() == []


def suppress_unavailable(action):
    with suppress(Unavailable):
        action()


def test_outcome_comes_after_the_commit_and_its_news(notes):
    order, done = [], threading.Event()
    writer.current().deliver = lambda announcements: order.append("news")

    @write
    def tell(work, body):
        work.sql(_INSERT, body=body)
        work.announce("news", to=["somebody"])
        return body

    def then(result, error):
        order.append((result, error, notes_in_file()))
        done.set()

    def notes_in_file():
        with database.engine().connect() as other:
            return [row[0] for row in other.execute(text("SELECT body FROM note"))]

    writer.write_then(then, tell, "a")
    assert done.wait(5)
    assert order == ["news", ("a", None, ["a"])]


def test_whoever_comes_while_another_process_holds_the_lock_waits_for_it_once(practice_copy, notes, monkeypatch):
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.6)
    outcomes: dict[str, tuple[float, BaseException | None]] = {}
    came: dict[str, float] = {}

    def comes(body):
        came[body] = time.monotonic()

        def then(_result, error):
            outcomes[body] = (time.monotonic() - came[body], error)

        writer.write_then(then, put, body)

    with closing(sqlite3.connect(practice_copy.database)) as other:
        other.execute("BEGIN IMMEDIATE")
        comes("first")
        time.sleep(0.3)
        comes("second")
        time.sleep(1.0)
        other.rollback()
    assert set(outcomes) == {"first", "second"}
    assert all(isinstance(error, Unavailable) for _, error in outcomes.values())
    assert outcomes["second"][0] < 0.55, "it waited as long once more"
    put("after")
    assert notes() == ["after"]

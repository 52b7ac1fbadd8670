"""`telekat config`: every limit, lifetime and permission that security hangs on, as this process would have it. No secret.

The numbers are read from where they are used, so the list cannot say anything else than the program does. What it says
of a practice in production stands in docs/limits.txt; a test holds the two to one text.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import timedelta

import click
from sqlalchemy import make_url

from config import Config

Line = tuple[str, object]


@click.group("config")
def config() -> None:
    """Look at the settings."""


@config.command("check", epilog="Example: telekat config check")
def check() -> None:
    """Check the settings and print every limit; exits 1 naming the setting that is wrong."""
    settings = Config.from_env()
    settings.check_files()
    for title, lines in _sections(settings):
        click.echo(f"[{title}]")
        for name, value in lines:
            click.echo(f"{name} = {_words(value)}")
        click.echo()
    click.echo("[permissions]")
    for line in _permissions():
        click.echo(line)


def _words(value: object) -> str:
    if isinstance(value, timedelta):
        return f"{value.total_seconds():g} s"
    if value is None or isinstance(value, bool):
        return {None: "no limit", True: "yes", False: "no"}[value]
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple | list | frozenset):
        return " ".join(_words(one) for one in value) or "none"
    return str(value)


def _sections(settings: Config) -> Iterator[tuple[str, Iterable[Line]]]:
    yield "settings", _settings(settings)
    yield "sign-in", _sign_in(settings)
    yield "emergency access", _emergency_access()
    yield "input", _input()
    yield "rates, a second and at once", _rates(settings)
    yield "sockets", _sockets(settings)
    yield "storage", _storage(settings)


def _settings(settings: Config) -> Iterator[Line]:
    yield "TELEKAT_ENV", settings.env
    yield "TELEKAT_PUBLIC_URL", settings.public_url
    yield "origins that may send", settings.origins
    yield "TELEKAT_DATABASE_URL", make_url(settings.database_url).render_as_string(hide_password=True)
    yield "TELEKAT_DATA_DIR", settings.data_dir
    yield "TELEKAT_REDIS_URL", "set" if settings.redis_url else "not set: one node"
    yield "TELEKAT_SMTP_URL", "set" if settings.smtp_url else "not set"
    yield "TELEKAT_TRUSTED_PROXIES", " ".join(map(str, settings.trusted_proxies)) or "none"
    yield "TELEKAT_SECRET_KEY", f"set, {len(settings.secret_key.encode())} bytes"
    yield "TELEKAT_MASTER_KEYS", f"{len(settings.master_keys)}, current {settings.master_keys[0][0]}"
    yield "secrets from files", [str(path) for path in settings.key_files]
    yield "TELEKAT_ALLOW_ROOT (may serve as root)", settings.allow_root
    yield "TELEKAT_ASYNC_MODE", settings.async_mode
    yield "TELEKAT_LOG_LEVEL", settings.log_level
    yield "weak password hashes (tests only)", settings.cheap_password_hash
    yield "commits slowed (bench only), ms", settings.bench_commit_delay_ms


def _sign_in(settings: Config) -> Iterator[Line]:
    from telekat.accounts import passwords, throttle
    from telekat.accounts.actions import sign_in, step_up
    from telekat.accounts.first_password import GOOD_FOR_PATIENTS, GOOD_FOR_STAFF
    from telekat.app import SWEEP_SECONDS
    from telekat.web import gate

    yield "password length, patients", (passwords.LEAST[True], passwords.MOST)
    yield "password length, staff", (passwords.LEAST[False], passwords.MOST)
    yield "argon2id memory KiB, passes, lanes", (passwords.MEMORY_KIB, passwords.PASSES, passwords.LANES)
    yield "hashes at once, and seconds to wait", (passwords.AT_ONCE, passwords.WAIT_SECONDS)
    yield "free failures of an account", throttle.FREE_FAILURES
    yield "then a wait, doubling up to", (throttle.FIRST_WAIT, throttle.LONGEST_WAIT)
    yield "failures of an account that its person hears of", throttle.TOLD_FAILURES
    yield "failures of an address, within", (throttle.ADDRESS_FAILURES, throttle.ADDRESS_WINDOW)
    yield "sign-ins of an address, within", (settings.sign_ins_per_minute, throttle.TRIES_WINDOW)
    yield "failures forgotten after", throttle.FORGET_AFTER
    yield "sign-ins of one account", sign_in.MOST_LOGINS
    yield "idle minutes, staff and patients", (settings.idle_minutes_staff, settings.idle_minutes_patient)
    yield "hours in all, staff and patients", (settings.absolute_hours_staff, settings.absolute_hours_patient)
    yield "password given again is good for", step_up.PROOF_LASTS
    yield "first password is good for, patients and staff", (GOOD_FOR_PATIENTS, GOOD_FOR_STAFF)
    yield "seconds until an ended sign-in is noticed, at most", (SWEEP_SECONDS, gate.RECHECK_SECONDS)


def _emergency_access() -> Iterator[Line]:
    from telekat.break_glass import categories

    yield "record open for", categories.OPEN_FOR
    yield "looked at by another person within", categories.REVIEW_WITHIN
    yield "characters of the reason", (categories.LEAST_REASON, categories.MOST_REASON)


def _input() -> Iterator[Line]:
    from telekat.chat import actions as chat
    from telekat.chat import queries
    from telekat.safety.actions import alerts as safety
    from telekat.web import http, schemas

    yield "JSON depth, keys, items", (schemas.MOST_DEPTH, schemas.MOST_KEYS, schemas.MOST_ITEMS)
    yield "bytes of a request", http.MOST_BODY_BYTES
    yield "bytes of a text", schemas.MOST_BYTES
    yield "characters of a message", chat.MOST
    yield "characters of an alert's note", safety.MOST_NOTE
    yield "messages in one answer", queries.PAGE


def _rates(settings: Config) -> Iterator[Line]:
    from telekat.break_glass.categories import TRIES
    from telekat.web import rates

    yield "messages", settings.message_rate
    yield "typing", rates.TYPING
    yield "entering and catching up", rates.ENTER
    yield "other events", rates.DEFAULT
    yield "requests", rates.HTTP
    yield "tries at emergency access", TRIES


def _sockets(settings: Config) -> Iterator[Line]:
    from telekat.live.engine import EngineLimits

    limits = EngineLimits(
        sockets_per_user=settings.sockets_per_user, sockets_per_address=settings.sockets_per_address
    )
    for field in fields(limits):
        yield field.name.replace("_", " "), getattr(limits, field.name)


def _storage(settings: Config) -> Iterator[Line]:
    from telekat.audit import heads
    from telekat.core import database, writer

    yield "reserve on the disk, bytes", settings.ballast_bytes
    yield "messages refused below, bytes free", settings.least_free_bytes
    yield "SQLite synchronous", database.SYNCHRONOUS
    yield "seconds to wait for a lock", database.BUSY_SECONDS
    yield "acts waiting, and seconds to wait", (writer.QUEUE, writer.WAIT_SECONDS)
    yield "audit trail's head kept every", timedelta(seconds=heads.EVERY_SECONDS)


def _permissions() -> Iterator[str]:
    from telekat.policy import TABLE

    for row in TABLE:
        who = ", ".join(sorted(role.value for role in row.roles))
        how = f" as {row.relation.value}" if row.relation else ""
        when = f" while {' or '.join(sorted(row.states))}" if row.states else ""
        yield f"{row.action.value}: {who}{how}{when}"

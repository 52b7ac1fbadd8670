"""Puts the house together: the only file that knows every package.

`create_app` builds, `start_loops` sets going what runs beside requests. Each package is told at start what it needs
from the floors above it.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from config import Config
from telekat import pages
from telekat.accounts import cookies, passwords, signed_in, throttle
from telekat.accounts import queries as accounts
from telekat.accounts import routes as accounts_routes
from telekat.accounts.actions import logins, people, sign_in
from telekat.admin import routes as admin_routes
from telekat.audit import heads, looks, trail
from telekat.break_glass import routes as break_glass_routes
from telekat.chat import actions as chat
from telekat.chat import routes as chat_routes
from telekat.chat import sockets as chat_sockets
from telekat.checkins import routes as checkins_routes
from telekat.core import ballast, client_address, database, edge, writer
from telekat.core.errors import Refusal, Unauthenticated
from telekat.dosing import routes as dosing_routes
from telekat.eligibility import routes as eligibility_routes
from telekat.eligibility.actions import changes as eligibility
from telekat.home import board_news, navigation
from telekat.home import routes as home_routes
from telekat.home.queries import room_page
from telekat.live.sockets import Sockets
from telekat.notes import routes as notes_routes
from telekat.notifications import actions as notifications
from telekat.notifications import channel
from telekat.patients import actions as patients
from telekat.policy import Action, Principal
from telekat.practice import queries as practice
from telekat.questionnaires import registry as instruments
from telekat.questionnaires import routes as questionnaires_routes
from telekat.questionnaires import sockets as questionnaires_sockets
from telekat.questionnaires.queries import imported as imported_instruments
from telekat.rooms import actions as rooms
from telekat.rooms import queries as room_queries
from telekat.rooms import routes as rooms_routes
from telekat.rooms import sockets as rooms_sockets
from telekat.safety import actions as safety
from telekat.safety import routes as safety_routes
from telekat.safety import sockets as safety_sockets
from telekat.safety.actions import drills
from telekat.vault import hashing, holders, keys, sealing
from telekat.web import gate, headers, health, http, numbering, offline, openapi, rates, sockets

ROOT = Path(__file__).parent.parent
TELL_SECONDS = 1.0  # how late a due step or mail may be noticed (R-13 allows two)
SWEEP_SECONDS = 2.0  # how late a login's end by time may be noticed (S-04 allows five)

_ROUTES = (
    accounts_routes.pages,
    accounts_routes.api,
    rooms_routes.api,
    chat_routes.api,
    questionnaires_routes.api,
    questionnaires_routes.pages,
    *safety_routes.DOORS,
    checkins_routes.api,
    checkins_routes.pages,
    dosing_routes.api,
    dosing_routes.pages,
    eligibility_routes.api,
    eligibility_routes.pages,
    notes_routes.api,
    notes_routes.pages,
    break_glass_routes.pages,
    break_glass_routes.api,
    health.doors,
    openapi.doors,
    offline.doors,
    *home_routes.DOORS,
    *admin_routes.DOORS,
)
SOCKET_MODULES = (rooms_sockets, chat_sockets, questionnaires_sockets, safety_sockets)

log = logging.getLogger("telekat")


def create_app(config: Config) -> Flask:
    """The application for `config`, its database open and its keys in memory. Raises VaultError for a wrong key."""
    app = Flask("telekat", root_path=str(ROOT), static_folder="static", template_folder="templates")
    app.config["TELEKAT"] = config
    _open_stores(config)
    _install_doors(app, config)
    pages.install(app, development=config.env == "development")
    navigation.install(app)
    return app


def _open_stores(config: Config) -> None:
    database.connect(config.database_url)
    hashing.start(config.secret_key)
    keys.start(config.master_keys)
    keys.on_broken(_record_broken_key)
    passwords.start(cheap=config.cheap_password_hash)
    accounts.start(_limits(config))
    practice.forget()
    looks.forget()
    imported_instruments.forget()
    instruments.start(imported_instruments.imported)
    rooms.start(chat.say_of_member)
    room_queries.start(room_page.promise)
    channel.start(config.smtp_url, config.public_url)
    patients.start(eligibility.tell_changed)
    people.start(notifications.tell_password_changed)
    sign_in.start(tries_per_minute=config.sign_ins_per_minute, on_guessing=notifications.tell_guessing)


def _record_broken_key(key_id: str, subject: str) -> None:
    trail.record(None, Action.SEAL_BREAK, "data_key", key_id, patient_id=sealing.patient_of(subject))


def _limits(config: Config) -> accounts.IdleLimits:
    return accounts.IdleLimits(
        timedelta(minutes=config.idle_minutes_staff),
        timedelta(minutes=config.idle_minutes_patient),
        timedelta(hours=config.absolute_hours_staff),
        timedelta(hours=config.absolute_hours_patient),
    )


def _install_doors(app: Flask, config: Config) -> None:
    client_address.start(config.trusted_proxies)
    gate.start(
        gate.Logins(accounts.login_by_token, accounts.login_by_id, logins.note_act, _keep_refusal),
        # Who fills in a long form is as quick as who writes; a setting that is lower than the usual does not slow them.
        {"message:send": config.message_rate, "questionnaire:answer": max(config.message_rate, rates.DEFAULT)},
    )
    http.install(app, config.origins, origin_required=config.is_production)
    signed_in.install(app, secure=config.public_url.startswith("https://"))
    headers.install(app, config.public_url)
    for doors in _ROUTES:
        app.register_blueprint(doors.blueprint)
    live = Sockets(app, config, signed_in.principal_from, cookies.login_name())
    live.on_first, live.on_last = rooms_sockets.came, rooms_sockets.went
    live.on_stranger = _keep_stranger
    sockets.attach(live.server)
    app.extensions["telekat_sockets"] = live
    numbering.install(app)


def _keep_refusal(who: Principal | None, refusal: Refusal, address: str, unrecorded_count: int) -> None:
    detail: dict[str, str | int] = {"reason": refusal.reason}
    if who is None and address:
        detail["from"] = hashing.keyed_hash("address", throttle.network_of(address))[:16]
    if unrecorded_count:
        detail["unrecorded"] = unrecorded_count
    trail.record_alone(
        who,
        Action(refusal.action),
        refusal.subject_kind,
        refusal.subject_id,
        patient_id=refusal.patient_id,
        outcome="refused",
        detail=detail,
    )


def _keep_stranger(address: str) -> None:
    """Somebody asked for a socket without a living login."""
    gate.keep_refusal(None, Unauthenticated(), Action.ROOM_ENTER, "socket", address=address)


def start_writer(app: Flask) -> None:
    """Start what every act needs. Raises VaultError before anything is written."""
    config: Config = app.config["TELEKAT"]
    with database.read_scope():
        keys.verify_master_keys()
    the_writer = writer.Writer(commit_delay_seconds=config.bench_commit_delay_ms / 1000)
    the_writer.deliver = board_news.deliver
    writer.start(the_writer)


def start_loops(app: Flask) -> None:
    """Start the writer and what runs beside requests: only in the process that serves, or two would do it."""
    holders.enter(app.config["TELEKAT"].data_dir)  # before the keys are compared: nobody rotates in between
    start_writer(app)
    edge.native(heads.begin, app.config["TELEKAT"].data_dir)
    _keep_ballast(app.config["TELEKAT"])
    edge.spawn(_look_after_logins)
    edge.spawn(_every, TELL_SECONDS, safety.climb_due, "climbing")
    edge.spawn(_every, TELL_SECONDS, drills.climb_due, "climbing of a drill")
    edge.spawn(_every, TELL_SECONDS, notifications.send_due, "sending notices")
    edge.spawn(_keep_heads, app.config["TELEKAT"].data_dir)


def _every(seconds: float, act: Callable[[], object], name: str) -> None:
    """Carry out what has become due. What is due lies in rows, so nothing is lost with the process."""
    while True:
        edge.sleep(seconds)
        try:
            act()
        except Exception as error:  # a loop that dies would leave somebody untold
            log.error("%s failed", name, extra={"error_class": type(error).__name__})


def _keep_ballast(config: Config) -> None:
    """Reserve room on the disk, and go on looking whether there is enough."""
    config.data_dir.mkdir(parents=True, exist_ok=True)
    ballast.start(ballast.Ballast(config.data_dir, config.ballast_bytes, config.least_free_bytes))
    edge.spawn(_look_after_disk)


def _look_after_disk() -> None:
    while True:
        edge.sleep(ballast.LOOK_SECONDS)
        try:
            ballast.look()
        except Exception as error:  # a disk that does not even answer is told by whoever writes to it
            log.error("looking after the disk failed", extra={"error_class": type(error).__name__})


def _keep_heads(data_dir: Path) -> None:
    while True:
        edge.sleep(heads.EVERY_SECONDS)
        _keep_head(data_dir)


def _keep_head(data_dir: Path) -> None:
    """Sign the audit trail's head in a place beside the database, so that a cut-off tail shows."""
    try:
        edge.native(heads.keep_head, data_dir)
    except Exception as error:  # the next hour tries again
        log.error("the audit head was not kept", extra={"error_class": type(error).__name__})


def _look_after_logins() -> None:
    while True:
        edge.sleep(SWEEP_SECONDS)
        try:
            logins.keep_activity()
            logins.end_overdue()
        except Exception as error:  # a loop that dies would leave dead logins connected
            log.error("looking after logins failed", extra={"error_class": type(error).__name__})


def stop(app: Flask) -> None:
    """Tell the sockets, let the writer finish what waits, sign where the audit trail stands."""
    live: Any = app.extensions["telekat_sockets"]
    writer.current().hurry()
    live.drain()
    writer.current().stop()
    holders.leave()
    _keep_head(app.config["TELEKAT"].data_dir)

"""Health, the report address of the content policy, and the description of the API. No sign-in, nothing personal."""

from typing import Any

from flask import request
from sqlalchemy import text

from telekat.core import clock
from telekat.core.database import db
from telekat.core.errors import Unavailable
from telekat.core.refusals import has_seen_damage, is_disk_full
from telekat.core.writer import Work, write
from telekat.vault import keys
from telekat.web.http import Doors

doors = Doors("health")
PROVEN_SECONDS = 1.0  # anybody may ask: they must not be able to keep the disk busy
_UNCHANGED = text("UPDATE alembic_version SET version_num = version_num")
_proven_at = float("-inf")


@doors.api("/healthz", public=True)
def healthz() -> dict[str, Any]:
    """The process is up."""
    return {"ok": True}


@doors.api("/readyz", public=True)
def readyz() -> dict[str, Any]:
    """The database answers, holds no damaged page that we know of, opens, and what is written reaches a disk with room."""
    global _proven_at
    if clock.monotonic() - _proven_at > PROVEN_SECONDS or has_seen_damage():
        try:
            db().execute(text("SELECT 1"))
            _write_something()
            full, opens = is_disk_full(), keys.holds_all_in_use()
        except Exception:
            raise Unavailable("Not ready.") from None
        if not opens:
            raise Unavailable("Not ready: data is sealed under a master key that this server does not hold.")
        if full or has_seen_damage():
            raise Unavailable("Not ready.")
        _proven_at = clock.monotonic()
    return {"ok": True}


@write
def _write_something(work: Work) -> None:
    # An empty transaction is not enough: a full or failing disk takes that too.
    work.sql(_UNCHANGED)


@doors.page("/csp-report", public=True, method="POST", activity=False)
def csp_report() -> tuple[str, int]:
    """Take a browser's report of a broken content policy; only that there was one matters."""
    request.get_data(cache=False)
    return "", 204

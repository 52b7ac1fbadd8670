"""What every page is rendered with: the viewer, the practice, fingerprinted files, times. Asks no rule."""

import hashlib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, request, url_for
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from telekat.accounts.queries import Person, person
from telekat.core import clock
from telekat.practice.queries import practice
from telekat.practice.settings import Practice
from telekat.web import csrf, headers, phones

STATIC_SECONDS = 31_536_000


def install(app: Flask, *, development: bool) -> None:
    """Teach `app`'s templates their common words. development: a style that was changed gets a new address."""
    folder = Path(app.static_folder or "static")
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = STATIC_SECONDS

    @cache
    def address(name: str, _root: str, _version: int) -> str:
        return url_for("static", filename=name, v=_fingerprint(folder / name))

    def static(name: str) -> str:
        return address(name, request.script_root, _changed(folder / name) if development else 0)

    @app.context_processor
    def common() -> dict[str, Any]:
        viewer = _viewer()
        return {
            "viewer": viewer,
            "password_due": bool(viewer and current_user.principal.password_due),
            "practice": _practice(),
            "csp_nonce": headers.nonce(),
            "csrf_token": csrf.token_for(current_user.principal.login_id) if viewer else "",
            "now": clock.now(),
        }

    app.jinja_env.globals["static"] = static
    app.jinja_env.filters["stamp"] = clock.stamp
    app.jinja_env.filters["iso"] = _iso
    phones.init_app(app)


def _iso(moment: datetime | str) -> str:
    return moment if isinstance(moment, str) else clock.stamp(moment)


def _viewer() -> Person | None:
    return person(current_user.principal.id) if current_user.is_authenticated else None


def _practice() -> Practice:
    try:
        return practice()
    except SQLAlchemyError:  # help must show even when the database does not answer
        return Practice()


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _fingerprint(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    except OSError:
        return "missing"

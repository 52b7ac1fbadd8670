"""Where somebody can go from any page, by role, with what waits there. The same for every package's pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, request
from flask_login import current_user

from telekat.break_glass.queries import open_records, to_review
from telekat.home.queries.record import band
from telekat.home.queries.risk_marks import risk_beside
from telekat.home.queries.viewer import viewer_data
from telekat.home.risk import Risk
from telekat.home.zones import zone_choices
from telekat.policy import Principal, Role
from telekat.safety.queries import open_alerts_for


@dataclass(frozen=True, slots=True)
class Place:
    """One entry. under: addresses that belong to it besides its own. counts: what waits there, None for nothing."""

    name: str
    label: str
    href: str
    icon: str
    under: tuple[str, ...] = ()
    counts: Callable[[Principal], int] | None = None


def _open_alerts(who: Principal) -> int:
    return len(open_alerts_for(who))


def _openings(who: Principal) -> int:
    return len(to_review(who))


_CLINIC = (
    Place("day", "Today", "/day", "sun", ("/rooms/", "/forms/", "/patients/", "/emergency-access")),
    Place("alerts", "Alerts", "/alerts", "bell-ring", ("/alerts/", "/on-call", "/drills"), _open_alerts),
)
_PLACES: dict[Role, tuple[Place, ...]] = {
    Role.PATIENT: (),
    Role.PSYCHIATRIST: _CLINIC,
    Role.THERAPIST: _CLINIC,
    Role.COORDINATOR: (
        Place("board", "Board", "/board", "columns-3", ("/patients/",)),
        Place("messages", "Messages", "/messages", "messages-square", ("/rooms/",)),
        Place("new", "New patient", "/patients/new", "user-round-plus"),
        Place("on_call", "On call", "/on-call", "phone"),
    ),
    Role.ADMIN: (
        Place("people", "People", "/admin/people", "users", ("/admin/people/",)),
        Place("audit", "Record", "/admin/audit", "scroll-text"),
        Place("opened", "Emergency access", "/emergency-access", "key-round", counts=_openings),
        Place("settings", "Settings", "/admin/settings", "settings", ("/admin/crisis",)),
        Place("on_call", "On call", "/on-call", "phone", ("/drills",)),
        Place("notices", "Notices", "/admin/notices", "send"),
        Place("rights", "Rights", "/admin/rights", "shield"),
    ),
}
START: dict[Role, str] = {
    Role.PATIENT: "/",
    Role.PSYCHIATRIST: "/day",
    Role.THERAPIST: "/day",
    Role.COORDINATOR: "/board",
    Role.ADMIN: "/admin/people",
}
"""Where each role begins after signing in."""


def nav_for(who: Principal, current: str = "") -> list[dict[str, Any]]:
    """The entries of the staff header (macros/header.html). current: the name of the place this page belongs to."""
    return [
        {
            "label": place.label,
            "href": place.href,
            "icon": place.icon,
            "count": place.counts(who) if place.counts else 0,
            "current": place.name == current,
        }
        for place in _PLACES[who.role]
    ]


def place_of(role: Role, path: str) -> str:
    """The name of the place that an address belongs to, "" for none: its own address before what lies under it."""
    places = _PLACES[role]
    own = (place.name for place in places if place.href == path)
    beneath = (place.name for place in places if path.startswith(place.under))
    return next(own, next(beneath, ""))


def _risk_beside(patient_id: str) -> Risk | None:
    """The mark beside a patient's name, for the clinician who looks."""
    return risk_beside(current_user.principal, patient_id) if current_user.is_authenticated else None


def _band_beside(patient_id: str) -> dict[str, Any] | None:
    """Who the patient is, over a page of theirs in another package. Raises NotFound."""
    return band(current_user.principal, patient_id) if current_user.is_authenticated else None


def install(app: Flask) -> None:
    """Give templates of every package `nav`, and `page` where they have no own: they cannot import this floor."""
    app.jinja_env.globals["zone_choices"] = zone_choices
    app.jinja_env.globals["risk_beside"] = _risk_beside
    app.jinja_env.globals["band_beside"] = _band_beside

    @app.context_processor
    def around() -> dict[str, Any]:
        if not current_user.is_authenticated:
            return {"nav": [], "page": {}, "open_records": []}
        who: Principal = current_user.principal
        return {
            "nav": nav_for(who, place_of(who.role, request.path)),
            "page": viewer_data(who),
            "open_records": open_records(who),
        }

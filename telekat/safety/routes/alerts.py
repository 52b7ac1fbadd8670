"""The list of alerts, the page of one, and what every staff page shows of them."""

import logging
from contextlib import suppress
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from telekat.audit import looks, trail
from telekat.core.clock import stamp
from telekat.core.errors import Conflict, Invalid, TeleKATError
from telekat.patients.queries import StatedPlace, own_place
from telekat.policy import Action, Principal
from telekat.practice.crisis import Shown, all_entries, crisis_for, language_name, shown
from telekat.practice.places import country_name, in_country
from telekat.practice.queries import practice
from telekat.practice.settings import Practice
from telekat.safety import actions, queries
from telekat.safety.ladder_words import points
from telekat.safety.outcomes import LABELS, MARK_LABELS
from telekat.web.http import Doors, page_response, principal
from telekat.web.schemas import Schema, parse_form

log = logging.getLogger("telekat.safety")
api = Doors("safety_api", "/api/v1")
pages = Doors("safety")


class CloseForm(Schema):
    outcome: str = ""
    note: str = ""
    risk: str = ""


@pages.blueprint.app_context_processor
def alarm() -> dict[str, Any]:
    """Templates ask for the alerts of the signed-in clinician, and for the crisis help of whoever looks."""
    return {"open_alerts": _open_alerts, "crisis_here": _crisis_here, "crises_elsewhere": _crises_elsewhere}


for _filter in (country_name, in_country, language_name):
    pages.blueprint.add_app_template_filter(_filter)


def _crisis_here() -> Shown:
    """Words and numbers for where the signed-in patient has said they are. Shows even when no database answers."""
    try:
        place = own_place(current_user.principal) if current_user.is_authenticated else StatedPlace()
        return crisis_for(practice(), place.country, place.language)
    except SQLAlchemyError:
        return crisis_for(Practice())


def _crises_elsewhere(here: Shown) -> list[Shown]:
    """Every other entry, for a copy of the page that is nobody's in particular."""
    try:
        entries = all_entries(practice())
    except SQLAlchemyError:
        return []
    return [shown(one) for one in entries if (one.country, one.language) != (here.country, here.language)]


def _open_alerts() -> list[dict[str, Any]]:
    if not current_user.is_authenticated or not current_user.principal.is_clinician:
        return []
    who = current_user.principal
    found = queries.open_alerts_json(who)
    try:
        _note_looks(who, found)
    except TeleKATError:  # by this bar an alert reaches a clinician: a full disk must not hide it
        log.error("alerts were shown without an entry in the trail", extra={"count": len(found)})
    return found


def _note_looks(who: Principal, found: list[dict[str, Any]]) -> None:
    looks.note(who, Action.ALERT_READ, "alert", [(one["alert"], one["patient"]["id"]) for one in found])


@api.api("/alerts", may=Action.ALERT_READ)
def list_open_alerts() -> dict[str, Any]:
    """The alerts of the caller's patients that are not closed."""
    who = principal()
    found = queries.open_alerts_json(who)
    _note_looks(who, found)
    return {"alerts": found}


@api.api("/alerts/<alert_id>/acknowledge", may=Action.ALERT_ACKNOWLEDGE, method="POST")
def acknowledge_alert(alert_id: str) -> dict[str, Any]:
    """Take an alert, where sockets are blocked: the first one wins, later ones get `conflict` with who has it."""
    taken = actions.acknowledge(principal(), alert_id)
    return {"alert": taken.alert_id, "by": taken.by, "at": stamp(taken.at)}


@pages.page("/alerts", may=Action.ALERT_READ)
def alerts_page() -> Any:
    """Every alert that the clinician may take."""
    who = principal()
    found, closed = queries.open_alerts_for(who), queries.closed_alerts_for(who)
    looks.note(who, Action.ALERT_READ, "alert", [(one.id, one.patient_id) for one in (*found, *closed)])
    ladders = {
        alert.id: points(alert.steps, who.id, alert.acknowledged_by, alert.acknowledged_at) for alert in found
    }
    median = queries.median_minutes_to_acknowledge(who)
    return render_template("safety/alerts.html", alerts=found, closed=closed, ladders=ladders, median=median)


@pages.page("/alerts/<alert_id>", may=Action.ALERT_READ)
def alert_page(alert_id: str) -> Any:
    """One alert: what was answered, who has it, how it ended."""
    return render_template("safety/alert.html", **_alert_values(alert_id))


def _alert_values(alert_id: str) -> dict[str, Any]:
    who = principal()
    alert = queries.alert_view(who, alert_id)
    trail.record_alone(who, Action.ALERT_READ, "alert", alert.id, patient_id=alert.patient_id)
    return {
        "alert": alert,
        "patient": queries.alert_contact(who, alert_id),
        "points": points(alert.steps, who.id, alert.acknowledged_by, alert.acknowledged_at),
        "outcomes": list(LABELS.items()),
        "marks": list(MARK_LABELS.items()),
    }


@pages.page("/alerts/<alert_id>/take", may=Action.ALERT_ACKNOWLEDGE, method="POST")
def take_alert(alert_id: str) -> Any:
    """Take an alert from its page; who comes second sees on that page who has it."""
    with suppress(Conflict):
        actions.acknowledge(principal(), alert_id)
    return redirect(url_for("safety.alert_page", alert_id=alert_id), 303)


@pages.page("/alerts/<alert_id>/close", may=Action.ALERT_CLOSE, method="POST")
def close_alert(alert_id: str) -> Any:
    """Close an alert from its page; what was written stays in the field when something is missing."""
    sent = parse_form(CloseForm, request.form)
    try:
        _close(alert_id, sent)
    except Invalid as error:
        values = _alert_values(alert_id)
        return page_response("safety/alert.html", 422, problems=error.fields, sent=sent, **values)
    except Conflict:
        pass
    return redirect(url_for("safety.alert_page", alert_id=alert_id), 303)


def _close(alert_id: str, sent: CloseForm) -> None:
    """The care team says what the mark is from now on; who was asked from outside leaves it to them."""
    who = principal()
    is_own = queries.alert_view(who, alert_id).is_own
    note = sent.note.replace("\r\n", "\n")
    actions.close_alert(who, alert_id, sent.outcome, note, sent.risk if is_own else None)

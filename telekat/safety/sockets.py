"""`alert:*`: parse, call one action, answer."""

from typing import Any

from telekat.core.clock import stamp
from telekat.policy import Action, Principal
from telekat.safety import actions
from telekat.web.schemas import Id, Schema
from telekat.web.sockets import socket_event

ALERTS = (5.0, 40)  # a budget of their own: chat never starves them (SECURITY-REQUIREMENTS P-09)


class AcknowledgeAlert(Schema):
    alert: Id


class CloseAlert(Schema):
    alert: Id
    outcome: str
    note: str
    risk: str | None = None


@socket_event(
    "alert:acknowledge", may=Action.ALERT_ACKNOWLEDGE, schema=AcknowledgeAlert, rate=ALERTS, activity=True
)
def acknowledge(user: Principal, sent: AcknowledgeAlert) -> dict[str, Any]:
    taken = actions.acknowledge(user, sent.alert)
    return {"alert": taken.alert_id, "by": taken.by, "at": stamp(taken.at)}


@socket_event("alert:close", may=Action.ALERT_CLOSE, schema=CloseAlert, rate=ALERTS, activity=True)
def close(user: Principal, sent: CloseAlert) -> dict[str, Any]:
    return {
        "alert": sent.alert,
        "at": stamp(actions.close_alert(user, sent.alert, sent.outcome, sent.note, sent.risk)),
    }

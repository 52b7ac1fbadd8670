"""The viewer of the audit trail: filter, page by page, and whether the chain holds. Looking is recorded too."""

from datetime import date, datetime, time, timedelta
from operator import itemgetter
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import current_app, redirect, render_template, request, url_for

from telekat.accounts.actions import step_up
from telekat.accounts.queries import person
from telekat.admin.queries import people, record
from telekat.admin.record_words import ACTS, act_words, kind_words
from telekat.audit import trail
from telekat.policy import Action
from telekat.web.http import Doors, principal

pages = Doors("record", "/admin")


@pages.page("/audit", may=Action.AUDIT_READ)
def audit_page() -> Any:
    """Who did what to which thing, the newest first."""
    who = principal()
    if not step_up.is_proven(who):  # S-09: who is whose patient lies open here
        return redirect(url_for("accounts.proof_page", next=request.full_path.rstrip("?")), 303)
    fields = _in_order({name: request.args.get(name, "").strip()[:64] for name in _FIELDS})
    accounts = people.accounts()
    below = request.args.get("below", "")
    page = record.page(_chosen(fields, person(who.id).time_zone), int(below[:15]) if below.isdecimal() else None)
    trail.record_alone(who, Action.AUDIT_READ, "audit", detail={"count": len(page.events)})
    return render_template(
        "admin/audit.html",
        events=page.events,
        older=_query(fields | {"below": str(page.older_than)}) if page.older_than else "",
        fields=fields,
        is_filtered=any(fields.values()),
        staff=[(one.id, one.name) for one in accounts if one.role != "patient"],
        patients=[(one.id, one.name) for one in accounts if one.role == "patient"],
        acts=sorted(((action.value, words) for action, words in ACTS.items()), key=itemgetter(1)),
        act_words=act_words,
        kind_words=kind_words,
        chain=record.check_chain(_data_dir()) if request.args.get("check") == "all" else None,
        check=_query(fields | {"check": "all"}),
    )


def _data_dir() -> Path:
    folder: Path = current_app.config["TELEKAT"].data_dir
    return folder


_FIELDS = ("person", "patient", "action", "outcome", "from", "to")


def _in_order(fields: dict[str, str]) -> dict[str, str]:
    """Two days given the wrong way round are the same stretch."""
    if fields["from"] and fields["to"] and fields["to"] < fields["from"]:
        return fields | {"from": fields["to"], "to": fields["from"]}
    return fields


def _chosen(fields: dict[str, str], zone: str) -> record.Filter:
    return record.Filter(
        actor_id=fields["person"],
        patient_id=fields["patient"],
        action=fields["action"],
        outcome=fields["outcome"],
        on_or_after=_midnight(fields["from"], zone),
        before=_midnight(fields["to"], zone, days=1),
    )


def _midnight(text: str, zone: str, days: int = 0) -> datetime | None:
    """The start of a day where the viewer is; None for what is no date."""
    try:
        day = date.fromisoformat(text) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None
    return datetime.combine(day, time(), ZoneInfo(zone))


def _query(fields: dict[str, str]) -> str:
    return urlencode({name: value for name, value in fields.items() if value})

"""Dosing sessions: the care team's page and what programs ask."""

from typing import Annotated, Any

from flask import Response, redirect, render_template, request, url_for
from msgspec import Meta

from telekat.audit import trail
from telekat.core import ids
from telekat.core.errors import Invalid
from telekat.dosing import actions, doses, queries
from telekat.dosing.actions import Given
from telekat.policy import Action, Principal
from telekat.web.http import Doors, principal, safe_next
from telekat.web.schemas import ClientId, Schema, Seq

pages = Doors("dosing")
api = Doors("dosing_api", "/api/v1/patients")

Word = Annotated[str, Meta(min_length=1, max_length=32)]


class RecordSession(Schema):
    client_id: ClientId
    on_date: Word
    at_time: Word
    route: Word
    dose_mg: Word | int | float
    notes: str = ""
    long_ago_confirmed: bool = False


class CorrectSession(Schema):
    base_version: Seq
    reason: str
    on_date: Word
    at_time: Word
    route: Word
    dose_mg: Word | int | float
    notes: str = ""
    long_ago_confirmed: bool = False


# --- For people ---


@pages.page("/patients/<patient_id>/sessions", may=Action.DOSING_RECORD)
def sessions_page(patient_id: str) -> str:
    """A patient's sessions, with the form to record one."""
    who = principal()
    return _page(who, patient_id, {}, {})


@pages.page("/patients/<patient_id>/sessions", may=Action.DOSING_RECORD, method="POST")
def record_form(patient_id: str) -> Any:
    """Record a session, go back to where the form stood."""
    who = principal()
    client_id = request.form.get("client_id", "")[:64] or ids.new_id()
    try:
        actions.record_session(who, patient_id, client_id=client_id, given=_given())
    except Invalid as error:
        return Response(_page(who, patient_id, request.form, error.fields), status=error.status)
    return redirect(_back_to(patient_id), 303)


@pages.page("/patients/<patient_id>/sessions/<session_id>/corrections", may=Action.DOSING_CORRECT, method="POST")
def correct_form(patient_id: str, session_id: str) -> Any:
    """Correct what was recorded, go back to where the form stood."""
    who = principal()
    try:
        actions.correct_session(
            who,
            patient_id,
            session_id,
            base_version=int(request.form.get("base_version", "0")[:4] or 0),
            reason=request.form.get("reason", ""),
            given=_given(),
        )
    except ValueError:
        raise Invalid(
            "Load this page again.", {"base_version": "Load this page again, then correct the session."}
        ) from None
    except Invalid as error:
        page = _page(who, patient_id, request.form, error.fields, correcting=session_id)
        return Response(page, status=error.status)
    return redirect(_back_to(patient_id), 303)


def _given() -> Given:
    form = request.form
    return Given(
        on_date=form.get("on_date", ""),
        at_time=form.get("at_time", ""),
        route=form.get("route", ""),
        dose_mg=form.get("dose_mg", ""),
        notes=form.get("notes", "").replace("\r\n", "\n"),
        long_ago_confirmed=form.get("long_ago", "") == "yes",
    )


def _back_to(patient_id: str) -> str:
    return safe_next(request.form.get("next"), url_for("dosing.sessions_page", patient_id=patient_id))


def _page(
    who: Principal, patient_id: str, values: Any, problems: dict[str, Any], *, correcting: str | None = None
) -> str:
    """correcting: the session whose correction came back; in its place stands else the form for a new one."""
    panel = queries.sessions_panel(who, patient_id)
    _note_reading(who, patient_id)
    line = next((one for one in panel.lines if one.id == correcting), None)
    return render_template(
        "dosing/sessions.html",
        sessions_panel=panel,
        values=values,
        problems=problems,
        line=line,
        is_long_ago=doses.LONG_AGO_ASKED in problems.get("on_date", ""),
    )


# --- For programs ---


@api.api("/<patient_id>/sessions", may=Action.DOSING_READ)
def list_sessions(patient_id: str) -> dict[str, Any]:
    """A patient's sessions in the order they took place."""
    who = principal()
    found = queries.sessions_of(who, patient_id)
    _note_reading(who, patient_id)
    return {"sessions": [queries.recorded_json(one, with_notes=who.is_clinician) for one in found]}


@api.api("/<patient_id>/sessions", may=Action.DOSING_RECORD, method="POST", schema=RecordSession)
def record_session(patient_id: str, sent: RecordSession) -> tuple[dict[str, Any], int]:
    """Record a session that took place."""
    kept = actions.record_session(principal(), patient_id, client_id=sent.client_id, given=_given_in(sent))
    answer = {"id": kept.session_id, "version": kept.version, "duplicate": kept.duplicate}
    return answer, 200 if kept.duplicate else 201


@api.api("/<patient_id>/sessions/<session_id>/versions", may=Action.DOSING_READ)
def list_versions(patient_id: str, session_id: str) -> dict[str, Any]:
    """All that was ever recorded of one session, the newest first."""
    who = principal()
    found = queries.versions_of(who, patient_id, session_id)
    _note_reading(who, patient_id)
    return {"versions": [queries.version_json(one, with_notes=who.is_clinician) for one in found]}


@api.api(
    "/<patient_id>/sessions/<session_id>/versions",
    may=Action.DOSING_CORRECT,
    method="POST",
    schema=CorrectSession,
)
def correct_session(patient_id: str, session_id: str, sent: CorrectSession) -> tuple[dict[str, Any], int]:
    """Correct what was recorded: a new version with a reason."""
    kept = actions.correct_session(
        principal(),
        patient_id,
        session_id,
        base_version=sent.base_version,
        reason=sent.reason,
        given=_given_in(sent),
    )
    answer = {"id": kept.session_id, "version": kept.version, "duplicate": kept.duplicate}
    return answer, 200 if kept.duplicate else 201


def _given_in(sent: RecordSession | CorrectSession) -> Given:
    return Given(sent.on_date, sent.at_time, sent.route, str(sent.dose_mg), sent.notes, sent.long_ago_confirmed)


def _note_reading(who: Principal, patient_id: str) -> None:
    trail.record_alone(who, Action.DOSING_READ, "patient", patient_id, patient_id=patient_id)

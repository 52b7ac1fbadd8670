"""Check-ins: the patient's page, what programs ask, and the clinician's word that they have read one."""

from typing import Annotated, Any
from zoneinfo import ZoneInfo

from flask import Response, redirect, render_template, request, url_for
from msgspec import Meta
from werkzeug.wrappers import Response as AnyResponse

from telekat.accounts.queries import person
from telekat.audit import looks, trail
from telekat.checkins import actions, forms, queries, questions, reading
from telekat.checkins.actions import Kept
from telekat.checkins.questions import Progress
from telekat.checkins.schedule import Standing
from telekat.core import clock, ids
from telekat.core.errors import Invalid
from telekat.policy import Action, Principal
from telekat.web.http import Doors, principal, safe_next
from telekat.web.schemas import ClientId, Schema

pages = Doors("checkins")
api = Doors("checkins_api", "/api/v1")

Point = Annotated[int, Meta(ge=0, le=10)]
ItemId = Annotated[str, Meta(min_length=1, max_length=8)]
Effects = Annotated[dict[ItemId, Annotated[int, Meta(ge=0, le=3)]], Meta(max_length=forms.MOST_TICKS)]
Signs = Annotated[list[ItemId], Meta(max_length=forms.MOST_TICKS)]


class KeepProgress(Schema):
    mood: Point | None = None
    anxiety: Point | None = None
    safe: bool | None = None
    effects: Effects = {}
    signs: Signs = []
    text: str = ""
    shared: bool = False


class SendAnswers(Schema):
    client_id: ClientId
    mood: Point
    anxiety: Point
    safe: bool
    effects: Effects = {}
    signs: Signs = []
    text: str = ""
    shared: bool = False


class ShareText(Schema):
    shared: bool


# --- The patient's page ---


@pages.page("/check-ins/<checkin_id>", may=Action.CHECKIN_ANSWER)
def checkin_page(checkin_id: str) -> Any:
    """The check-in to fill in, or what was sent."""
    who = principal()
    own = queries.own_checkin(who, checkin_id)
    _note_reading(who, own.answered.line.patient_id)
    if own.answered.line.standing is Standing.DONE:
        return _received(who, own)
    if own.answered.line.standing in (Standing.UPCOMING, Standing.CLOSED):
        return _not_open(who, own)
    kept = forms.Filled(ids.new_id(), own.progress, own.progress_text, own.progress_shared)
    return _form(who, own, kept, {})


@pages.page("/check-ins/<checkin_id>", may=Action.CHECKIN_ANSWER, method="POST")
def send_form(checkin_id: str) -> Any:
    """Send the check-in, go on to what was received."""
    who, filled = principal(), forms.filled(request.form)
    own = queries.own_checkin(who, checkin_id)
    try:
        actions.answer_checkin(
            who,
            checkin_id,
            client_id=filled.client_id or ids.new_id(),
            progress=filled.progress,
            text=filled.text,
            shared=filled.shared,
        )
    except Invalid as error:
        _keep_what_is_good(who, checkin_id, filled)
        return Response(_form(who, own, filled, error.fields), status=error.status)
    return redirect(url_for("checkins.checkin_page", checkin_id=checkin_id), 303)


def _keep_what_is_good(who: Principal, checkin_id: str, filled: forms.Filled) -> None:
    """An incomplete form still says what it says: nobody's "not safe" waits for a number from 0 to 10."""
    try:
        actions.keep_progress(who, checkin_id, filled.progress, filled.text, shared=filled.shared)
    except Invalid:
        good = Progress(safe=filled.progress.safe)
        actions.keep_progress(who, checkin_id, good)


def _not_open(who: Principal, own: queries.OwnCheckIn) -> str:
    line = own.answered.line
    return render_template(
        "checkins/not_open.html",
        line=line,
        opens=reading.in_words(line.due_at, person(who.id).time_zone),
        is_over=line.standing is Standing.CLOSED,
    )


def _form(who: Principal, own: queries.OwnCheckIn, filled: forms.Filled, problems: dict[str, Any]) -> str:
    line, zone = own.answered.line, person(who.id).time_zone
    truth = queries.help_truth(who, line.id)
    return render_template(
        "checkins/checkin.html",
        line=line,
        filled=filled,
        problems=problems,
        groups=questions.groups(line.kind),
        signs=questions.signs(),
        scale_points=list(questions.SCALE),
        earlier_text=own.earlier_text,
        promise=queries.read_promise(line.patient_id, clock.now()),
        help_words=queries.help_words(truth, zone),
        seen=truth.at is not None,
        page={"checkin": line.id, "time_zone": zone},
    )


def _received(who: Principal, own: queries.OwnCheckIn) -> str:
    line, zone = own.answered.line, person(who.id).time_zone
    truth = queries.help_truth(who, line.id)
    return render_template(
        "checkins/received.html",
        line=line,
        answered=own.answered,
        received_at=f"{(line.answered_at or clock.now()).astimezone(ZoneInfo(zone)):%H:%M}",
        alarmed=bool(own.answered.alarming),
        promise=queries.read_promise(line.patient_id, line.answered_at or clock.now()),
        help_words=queries.help_words(truth, zone),
        seen=truth.at is not None,
        page={"checkin": line.id, "time_zone": zone},
    )


@pages.page("/check-ins/<checkin_id>/sharing", may=Action.CHECKIN_SHARE, method="POST")
def share_form(checkin_id: str) -> AnyResponse:
    """Share one's words, or stop sharing them."""
    actions.share_text(principal(), checkin_id, shared=request.form.get("share") == "team")
    return redirect(url_for("checkins.checkin_page", checkin_id=checkin_id), 303)


@pages.page("/check-ins/<checkin_id>/reading", may=Action.CHECKIN_REVIEW, method="POST")
def read_form(checkin_id: str) -> AnyResponse:
    """Say that one has read it, go back to where the panel stood."""
    actions.mark_read(principal(), checkin_id)
    return redirect(safe_next(request.form.get("next"), "/"), 303)


# --- For programs ---


@api.api("/patients/<patient_id>/check-ins", may=Action.CHECKIN_READ)
def list_checkins(patient_id: str) -> dict[str, Any]:
    """A patient's check-ins, the newest due first."""
    who = principal()
    found = queries.checkins_of(who, patient_id)
    _note_reading(who, patient_id)
    return {"check_ins": [queries.answered_json(one) for one in found]}


@api.api("/check-ins/<checkin_id>", may=Action.CHECKIN_READ)
def read_checkin(checkin_id: str) -> dict[str, Any]:
    """One check-in, with what the caller may see of it."""
    who = principal()
    one = queries.answered_one(who, checkin_id)
    _note_reading(who, one.line.patient_id)
    return {"check_in": queries.answered_json(one)}


@api.api(
    "/check-ins/<checkin_id>/progress",
    may=Action.CHECKIN_ANSWER,
    method="PUT",
    schema=KeepProgress,
    activity=False,
)
def keep_progress(checkin_id: str, sent: KeepProgress) -> dict[str, Any]:
    """Keep what has been filled in so far."""
    who = principal()
    kept = actions.keep_progress(who, checkin_id, _progress(sent), sent.text, shared=sent.shared)
    return _kept_json(who, kept)


@api.api("/check-ins/<checkin_id>/answers", may=Action.CHECKIN_ANSWER, method="POST", schema=SendAnswers)
def send_answers(checkin_id: str, sent: SendAnswers) -> tuple[dict[str, Any], int]:
    """Send a check-in, once."""
    who = principal()
    kept = actions.answer_checkin(
        who,
        checkin_id,
        client_id=sent.client_id,
        progress=_progress(sent),
        text=sent.text,
        shared=sent.shared,
    )
    answer = _kept_json(who, kept) | {"duplicate": kept.duplicate}
    return answer, 200 if kept.duplicate else 201


@api.api("/check-ins/<checkin_id>/help", may=Action.CHECKIN_ANSWER)
def read_help(checkin_id: str) -> dict[str, Any]:
    """Whether somebody knows of what this check-in raised, and who has seen it."""
    who = principal()
    truth = queries.help_truth(who, checkin_id)
    looks.note(who, Action.CHECKIN_READ, "patient", [(who.id, who.id)])
    return {
        "told": truth.told,
        "seen": truth.at is not None,
        "words": queries.help_words(truth, person(who.id).time_zone),
    }


@api.api("/check-ins/<checkin_id>/sharing", may=Action.CHECKIN_SHARE, method="PUT", schema=ShareText)
def share_text(checkin_id: str, sent: ShareText) -> dict[str, Any]:
    """Share one's words with the care team, or stop that."""
    return {"shared": actions.share_text(principal(), checkin_id, shared=sent.shared)}


@api.api("/check-ins/<checkin_id>/reading", may=Action.CHECKIN_REVIEW, method="PUT")
def mark_read(checkin_id: str) -> dict[str, Any]:
    """Say that one has read a check-in."""
    return {"read_at": clock.stamp(actions.mark_read(principal(), checkin_id))}


def _progress(sent: KeepProgress | SendAnswers) -> Progress:
    return Progress(sent.mood, sent.anxiety, sent.safe, sent.effects, tuple(sent.signs))


def _kept_json(who: Principal, kept: Kept) -> dict[str, Any]:
    truth = queries.help_truth(who, kept.checkin_id)
    words = queries.help_words(truth, person(who.id).time_zone)
    return {"kept": True, "alarmed": kept.alarmed, "help": words}


def _note_reading(who: Principal, patient_id: str) -> None:
    trail.record_alone(who, Action.CHECKIN_READ, "patient", patient_id, patient_id=patient_id)

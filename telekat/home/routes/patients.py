"""Taking a patient in, and a patient's page for coordination: contact, stage, who cares for them, their rooms."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request, url_for

from telekat.accounts.actions import step_up
from telekat.accounts.first_password import good_for
from telekat.accounts.queries import person
from telekat.core.errors import Conflict, Invalid, NotFound, ReauthRequired
from telekat.home import actions
from telekat.home.queries import board
from telekat.home.queries.office_record import office_record
from telekat.notifications.channel import sign_in_address
from telekat.patients import actions as patients
from telekat.patients.access import patient_for
from telekat.policy import Action, Role
from telekat.practice.queries import practice
from telekat.rooms import actions as rooms
from telekat.web.http import Doors, page_response, principal
from telekat.web.schemas import Schema, parse_form

pages = Doors("patients")


class AdmissionForm(Schema):
    email: str = ""
    name: str = ""
    birth_date: str = ""
    phone: str = ""
    emergency_contact: str = ""
    time_zone: str = ""
    psychiatrist: str = ""
    therapist: str = ""
    minor: str = ""


class ContactForm(Schema):
    phone: str = ""
    emergency_contact: str = ""


class StageForm(Schema):
    stage: str = ""


class TeamForm(Schema):
    """seen: ids joined by commas. leave: who is taken from the team, else `user` joins it."""

    user: str = ""
    seen: str = ""
    leave: str = ""


class RoomForm(Schema):
    """sure: "yes" once the question what closing means was answered; opening again asks nothing."""

    room: str = ""
    closed: str = ""
    sure: str = ""


@pages.page("/patients/new", may=Action.PATIENT_CREATE)
def new_patient_page() -> Any:
    """The form that takes a patient in."""
    return render_template("coordination/new_patient.html", **_form_values(AdmissionForm(), {}))


def _form_values(sent: AdmissionForm, problems: dict[str, Any]) -> dict[str, Any]:
    return {
        "sent": sent,
        "problems": problems,
        "zone": sent.time_zone or practice().time_zone,
        "clinicians": board.clinicians(),
    }


@pages.page("/patients/new", may=Action.PATIENT_CREATE, method="POST")
def create_patient() -> Any:
    """Take a patient in; answers with the first password, which is shown this once."""
    sent = parse_form(AdmissionForm, request.form)
    try:
        admitted = actions.admit(principal(), _admission(sent))
    except (Invalid, Conflict) as error:
        fields = error.fields or {"name": error.message}
        return page_response("coordination/new_patient.html", error.status, **_form_values(sent, fields))
    return render_template("coordination/admitted.html", given=admitted, again=False, sign_in=sign_in_address())


def _admission(sent: AdmissionForm) -> actions.Admission:
    return actions.Admission(
        email=sent.email,
        name=sent.name,
        birth_date=sent.birth_date,
        phone=sent.phone,
        emergency_contact=sent.emergency_contact,
        time_zone=sent.time_zone or practice().time_zone,
        clinicians=tuple(one for one in (sent.psychiatrist, sent.therapist) if one),
        minor_confirmed=sent.minor == "yes",
    )


@pages.page("/patients/<patient_id>", may=Action.PATIENT_UPDATE)
def patient_page(patient_id: str) -> Any:
    """One patient, as coordination may know them; with the question before a room is closed (`?close=`)."""
    asked = request.args.get("close", "")
    return render_template("coordination/patient.html", asked=asked, **_record_values(patient_id))


def _record_values(patient_id: str, problem: str = "") -> dict[str, Any]:
    who = principal()
    return {
        "record": office_record(who, patient_id),
        "clinicians": board.clinicians(),
        "problem": problem,
    }


def _changed(patient_id: str, change: Callable[[], object]) -> Any:
    """Do it and go back to the patient's page, which says what went wrong if something did."""
    try:
        change()
    except (Invalid, Conflict, NotFound) as error:
        sentence = " ".join(map(str, error.fields.values())) or error.message
        return page_response("coordination/patient.html", error.status, **_record_values(patient_id, sentence))
    return redirect(url_for("patients.patient_page", patient_id=patient_id), 303)


@pages.page("/patients/<patient_id>/password", may=Action.ACCOUNT_PASSWORD)
def password_page(patient_id: str) -> Any:
    """Asks whether the patient is to get a new first password, after the coordinator's own."""
    who = principal()
    patient = patient_for(who, Action.ACCOUNT_PASSWORD, patient_id, state="patient")
    if not step_up.is_proven(who):
        return _prove_first(patient_id)
    return render_template(
        "accounts/give_password.html",
        person=person(patient.id),
        back=url_for("patients.patient_page", patient_id=patient_id),
        days=good_for(Role.PATIENT).days,
    )


@pages.page("/patients/<patient_id>/password", may=Action.ACCOUNT_PASSWORD, method="POST")
def give_password(patient_id: str) -> Any:
    """Give a new first password, which is shown this once; every sign-in of the patient ends."""
    try:
        given = patients.give_password(principal(), patient_id)
    except ReauthRequired:
        return _prove_first(patient_id)
    except Conflict as error:
        return page_response("coordination/patient.html", error.status, **_record_values(patient_id, error.message))
    return render_template("coordination/admitted.html", given=given, again=True, sign_in=sign_in_address())


def _prove_first(patient_id: str) -> Any:
    asked = url_for("patients.password_page", patient_id=patient_id)
    return redirect(url_for("accounts.proof_page", next=asked), 303)


@pages.page("/patients/<patient_id>/contact", may=Action.PATIENT_UPDATE, method="POST")
def change_contact(patient_id: str) -> Any:
    """Change how the patient is reached."""
    sent = parse_form(ContactForm, request.form)
    return _changed(
        patient_id,
        lambda: patients.update_contact(
            principal(), patient_id, phone=sent.phone, emergency_contact=sent.emergency_contact
        ),
    )


@pages.page("/patients/<patient_id>/stage", may=Action.ROOM_MOVE, method="POST")
def change_stage(patient_id: str) -> Any:
    """Move the patient to another stage."""
    sent = parse_form(StageForm, request.form)
    return _changed(patient_id, lambda: actions.move(principal(), patient_id, sent.stage))


@pages.page("/patients/<patient_id>/team", may=Action.PATIENT_UPDATE, method="POST")
def change_team(patient_id: str) -> Any:
    """Give the patient to a clinician, or take them from one."""
    sent = parse_form(TeamForm, request.form)
    if sent.leave:
        return _changed(patient_id, lambda: actions.unassign(principal(), patient_id, sent.leave))
    if not sent.user:
        nobody = "Choose who cares for them first, then press Assign."
        return page_response("coordination/patient.html", 422, **_record_values(patient_id, nobody))
    seen = [one for one in sent.seen.split(",") if one]
    return _changed(patient_id, lambda: actions.assign(principal(), patient_id, sent.user, seen))


@pages.page("/patients/<patient_id>/rooms", may=Action.ROOM_CLOSE, method="POST")
def change_room(patient_id: str) -> Any:
    """Close one of the patient's rooms after the question, or open it again."""
    sent = parse_form(RoomForm, request.form)
    if sent.closed == "yes" and sent.sure != "yes":
        question = url_for("patients.patient_page", patient_id=patient_id, close=sent.room, _anchor="close-room")
        return redirect(question, 303)
    return _changed(patient_id, lambda: rooms.close_room(principal(), sent.room, closed=sent.closed == "yes"))

"""People and rights: who has an account, what each role may do, who left patients behind."""

from typing import Any

from flask import redirect, render_template, request, url_for

from telekat.accounts.actions import logins, step_up
from telekat.accounts.actions import people as accounts
from telekat.accounts.first_password import good_for
from telekat.admin import actions
from telekat.admin.queries import people
from telekat.admin.rights import rights
from telekat.core.errors import Conflict, Invalid, ReauthRequired
from telekat.notifications.channel import sign_in_address
from telekat.policy import Action, Role
from telekat.practice.queries import practice
from telekat.web.http import Doors, page_response, principal
from telekat.web.schemas import Schema, parse_form

pages = Doors("people", "/admin")

ROLES = [(role.value, role.value.capitalize()) for role in Role if role is not Role.PATIENT]


class PersonForm(Schema):
    name: str = ""
    email: str = ""
    role: str = ""
    time_zone: str = ""


class RoleForm(Schema):
    role: str = ""


class LoginForm(Schema):
    """login: one of them; empty ends them all."""

    login: str = ""


@pages.page("/people", may=Action.ACCOUNT_LIST)
def people_page() -> Any:
    """Everybody with an account."""
    return render_template("admin/people.html", **_list_values(PersonForm(), {}))


def _list_values(sent: PersonForm, problems: dict[str, Any]) -> dict[str, Any]:
    found, show = people.accounts(), request.args.get("show", "staff")
    groups = {
        "staff": [one for one in found if one.active and one.role != "patient"],
        "patients": [one for one in found if one.active and one.role == "patient"],
        "closed": [one for one in found if not one.active],
    }
    return {
        "groups": groups,
        "show": show if show in groups else "staff",
        "left_behind": people.without_owner(found),
        "roles": ROLES,
        "sent": sent,
        "problems": problems,
        "is_proven": step_up.is_proven(principal()),
        "adding": bool(problems) or "add" in request.args,
        "zone": sent.time_zone or practice().time_zone,
    }


@pages.page("/people", may=Action.ACCOUNT_CREATE, method="POST")
def add_person() -> Any:
    """Add somebody who works here; answers with the first password, which is shown this once."""
    sent = parse_form(PersonForm, request.form)
    zone = sent.time_zone or practice().time_zone
    try:
        added = actions.add_person(principal(), name=sent.name, email=sent.email, role=sent.role, time_zone=zone)
    except ReauthRequired:
        return _prove_first(url_for("people.people_page", add="yes"))
    except (Invalid, Conflict) as error:
        return page_response("admin/people.html", error.status, **_list_values(sent, error.fields))
    return render_template("admin/added.html", given=added, again=False, sign_in=sign_in_address())


@pages.page("/people/<user_id>", may=Action.ACCOUNT_LIST)
def person_page(user_id: str) -> Any:
    """One account: role, sign-ins, and the patients that hang on it."""
    return render_template("admin/person.html", **_person_values(user_id))


def _person_values(user_id: str, problem: str = "") -> dict[str, Any]:
    found = people.account(user_id)
    return {
        "account": found,
        "sign_ins": people.sign_ins_of(user_id),
        "patients": people.patients_of(user_id),
        "roles": ROLES,
        "is_me": user_id == principal().id,
        "this_login": principal().login_id,
        "problem": problem,
    }


@pages.page("/people/<user_id>/role", may=Action.ACCOUNT_ROLE, method="POST")
def change_role(user_id: str) -> Any:
    """Give somebody another role; their sign-ins end."""
    sent = parse_form(RoleForm, request.form)
    try:
        actions.change_role(principal(), user_id, actions.staff_role(sent.role))
    except ReauthRequired:
        return _prove_first(_person_address(user_id))
    except (Invalid, Conflict) as error:
        return page_response("admin/person.html", error.status, **_person_values(user_id, error.message))
    return _back(user_id)


@pages.page("/people/<user_id>/password", may=Action.ACCOUNT_PASSWORD)
def password_page(user_id: str) -> Any:
    """Asks whether somebody is to get a new first password, after the admin's own."""
    found = actions.staff_for(principal(), Action.ACCOUNT_PASSWORD, user_id)
    if not step_up.is_proven(principal()):
        return _prove_first(url_for("people.password_page", user_id=user_id))
    return render_template(
        "accounts/give_password.html", person=found, back=_person_address(user_id), days=good_for(found.role).days
    )


@pages.page("/people/<user_id>/password", may=Action.ACCOUNT_PASSWORD, method="POST")
def give_password(user_id: str) -> Any:
    """Give a new first password, which is shown this once; every sign-in of the person ends."""
    try:
        given = actions.give_password(principal(), user_id)
    except ReauthRequired:
        return _prove_first(url_for("people.password_page", user_id=user_id))
    except Conflict as error:
        return page_response("admin/person.html", error.status, **_person_values(user_id, error.message))
    return render_template("admin/added.html", given=given, again=True, sign_in=sign_in_address())


def _prove_first(target: str) -> Any:
    return redirect(url_for("accounts.proof_page", next=target), 303)


@pages.page("/people/<user_id>/close", may=Action.ACCOUNT_DISABLE, method="POST")
def close_account(user_id: str) -> Any:
    """Close an account: every sign-in and socket ends at once; the page then lists whose patients need somebody."""
    try:
        accounts.disable_user(principal(), user_id)
    except Conflict as error:
        return page_response("admin/person.html", error.status, **_person_values(user_id, error.message))
    return _back(user_id)


@pages.page("/people/<user_id>/open", may=Action.ACCOUNT_DISABLE, method="POST")
def open_account(user_id: str) -> Any:
    """Open a closed account again."""
    accounts.enable_user(principal(), user_id)
    return _back(user_id)


@pages.page("/people/<user_id>/sign-ins", may=Action.ACCOUNT_DISABLE, method="POST")
def end_sign_ins(user_id: str) -> Any:
    """End one sign-in of somebody, or all of them."""
    sent = parse_form(LoginForm, request.form)
    if sent.login:
        logins.end_login(principal(), sent.login)
    else:
        actions.end_sign_ins(principal(), user_id)
    return _back(user_id)


def _back(user_id: str) -> Any:
    return redirect(_person_address(user_id), 303)


def _person_address(user_id: str) -> str:
    return url_for("people.person_page", user_id=user_id)


@pages.page("/rights", may=Action.ACCOUNT_LIST)
def rights_page() -> Any:
    """Every right by role, and who holds each role."""
    found = people.accounts()
    patients = sum(1 for one in found if one.active and one.role == "patient")
    return render_template(
        "admin/rights.html",
        groups=rights(),
        roles=list(Role),
        holders=people.holders(found),
        patient_count=patients,
    )

"""`/account`: one's own password, time zone, light and dark, and sign-ins. `/record-access`: who opened one's record."""

from typing import Any

from flask import redirect, render_template, request, url_for

from telekat.accounts import endings
from telekat.accounts import queries as accounts
from telekat.accounts.actions import logins, people
from telekat.accounts.actions.time_zone import set_time_zone
from telekat.accounts.passwords import LEAST
from telekat.core.errors import Invalid, RateLimited
from telekat.home.devices import device_words, is_phone
from telekat.home.queries.access_report import openings_of
from telekat.patients.actions import confirm_place
from telekat.patients.queries import own_place
from telekat.policy import Action
from telekat.practice.crisis import languages_of
from telekat.practice.places import country_names
from telekat.practice.queries import practice
from telekat.web.http import Doors, page_response, principal
from telekat.web.schemas import Schema, parse_form

pages = Doors("account")


class PasswordForm(Schema):
    current: str = ""
    new: str = ""


class ZoneForm(Schema):
    time_zone: str = ""


class PlaceForm(Schema):
    country: str = ""
    language: str = ""


class LoginForm(Schema):
    login: str = ""


@pages.page("/account", may=Action.ACCOUNT_UPDATE)
def account_page() -> Any:
    """One's own account."""
    return render_template("home/account.html", **_values(), changed=request.args.get("changed", ""))


def _values() -> dict[str, Any]:
    who = principal()
    own = [
        {
            "id": row.id,
            "device": device_words(row.device),
            "is_phone": is_phone(row.device),
            "since": row.created_at,
            "last": accounts.last_act(row),
        }
        for row in accounts.logins_of(who.id)
    ]
    ended = [
        {"device": device_words(row.device), "at": row.ended_at, "why": endings.words(row.ended_reason or "")}
        for row in accounts.lately_ended(who.id)
    ]
    return {
        "logins": own,
        "ended": ended,
        "this_login": who.login_id,
        "zone": accounts.person(who.id).time_zone,
        "least": LEAST[who.is_patient],
        "place": own_place(who),
        "countries": list(country_names().items()),
        "languages": languages_of(practice()),
        "problems": {},
    }


@pages.page("/account/password", may=Action.ACCOUNT_UPDATE, method="POST")
def change_password() -> Any:
    """Choose another password; every other sign-in ends."""
    sent = parse_form(PasswordForm, request.form)
    try:
        people.set_password(principal(), current=sent.current, new=sent.new)
    except Invalid as error:
        problems = {{"password": "new"}.get(name, name): why for name, why in error.fields.items()}
        return page_response("home/account.html", 422, **_values() | {"problems": problems})
    except RateLimited as error:
        return page_response("home/account.html", 429, **_values() | {"problems": {"current": error.message}})
    return redirect(url_for("account.account_page", changed="password"), 303)


@pages.page("/account/time-zone", may=Action.ACCOUNT_UPDATE, method="POST")
def change_zone() -> Any:
    """Choose the zone in which one reads every time."""
    set_time_zone(principal(), parse_form(ZoneForm, request.form).time_zone)
    return redirect(url_for("account.account_page", changed="time_zone"), 303)


@pages.page("/account/place", may=Action.PLACE_CONFIRM, method="POST")
def change_place() -> Any:
    """Say where one is now, so that Get help now shows numbers that work there."""
    sent = parse_form(PlaceForm, request.form)
    try:
        confirm_place(principal(), sent.country, sent.language)
    except Invalid as error:
        return page_response("home/account.html", 422, **_values() | {"problems": error.fields})
    return redirect(url_for("account.account_page", changed="place"), 303)


@pages.page("/account/sign-ins", may=Action.LOGIN_END, method="POST")
def end_sign_in() -> Any:
    """End one of one's own sign-ins elsewhere."""
    logins.end_login(principal(), parse_form(LoginForm, request.form).login)
    return redirect(url_for("account.account_page", changed="sign_in"), 303)


@pages.page("/record-access", may=Action.ACCESS_LIST)
def record_access_page() -> Any:
    """Who opened one's own record, and when."""
    who = principal()
    return render_template("home/record_access.html", openings=openings_of(who))

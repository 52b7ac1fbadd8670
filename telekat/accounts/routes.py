"""Sign-in and sign-out, for people and for programs."""

from typing import Any

from flask import Response, jsonify, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from telekat.accounts import cookies, endings, queries, signed_in
from telekat.accounts.actions import first_passwords, logins, people, step_up
from telekat.accounts.actions.sign_in import SignedIn, sign_in
from telekat.accounts.passwords import LEAST
from telekat.core.client_address import address_of
from telekat.core.clock import stamp
from telekat.core.errors import Conflict, Invalid, RateLimited, TeleKATError
from telekat.policy import Action, Principal
from telekat.web import csrf
from telekat.web.http import Doors, page_response, principal, safe_next
from telekat.web.schemas import Line, Schema

pages = Doors("accounts")
api = Doors("accounts_api", "/api/v1")


class SignInForm(Schema):
    email: Line
    password: str
    code: str | None = None


class Proof(Schema):
    password: str


class PasswordChange(Schema):
    current: str
    new: str


@pages.page("/sign-in", public=True)
def sign_in_page() -> Any:
    """The sign-in page; somebody already signed in goes on."""
    target = safe_next(request.args.get("next"), "/")
    if current_user.is_authenticated:
        return redirect(target)
    ended = queries.ended_because(request.cookies.get(cookies.login_name(), ""))
    why = endings.words(ended) if ended in endings.TOLD_AT_SIGN_IN else ""
    return render_template("accounts/sign_in.html", form={"email": "", "error": None}, next=target, ended=why)


@pages.page("/sign-in", public=True, method="POST")
def sign_in_form() -> Any:
    """Take the form, open a login, go on."""
    email, target = request.form.get("email", "")[:254], safe_next(request.form.get("next"), "/")
    try:
        entered = _sign_in(email, request.form.get("password", ""))
    except TeleKATError as error:
        body = render_template("accounts/sign_in.html", form={"email": email, "error": error.message}, next=target)
        response = Response(body, status=error.status)
        if isinstance(error, RateLimited):
            response.headers["Retry-After"] = str(error.retry_after)
        return response
    answer = redirect(target)
    signed_in.write_cookies(answer, entered)  # type: ignore[arg-type]
    return answer


@pages.page("/first-password", may=Action.ACCOUNT_UPDATE, while_due=True)
def first_password_page() -> Any:
    """Asks whoever signed in with a first password for one of their own; anybody else goes on."""
    target = safe_next(request.args.get("next"), "/")
    if not principal().password_due:
        return redirect(target, 303)
    return render_template("accounts/first_password.html", **_choice(target, {}))


def _choice(target: str, problems: dict[str, Any]) -> dict[str, Any]:
    return {"least": LEAST[principal().is_patient], "next": target, "problems": problems}


@pages.page("/first-password", may=Action.ACCOUNT_UPDATE, method="POST", while_due=True)
def choose_password() -> Any:
    """Keep the person's own password, go on to where they wanted to go."""
    target = safe_next(request.form.get("next"), "/")
    try:
        first_passwords.choose_own(principal(), request.form.get("password", ""))
    except Invalid as error:
        return page_response("accounts/first_password.html", error.status, **_choice(target, error.fields))
    except Conflict:  # chosen in another tab meanwhile
        pass
    return redirect(target, 303)


@pages.page("/prove", may=Action.LOGIN_PROVE)
def proof_page() -> Any:
    """Asks for the password again, before something that a stolen open browser must not do."""
    return render_template("accounts/prove.html", problem="", next=safe_next(request.args.get("next"), "/"))


@pages.page("/prove", may=Action.LOGIN_PROVE, method="POST")
def prove_form() -> Any:
    """Check the password, go on."""
    target = safe_next(request.form.get("next"), "/")
    try:
        token = step_up.prove(principal(), request.form.get("password", ""))
    except (Invalid, RateLimited) as error:
        return page_response("accounts/prove.html", error.status, problem=error.message, next=target)
    answer = redirect(target, 303)
    signed_in.write_token(answer, token)  # type: ignore[arg-type]
    return answer


@pages.page("/sign-out", may=Action.LOGIN_END, method="POST", while_due=True)
def sign_out_form() -> AnyResponse:
    """End this login, go back to the sign-in page."""
    logins.sign_out(principal())
    answer = redirect(url_for("accounts.sign_in_page"))
    signed_in.clear_cookies(answer)  # type: ignore[arg-type]
    return answer


@api.api("/session", public=True, method="POST", schema=SignInForm)
def create_session(sent: SignInForm) -> AnyResponse:
    """Sign in. Sets the session cookie."""
    entered = _sign_in(sent.email, sent.password)
    answer = jsonify(
        {"user": _user_json(entered.principal), "csrf_token": csrf.token_for(entered.principal.login_id)}
    )
    signed_in.write_cookies(answer, entered)
    return answer


@api.api("/session", may=Action.LOGIN_END, method="DELETE", while_due=True)
def delete_session() -> AnyResponse:
    """Sign out: this login and its sockets end."""
    logins.sign_out(principal())
    answer = jsonify({"ok": True})
    signed_in.clear_cookies(answer)
    return answer


@api.api("/session/proof", may=Action.LOGIN_PROVE, method="POST", schema=Proof)
def prove_session(sent: Proof) -> AnyResponse:
    """Give the password again, for what asks with `reauth_required`. Sets a new session cookie."""
    answer = jsonify({"ok": True, "seconds": int(step_up.PROOF_LASTS.total_seconds())})
    signed_in.write_token(answer, step_up.prove(principal(), sent.password))
    return answer


@api.api("/session/touch", may=Action.ACCOUNT_READ, method="POST")
def touch_session() -> dict[str, Any]:
    """The person is still there: the idle clock starts again."""
    return {"idle_seconds": int(queries.limits().idle(principal().role).total_seconds())}


@api.api("/me", may=Action.ACCOUNT_READ)
def read_me() -> dict[str, Any]:
    """Who is signed in."""
    who = principal()
    return {"user": _user_json(who), "csrf_token": csrf.token_for(who.login_id)}


@api.api("/me/password", may=Action.ACCOUNT_UPDATE, method="PUT", schema=PasswordChange, while_due=True)
def change_password(sent: PasswordChange) -> dict[str, Any]:
    """Choose another password; every other login ends."""
    people.set_password(principal(), current=sent.current, new=sent.new)
    return {"ok": True}


@api.api("/me/sessions", may=Action.LOGIN_LIST)
def list_sessions() -> dict[str, Any]:
    """One's own open logins."""
    who = principal()
    rows = queries.logins_of(who.id)
    return {"sessions": [_login_json(row, current=row.id == who.login_id) for row in rows]}


@api.api("/sessions/<login_id>", may=Action.LOGIN_END, method="DELETE")
def end_session(login_id: str) -> dict[str, Any]:
    """End one login: one's own, or as an admin anybody's."""
    logins.end_login(principal(), login_id)
    return {"ok": True}


def _sign_in(email: str, password: str) -> SignedIn:
    return sign_in(
        email,
        password,
        address=address_of(request.environ),
        device=request.user_agent.string,
        device_token=signed_in.device_token(request),
    )


def _user_json(who: Principal) -> dict[str, Any]:
    return {"id": who.id, "name": queries.person(who.id).name, "role": who.role.value}


def _login_json(row: Any, *, current: bool) -> dict[str, Any]:
    return {
        "id": row.id,
        "device": row.device,
        "created_at": stamp(row.created_at),
        "last_active_at": stamp(queries.last_act(row)),
        "current": current,
    }

"""The HTTP door. A route opens only by naming its action (`may=…`) or by `public=True`; all else is refused.

`Doors` wraps a blueprint: `page` routes answer with HTML, `api` routes take and answer JSON. Every request passes
`_enter`: origin, login, CSRF, rate, role. Rules and objects are asked further down, by the packages' `access`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

import orjson
from flask import Blueprint, Flask, Response, current_app, g, jsonify, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from telekat.core import asked
from telekat.core.client_address import address_of
from telekat.core.database import read_scope
from telekat.core.errors import Invalid, PasswordDue, TooLarge, Unauthenticated
from telekat.policy import Action, Principal
from telekat.web import csrf, gate, rates
from telekat.web.errors import answer_for
from telekat.web.schemas import Schema, parse

F = TypeVar("F", bound=Callable[..., Any])
MOST_BODY_BYTES = 128 * 1024
BY_ITSELF = "telekat-by-itself"  # static/js/core/reload.js: nobody asked for this page, so it is no act (S-04)


@dataclass(frozen=True, slots=True)
class HttpDoor:
    """One route, as the tests and the API description see it. while_due: open before one has chosen one's own password."""

    endpoint: str
    rule: str
    method: str
    may: Action | None
    public: bool
    api: bool
    activity: bool
    schema: type[Schema] | None
    summary: str
    answers: type | None
    while_due: bool


DOORS: dict[tuple[str, str], HttpDoor] = {}


class Doors:
    """A package's routes. `prefix` stands before each rule of the package's JSON API or pages."""

    def __init__(self, name: str, prefix: str = "") -> None:
        self.name = name
        self.blueprint = Blueprint(name, __name__, url_prefix=prefix or None)
        self._prefix = prefix

    def page(
        self,
        rule: str,
        *,
        may: Action | None = None,
        public: bool = False,
        method: str = "GET",
        activity: bool = True,
        while_due: bool = False,
    ) -> Callable[[F], F]:
        """A page for people. The function gets the path's values and answers with HTML or a redirect."""
        return self._open(
            rule,
            method,
            may,
            public,
            api=False,
            activity=activity,
            schema=None,
            answers=None,
            while_due=while_due,
        )

    def api(
        self,
        rule: str,
        *,
        may: Action | None = None,
        public: bool = False,
        method: str = "GET",
        schema: type[Schema] | None = None,
        answers: type | None = None,
        activity: bool | None = None,
        while_due: bool = False,
    ) -> Callable[[F], F]:
        """A JSON call. With `schema` the parsed body comes as the keyword `sent`. Answers a dict or (dict, status).

        activity: whether it is a person's own act (S-04); by default only what changes something is.
        answers: a msgspec Struct that describes the answer for the API description.
        """
        acts = method != "GET" if activity is None else activity
        return self._open(
            rule, method, may, public, api=True, activity=acts, schema=schema, answers=answers, while_due=while_due
        )

    def _open(
        self,
        rule: str,
        method: str,
        may: Action | None,
        public: bool,
        *,
        api: bool,
        activity: bool,
        schema: type[Schema] | None,
        answers: type | None,
        while_due: bool,
    ) -> Callable[[F], F]:
        if (may is None) == (not public):
            raise ValueError(f"{rule}: name an action or say public, not both")

        def register(view: F) -> F:
            name = view.__name__
            endpoint = f"{self.name}.{name}"
            summary = (view.__doc__ or name.replace("_", " ")).strip().splitlines()[0]
            DOORS[(endpoint, method)] = HttpDoor(
                endpoint,
                self._prefix + rule,
                method,
                may,
                public,
                api,
                activity,
                schema,
                summary,
                answers,
                while_due,
            )
            self.blueprint.add_url_rule(rule, name, _as_json(view, schema) if api else view, methods=[method])
            return view

        return register


def principal() -> Principal:
    """Who this request comes from. Raises Unauthenticated where nobody is signed in."""
    if not current_user.is_authenticated:
        raise Unauthenticated
    found: Principal = current_user.principal
    return found


def _as_json(view: Callable[..., Any], schema: type[Schema] | None) -> Callable[..., Any]:
    @wraps(view)
    def call(**values: Any) -> Any:
        if schema is not None:
            values["sent"] = parse(schema, _json_body())
        elif _has_body():  # none is asked for, but a foreign page's form must not pass for a program
            _pass_json()
        answer = view(**values)
        if isinstance(answer, AnyResponse):
            return answer
        body, status = answer if isinstance(answer, tuple) else (answer, 200)
        return jsonify(body), status

    return call


def _has_body() -> bool:
    # eventlet's server says text/plain where nothing is said, so that alone means nothing.
    return bool(request.content_length) or "Transfer-Encoding" in request.headers


def _pass_json() -> None:
    if request.mimetype != "application/json":
        raise Invalid("Send this as application/json.")


def _json_body() -> Any:
    _pass_json()
    try:  # orjson refuses NaN, half characters and bottomless nesting, where the standard library fails or takes them
        body = orjson.loads(request.get_data())
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        raise Invalid("Send one JSON object.", {"body": "expected an object"})
    return body


def install(app: Flask, origins: list[str], *, origin_required: bool) -> None:
    """Put the gate before every request of `app`, and the translator behind it."""
    app.config["MAX_CONTENT_LENGTH"] = MOST_BODY_BYTES

    @app.before_request
    def enter() -> None:
        g.scope = read_scope()
        g.scope.__enter__()
        _enter(origins, origin_required)

    @app.teardown_request
    def leave(_error: BaseException | None) -> None:
        scope = g.pop("scope", None)
        if scope is not None:
            scope.__exit__(None, None, None)

    @app.errorhandler(Exception)
    def refuse(error: Exception) -> Any:
        return _refuse(error)


def _enter(origins: list[str], origin_required: bool) -> None:
    _note_asked()
    if request.endpoint == "static":
        return
    door = _door()
    if door is None:
        if request.routing_exception is not None:
            raise request.routing_exception
        raise Unauthenticated("This address is closed.")
    changes = request.method not in csrf.SAFE
    if changes:
        csrf.pass_origin(request, origins, required=origin_required)
    if (request.content_length or 0) > MOST_BODY_BYTES:
        raise TooLarge
    if door.public:
        return
    who = principal()
    if (now := asked.current.get()) is not None:
        now.actor_id = who.id
    if changes:
        csrf.pass_token(request, who.login_id)
    gate.pass_rate(who, "http", rates.HTTP)
    if not door.while_due:
        gate.pass_password(who)
    assert door.may is not None
    gate.pass_role(who, door.may)
    if door.activity and not (request.method == "GET" and request.cookies.get(BY_ITSELF)):
        gate.logins().touch(who)


def _note_asked() -> None:
    """What is asked, for the log lines of this request."""
    now = asked.current.get()
    if now is not None:
        now.route = request.endpoint or "unknown"


def _refuse(error: Exception) -> Any:
    if isinstance(error, HTTPException) and error.code is not None and error.code < 400:
        return error
    _keep_refusal(error)
    answer = answer_for(error, request.endpoint or "unknown")
    if wants_json():
        response = jsonify({"error": answer.body})
    elif answer.status == 401 and request.method == "GET":
        return redirect(url_for("accounts.sign_in_page", next=_own_path()))
    elif isinstance(error, PasswordDue):
        asked = _own_path() if request.method == "GET" else None
        return redirect(url_for("accounts.first_password_page", next=asked), 303)
    else:
        response = current_app.make_response(
            render_template("web/error.html", error=_for_people(answer.body, answer.status))
        )
    response.status_code = answer.status
    if answer.retry_after:
        response.headers["Retry-After"] = str(answer.retry_after)
    return response


def _keep_refusal(error: Exception) -> None:
    who = current_user.principal if current_user.is_authenticated else None
    door = _door()
    if door is not None:
        gate.keep_refusal(who, error, door.may, door.endpoint, address=address_of(request.environ))


def _door() -> HttpDoor | None:
    """The door that this request knocks at."""
    return DOORS.get((request.endpoint or "", "GET" if request.method == "HEAD" else request.method))


def _for_people(body: dict[str, Any], status: int) -> dict[str, Any]:
    titles = {403: "Not for your role", 404: "Nothing here", 413: "Too large", 429: "A moment, please"}
    return {
        "status": status,
        "title": titles.get(status, "That did not work" if status < 500 else "Something went wrong"),
        "message": body["message"],
        "reference": asked.request_id()[-12:],
    }


def wants_json() -> bool:
    """Programs get JSON; pages get a page."""
    return request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json"


def _own_path() -> str:
    return request.full_path.rstrip("?")


def safe_next(target: str | None, default: str) -> str:
    """A path on this site to go on to; anything else becomes `default` (SECURITY-REQUIREMENTS B-07)."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return default
    if any(ord(char) < 32 or char == "\\" for char in target):
        return default
    return target


def page_response(template: str, status: int = 200, **values: Any) -> Response:
    """A rendered page with another status than 200."""
    return Response(render_template(template, **values), status=status, mimetype="text/html")

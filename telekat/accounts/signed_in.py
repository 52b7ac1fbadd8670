"""Flask-Login's side: who sends this request, from the cookie. Cookies are written here and nowhere else."""

from flask import Flask, Request, Response
from flask_login import LoginManager, UserMixin

from telekat.accounts import cookies, queries
from telekat.accounts.actions.sign_in import SignedIn
from telekat.policy import Principal

DEVICE_SECONDS = 400 * 24 * 3600  # the longest a browser keeps a cookie


class SignedInUser(UserMixin):
    """What Flask-Login hands around as `current_user`."""

    def __init__(self, principal: Principal) -> None:
        self.principal = principal

    def get_id(self) -> str:
        return self.principal.id


def install(app: Flask, *, secure: bool) -> None:
    """Read the login of each request from its cookie; Flask's own session stays unused."""
    cookies.start(secure=secure)
    manager = LoginManager(app)

    @manager.request_loader
    def load(request: Request) -> SignedInUser | None:
        principal = principal_from(request.cookies.get(cookies.login_name(), ""))
        return SignedInUser(principal) if principal else None


def principal_from(token: str) -> Principal | None:
    """The living login behind a cookie's value."""
    return queries.login_by_token(token) if token else None


def device_token(request: Request) -> str:
    return request.cookies.get(cookies.device_name(), "")[:100]


def write_cookies(response: Response, signed_in: SignedIn) -> None:
    """Hand both tokens to the browser; out of scripts' reach."""
    write_token(response, signed_in.token)
    response.set_cookie(
        cookies.device_name(),
        signed_in.device_token,
        max_age=DEVICE_SECONDS,
        secure=cookies.is_secure(),
        httponly=True,
        samesite="Lax",
        path="/",
    )


def write_token(response: Response, token: str) -> None:
    """The login's token, for this browser session."""
    response.set_cookie(
        cookies.login_name(), token, secure=cookies.is_secure(), httponly=True, samesite="Lax", path="/"
    )


def clear_cookies(response: Response) -> None:
    """Signed out: the token, and everything the browser kept for this site, goes. The known device stays known.

    S-10 lists "cookies" too. A browser then forgets the device's token (Chromium even one set in the same answer, and
    the cookies of every site of the practice's domain): whoever signs out properly could be kept out by a guesser who
    never tires (A-05). No other cookie than these two exists, and the login's is deleted by name.
    """
    response.delete_cookie(
        cookies.login_name(), path="/", secure=cookies.is_secure(), httponly=True, samesite="Lax"
    )
    response.headers["Clear-Site-Data"] = '"cache", "storage"'

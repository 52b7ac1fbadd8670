"""Cross-site request forgery: a token bound to the login, and the browser's own word on where a request began.

Flask-WTF's protection keeps its token in Flask's signed session, which would be a second cookie that carries
identity (S-02 forbids it); a keyed hash of the login id needs no storage at all.
"""

from collections.abc import Sequence

from flask import Request

from telekat.core.errors import Forbidden
from telekat.vault import hashing

FIELD = "csrf_token"
HEADER = "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class ForeignRequest(Forbidden):
    """A change that no page of ours has asked for, or one that is too old."""


def token_for(login_id: str) -> str:
    """The token that this login's state-changing requests must carry."""
    return hashing.keyed_hash("csrf", login_id)


def pass_token(request: Request, login_id: str) -> None:
    """Raises ForeignRequest unless header (programs) or form field (pages) carries this login's token."""
    sent = request.headers.get(HEADER) or request.form.get(FIELD, "")
    if not hashing.same(sent, token_for(login_id)):
        raise ForeignRequest("This page is too old. Load it again and repeat what you did.")


def pass_origin(request: Request, origins: Sequence[str], *, required: bool) -> None:
    """Raises ForeignRequest for a request that a foreign page began. required: an absent Origin is refused too.

    Under `Referrer-Policy: no-referrer` a browser names our own forms' origin as "null"; then its own word on the
    site, which no page can forge, decides.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site not in (None, "same-origin", "none"):
        raise ForeignRequest("This request came from another site.")
    origin = request.headers.get("Origin")
    if (origin is None and not required) or (origin == "null" and site == "same-origin"):
        return
    if origin not in origins:
        raise ForeignRequest("This request came from another site.")

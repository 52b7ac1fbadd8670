"""What works without a network and without signing in: Get help now, and a page that says one is offline.

The worker keeps copies fetched without the cookie, so nothing of a person lies in them.
"""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import orjson
from flask import Response, current_app, render_template, url_for

from telekat.web.http import Doors

doors = Doors("offline")

PAGES = ("/help", "/offline")
_FILES = (
    "vendor/bootstrap.min.css",
    "vendor/icons.svg",
    "css/tokens.css",
    "css/base.css",
    "css/controls.css",
    "css/components.css",
    "css/safety.css",
    "css/print.css",
    "js/core/theme.js",
    "js/core/offline.js",
    "js/offline/come_back.js",
    "img/favicon.svg",
)
_WORKER = "js/offline/worker.js"


@doors.page("/help", public=True, activity=False)
def help_page() -> str:
    """Numbers to call, for everybody."""
    return render_template("safety/help.html")


@doors.page("/offline", public=True, activity=False)
def offline_page() -> str:
    """What the browser shows in place of a page that it cannot fetch."""
    return render_template("web/offline.html")


@doors.page("/sw.js", public=True, activity=False)
def worker() -> Response:
    """The service worker, with the list of what it keeps in front."""
    static: Callable[[str], str] = current_app.jinja_env.globals["static"]  # type: ignore[assignment]
    keep = [*PAGES, *(static(name) for name in _existing(_FILES)), *_plain()]
    code = Path(current_app.static_folder or "", _WORKER).read_text()
    mark = sha256((code + "".join(keep)).encode()).hexdigest()[:12]
    head = b"const KEEP = " + orjson.dumps(keep) + b";\nconst NAME = " + orjson.dumps(f"telekat-{mark}") + b";\n"
    return Response(head + code.encode(), mimetype="text/javascript")


def _existing(names: tuple[str, ...]) -> list[str]:
    return [name for name in names if _static_file(name).exists()]


def _plain() -> list[str]:
    """What styles and scripts name without a fingerprint: the fonts, and what scripts import."""
    fonts = sorted(_static_file("vendor").glob("nunito-sans-latin*.woff2"))
    scripts = (f"js/core/{name}.js" for name in ("api", "dom", "idle", "reload", "vault"))
    names = [*(f"vendor/{font.name}" for font in fonts), *scripts]
    return [url_for("static", filename=name) for name in names]


def _static_file(name: str) -> Path:
    return Path(current_app.static_folder or "", name)

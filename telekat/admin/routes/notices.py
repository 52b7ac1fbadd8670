"""`/admin/notices`: whether mails go out, and what became of the newest."""

from typing import Any

from flask import render_template

from telekat.notifications.queries import outbox
from telekat.policy import Action
from telekat.web.http import Doors, principal

pages = Doors("notices", "/admin")


@pages.page("/notices", may=Action.NOTICE_READ)
def notices_page() -> Any:
    """The outbox: to whom, when, what became of it."""
    return render_template("admin/notices.html", outbox=outbox(principal()))

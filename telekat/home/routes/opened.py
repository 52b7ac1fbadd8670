"""`/emergency-access/<id>`: a record that was opened in an emergency, to be read."""

from typing import Any

from flask import render_template, request

from telekat.home.queries import opened_record
from telekat.policy import Action
from telekat.web.http import Doors, principal

pages = Doors("opened", "/emergency-access")


@pages.page("/<glass_id>", may=Action.BREAK_GLASS_READ)
def record_page(glass_id: str) -> Any:
    """The whole record, without anything to change."""
    before = {kind: _seq(request.args.get(kind, "")) for kind in ("care", "staff")}
    return render_template("home/opened_record.html", **opened_record.read_record(principal(), glass_id, before))


def _seq(text: str) -> int:
    """0 for anything that is no number of a message."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


@pages.page("/<glass_id>/forms/<questionnaire_id>", may=Action.BREAK_GLASS_READ)
def form_page(glass_id: str, questionnaire_id: str) -> Any:
    """One form with its answers."""
    glass, form = opened_record.read_form(principal(), glass_id, questionnaire_id)
    return render_template("home/opened_form.html", glass=glass, form=form)

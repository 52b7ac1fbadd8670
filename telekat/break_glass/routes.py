"""`/emergency-access`: opening a record one is not on the team of, and the list of what was opened."""

from typing import Any

from flask import redirect, render_template, request, url_for

from telekat.accounts.actions import step_up
from telekat.break_glass import actions, queries
from telekat.break_glass.categories import CATEGORY_WORDS, LEAST_REASON, TRIES, VERDICT_WORDS
from telekat.core.errors import Conflict, Invalid, ReauthRequired
from telekat.policy import Action
from telekat.web import gate
from telekat.web.http import Doors, page_response, principal
from telekat.web.schemas import Line, Schema, parse_form

pages = Doors("break_glass", "/emergency-access")
api = Doors("break_glass_api", "/api/v1/emergency-access")


class OpenForm(Schema):
    name: str = ""
    birth_date: str = ""
    category: str = ""
    reason: str = ""


class OpenRecord(Schema):
    name: Line
    birth_date: Line
    category: Line
    reason: str


class ReviewForm(Schema):
    verdict: str = ""
    note: str = ""


@pages.page("", may=Action.BREAK_GLASS_REVIEW)
def openings_page() -> Any:
    """What was opened, and what nobody has looked at yet."""
    return render_template("break_glass/openings.html", **_list_values())


def _list_values(problem: str = "") -> dict[str, Any]:
    who = principal()
    return {
        "waiting": queries.to_review(who),
        "looked_at": queries.lately_reviewed(who),
        "verdicts": [(verdict.value, words) for verdict, words in VERDICT_WORDS.items()],
        "problem": problem,
    }


@pages.page("/new", may=Action.BREAK_GLASS_OPEN)
def new_page() -> Any:
    """The form that opens a record, after the password."""
    if not step_up.is_proven(principal()):
        return redirect(url_for("accounts.proof_page", next=url_for("break_glass.new_page")), 303)
    return render_template("break_glass/new.html", **_form_values(OpenForm(), {}))


def _form_values(sent: OpenForm, problems: dict[str, Any]) -> dict[str, Any]:
    return {
        "sent": sent,
        "problems": problems,
        "categories": [(category.value, words) for category, words in CATEGORY_WORDS.items()],
        "least": LEAST_REASON,
    }


@pages.page("/new", may=Action.BREAK_GLASS_OPEN, method="POST")
def open_record_form() -> Any:
    """Open the record, go to it."""
    who, sent = principal(), parse_form(OpenForm, request.form)
    gate.pass_rate(who, "break_glass", TRIES)
    try:
        glass_id = actions.open_record(
            who, name=sent.name, birth_date=sent.birth_date, category=sent.category, reason=sent.reason
        )
    except (Invalid, Conflict, ReauthRequired) as error:
        gate.keep_refusal(who, error, Action.BREAK_GLASS_OPEN, "break_glass.open_record_form")
        problems = error.fields or {"proof" if isinstance(error, ReauthRequired) else "name": error.message}
        return page_response("break_glass/new.html", error.status, **_form_values(sent, problems))
    return redirect(url_for("opened.record_page", glass_id=glass_id), 303)


@api.api("", may=Action.BREAK_GLASS_OPEN, method="POST", schema=OpenRecord)
def open_record(sent: OpenRecord) -> tuple[dict[str, Any], int]:
    """Open a record for an hour, to read. `reauth_required` when the password is more than five minutes old."""
    who = principal()
    gate.pass_rate(who, "break_glass", TRIES)
    glass_id = actions.open_record(
        who, name=sent.name, birth_date=sent.birth_date, category=sent.category, reason=sent.reason
    )
    return {"id": glass_id, "address": url_for("opened.record_page", glass_id=glass_id)}, 201


@pages.page("/<glass_id>/end", may=Action.BREAK_GLASS_END, method="POST")
def end_reading(glass_id: str) -> Any:
    """End one's own opening."""
    actions.end_reading(principal(), glass_id)
    return redirect("/day", 303)


@pages.page("/<glass_id>/review", may=Action.BREAK_GLASS_REVIEW, method="POST")
def review(glass_id: str) -> Any:
    """Say that one has looked at an opening, and what one thinks of it."""
    sent = parse_form(ReviewForm, request.form)
    try:
        actions.review(principal(), glass_id, sent.verdict, sent.note)
    except (Invalid, Conflict) as error:
        return page_response("break_glass/openings.html", error.status, **_list_values(error.message))
    return redirect(url_for("break_glass.openings_page"), 303)

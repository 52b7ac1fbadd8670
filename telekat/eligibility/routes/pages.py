"""The page of the decision to treat. Every change is a plain form here; the page's script sends the same as JSON."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import redirect, render_template, request, url_for

from telekat.core import ids
from telekat.core.errors import Conflict, Invalid
from telekat.eligibility.actions import clearances, decisions, entries, reviews
from telekat.eligibility.actions.clearances import NewClearance
from telekat.eligibility.actions.decisions import NewDecision
from telekat.eligibility.actions.entries import NewFact, NewMedicine
from telekat.eligibility.actions.reviews import Seen
from telekat.eligibility.queries import choices, consult_view
from telekat.eligibility.routes.api import note_reading
from telekat.policy import Action
from telekat.web.http import Doors, page_response, principal

pages = Doors("eligibility")

ROOT = "/patients/<patient_id>/eligibility"


@pages.page(ROOT, may=Action.ELIGIBILITY_READ)
def eligibility_page(patient_id: str) -> Any:
    """A patient's criteria, medicines, clearances and decisions. `?criterion=` opens one."""
    return render_template("eligibility/eligibility.html", **_values(patient_id, request.args.get("criterion", "")))


def _values(patient_id: str, criterion: str = "", **more: Any) -> dict[str, Any]:
    who = principal()
    view = consult_view(who, patient_id)
    note_reading(who, patient_id)
    chosen = next((one for one in view["criteria"] if one["id"] == criterion), None)
    empty: dict[str, Any] = {"problems": {}, "problem": "", "sent": {}, "told": None}
    return {"eligibility": view, "chosen": chosen, "choices": choices()} | empty | more


def _changed(patient_id: str, change: Callable[[], object], *, criterion: str = "", part: str = "") -> Any:
    """Do it and go back to the page; or show what went wrong, with what was typed."""
    try:
        change()
    except (Invalid, Conflict) as error:
        shown = {"problems": error.fields, "problem": error.message, "sent": request.form}
        values = _values(patient_id, criterion, **shown)
        return page_response("eligibility/eligibility.html", error.status, **values)
    return redirect(url_for("eligibility.eligibility_page", patient_id=patient_id) + part, 303)


def _typed(name: str) -> str:
    return request.form.get(name, "").replace("\r\n", "\n")


def _client_id() -> str:
    return request.form.get("client_id", "")[:64] or ids.new_id()


@pages.page(f"{ROOT}/facts", may=Action.ELIGIBILITY_ENTER, method="POST")
def enter_fact(patient_id: str) -> Any:
    """Enter a fact."""
    given = NewFact(*(_typed(name) for name in ("criterion", "state", "evidence", "note", "on_date")))
    return _changed(
        patient_id,
        lambda: entries.enter_fact(principal(), patient_id, client_id=_client_id(), given=given),
        criterion=given.criterion,
    )


@pages.page(f"{ROOT}/reviews", may=Action.ELIGIBILITY_REVIEW, method="POST")
def review_criteria(patient_id: str) -> Any:
    """Note that these criteria were looked at: pairs of criterion and basis, each joined by a colon."""
    pairs = [one.partition(":") for one in request.form.getlist("seen")[:64]]
    seen = [Seen(criterion, basis) for criterion, _, basis in pairs]
    return _changed(patient_id, lambda: reviews.review(principal(), patient_id, seen))


@pages.page(f"{ROOT}/overrides", may=Action.ELIGIBILITY_REVIEW, method="POST")
def override_criterion(patient_id: str) -> Any:
    """Write down why a criterion does not stop the prescriber."""
    seen = Seen(_typed("criterion"), _typed("basis"))
    return _changed(
        patient_id,
        lambda: reviews.override(principal(), patient_id, seen, _typed("reason")),
        criterion=seen.criterion,
    )


@pages.page(f"{ROOT}/clearances", may=Action.ELIGIBILITY_CLEAR, method="POST")
def ask_clearance(patient_id: str) -> Any:
    """Ask for a clearance."""
    given = NewClearance(*(_typed(name) for name in ("criterion", "asked_of", "question", "owner", "due_on")))
    return _changed(
        patient_id,
        lambda: clearances.ask(principal(), patient_id, client_id=_client_id(), given=given),
        criterion=given.criterion,
    )


@pages.page(f"{ROOT}/clearances/<clearance_id>", may=Action.ELIGIBILITY_CLEAR, method="POST")
def follow_clearance(patient_id: str, clearance_id: str) -> Any:
    """Write down what became of a clearance."""
    state, note = _typed("state"), _typed("note")
    return _changed(
        patient_id,
        lambda: clearances.follow_up(principal(), patient_id, clearance_id, state=state, note=note),
        part="#clearances",
    )


@pages.page(f"{ROOT}/medicines", may=Action.ELIGIBILITY_ENTER, method="POST")
def enter_medicine(patient_id: str) -> Any:
    """Put a medicine on the list, or end one."""
    given = NewMedicine(
        name=_typed("name"),
        details=_typed("details"),
        heard_from=_typed("heard_from"),
        group=_typed("group"),
        is_taken=_typed("is_taken") != "no",
        replaces=_typed("replaces"),
    )
    return _changed(
        patient_id,
        lambda: entries.enter_medicine(principal(), patient_id, client_id=_client_id(), given=given),
        part="#medicines",
    )


@pages.page(f"{ROOT}/preview", may=Action.ELIGIBILITY_DECIDE, method="POST")
def preview_decision(patient_id: str) -> Any:
    """Show the message as its patient would read it, with all that was typed still there."""
    try:
        told = decisions.preview(principal(), patient_id, _typed("outcome"), _typed("message")).as_json()
    except Invalid as error:
        values = _values(patient_id, problems=error.fields, problem=error.message, sent=request.form)
        return page_response("eligibility/eligibility.html", error.status, **values)
    return render_template("eligibility/eligibility.html", **_values(patient_id, told=told, sent=request.form))


@pages.page(f"{ROOT}/decisions", may=Action.ELIGIBILITY_DECIDE, method="POST")
def sign_decision(patient_id: str) -> Any:
    """Sign a decision."""
    given = NewDecision(
        seen=_typed("seen"),
        outcome=_typed("outcome"),
        message=_typed("message"),
        reasons=_typed("reasons"),
        conditions=_conditions(request.form),
    )
    return _changed(
        patient_id,
        lambda: decisions.sign(principal(), patient_id, client_id=_client_id(), given=given),
        part="#decision",
    )


def _conditions(form: Mapping[str, str]) -> dict[str, str]:
    """The fields condition-<criterion>; condition- alone is what concerns no single one."""
    prefix = "condition-"
    named = {name.removeprefix(prefix): _typed(name) for name in form if name.startswith(prefix)}
    return {criterion: words for criterion, words in named.items() if words.strip()}

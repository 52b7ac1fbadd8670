"""The whole file: JSON in, a definition and everything that was found out."""

import json
import re
from dataclasses import replace
from typing import Any

from telekat.core.errors import Invalid
from telekat.questionnaires import registry
from telekat.questionnaires.definition import Item
from telekat.questionnaires.from_fhir.codes import panels, totals
from telekat.questionnaires.from_fhir.definition import Definition
from telekat.questionnaires.from_fhir.findings import Findings, Weight, extensions, listed, text_of, value_of
from telekat.questionnaires.from_fhir.meaning import loinc_codings
from telekat.questionnaires.from_fhir.questions import Questions
from telekat.questionnaires.from_fhir.sums import NotASum, summed

MOST_BYTES = 1_000_000
_ID = re.compile(r"[a-z][a-z0-9_]{0,47}")
_NOT_A_FORM = "The file is not a FHIR Questionnaire"


def read_questionnaire(text: bytes, wanted_id: str = "") -> tuple[Definition | None, Findings]:
    """The definition, or None where something is refused. Raises Invalid for what is no FHIR Questionnaire at all.

    wanted_id: instead of the id that the file's name or title gives.
    """
    form = _parsed(text)
    found = Findings()
    if "modifierExtension" in form:
        found.refuse("Questionnaire.modifierExtension", "changes the meaning in a way that is not known here")
    _tell_about_whole(form, found)
    questions = Questions(found)
    questions.read(listed(form, "item", "Questionnaire"), "Questionnaire.item", "", ((), False), 0)
    if not questions.by_link:
        found.refuse("Questionnaire.item", "has no question that can be asked here")
    counted = _counted(form, questions, found)
    items = tuple(_with_score(item, item.link_id in counted, found) for item in questions.by_link.values())
    _tell_codes_twice(items, found)
    definition = _definition(form, questions, items, bool(counted), _id_of(form, wanted_id, found), found)
    return (None if found.of(Weight.REFUSED) else definition), found


def _parsed(text: bytes) -> dict[str, Any]:
    if len(text) > MOST_BYTES:
        raise Invalid(f"{_NOT_A_FORM}: it is larger than {MOST_BYTES // 1000} kB.")
    try:
        form = json.loads(text.decode("utf-8-sig"), object_pairs_hook=_each_name_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Invalid(f"{_NOT_A_FORM}: it is no valid JSON.") from None
    if not isinstance(form, dict) or form.get("resourceType") != "Questionnaire":
        raise Invalid(f"{_NOT_A_FORM}: its resourceType is something else.")
    return form


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a name twice")
    return dict(pairs)


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _tell_about_whole(form: dict[str, Any], found: Findings) -> None:
    status = form.get("status")
    if status == "retired":
        found.lose("Questionnaire.status", "the file says that this form is retired")
    elif status != "active":
        found.note("Questionnaire.status", f"the file says that this form is {str(status)[:20]}, not active")
    if form.get("experimental") is True:
        found.note("Questionnaire.experimental", "the file calls this form experimental")
    for name in ("derivedFrom", "contained"):
        if name in form:
            found.lose(f"Questionnaire.{name}", "what it refers to is not read")


def _id_of(form: dict[str, Any], wanted: str, found: Findings) -> str:
    source = wanted or text_of(form, "name") or text_of(form, "id") or text_of(form, "title")
    made = wanted or re.sub(r"[^a-z0-9]+", "_", source.lower()).strip("_")[:48].strip("_")
    if not _ID.fullmatch(made):
        found.refuse("Questionnaire.name", "give it an id of small letters, digits and _, beginning with a letter")
    elif any(one.id == made for one in registry.built_in()):
        found.refuse("Questionnaire.name", f"{made} is an instrument that ships; give it another id")
    return made


def _counted(form: dict[str, Any], questions: Questions, found: Findings) -> set[str]:
    """The linkIds that add up to the total; none where the file does not say so in a way that is understood."""
    counted: list[list[str]] = []
    for path, node in questions.scores:
        counted.append(_sum_of(form, path, node, questions, found))
    sums = [links for links in counted if links]
    if len(sums) > 1:
        found.lose("Questionnaire.item", "has several sums: only the first is the total")
    unweighted = [link for link in questions.by_link if link not in questions.weighted]
    if unweighted:
        found.note(
            "Questionnaire.item", f"{len(unweighted)} questions have answers without a weight: they count nothing"
        )
    if not questions.scores and questions.weighted - _numbers(questions):
        found.lose("Questionnaire", "weighs its answers and does not say how they add up: there is no total")
    return set(sums[0]) if sums else set()


def _numbers(questions: Questions) -> set[str]:
    """Questions whose answers count by nature: a weight was not given on purpose."""
    return {link for link, item in questions.by_link.items() if item.scale is not None or len(item.options) == 2}


def _sum_of(
    form: dict[str, Any], path: str, node: dict[str, Any], questions: Questions, found: Findings
) -> list[str]:
    expressions = extensions(node, path, "sdc-questionnaire-calculatedExpression")
    if not expressions:
        found.lose(path, "is a score and no question: it is left out, and nothing says how it is computed")
        return []
    try:
        links = summed(_text(expressions[0]), _variables(form, node, path), questions.top, list(questions.by_link))
    except NotASum as why:
        found.lose(path, f"is a score that {why}: there is no total")
        return []
    for link in links:
        if link not in questions.by_link:
            found.lose(path, f"adds up “{link[:40]}”, which is not asked here: there is no total")
            return []
        if link not in questions.weighted:
            found.lose(path, f"adds up “{link[:40]}”, whose answers have no weight: there is no total")
            return []
    found.note(path, f"is a score: it is computed from {len(links)} answers and never asked")
    return links


def _text(extension: dict[str, Any]) -> str:
    value = value_of(extension)
    return str(value.get("expression", "")) if isinstance(value, dict) else ""


def _variables(form: dict[str, Any], node: dict[str, Any], path: str) -> dict[str, str]:
    held = {}
    for holder, place in ((form, "Questionnaire"), (node, path)):
        for one in extensions(holder, place, "variable"):
            value = value_of(one)
            if isinstance(value, dict) and isinstance(value.get("name"), str):
                held[value["name"]] = str(value.get("expression", ""))
    return held


def _with_score(item: Item, is_counted: bool, found: Findings) -> Item:
    """What counts is needed, because a missing answer is never counted as 0."""
    if is_counted and not item.required:
        found.note(
            f"question {item.id}", "may stay open in the file: the total needs it here, and is not given without"
        )
    return replace(item, scored=is_counted, required=item.required or is_counted)


def _tell_codes_twice(items: tuple[Item, ...], found: Findings) -> None:
    codes = [item.loinc for item in items if item.loinc]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        found.refuse("Questionnaire.item", f"two questions bear the code {code}")


def _definition(
    form: dict[str, Any], questions: Questions, items: tuple[Item, ...], adds_up: bool, own_id: str, found: Findings
) -> Definition:
    title = text_of(form, "title") or text_of(form, "name") or own_id
    codes = {item.loinc for item in items}
    scores = [coding["code"] for path, node in questions.scores for coding in loinc_codings(node, path)]
    return Definition(
        id=own_id,
        title=title[:200],
        short_title=title[:40],
        language=text_of(form, "language")[:16] or "en",
        items=items,
        adds_up=adds_up,
        licence=text_of(form, "copyright")[:1000] or "The file names no licence.",
        attribution=(text_of(form, "copyright") or text_of(form, "publisher"))[:1000] or title[:200],
        source=f"FHIR Questionnaire {text_of(form, 'url') or text_of(form, 'id') or title}"[:300],
        introduction=text_of(form, "description")[:1000],
        loinc_panel=_whole(_codes(form), panels(), codes, "Questionnaire.code", found),
        loinc_total=_whole(scores if adds_up else [], totals(), codes, "Questionnaire.item", found),
    )


def _codes(form: dict[str, Any]) -> list[str]:
    return [coding["code"] for coding in loinc_codings(form, "Questionnaire")]


def _whole(
    given: list[str], known: dict[str, Any], codes: set[str | None], path: str, found: Findings
) -> str | None:
    """The code of the form or its total, unless it is that of another form than this one."""
    for code in given:
        other = known.get(code)
        if other is None:
            return code
        wanted = {item.loinc for item in other.items if item.scored and item.loinc}
        if wanted <= codes and wanted:
            found.note(
                path, f"is {other.short_title}, which ships: this copy scores by its own rules and has no bands"
            )
            return code
        found.lose(
            path, f"{code} is the code of {other.short_title}, whose questions are not all here: it is not kept"
        )
    return None

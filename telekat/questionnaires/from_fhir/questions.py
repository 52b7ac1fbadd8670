"""Walks the items of the file in their order: questions, groups, scores, and what cannot be asked."""

import re
from typing import Any

from telekat.questionnaires.definition import Item, ShownWhen
from telekat.questionnaires.from_fhir.answers import domain_of
from telekat.questionnaires.from_fhir.codes import totals
from telekat.questionnaires.from_fhir.conditions import Coded, rules_of
from telekat.questionnaires.from_fhir.findings import Findings, extensions, listed, text_of, value_of
from telekat.questionnaires.from_fhir.meaning import code_of, flags_of, known_question, loinc_codings

MOST_QUESTIONS = 300
MOST_TEXT = 2_000  # characters of one question
DEEPEST = 12  # groups within groups
_SCORE = re.compile(r"\b(?:total|sum|raw|overall)[\w -]*\bscore\b|\bscore\b\W*$|\btotal\b\W*$", re.IGNORECASE)
_USED = {
    *("linkId", "code", "text", "type", "enableWhen", "enableBehavior", "required", "repeats", "item"),
    *("answerOption", "answerValueSet", "extension", "modifierExtension", "readOnly", "id", "definition"),
}
_HARMLESS = frozenset(
    ("questionnaire-itemControl", "questionnaire-choiceOrientation", "questionnaire-optionPrefix", "ordinalValue")
    + ("itemWeight", "minValue", "maxValue", "questionnaire-unit", "variable", "questionnaire-hidden")
    + ("sdc-questionnaire-calculatedExpression",)
)
_CHANGING = {
    "sdc-questionnaire-enableWhenExpression": "asked by an expression: here it is always asked",
    "sdc-questionnaire-answerExpression": "its answers come from an expression: only those written out are taken",
    "sdc-questionnaire-candidateExpression": "its answers come from an expression: only those written out are taken",
    "sdc-questionnaire-initialExpression": "nothing is filled in beforehand",
    "questionnaire-constraint": "its further condition on the answer is not checked",
    "targetConstraint": "its further condition on the answer is not checked",
    "questionnaire-maxOccurs": "may be answered several times in the file: here once",
    "questionnaire-minOccurs": "has to be answered several times in the file: here once",
}
Rules = tuple[tuple[ShownWhen, ...], bool]


class Questions:
    """What has been read so far. scores: (path, node) of items that are results. top: linkIds outside groups."""

    def __init__(self, found: Findings) -> None:
        self.found = found
        self.by_link: dict[str, Item] = {}
        self.weighted: set[str] = set()
        self.scores: list[tuple[str, dict[str, Any]]] = []
        self.top: list[str] = []
        self._seen: set[str] = set()
        self._coded: Coded = {}

    def read(self, nodes: list[dict[str, Any]], path: str, section: str, outer: Rules, depth: int) -> None:
        """Take these items and all beneath them."""
        if depth > DEEPEST:
            self.found.refuse(path, "groups lie too deep in one another")
            return
        for place, node in enumerate(nodes):
            self._read_one(node, f"{path}[{place}]", section, outer, depth)

    def _read_one(self, node: dict[str, Any], path: str, section: str, outer: Rules, depth: int) -> None:
        link = self._link(node, path)
        self._tell_unused(node, path)
        if link is None:
            return
        kind, text = node.get("type"), text_of(node, "text")
        children = listed(node, "item", path)
        if kind == "group":
            rules = self._rules(node, path, outer)
            self.read(children, f"{path}.item", text or section, rules, depth + 1)
            return
        if kind == "display":
            self.found.lose(path, "words that are no question are not shown")
        elif self._is_score(node, path, text):
            self.scores.append((path, node))
        else:
            self._question(node, path, text, section, self._rules(node, path, outer), depth, link)
        self.read(children, f"{path}.item", section, outer, depth + 1)

    def _link(self, node: dict[str, Any], path: str) -> str | None:
        link = node.get("linkId")
        if not isinstance(link, str) or not 0 < len(link) <= 255:
            self.found.refuse(f"{path}.linkId", "is missing or too long")
            return None
        if link in self._seen:
            self.found.refuse(f"{path}.linkId", f"“{link[:40]}” stands twice")
            return None
        self._seen.add(link)
        return link

    def _tell_unused(self, node: dict[str, Any], path: str) -> None:
        if "modifierExtension" in node:
            self.found.refuse(f"{path}.modifierExtension", "changes the meaning in a way that is not known here")
        for name in sorted(set(node) - _USED - {name for name in node if name.startswith("_")}):
            self.found.note(f"{path}.{name}", "is not used")
        for one in listed(node, "extension", path):
            name = str(one.get("url", "")).rpartition("/")[2]
            if name in _CHANGING:
                self.found.lose(path, _CHANGING[name])
            elif name not in _HARMLESS:
                self.found.note(path, f"the extension {name[:60]} is not used")

    def _rules(self, node: dict[str, Any], path: str, outer: Rules) -> Rules:
        own = rules_of(node, path, self.by_link, self._coded, self.found)
        if not own[0] or not outer[0]:
            return own if own[0] else outer
        if own[1] or outer[1]:
            self.found.lose(
                path, "conditions of a group and of its question cannot be joined: only its own is kept"
            )
            return own
        return outer[0] + own[0], False

    def _is_score(self, node: dict[str, Any], path: str, text: str) -> bool:
        """A result that stands among the questions: asking it would let anybody enter a score."""
        if extensions(node, path, "sdc-questionnaire-calculatedExpression"):
            return True
        if any(coding["code"] in totals() for coding in loinc_codings(node, path)):
            return True
        return node.get("type") in ("integer", "decimal", "quantity") and bool(_SCORE.search(text))

    def _question(
        self, node: dict[str, Any], path: str, text: str, section: str, rules: Rules, depth: int, link: str
    ) -> None:
        hidden = [value_of(one) for one in extensions(node, path, "questionnaire-hidden")]
        if True in hidden:
            self.found.lose(path, "is hidden in the file: it is left out")
            return
        domain = domain_of(node, path, self.found)
        if domain is None:
            return
        if not text or len(text) > MOST_TEXT or not text.isprintable():
            self.found.refuse(f"{path}.text", f"a question has 1 to {MOST_TEXT} characters that can be shown")
            return
        if len(self.by_link) == MOST_QUESTIONS:
            self.found.refuse(path, f"more than {MOST_QUESTIONS} questions")
            return
        if "[" in text:
            self.found.note(f"{path}.text", "holds brackets as the name of a code does: people read it so")
        labels = [option.label for option in domain.options]
        flags = flags_of(known_question(node, path, text), domain, path, text, self.found)
        self.by_link[link] = Item(
            id=str(len(self.by_link) + 1),
            text=text,
            options=domain.options,
            scale=domain.scale,
            scored=False,
            required=node.get("required") is True,
            shown_when=rules[0],
            shown_any=rules[1],
            red_flags=flags,
            loinc=code_of(node, path, text, labels, self.found),
            section=section,
            link_id=link,
        )
        self._coded[link] = domain.coded
        if domain.weighted:
            self.weighted.add(link)
        if depth == 0:
            self.top.append(link)

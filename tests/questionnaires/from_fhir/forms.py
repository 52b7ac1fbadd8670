"""Small FHIR forms of our own, with the traps that real ones carry."""

import json
from typing import Any

SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
FHIR = "http://hl7.org/fhir/StructureDefinition/"
LOINC = "http://loinc.org"
FREQUENCY = ("Not at all", "Several days", "More than half the days", "Nearly every day")
ALL = "%resource.item.answer.value.ordinal().sum()"


def weight(number: float, name: str = "ordinalValue") -> list[dict[str, Any]]:
    return [{"url": FHIR + name, "valueDecimal": number}]


def choice(link: str, text: str, labels: Any = ("Never", "Sometimes", "Often"), **more: Any) -> dict[str, Any]:
    """Labels with the weights 0, 1, 2 …; weights=None leaves them out, or says others."""
    weights = more.pop("weights", range(len(labels)))
    options = []
    for place, label in enumerate(labels):
        option: dict[str, Any] = {
            "valueCoding": {"system": "http://ours.example", "code": f"a{place}", "display": label}
        }
        if weights is not None:
            option["extension"] = weight(list(weights)[place])
        options.append(option)
    return {"linkId": link, "text": text, "type": "choice", "required": True, "answerOption": options, **more}


def number(
    link: str, text: str, kind: str = "integer", low: int = 0, high: int = 10, **more: Any
) -> dict[str, Any]:
    bounds = [{"url": FHIR + "minValue", "valueInteger": low}, {"url": FHIR + "maxValue", "valueInteger": high}]
    return {"linkId": link, "text": text, "type": kind, "required": True, "extension": bounds, **more}


def total(expression: str | None = ALL, link: str = "total", **more: Any) -> dict[str, Any]:
    node = {"linkId": link, "text": "Total score", "type": "decimal", "readOnly": True, **more}
    if expression is not None:
        value = {"language": "text/fhirpath", "expression": expression}
        node["extension"] = [{"url": SDC + "calculatedExpression", "valueExpression": value}]
    return node


def coded(code: str, display: str = "") -> list[dict[str, str]]:
    return [{"system": LOINC, "code": code, **({"display": display} if display else {})}]


def form(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Questionnaire",
        "status": "active",
        "name": "OurSleep",
        "title": "Our sleep questions",
        "copyright": "© Our practice",
        "item": list(items),
        **more,
    }


def as_bytes(whole: dict[str, Any]) -> bytes:
    return json.dumps(whole).encode()


SLEEP = form(
    choice("q1", "Do you wake up at night?"),
    choice("q2", "Are you tired in the morning?"),
    total(),
)

"""What reading a file found: refused, lost, or merely to be known. Each with the path in the file and a plain reason."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from telekat.core.errors import Invalid


class Weight(StrEnum):
    """REFUSED: the file cannot be taken. LOST: it can, without this. NOTED: nothing is lost, but it is done so here."""

    REFUSED = "refused"
    LOST = "lost"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Finding:
    weight: Weight
    path: str
    reason: str

    def as_json(self) -> dict[str, str]:
        return {"weight": self.weight.value, "path": self.path, "reason": self.reason}


class Findings:
    """Collects while a file is read; the reading goes on, so that all of them are told at once."""

    def __init__(self) -> None:
        self.all: list[Finding] = []

    def refuse(self, path: str, reason: str) -> None:
        self._add(Weight.REFUSED, path, reason)

    def lose(self, path: str, reason: str) -> None:
        self._add(Weight.LOST, path, reason)

    def note(self, path: str, reason: str) -> None:
        self._add(Weight.NOTED, path, reason)

    def _add(self, weight: Weight, path: str, reason: str) -> None:
        found = Finding(weight, path, reason)
        if found not in self.all:
            self.all.append(found)

    def of(self, weight: Weight) -> list[Finding]:
        return [one for one in self.all if one.weight is weight]


def text_of(holder: dict[str, Any], name: str) -> str:
    """A string of the file in one line; empty where there is none or it is no string."""
    value = holder.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""


def listed(holder: dict[str, Any], name: str, path: str) -> list[dict[str, Any]]:
    """A list of objects. Raises Invalid where the file has something else there: such a file is broken."""
    value = holder.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Invalid(f"The file is not a FHIR Questionnaire: {path}.{name} is no list of objects.")
    return value


def extensions(holder: dict[str, Any], path: str, *names: str) -> list[dict[str, Any]]:
    """The extensions whose address ends in one of these names."""
    return [one for one in listed(holder, "extension", path) if str(one.get("url", "")).rpartition("/")[2] in names]


def value_of(extension: dict[str, Any]) -> Any:
    """The one value of an extension, whatever its type; None where it has none."""
    return next((value for name, value in extension.items() if name.startswith("value")), None)

"""What a score consists of, and how it is told to programs. Leaves the adding up to `scoring`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telekat.questionnaires.definition import Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What the answers add up to.

    total is None while the form is incomplete and for instruments without a number. severity is a band's
    name, or None where no band is published. criteria and cutoffs are None each until the form is complete.
    at_least is the level already reached by an incomplete form that has levels. missing lists the items that
    are shown, required and open. maximum is the highest total these answers could have had.
    """

    instrument: str
    version: str
    total: Number | None
    prorated_total: Number | None
    subscales: Mapping[str, Number | None]
    severity: str | None
    complete: bool
    flags: tuple[str, ...]
    criteria: Mapping[str, bool | None]
    cutoffs: Mapping[str, bool | None]
    at_least: str | None
    maximum: int | None
    missing: tuple[str, ...]
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The score by the contract's names, in plain values."""
        return {
            "instrument": self.instrument,
            "version": self.version,
            "total": self.total,
            "prorated_total": self.prorated_total,
            "subscales": dict(self.subscales),
            "severity": self.severity,
            "complete": self.complete,
            "flags": list(self.flags),
            "criteria": dict(self.criteria),
            "cutoffs": dict(self.cutoffs),
            "at_least": self.at_least,
            "maximum": self.maximum,
            "missing": list(self.missing),
            "notes": list(self.notes),
        }

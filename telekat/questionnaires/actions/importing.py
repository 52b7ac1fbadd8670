"""Taking in an instrument of the practice's own. A change of it is a new version; nothing is overwritten."""

import hashlib
from dataclasses import dataclass

import msgspec
from sqlalchemy import select

from telekat.audit import trail
from telekat.core import clock
from telekat.core.writer import Work, write
from telekat.policy import Action, Principal
from telekat.questionnaires.from_fhir.definition import Definition
from telekat.questionnaires.from_fhir.findings import Finding
from telekat.questionnaires.models import ImportedInstrument
from telekat.questionnaires.queries import imported


@dataclass(frozen=True, slots=True)
class Imported:
    id: str
    version: int
    is_new: bool


@write
def import_instrument(
    work: Work, who: Principal | None, definition: Definition, original: bytes, findings: list[Finding]
) -> Imported:
    """Store a definition that was read from `original`; the same again stays the version it is. who: None for the command line."""
    body = msgspec.json.encode(definition).decode()
    digest = hashlib.sha256(body.encode()).hexdigest()
    newest = work.db.scalar(
        select(ImportedInstrument)
        .where(ImportedInstrument.id == definition.id)
        .order_by(ImportedInstrument.version.desc())
        .limit(1)
    )
    if newest is not None and newest.digest == digest:
        return Imported(newest.id, newest.version, False)
    row = ImportedInstrument(
        id=definition.id,
        version=newest.version + 1 if newest is not None else 1,
        imported_at=clock.now(),
        imported_by=who.id if who else "",
        digest=digest,
        definition=body,
        original=original.decode("utf-8-sig"),
        losses=msgspec.json.encode([one.as_json() for one in findings]).decode(),
    )
    work.db.add(row)
    work.db.flush()
    facts = {"version": row.version, "losses": len(findings)}
    trail.record(who, Action.INSTRUMENT_IMPORT, "instrument", row.id, detail=facts)
    work.after_commit(imported.forget)
    return Imported(row.id, row.version, True)

"""Writing the trail. `record` joins the running action: if it cannot be written, the act does not happen."""

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import text

from telekat.core import clock
from telekat.core.database import current_work
from telekat.core.writer import Work, write
from telekat.policy import Action, Principal
from telekat.vault import hashing

NOBODY_YET = "0" * 64
"""The hash before the first event."""

SYSTEM = ""
"""Actor id of what the program does by itself (loops, the command line)."""

_HEAD = text("SELECT seq, hash FROM audit_event ORDER BY seq DESC LIMIT 1")
_INSERT = text(
    "INSERT INTO audit_event (seq, at, actor_id, actor_role, login_id, action, subject_kind, subject_id,"
    " patient_id, outcome, detail, hash) VALUES (:seq, :at, :actor_id, :actor_role, :login_id, :action,"
    " :subject_kind, :subject_id, :patient_id, :outcome, :detail, :hash)"
)


def record(
    who: Principal | None,
    action: Action,
    subject_kind: str,
    subject_id: str = "",
    *,
    patient_id: str = "",
    outcome: str = "ok",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Append one event to the chain, inside the running action.

    who: None for the program itself. outcome: ok | refused. detail: ids, counts and states only.
    Raises RuntimeError outside an action.
    """
    work = current_work.get()
    if not isinstance(work, Work):
        raise RuntimeError("the audit trail is written inside an action")
    seq, previous = work.kept.get("audit") or _read_head(work)
    event: dict[str, Any] = {
        "seq": seq + 1,
        "at": clock.stamp_now(),
        "actor_id": who.id if who else SYSTEM,
        "actor_role": who.role.value if who else "system",
        "login_id": who.login_id if who else "",
        "action": action.value,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "patient_id": patient_id,
        "outcome": outcome,
        "detail": orjson.dumps(detail, option=orjson.OPT_SORT_KEYS).decode() if detail else "",
    }
    chained = chain_hash(previous, event)
    work.sql(_INSERT, **event, hash=chained)
    work.kept["audit"] = (seq + 1, chained)


@write
def record_alone(
    work: Work,
    who: Principal | None,
    action: Action,
    subject_kind: str,
    subject_id: str = "",
    *,
    patient_id: str = "",
    outcome: str = "ok",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """The same as an act of its own: a read of a record, a refusal at the door."""
    record(who, action, subject_kind, subject_id, patient_id=patient_id, outcome=outcome, detail=detail)


def chain_hash(previous: str, event: Mapping[str, Any]) -> str:
    """HMAC-SHA-256 over the previous hash and the event's canonical JSON (keys sorted, no `hash`)."""
    canonical = orjson.dumps(event, option=orjson.OPT_SORT_KEYS)
    return hashing.keyed_hash("audit chain", previous.encode() + canonical)


def _read_head(work: Work) -> tuple[int, str]:
    rows = work.sql(_HEAD)
    return (rows[0][0], rows[0][1]) if rows else (0, NOBODY_YET)

"""What every signed-in page hands to its scripts about whoever looks."""

import base64
from typing import Any

from telekat.accounts.queries import limits, person
from telekat.policy import Principal
from telekat.vault import hashing


def viewer_data(who: Principal) -> dict[str, Any]:
    """outbox_key: seals what this browser keeps for this person, and is the same on all their pages."""
    viewer = person(who.id)
    return {
        "viewer": {"id": viewer.id, "name": viewer.name, "role": viewer.role.value},
        "time_zone": viewer.time_zone,
        "idle_seconds": int(limits().idle(who.role).total_seconds()),
        "outbox_key": base64.b64encode(bytes.fromhex(hashing.keyed_hash("outbox key", who.id))).decode(),
    }

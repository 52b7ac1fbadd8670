"""The lines in a room that somebody came or went, in words for whoever reads: a patient reads of "your psychiatrist",
the team of a colleague. Plain values only.

What is kept is the role and the name ("psychiatrist Dr Cleo Voss") under the kind `joined` or `left`; readers see a
`system` line. Before there were such kinds, the patient's sentence itself was kept.
"""

import re

JOINED, LEFT = "joined", "left"
_FRONT_DESK = "coordinator"
_EARLIER = re.compile(r"(?P<name>.+) is your (?P<role>psychiatrist|therapist) from today\.")

_FOR_PATIENT = {
    JOINED: "{name} is your {role} from today.",
    LEFT: "{name} is no longer your {role}. What you wrote here stays. Whoever else cares for you goes on reading.",
}
_FOR_STAFF = {JOINED: "{name} joined the care team as {role}.", LEFT: "{name} ({role}) left the care team."}
_AT_FRONT_DESK = {
    JOINED: "{name} from the front desk reads here from today.",
    LEFT: "{name} no longer reads here. The front desk goes on.",
}


def kept(role: str, name: str) -> str:
    """What is sealed of a change."""
    return f"{role} {name}"


def shown(kind: str, body: str, *, for_patient: bool) -> tuple[str, str]:
    """(kind, body) as a reader sees them; everything but a membership line is left as it is."""
    if kind == "system" and not for_patient:
        earlier = _EARLIER.fullmatch(body)
        return kind, _FOR_STAFF[JOINED].format_map(earlier.groupdict()) if earlier else body
    if kind not in (JOINED, LEFT):
        return kind, body
    role, _, name = body.partition(" ")
    words = _AT_FRONT_DESK if role == _FRONT_DESK else _FOR_PATIENT if for_patient else _FOR_STAFF
    return "system", words[kind].format(role=role, name=name)

"""The one question: may this person do this to a thing they stand to in this way?"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from telekat.policy.actions import Action, Principal, Relation, Role
from telekat.policy.table import TABLE, Row


@dataclass(frozen=True, slots=True)
class Decision:
    """allowed, and why: `reason` is a word for the audit trail, not for people."""

    allowed: bool
    reason: str


@cache
def _rows(action: Action, role: Role) -> tuple[Row, ...]:
    return tuple(row for row in TABLE if row.action is action and role in row.roles)


def allow(
    principal: Principal, action: Action, relations: Collection[Relation] = (), state: str = "open"
) -> Decision:
    """relations: how the principal stands to the thing; empty when no thing is involved. state: the thing's."""
    return _decide(principal.role, action, frozenset(relations), state)


@cache
def _decide(role: Role, action: Action, relations: frozenset[Relation], state: str) -> Decision:
    rows = _rows(action, role)
    if not rows:
        return Decision(False, "role")
    related = [row for row in rows if row.relation is None or row.relation in relations]
    if not related:
        return Decision(False, "relation")
    if any(row.states is None or state in row.states for row in related):
        return Decision(True, "row")
    return Decision(False, "state")


def may_ever(role: Role, action: Action) -> bool:
    """Whether any row gives this role the action at all: what a door can ask before it knows the thing."""
    return bool(_rows(action, role))

"""Who may do what: the list of actions, and one table as data. Deny unless a row allows.

The question: should each package hold its own rules beside its data? Chosen: one table, because "what can a
coordinator see?" must be answerable by reading one page, and because tests are made from it. Refused: rules in
handlers or templates (they drift), and a policy that fetches records itself (it would know every package).
"""

from telekat.policy.actions import CLINICIANS, STAFF, Action, Principal, Relation, Role
from telekat.policy.allow import Decision, allow, may_ever
from telekat.policy.table import TABLE, Row

__all__ = [
    "CLINICIANS",
    "STAFF",
    "TABLE",
    "Action",
    "Decision",
    "Principal",
    "Relation",
    "Role",
    "Row",
    "allow",
    "may_ever",
]

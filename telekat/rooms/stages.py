"""The way through care, as a practice's board shows it (FEATURES: Coordinator)."""

from enum import StrEnum


class Stage(StrEnum):
    NEW_REFERRAL = "new_referral"
    INVITED = "invited"
    FORMS = "forms"
    REVIEW = "review"
    CONSULT = "consult"
    DECISION = "decision"
    CLEARED = "cleared"
    SESSION_DAY = "session_day"
    INTEGRATION = "integration"
    MAINTENANCE = "maintenance"


LABELS: dict[Stage, str] = {
    Stage.NEW_REFERRAL: "New referral",
    Stage.INVITED: "Invited",
    Stage.FORMS: "Forms in progress",
    Stage.REVIEW: "Ready for review",
    Stage.CONSULT: "Consult booked",
    Stage.DECISION: "Decision pending",
    Stage.CLEARED: "Cleared",
    Stage.SESSION_DAY: "Session day",
    Stage.INTEGRATION: "Integration due",
    Stage.MAINTENANCE: "Maintenance or closed",
}


def label(stage: str) -> str:
    """The stage in words."""
    return LABELS[Stage(stage)]

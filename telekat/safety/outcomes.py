"""How an alert can end, how serious one is, and the marks of risk: the fixed lists and their words. Pure."""

from enum import StrEnum


class Outcome(StrEnum):
    """What came of it."""

    NO_DANGER = "no_danger"
    SAFETY_PLAN = "safety_plan"
    EMERGENCY_CARE = "emergency_care"
    NOT_REACHED = "not_reached"


LABELS: dict[Outcome, str] = {
    Outcome.NO_DANGER: "No danger now",
    Outcome.SAFETY_PLAN: "Safety plan made",
    Outcome.EMERGENCY_CARE: "Sent to emergency care",
    Outcome.NOT_REACHED: "Could not reach them",
}


class Level(StrEnum):
    """high: danger to a person. moderate: a clinician has to look today."""

    HIGH = "high"
    MODERATE = "moderate"


class Mark(StrEnum):
    """What a clinician may set as a patient's risk."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    NONE = "none"


MARK_LABELS: dict[Mark, str] = {
    Mark.HIGH: "High risk",
    Mark.MODERATE: "Moderate risk",
    Mark.LOW: "Low risk",
    Mark.NONE: "None recorded",
}

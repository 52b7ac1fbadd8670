"""What is heard of an alert: clinicians of the care team its facts, the patient only that a person has seen it."""

from collections.abc import Mapping
from typing import Any

from telekat.live.announcing import Announcement
from telekat.policy import Action


def alert_raised(alert: Mapping[str, Any]) -> Announcement:
    """alert: as `queries.alert_json` makes it."""
    return Announcement("alert:raised", alert, Action.ALERT_READ)


def alert_updated(alert: Mapping[str, Any]) -> Announcement:
    """Somebody took or closed it, or its cause became worse."""
    return Announcement("alert:updated", alert, Action.ALERT_READ)


def help_seen(cause_kind: str, cause_id: str, user_id: str, name: str, at: str) -> Announcement:
    """To the patient alone: a named person has seen what they answered. Nothing of the alert.

    The cause stands under the name of its kind: `{questionnaire: id, by, name, at}`.
    """
    seen = {cause_kind: cause_id, "by": user_id, "name": name, "at": at}
    return Announcement("help:seen", seen, Action.QUESTIONNAIRE_OPEN)


def risk_updated(patient_id: str, level: str, at: str, user_id: str) -> Announcement:
    """To the care team: a clinician has set the mark beside the patient's name."""
    news = {"patient": patient_id, "level": level, "at": at, "by": user_id}
    return Announcement("risk:updated", news, Action.RISK_READ)


def drill_updated(drill: Mapping[str, Any]) -> Announcement:
    """To whom a drill has called: it began, somebody else was called, somebody took it, it ended."""
    return Announcement("drill:updated", drill, Action.DRILL_TAKE)

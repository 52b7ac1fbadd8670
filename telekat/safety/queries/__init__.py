"""What can be asked of danger: alerts here, their ladders, the roster and the marks in files of their own."""

from telekat.safety.queries.alerts import (
    CANNOT_SHOW,
    WORDING,
    AlertCount,
    AlertView,
    HelpState,
    alert_contact,
    alert_counts,
    alert_json,
    alert_view,
    alerts_of,
    closed_alerts_for,
    help_state,
    median_minutes_to_acknowledge,
    open_alerts_for,
    open_alerts_json,
    open_alerts_of,
)

__all__ = [
    "CANNOT_SHOW",
    "WORDING",
    "AlertCount",
    "AlertView",
    "HelpState",
    "alert_contact",
    "alert_counts",
    "alert_json",
    "alert_view",
    "alerts_of",
    "closed_alerts_for",
    "help_state",
    "median_minutes_to_acknowledge",
    "open_alerts_for",
    "open_alerts_json",
    "open_alerts_of",
]

"""What is done about danger: alerts here; the climb, the roster, marks and drills in files of their own."""

from telekat.safety.actions.alerts import Cause, Raised, Taken, acknowledge, climb_due, close_alert, raise_alert

__all__ = ["Cause", "Raised", "Taken", "acknowledge", "climb_due", "close_alert", "raise_alert"]

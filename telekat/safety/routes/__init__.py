"""The doors of safety, a file for each noun."""

from telekat.safety.routes import alerts, drills, risk, roster

DOORS = (alerts.api, alerts.pages, roster.pages, risk.pages, drills.pages, drills.api)

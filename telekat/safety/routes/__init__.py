"""The doors of safety, a file for each noun."""

from telekat.safety.routes import alerts, risk, roster

DOORS = (alerts.api, alerts.pages, roster.pages, risk.pages)

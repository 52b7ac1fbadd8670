"""The doors of safety, a file for each noun."""

from telekat.safety.routes import alerts, roster

DOORS = (alerts.api, alerts.pages, roster.pages)

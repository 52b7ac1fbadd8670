"""The doors of administration, a file for each page."""

from telekat.admin.routes import people, record, settings

DOORS = (people.pages, settings.pages, record.pages)

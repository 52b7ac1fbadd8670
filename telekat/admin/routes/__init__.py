"""The doors of administration, a file for each page."""

from telekat.admin.routes import notices, people, record, settings

DOORS = (people.pages, settings.pages, notices.pages, record.pages)

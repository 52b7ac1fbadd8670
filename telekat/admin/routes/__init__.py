"""The doors of administration, a file for each page."""

from telekat.admin.routes import crisis, notices, people, record, settings

DOORS = (people.pages, settings.pages, crisis.pages, notices.pages, record.pages)

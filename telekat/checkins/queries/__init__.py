"""What may be known of check-ins: `lines` when and where each stands, `answers` what stands in them, `promises` who
reads them and by when.
"""

from telekat.checkins.queries.answers import (
    Answered,
    OwnCheckIn,
    ReadBy,
    answered_json,
    answered_one,
    checkins_of,
    own_checkin,
    to_read,
)
from telekat.checkins.queries.lines import (
    Counts,
    Line,
    due_for,
    missed_of,
    next_for,
    past_for,
    progress_of,
    standings_of,
)
from telekat.checkins.queries.panel import CheckInsPanel, PanelLine, checkins_panel
from telekat.checkins.queries.promises import help_truth, help_words, read_promise, reader_of

__all__ = [
    "Answered",
    "CheckInsPanel",
    "Counts",
    "Line",
    "OwnCheckIn",
    "PanelLine",
    "ReadBy",
    "answered_json",
    "answered_one",
    "checkins_of",
    "checkins_panel",
    "due_for",
    "help_truth",
    "help_words",
    "missed_of",
    "next_for",
    "own_checkin",
    "past_for",
    "progress_of",
    "read_promise",
    "reader_of",
    "standings_of",
    "to_read",
]

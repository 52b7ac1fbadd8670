"""Telling a patient's care team that their matrix is another one now."""

from telekat.core.writer import Work, write
from telekat.eligibility import events
from telekat.eligibility.queries import overdue
from telekat.live.announcing import NOBODY
from telekat.patients.queries import care_team_ids


@write
def tell_changed(work: Work, patient_id: str) -> None:
    """After a form was handed in, an alert was raised or closed, or anything here was written."""
    work.after_commit(lambda: overdue.forget(patient_id))
    work.announce(events.eligibility_changed(patient_id), to=care_team_ids(patient_id) or NOBODY)

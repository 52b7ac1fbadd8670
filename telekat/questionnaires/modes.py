"""How a form is filled in: kept with the response, because an answer read aloud is not quite one's own. Pure."""

from enum import StrEnum

from telekat.questionnaires.definition import Instrument, Respondent


class Mode(StrEnum):
    """SELF: the patient reads and answers. READ_ALOUD: a clinician reads and enters what they hear. RATED: a clinician's own rating."""

    SELF = "self"
    READ_ALOUD = "read_aloud"
    RATED = "rated"


CHOICES = (Mode.SELF, Mode.READ_ALOUD)
"""Between these the clinician may change while the form is open; a rating is one by its instrument."""

LABELS = {
    Mode.SELF: "Filled in by the patient",
    Mode.READ_ALOUD: "Read aloud by a clinician",
    Mode.RATED: "Rated by a clinician",
}


def first_mode(instrument: Instrument) -> Mode:
    """As a form begins."""
    return Mode.RATED if instrument.answered_by is Respondent.CLINICIAN else Mode.SELF

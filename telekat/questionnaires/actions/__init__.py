"""The verbs of forms: giving one or a set, answering, handing in, correcting what was handed in, taking in a new kind."""

from telekat.questionnaires.actions.amending import amend
from telekat.questionnaires.actions.answering import Answered, answer
from telekat.questionnaires.actions.giving import GivenSet, assign, assign_set
from telekat.questionnaires.actions.handing_in import Submitted, submit
from telekat.questionnaires.actions.importing import Imported, import_instrument
from telekat.questionnaires.actions.reading_aloud import set_mode

__all__ = [
    "Answered",
    "GivenSet",
    "Imported",
    "Submitted",
    "amend",
    "answer",
    "assign",
    "assign_set",
    "import_instrument",
    "set_mode",
    "submit",
]

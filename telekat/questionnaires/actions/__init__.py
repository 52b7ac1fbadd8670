"""The verbs of forms: giving one or a set, answering, handing in, correcting what was handed in, taking in a new kind."""

from telekat.questionnaires.actions.answering import Answered, answer
from telekat.questionnaires.actions.giving import assign
from telekat.questionnaires.actions.handing_in import Submitted, submit

__all__ = ["Answered", "Submitted", "answer", "assign", "submit"]

"""What other packages may ask about the decision to treat."""

from telekat.eligibility.queries.consult import choices, consult_view
from telekat.eligibility.queries.decisions import STANDING_WORDS, Told, standing_of, told_to
from telekat.eligibility.queries.overdue import overdue_words

__all__ = ["STANDING_WORDS", "Told", "choices", "consult_view", "overdue_words", "standing_of", "told_to"]

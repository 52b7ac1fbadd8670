"""Questionnaires: what each instrument asks, what its answers add up to, and how people fill it in together.

Decision: an instrument is one Python file of frozen data in `instruments/`, found by `registry` without being
listed anywhere. Refused: rows in the database, because a cut-off changed by hand at night has no review, no
test and no source beside it; and JSON files, because no comment naming the source can stand next to a number.

Decision: a missing answer is never counted as 0. A total is None while a required item is open; only an
instrument whose authors published a rule for it carries a prorated total, in a field of its own.

Decision: an instrument whose wording may not be distributed ships as score entry, its items labelled by
number; one that may be shown under a licence ships its text, and `shown_to` withholds it until the practice
says that it holds the licence.
"""

"""Danger to a person: an alert is a row from the first second until somebody closes it with an outcome and a note.

The question: is an alert a message to whoever happens to be there, or a fact? A fact: it is written in the same
transaction as the answer that caused it, so neither exists without the other. News of it may be lost; the row is
read again by every page that opens.

Who is told next, and when, will be rows of their own beside the alert: an alert knows what happened, who has it and
how it ended, not how people were called.
"""

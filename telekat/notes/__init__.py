"""Clinical notes: written while the record is open, signed, and added to afterwards; nothing signed is ever changed.

The question: may a program write into a note? Chosen: it proposes sentences made by rules from the record, each with
links to what it says, and a clinician puts in what they want. What was put in keeps its links, and is flagged when a
source has changed since. Refused: sentences without a source (nobody could check them), words of a language model
(nobody could say why they stand there), and the patient's private or withdrawn words (a note is never taken back).

One note for each author and day with a patient: two clinicians of one visit write beside each other, not over each
other. An unsigned note is its author's alone; the care team sees that it exists.
"""

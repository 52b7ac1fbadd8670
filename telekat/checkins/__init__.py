"""Integration check-ins: what a patient is asked a day, three days and a week after a dosing session.

The question: who reads what somebody writes about their experience? Chosen: nobody but they themself, until they
share it, entry by entry, and they can stop sharing; the server leaves private words out of every answer to staff.
Refused: hiding them in the page only, and a separate key for them (erasing a patient would then need two).
"""

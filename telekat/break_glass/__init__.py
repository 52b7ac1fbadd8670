"""Emergency access: a clinician who is not on the care team opens one patient's record, to read, for an hour.

The question: should an opened record simply give the relation that every read asks for, until it expires? Refused: then
each door of the house would have to remember to write the look down first. The relation exists only within
`access.opened_record`, which writes the look into the audit trail before anything is read; outside of it, and at every
other door, an opened record gives no right at all. The people whose patient it is are told at once, and look at each
opening within three days.
"""

"""One DosingSession: when it took place, by which route, how much was given, and every correction of that.

The question: may a wrong entry be edited? Chosen: no; a correction is a new version with a reason, the older ones
stay. Refused: an editable row beside an audit entry, because the trail never holds content, so what stood there
before would be gone.
"""

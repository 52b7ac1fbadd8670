"""One file per instrument, each holding INSTRUMENT: wording, numbering, numbers and where they come from.

Every clinical number is a named constant with its source on the same line. "general knowledge" beside a
number means that no public source was at hand: the practice's medical lead has to confirm it.
"""

"""A practice's own instrument, read from a FHIR R4 `Questionnaire`: what is asked, and how it adds up where it says so.

Decision: nothing is guessed. What the file does not say (how items add up, what a missing answer counts) stays
without a number, and everything that is not honoured is named with its path, so that whoever imports decides
knowingly. Refused: taking weights from the answer codes of known lists, or a sum because the items look like one.

Decision: a question that is known to speak of danger to life raises the same alert as in the instrument that ships
with it; a file in which that cannot be had is refused outright.
"""

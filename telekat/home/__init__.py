"""Pages that gather from several packages: a patient's start, a clinician's day, a room with its record, the board.

The question: may a coordinator's page be made from the same reads as a clinician's, with the words left out by the
template? Refused: what a template leaves out is still one edit away. The board has reads of its own which list the
fields that coordination may know (`queries.board`), and a test reads every byte that reaches a coordinator.

How a board learns of what its coordinators may not hear (a message in a care room, an alert): `board_news` tells
them that something changed and of which patient, never what; the board then asks for its own fields again.
"""

"""How news reaches a browser: `announce` in an action, `deliver` after its commit. Nothing else emits.

The question: Socket.IO rooms per chat room, or one set of sockets per person? Chosen: per person, with hearers read
from the database at that moment, so somebody removed from a room hears nothing more, and an empty list can never
become a broadcast.
"""

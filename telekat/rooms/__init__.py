"""Rooms, their members and presence; opening, moving and closing.

Each patient has a care room (patient and care team), a front-desk room (patient and coordinators: times, forms,
travel, never clinical matters) and a staff room (the care team's own notes). Members of the care and staff rooms
follow the care team; coordinators sit in every front-desk room.
"""

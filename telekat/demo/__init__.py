"""Fictional people: the demo practice and the rooms for measuring. Refused in production."""

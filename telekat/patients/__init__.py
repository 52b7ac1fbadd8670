"""Patients and who cares for them. "Whose patient is this" is answered here. A patient's id is their account's id."""

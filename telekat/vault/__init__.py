"""Keys and sealing: what people say lies encrypted in the database, under a key of its own for each patient.

Master keys (configured, never stored) wrap data keys (stored wrapped); data keys seal fields. Destroying one
wrapped data key makes one patient's words unreadable for good, in every backup too.

Refused: one key for everything (no erasure without rewriting backups), end-to-end keys in browsers (a patient
on a new phone would lose the room: asks 12), encrypting by column type in the ORM (hides which patient's key
is used, and the hot path does not go through the ORM).
"""

"""People, settings, rights and the record of what was done. Nothing here reads a word of any patient's care.

The question: may an admin put somebody from one role straight into another? Only where the seats in rooms stay right
(a psychiatrist and a therapist sit in the same rooms). A coordinator sits in every front-desk room and a clinician in
care rooms; whoever changes sides must leave those first, or news of them would go on reaching the wrong role.
"""

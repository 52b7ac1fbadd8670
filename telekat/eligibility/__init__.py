"""The decision to treat: its criteria, what each source says of them, who looked, and what was signed.

The question: may the program say who is eligible? Chosen: no. It lists what the sources say in their own words, says
where they disagree or are silent, and keeps a lock on "eligible" until a prescriber has looked at each criterion or has
written down why one does not stop them. Refused: a score or a traffic light over all criteria, because it would be read
as the answer; and an editable decision, because what was decided, on which matrix, has to be there afterwards.

Nothing entered here is ever changed: a fact, a medicine, a review, a step of a clearance and a decision are rows, and a
newer row holds in place of the older one.
"""

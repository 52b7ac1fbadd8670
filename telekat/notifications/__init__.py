"""The second path: a mail to somebody who may have no page open. An outbox of rows, and the loop that empties it.

The question: may a mail be sent where its cause happens? No: a mail server may be slow or away, and what must reach
a person is a row written with its cause. The loop claims a row for a minute before it sends, so that several
nodes send it once; a process that dies between sending and noting it sends a second one, which is the harmless side.

A mail says initials at most, never what happened, and leads to the sign-in page only.
"""

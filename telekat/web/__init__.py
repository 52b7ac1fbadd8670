"""The two doors, HTTP and Socket.IO: closed unless a route or event names its action or is public.

Knows no record and no account: higher packages hand in how a login is read. Both doors share `gate.py`, because
what Flask's `before_request` does never happens for a socket event.
"""

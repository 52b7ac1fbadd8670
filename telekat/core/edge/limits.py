"""How many connections the web servers hold, and for how long."""

MAX_CONNECTIONS = 20_000  # eventlet's own default stops at exactly 1,024 sockets
POLL_SECONDS = 0.1
KEEPALIVE_SECONDS = 75  # longer than nginx keeps its own, so that a reused connection is never a dead one
REQUEST_SECONDS = 60  # one read or write of an HTTP request: ends senders of one byte a minute

"""Messages and their order, read marks, drafts, typing.

The number of a message (`seq`) is given in the transaction that stores it: 1, 2, 3 … in each room, no gaps. A client
that sees a gap, reconnects or learns of a higher number asks for what it missed, so news may be lost and facts not.
"""

"""The names of the cookies. `__Host-` binds them to this host over TLS; plain http cannot carry the prefix."""

_secure = True


def start(*, secure: bool) -> None:
    """secure: whether people reach this practice over TLS."""
    global _secure
    _secure = secure


def is_secure() -> bool:
    return _secure


def login_name() -> str:
    """Carries the login's token, and with it the identity; no other cookie does."""
    return "__Host-telekat" if _secure else "telekat"


def device_name() -> str:
    """Marks a browser that has signed in before."""
    return "__Host-telekat-device" if _secure else "telekat-device"

"""WebSocket frames (RFC 6455 section 5.2) of the common kind, as plain functions on bytes.

Only what every message passes through; whatever is out of the ordinary is wsproto's to judge.
"""

LONGEST_HEADER = 14
_FINAL_TEXT = 0x81
_MASKED = 0x80


def text_frame(payload: bytes) -> bytes:
    """One final, unmasked text frame, as a server sends it."""
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 65_536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


def frame_size(data: bytes, at: int) -> int | None:
    """Bytes of the frame that begins at `at`, header and mask included; None while its header is incomplete."""
    have = len(data) - at
    if have < 2:
        return None
    length = data[at + 1] & 0x7F
    header = 2 if length < 126 else 4 if length == 126 else 10
    if have < header:
        return None
    if length >= 126:
        length = int.from_bytes(data[at + 2 : at + header], "big")
    return header + (4 if data[at + 1] & _MASKED else 0) + length


def plain_text(frame: bytes) -> str | None:
    """The text of one final, masked text frame of less than 64 KiB; None for wsproto to judge anything else.

    Nearly every frame is one of these, and a single xor of two large integers takes an eighth of wsproto's time.
    """
    if frame[0] != _FINAL_TEXT or not frame[1] & _MASKED:
        return None
    length, at = frame[1] & 0x7F, 2
    if length == 127:
        return None
    if length == 126:
        length, at = int.from_bytes(frame[2:4], "big"), 4
        if length < 126:
            return None
    mask = (frame[at : at + 4] * (length // 4 + 1))[:length]
    payload = int.from_bytes(frame[at + 4 :], "big") ^ int.from_bytes(mask, "big")
    try:
        return payload.to_bytes(length, "big").decode()
    except UnicodeDecodeError:
        return None

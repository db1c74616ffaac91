"""Identifiers: UUIDv7, ordered by time, that a client may also create."""

import secrets
import time
from uuid import UUID


def uuid7() -> UUID:
    """This will make a UUIDv7 (RFC 9562): 48 bits of milliseconds, then randomness."""
    stamp = time.time_ns() // 1_000_000
    value = (stamp & 0xFFFFFFFFFFFF) << 80
    value |= 0x7 << 76
    value |= secrets.randbits(12) << 64
    value |= 0b10 << 62
    value |= secrets.randbits(62)
    return UUID(int=value)

"""The seal of a bid: encrypted at once for two openers, readable only with both their passphrases.

A person's private key is worked out from a passphrase and a salt (scrypt) each time it is needed
and kept nowhere; the public key is on file. A bid is encrypted under a fresh random key; that key
is the XOR of two random shares, and each share is sealed to one opener (X25519, RFC 7748, with a
fresh sender key). Encryption is HMAC-SHA256 in counter mode, authenticated by a second HMAC over
the context, which ties a bid to its quote. Bodies are padded, so that their length tells nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import NamedTuple

PRIME = 2**255 - 19
A24 = 121665
BASE = (9).to_bytes(32, "little")
SIZE = 32
PAD = 4096
COST = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024}


class WrongKey(ValueError):
    """A share was sealed to another key: the passphrase is wrong."""


class Tampered(ValueError):
    """A sealed body is not what was sealed."""


class Sealed(NamedTuple):
    """A body nobody can read, and the shares of its key, one an opener."""

    body: bytes
    shares: tuple[bytes, ...]


def private_of(passphrase: str, salt: bytes) -> bytes:
    """This will work out a private key from a passphrase; slow on purpose."""
    return hashlib.scrypt(passphrase.encode(), salt=salt, dklen=SIZE, **COST)


def public_of(private: bytes) -> bytes:
    """This will give the public key of a private one."""
    return x25519(private, BASE)


def x25519(scalar: bytes, point: bytes) -> bytes:
    """This will multiply a point of Curve25519 by a scalar (RFC 7748, section 5)."""
    k = int.from_bytes(scalar, "little")
    k = (k & ~(7 | (1 << 255))) | (1 << 254)
    u = int.from_bytes(point, "little") & ((1 << 255) - 1)
    x2, z2, x3, z3, swap = 1, 0, u, 1, 0
    for at in range(254, -1, -1):
        bit = (k >> at) & 1
        if swap ^ bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        aa, bb, da, cb = a * a % PRIME, b * b % PRIME, d * a % PRIME, c * b % PRIME
        e = aa - bb
        x3, z3 = (da + cb) ** 2 % PRIME, u * (da - cb) ** 2 % PRIME
        x2, z2 = aa * bb % PRIME, e * (aa + A24 * e) % PRIME
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, PRIME - 2, PRIME) % PRIME).to_bytes(SIZE, "little")


def seal(plain: bytes, publics: Sequence[bytes], *, context: bytes) -> Sealed:
    """This will encrypt a body so that every one of the openers is needed to read it."""
    shares = [secrets.token_bytes(SIZE) for _public in publics]
    padded = len(plain).to_bytes(8, "big") + plain
    padded += bytes(-len(padded) % PAD)
    body = _lock(_joined(shares), padded, context)
    return Sealed(
        body,
        tuple(_to(public, share, context) for public, share in zip(publics, shares, strict=True)),
    )


def open_share(private: bytes, sealed: bytes, *, context: bytes) -> bytes:
    """This will open one opener's share; raises WrongKey."""
    sender, locked = sealed[:SIZE], sealed[SIZE:]
    try:
        return _unlock(_agreed(private, sender, public_of(private)), locked, context)
    except Tampered as refused:
        raise WrongKey("sealed to another key") from refused


def open_body(shares: Sequence[bytes], body: bytes, *, context: bytes) -> bytes:
    """This will read a body with all its shares; raises Tampered."""
    padded = _unlock(_joined(shares), body, context)
    size = int.from_bytes(padded[:8], "big")
    return padded[8 : 8 + size]


def digest(sealed: Sealed) -> str:
    """This will give the fingerprint of a sealed bid, by which a swapped one shows."""
    return fingerprint(sealed.body, sealed.shares)


def fingerprint(body: bytes, shares: Sequence[bytes]) -> str:
    """This will give the fingerprint of a stored bid."""
    return hashlib.sha256(b"".join([body, *shares])).hexdigest()


def _to(public: bytes, share: bytes, context: bytes) -> bytes:
    sender = secrets.token_bytes(SIZE)
    key = hashlib.sha256(b"heng seal" + x25519(sender, public) + public_of(sender) + public)
    return public_of(sender) + _lock(key.digest(), share, context)


def _agreed(private: bytes, sender: bytes, public: bytes) -> bytes:
    return hashlib.sha256(b"heng seal" + x25519(private, sender) + sender + public).digest()


def _joined(shares: Sequence[bytes]) -> bytes:
    key = 0
    for share in shares:
        key ^= int.from_bytes(share, "big")
    return key.to_bytes(SIZE, "big")


def _lock(key: bytes, plain: bytes, context: bytes) -> bytes:
    nonce = secrets.token_bytes(16)
    hidden = _xor(plain, _stream(key, nonce, len(plain)))
    return nonce + hidden + _mark(key, context, nonce + hidden)


def _unlock(key: bytes, locked: bytes, context: bytes) -> bytes:
    nonce, hidden, mark = locked[:16], locked[16:-SIZE], locked[-SIZE:]
    if not hmac.compare_digest(mark, _mark(key, context, nonce + hidden)):
        raise Tampered("the mark does not fit")
    return _xor(hidden, _stream(key, nonce, len(hidden)))


def _mark(key: bytes, context: bytes, hidden: bytes) -> bytes:
    inner = hmac.digest(key, b"mark", "sha256")
    return hmac.digest(inner, len(context).to_bytes(8, "big") + context + hidden, "sha256")


def _stream(key: bytes, nonce: bytes, size: int) -> bytes:
    inner = hmac.digest(key, b"stream", "sha256")
    blocks = -(-size // SIZE)
    parts = [hmac.digest(inner, nonce + at.to_bytes(8, "big"), "sha256") for at in range(blocks)]
    return b"".join(parts)[:size]


def _xor(left: bytes, right: bytes) -> bytes:
    mixed = int.from_bytes(left, "big") ^ int.from_bytes(right, "big")
    return mixed.to_bytes(len(left), "big")

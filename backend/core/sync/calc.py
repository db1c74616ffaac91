"""The cursor of the feed: where a reader is, and under which rights it read."""

import base64
import binascii
from dataclasses import dataclass


class NoCursor(ValueError):
    """The text is no cursor of ours."""


@dataclass(frozen=True)
class Place:
    """A position in the log, and the version of the rights under which it was reached."""

    rights: int
    transaction: int = 0
    event: int = 0

    @property
    def position(self) -> tuple[int, int]:
        """This will give the position alone."""
        return self.transaction, self.event


def write(place: Place) -> str:
    """This will write a place as an opaque text."""
    raw = f"1.{place.rights}.{place.transaction}.{place.event}"
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def read(text: str) -> Place:
    """This will read a place; it raises NoCursor for anything else."""
    try:
        raw = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)).decode("ascii")
        parts = raw.split(".")
    except (binascii.Error, ValueError):
        raise NoCursor from None
    is_ours = len(parts) == 4 and parts[0] == "1"
    if not is_ours or not all(part.isdigit() and len(part) < 19 for part in parts[1:]):
        raise NoCursor
    rights, transaction, event = (int(part) for part in parts[1:])
    place = Place(rights, transaction, event)
    if write(place) != text:  # base64 skips signs it does not know
        raise NoCursor
    return place

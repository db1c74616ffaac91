"""What is done with serials: by papers above, and by hand in the warehouse."""

from backend.goods.serial.actions.hands import create, relocate, scrap
from backend.goods.serial.actions.papers import (
    SerialHere,
    SerialNotHere,
    checked,
    discard,
    give_back,
    give_out,
    move,
    take_in,
    undo,
    where,
)

__all__ = [
    "SerialHere",
    "SerialNotHere",
    "checked",
    "create",
    "discard",
    "give_back",
    "give_out",
    "move",
    "relocate",
    "scrap",
    "take_in",
    "undo",
    "where",
]

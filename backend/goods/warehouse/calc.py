"""What a sort of warehouse allows, in one table."""

from __future__ import annotations

from typing import NamedTuple


class Rules(NamedTuple):
    """What may be done with goods where they lie.

    promised: they count as available to whoever names no warehouse; elsewhere they are off-site
    and must be asked for by name. issued: they may leave for a customer from here. divisible: a
    lot may be parted, or part of it change its owner. receipted: warehouse receipts are made out
    for goods here. rented: the place charges rent.
    """

    promised: bool
    issued: bool
    divisible: bool
    receipted: bool
    rented: bool


RULES = {
    "own": Rules(True, True, True, True, True),
    "third_party": Rules(True, True, True, True, True),
    "exchange": Rules(True, True, False, True, True),
    "bonded": Rules(False, False, True, True, True),
    "processor": Rules(False, True, True, False, True),
    "consignment": Rules(False, True, True, False, True),
    "transit": Rules(False, False, True, False, False),
    "van": Rules(False, True, True, False, False),
    "scrap": Rules(False, True, True, False, False),
}
"""Bonded goods leave by a transfer once the duty is paid, goods on the way once they arrived."""

PROMISED = tuple(kind for kind, rules in RULES.items() if rules.promised)


def rules(kind: str) -> Rules:
    """This will say what a sort of warehouse allows."""
    return RULES[kind]

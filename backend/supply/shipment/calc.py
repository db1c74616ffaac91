"""Sums of a shipment on plain values: container numbers, papers by term, shares, digests."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from backend.core import money

SHAPE = re.compile(r"^[A-Z]{3}[UJZ][0-9]{7}$")
LETTERS: dict[str, int] = {}
for _letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
    # ISO 6346 counts the letters from 10 and leaves out the multiples of 11.
    _value = 10 if not LETTERS else max(LETTERS.values()) + 1
    LETTERS[_letter] = _value + 1 if _value % 11 == 0 else _value

ROAD, RAIL, SEA, AIR, MULTIMODAL = "road", "rail", "sea", "air", "multimodal"
INBOUND, OUTBOUND = "inbound", "outbound"
SELLER_INSURES = ("CIF", "CIP")
SELLER_CLEARS_IMPORT = ("DDP",)
BUYER_CLEARS_EXPORT = ("EXW",)


class Paper(NamedTuple):
    """A paper that must be there so many days after departure or arrival."""

    kind: str
    counts_from: str
    days: int


def check_digit(number: str) -> int:
    """This will give the check digit of a container number's first ten characters (ISO 6346)."""
    whole: int = sum(
        (LETTERS[sign] if sign.isalpha() else int(sign)) * 2**place
        for place, sign in enumerate(number[:10])
    )
    return whole % 11 % 10


def is_container(number: str) -> bool:
    """This will tell whether a container number has the right form and check digit."""
    return bool(SHAPE.fullmatch(number)) and check_digit(number) == int(number[10])


def papers(mode: str, *, direction: str, incoterm: str, crosses_border: bool) -> list[Paper]:
    """This will list the papers a shipment needs by its mode and trade term, with due days.

    Of the two customs declarations ours is asked for; insurance when the term makes it ours.
    """
    found = [*_carriage(mode), Paper("proof", "eta", 3)]
    if direction == OUTBOUND:
        found.append(Paper("delivery_note", "etd", 0))
    if _we_insure(direction, incoterm, crosses_border=crosses_border):
        found.append(Paper("insurance", "etd", 0))
    if crosses_border:
        found += [Paper("invoice", "etd", 3), Paper("packing_list", "etd", 3)]
        found += [Paper("origin", "etd", 7)]
        if _we_clear_export(direction, incoterm):
            found.append(Paper("export_declaration", "etd", -1))
        if _we_clear_import(direction, incoterm):
            found.append(Paper("import_declaration", "eta", 7))
    return found


def _carriage(mode: str) -> list[Paper]:
    """The contract of carriage and what its mode asks for beside it."""
    weighed = Paper("weigh_ticket", "etd", 0)
    if mode == SEA:
        return [
            Paper("booking", "etd", -7),
            Paper("weight_declaration", "etd", -1),
            Paper("bill_of_lading", "etd", 3),
        ]
    if mode == MULTIMODAL:
        return [Paper("booking", "etd", -5), Paper("bill_of_lading", "etd", 3), weighed]
    if mode == AIR:
        return [Paper("booking", "etd", -2), Paper("air_waybill", "etd", 0)]
    return [Paper("rail_waybill" if mode == RAIL else "road_waybill", "etd", 0), weighed]


def _we_insure(direction: str, incoterm: str, *, crosses_border: bool) -> bool:
    if not crosses_border:
        return False
    seller_does = incoterm in SELLER_INSURES
    return seller_does if direction == OUTBOUND else not seller_does


def _we_clear_export(direction: str, incoterm: str) -> bool:
    buyer_does = incoterm in BUYER_CLEARS_EXPORT
    return not buyer_does if direction == OUTBOUND else buyer_does


def _we_clear_import(direction: str, incoterm: str) -> bool:
    seller_does = incoterm in SELLER_CLEARS_IMPORT
    return seller_does if direction == OUTBOUND else not seller_does


def due(paper: Paper, *, etd: date | None, eta: date | None) -> date | None:
    """This will give the day a paper is due; None while its departure or arrival is not known."""
    start = etd if paper.counts_from == "etd" else eta
    return None if start is None else start + timedelta(days=paper.days)


def shared(amount: Decimal, *, bases: Sequence[Decimal]) -> list[Decimal]:
    """This will share a bill over lots or lines by weight or value, by largest remainder."""
    return money.allocate(amount, bases)


def sealed(pack: Mapping[str, Any]) -> str:
    """This will hash everything a proof of delivery holds, whatever order it is told in."""
    text = json.dumps(
        pack, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_said
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _said(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)

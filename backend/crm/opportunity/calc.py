"""What a stage asks for, as data: a fact, an operator, a value; and whether it holds."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from backend.core import money

DAY_SECONDS = 86_400


class Kind(StrEnum):
    """What kind of value a fact has."""

    NUMBER = "number"
    FLAG = "flag"
    TEXT = "text"
    DAY = "day"


class Operator(StrEnum):
    """How a fact is compared with the value of a check."""

    IS = "is"
    IS_NOT = "is_not"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOVE = "above"
    BELOW = "below"
    ONE_OF = "one_of"
    FILLED = "filled"
    EMPTY = "empty"


BARE = frozenset({Operator.FILLED, Operator.EMPTY})
"""Operators that compare with nothing."""

ORDERED = frozenset({Operator.AT_LEAST, Operator.AT_MOST, Operator.ABOVE, Operator.BELOW})
FITTING = {
    Kind.NUMBER: ORDERED | BARE | {Operator.IS, Operator.IS_NOT},
    Kind.FLAG: frozenset({Operator.IS}),
    Kind.TEXT: BARE | {Operator.IS, Operator.IS_NOT, Operator.ONE_OF},
    Kind.DAY: ORDERED | BARE,
}


class Unreadable(ValueError):
    """The value of a check is not of the kind its fact is."""


@dataclass(frozen=True)
class Check:
    """One condition: `argument` narrows the fact, the messages replace the worked-out sentence."""

    fact: str
    operator: str
    value: str = ""
    argument: str = ""
    message: str = ""
    message_en: str = ""


def read(kind: str, text: str) -> Any:
    """This will read the value of a check as its fact's kind, or raise Unreadable."""
    if kind == Kind.NUMBER:
        try:
            found = Decimal(text)
        except InvalidOperation:
            raise Unreadable(text) from None
        if not found.is_finite() or abs(found.adjusted()) > 20:
            raise Unreadable(text)
        return found
    if kind == Kind.FLAG:
        if text not in ("true", "false"):
            raise Unreadable(text)
        return text == "true"
    if kind == Kind.DAY:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise Unreadable(text) from None
    return text


def holds(operator: str, kind: str, known: Any, text: str) -> bool:
    """This will tell whether a known value passes; what is not known passes only as empty."""
    is_empty = known is None or known == ""
    if operator in BARE:
        return is_empty == (operator == Operator.EMPTY)
    if is_empty:
        return operator == Operator.IS_NOT
    if operator == Operator.ONE_OF:
        return str(known) in [part.strip() for part in text.split(",")]
    return _compare(operator, known, read(kind, text))


def _compare(operator: str, known: Any, wanted: Any) -> bool:
    return bool(
        {
            Operator.IS: lambda: known == wanted,
            Operator.IS_NOT: lambda: known != wanted,
            Operator.AT_LEAST: lambda: known >= wanted,
            Operator.AT_MOST: lambda: known <= wanted,
            Operator.ABOVE: lambda: known > wanted,
            Operator.BELOW: lambda: known < wanted,
        }[Operator(operator)]()
    )


def days(seconds: float) -> Decimal:
    """This will give seconds as days to two places."""
    return money.cents(Decimal(int(seconds)) / DAY_SECONDS)


def share(part: Decimal, whole: Decimal) -> Decimal | None:
    """This will give a part of a whole to four places; of nothing there is no part."""
    return None if whole == 0 else money.price(part / whole)

"""Reading price files and judging what a price adds to what is known."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

FAR = Decimal("0.05")
"""How far a typed price may be off the one before it without a second person."""
MAX_ROWS = 100_000

KINDS = (
    "settle",
    "weighted",
    "open",
    "high",
    "low",
    "close",
    "cash_bid",
    "cash_offer",
    "m3_bid",
    "m3_offer",
    "spot_low",
    "spot_high",
    "spot_mean",
)
_WORDS = {
    "日期": "date",
    "交易日": "date",
    "品种": "instrument",
    "代码": "instrument",
    "结算价": "settle",
    "加权均价": "weighted",
    "开盘价": "open",
    "最高价": "high",
    "最低价": "low",
    "收盘价": "close",
    "现货买价": "cash_bid",
    "现货卖价": "cash_offer",
    "三个月买价": "m3_bid",
    "三个月卖价": "m3_offer",
    "现货最低价": "spot_low",
    "现货最高价": "spot_high",
    "现货均价": "spot_mean",
    "货币对": "pair",
    "汇率": "rate",
}
_NUMBER = re.compile(r"\d{1,14}(\.\d+)?|\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_DAY = re.compile(r"(\d{4})[-/.]?(\d\d?)[-/.]?(\d\d?)", re.ASCII)


class Shape(StrEnum):
    """Which columns a file has."""

    BARS = "bars"
    CLOSES = "closes"
    RATES = "rates"


class Fault(StrEnum):
    """Why a line cannot be taken."""

    COLUMNS = "columns"
    DAY = "day"
    NUMBER = "number"
    PLACES = "places"
    ORDER = "order"
    TWICE = "twice"
    NO_RATE = "no_rate"


class Judgement(StrEnum):
    """What a price is to what is known."""

    NEW = "new"
    SAME = "same"
    KEPT = "kept"
    CORRECTION = "correction"


class NotPrices(ValueError):
    """The file is not one of the shapes that can be read."""


class TooLong(ValueError):
    """The file has more lines than are read at once."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line: the prices of a day, None where the source printed none."""

    line: int
    code: str
    day: date
    prices: Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that cannot be taken; `column` is the one at fault, where there is one."""

    line: int
    fault: Fault
    column: str = ""
    code: str = ""


@dataclass(slots=True)
class PriceFile:
    """A file taken apart."""

    shape: Shape
    rows: list[Row] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)


class _Fault(Exception):
    def __init__(self, fault: Fault, column: str = "") -> None:
        self.fault, self.column = fault, column


def decode(raw: bytes) -> str:
    """This will read bytes as UTF-8, with or without a mark, or else as GB18030.

    Raises UnicodeDecodeError for bytes that are neither.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def read(text: str) -> PriceFile:
    """This will take a price file apart; its shape is told by its columns.

    `date, instrument` and any price columns (settle among them makes daily bars), or `date,
    pair, rate`. A price of 0 or an empty one is missing data, for a rate a fault. Raises
    NotPrices for other columns and TooLong beyond 100,000 lines.
    """
    if not is_clean(text):
        raise NotPrices("characters")
    lines = _lines(text)
    head = next(lines, (0, []))[1]
    names = [_WORDS.get(name.strip(), name.strip().lower()) for name in head]
    found = PriceFile(_shape(names))
    seen: dict[tuple[str, date], Row] = {}
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        code = cells[_key_column(names)].strip() if len(cells) == len(names) else ""
        try:
            row = _row(line, names, cells, found.shape)
            twin = seen.setdefault((row.code, row.day), row)
            if twin.prices != row.prices:
                raise _Fault(Fault.TWICE)
        except _Fault as fault:
            found.broken.append(Broken(line, fault.fault, fault.column, code[:32]))
        else:
            found.rows.append(row)
        if len(found.rows) + len(found.broken) > MAX_ROWS:
            raise TooLong
    return found


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    head = text.split("\n", 1)[0]
    separator = max(",\t;", key=head.count)
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise NotPrices(str(error)) from None


def _shape(names: Sequence[str]) -> Shape:
    if len(set(names)) != len(names) or "date" not in names:
        raise NotPrices("columns")
    if {"pair", "rate"} <= set(names):
        return Shape.RATES
    if "instrument" not in names or not set(names) & set(KINDS):
        raise NotPrices("columns")
    return Shape.BARS if "settle" in names else Shape.CLOSES


def _key_column(names: Sequence[str]) -> int:
    return names.index("pair") if "pair" in names else names.index("instrument")


def _row(line: int, names: Sequence[str], cells: Sequence[str], shape: Shape) -> Row:
    if len(cells) != len(names):
        raise _Fault(Fault.COLUMNS)
    given = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
    day = read_day(given["date"])
    if day is None:
        raise _Fault(Fault.DAY, "date")
    if shape is Shape.RATES:
        rate = _price("rate", given["rate"], places=8)
        if rate is None:
            raise _Fault(Fault.NO_RATE, "rate")
        return Row(line, given["pair"].upper(), day, {"rate": rate})
    prices = {kind: _price(kind, given[kind], places=4) for kind in KINDS if kind in given}
    low, high = prices.get("low"), prices.get("high")
    if low is not None and high is not None and low > high:
        raise _Fault(Fault.ORDER, "low")
    return Row(line, given["instrument"].upper(), day, prices)


def is_clean(text: str) -> bool:
    """This will tell whether a text is free of signs that cannot be stored."""
    return _BAD.search(text) is None


def read_day(text: str) -> date | None:
    """This will read 2026-07-01, 2026/7/1 or 20260701; None for anything else."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return None
    try:
        day = date(*(int(part) for part in found.groups()))
    except ValueError:
        return None
    return day if 1970 <= day.year <= 2200 else None


def read_number(text: str) -> Decimal | None:
    """This will read a number without a sign, thousands separated or not; None for all else."""
    text = text.strip()
    return Decimal(text.replace(",", "")) if _NUMBER.fullmatch(text) else None


def _price(column: str, text: str, *, places: int) -> Decimal | None:
    if not text:
        return None
    value = read_number(text)
    if value is None:
        raise _Fault(Fault.NUMBER, column)
    exponent = value.normalize().as_tuple().exponent
    if (isinstance(exponent, int) and -exponent > places) or value >= Decimal(10) ** (18 - places):
        raise _Fault(Fault.PLACES, column)
    return value or None


def judge(known: Sequence[Decimal | None], incoming: Decimal | None) -> Judgement:
    """This will tell what a file's price adds to the versions known, oldest first.

    A missing price never takes a published one away, and a price that has been corrected since
    does not come back by reading an old file again: both are kept as they are.
    """
    if not known:
        return Judgement.NEW
    if known[-1] == incoming:
        return Judgement.SAME
    if incoming is None or incoming in known:
        return Judgement.KEPT
    return Judgement.CORRECTION


def is_far(value: Decimal, *, previous: Decimal | None) -> bool:
    """This will tell whether a price is more than 5 % off the one before it, if there is one."""
    return previous is not None and abs(value - previous) > previous * FAR

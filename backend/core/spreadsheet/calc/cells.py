"""What a cell means: numbers, shares, days and yes or no in the forms people write them."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from backend.core.spreadsheet.calc.safe import armed

Cell = str | int | float | bool | date | datetime | time | timedelta | Decimal | None
EPOCH = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 20_000, 110_000
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ]\s*[\d:.]+.*)?")
_TIGHT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_HAN_DAY = re.compile(
    r"([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]+)月([一二三四五六七八九十]+)日"
)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_GROUPED_HAN = re.compile(r"[+-]?\d{1,4}(,\d{4})+(\.\d+)?")
YES = frozenset({"是", "y", "yes", "true", "t", "1", "√", "✓", "有", "对"})
NO = frozenset({"否", "n", "no", "false", "f", "0", "×", "x", "无", "不"})


class Unclear(ValueError):
    """The cell cannot mean what its column asks for."""


def text(cell: Cell) -> str:
    """This will give a cell as the text it shows: a phone stays the digits it has."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return armed(unicodedata.normalize("NFC", cell).strip())
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return _short(cell)
    if isinstance(cell, datetime):
        midnight = cell.time() == time()
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ", timespec="minutes")
    return str(cell)


def _short(number: float) -> str:
    """A spreadsheet keeps 15 digits; what a float adds behind them nobody typed."""
    if number != number or number in (float("inf"), float("-inf")):
        return ""
    return _plain(Decimal(format(number, ".15g")))


def _plain(number: Decimal) -> str:
    shown = format(number, "f")
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def decimal(cell: Cell) -> str:
    """This will give a number as plain decimal text; thousands may be grouped.

    Raises Unclear for what is no number, a percentage among them.
    """
    if isinstance(cell, bool):
        raise Unclear
    if isinstance(cell, int | float | Decimal):
        return _short(cell) if isinstance(cell, float) else format(Decimal(cell), "f")
    typed = unicodedata.normalize("NFKC", text(cell)).strip().lstrip("¥￥$€£").strip()
    if typed.startswith("(") and typed.endswith(")"):
        typed = "-" + typed[1:-1]
    typed = typed.replace("\u00a0", "").replace(" ", "").replace("，", ",")
    if _GROUPED.fullmatch(typed) or _GROUPED_HAN.fullmatch(typed):
        typed = typed.replace(",", "")
    return format(_number(typed), "f")


def _number(typed: str) -> Decimal:
    if not typed.isascii() or "_" in typed or len(typed) > 40:
        raise Unclear
    try:
        found = Decimal(typed)
    except InvalidOperation:
        raise Unclear from None
    if not found.is_finite() or abs(found.adjusted()) > 30:
        raise Unclear
    return found


def ratio(cell: Cell) -> str:
    """This will give a share of one: 0.13, 13% and 130‰ are the same."""
    if isinstance(cell, str):
        typed = unicodedata.normalize("NFKC", armed(cell)).strip()
        for sign, part in (("%", Decimal(100)), ("‰", Decimal(1000))):
            if typed.endswith(sign):
                return _plain(Decimal(decimal(typed[:-1])) / part)
    return decimal(cell)


def whole(cell: Cell) -> str:
    """This will give a whole number; raises Unclear for any other."""
    found = Decimal(decimal(cell))
    if found != found.to_integral_value():
        raise Unclear
    return format(found.quantize(Decimal(1)), "f")


def day(cell: Cell) -> str:
    """This will give a day as 2026-07-01 from a date cell, its serial number, or text.

    2026-7-1, 2026/7/1, 2026.7.1, 2026年7月1日, 20260701 and 二〇二六年七月一日 are understood;
    a day whose month is not certain, such as 1/7/2026, raises Unclear.
    """
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        raise Unclear
    if isinstance(cell, int | float):
        return _of_number(cell)
    typed = unicodedata.normalize("NFKC", text(cell))
    found = _DAY.fullmatch(typed) or _TIGHT.fullmatch(typed)
    if found:
        return _date(*(int(part) for part in found.groups()))
    if han := _HAN_DAY.fullmatch(typed):
        year = int(han.group(1).translate(_HAN_DIGITS))
        return _date(year, _han(han.group(2)), _han(han.group(3)))
    if typed.isascii() and typed.isdigit() and len(typed) == 5:
        return _of_number(int(typed))
    raise Unclear


def _of_number(number: float) -> str:
    if FIRST_SERIAL <= number <= LAST_SERIAL:
        return (EPOCH + timedelta(days=int(number))).isoformat()
    if tight := _TIGHT.fullmatch(str(int(number))):
        return _date(*(int(part) for part in tight.groups()))
    raise Unclear


def _date(year: int, month: int, of_month: int) -> str:
    try:
        return date(year, month, of_month).isoformat()
    except ValueError:
        raise Unclear from None


def _han(typed: str) -> int:
    """十 is ten, 十二 twelve, 二十 twenty, 三十一 thirty-one."""
    tens, has_ten, ones = typed.rpartition("十")
    digit = int(ones.translate(_HAN_DIGITS)) if ones else 0
    if not has_ten:
        return digit
    return (int(tens.translate(_HAN_DIGITS)) if tens else 1) * 10 + digit


def flag(cell: Cell) -> bool:
    """This will read yes or no; raises Unclear for anything else."""
    typed = unicodedata.normalize("NFKC", text(cell)).lower()
    if typed in YES:
        return True
    if typed in NO:
        return False
    raise Unclear

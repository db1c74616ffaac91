"""Capital figures: amounts and dates as Chinese bills and contracts write them.

The canonical form follows the official notes on filling in bills and settlement vouchers;
where they leave a choice, one form is written and every permitted form is read.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from backend.core import money

CURRENCY = "人民币"
NEGATIVE = "负"
DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
# Myriads upward: 10^4, 10^8, 10^12. Sixteen digits are the most a bill can carry.
MYRIADS = ("", "万", "亿", "万亿")
LIMIT = Decimal(10) ** 16

_SHAPE = re.compile(
    "(?:(?P<yuan>[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]{1,60})元)?"
    "零?(?:(?P<jiao>[壹贰叁肆伍陆柒捌玖])角)?零?(?:(?P<fen>[壹贰叁肆伍陆柒捌玖])分)?整?"
)
_YUAN = str.maketrans({"圆": "元", "正": "整"})


class TooLong(ValueError):
    """An amount has more than sixteen digits before the point."""


class NotCapitals(ValueError):
    """A text is not an amount in capital figures."""


def rmb(amount: Decimal | int) -> str:
    """This will write an amount of yuan in capital figures, rounded to the cent first.

    A zero between figures is written once, also in front of 元 when jiao follow; 整 closes
    an amount without jiao and fen. Raises TooLong beyond sixteen digits.
    """
    rounded = money.cents(amount)
    size = abs(rounded)
    if size >= LIMIT:
        raise TooLong(f"{amount} has more than sixteen digits")
    sign = NEGATIVE if rounded < 0 else ""
    yuan, cents = divmod(int(size.scaleb(2)), 100)
    jiao, fen = divmod(cents, 10)
    return f"{CURRENCY}{sign}{_yuan(yuan, jiao=jiao, fen=fen)}{_coins(yuan, jiao=jiao, fen=fen)}"


def parse(text: str) -> Decimal:
    """This will read an amount in capital figures, in every form the notes permit.

    圆 for 元, 正 for 整, 整 after jiao, and the optional zeros around 元 are accepted.
    Raises NotCapitals for anything else, small figures and misplaced units included.
    """
    bare = text.strip().removeprefix(CURRENCY)
    sign = -1 if bare.startswith(NEGATIVE) else 1
    bare = bare.removeprefix(NEGATIVE).translate(_YUAN)
    size = _size(bare)
    if size is None or bare not in _forms(size) or (sign < 0 and not size):
        raise NotCapitals(f"{text!r} is not an amount in capital figures")
    return sign * size


def bill_date(day: date) -> str:
    """This will write a date in the capital figures of a bill, guarded against alteration.

    Months 1, 2 and 10 and days 1 to 10, 20 and 30 take a leading 零; 11 to 19 read 壹拾….
    """
    year = "".join(DIGITS[int(figure)] for figure in f"{day.year:04d}")
    month = ("零" if day.month in (1, 2, 10) else "") + _group(day.month)
    lead = "零" if day.day < 10 or day.day in (10, 20, 30) else ""
    return f"{year}年{month}月{lead}{_group(day.day)}日"


def _group(number: int) -> str:
    """Write 1 to 9999 with one zero per gap and none at the end."""
    figures = f"{number:d}"
    written = ""
    for position, figure in zip(range(len(figures) - 1, -1, -1), figures, strict=True):
        written += DIGITS[int(figure)] + (PLACES[position] if figure != "0" else "")
    return re.sub("零+", "零", written).rstrip("零")


def _integer(number: int, *, early_zero: bool = False) -> str:
    """Write a whole number; a gap between or inside its groups of four is one zero.

    `early_zero` adds the permitted zero after a group that ends in one: 壹拾万零柒仟.
    """
    groups: list[int] = []
    while number:
        number, low = divmod(number, 10000)
        groups.append(low)
    written, gap = "", False
    for level in range(len(groups) - 1, -1, -1):
        group = groups[level]
        if group and written and (gap or group < 1000):
            written += "零"
        if group:
            written += _group(group) + _unit(level, groups)
        gap = not group or (early_zero and group % 10 == 0)
    return written


def _unit(level: int, groups: list[int]) -> str:
    """Name a group's unit; 万亿 gives its 亿 away to the group of 亿 behind it."""
    if level == 3 and groups[2]:
        return "万"
    return MYRIADS[level]


def _yuan(yuan: int, *, jiao: int, fen: int) -> str:
    if yuan:
        return f"{_integer(yuan)}元"
    return "" if jiao or fen else "零元"


def _coins(yuan: int, *, jiao: int, fen: int) -> str:
    if not jiao and not fen:
        return "整"
    # Rules 4 and 5: a zero stands in front of the jiao after round tens, and for missing jiao.
    zero = "零" if yuan and (not jiao or yuan % 10 == 0) else ""
    return zero + (f"{DIGITS[jiao]}角" if jiao else "") + (f"{DIGITS[fen]}分" if fen else "")


def _size(bare: str) -> Decimal | None:
    """Read the value loosely; the caller compares it with the forms that may be written."""
    found = _SHAPE.fullmatch(bare)
    whole = _whole(found["yuan"] or "") if found else None
    if found is None or whole is None or whole >= LIMIT:
        return None
    jiao, fen = (DIGITS.index(found[unit] or "零") for unit in ("jiao", "fen"))
    return Decimal(whole * 100 + jiao * 10 + fen).scaleb(-2)


def _whole(yuan: str) -> int | None:
    """Read the figures before 元: 亿 multiplies all before it, 万 what follows the last 亿."""
    for unit, value in (("亿", 10**8), ("万", 10**4)):
        if unit in yuan:
            high, _, low = yuan.rpartition(unit)
            upper, lower = _whole(high), _whole(low)
            return None if not upper or lower is None else upper * value + lower
    total, figure = 0, 0
    for letter in yuan:
        if letter in DIGITS:
            figure = DIGITS.index(letter)
        else:
            total += figure * 10 ** PLACES.index(letter)
            figure = 0
    return total + figure


def _forms(size: Decimal) -> set[str]:
    """Every permitted way to write an amount, without currency and sign."""
    yuan, cents = divmod(int(size.scaleb(2)), 100)
    jiao, fen = divmod(cents, 10)
    wholes = {_yuan(yuan, jiao=jiao, fen=fen), "零元"}
    if yuan:
        wholes = {_integer(yuan, early_zero=early) + "元" for early in (False, True)}
    coins = {_coins(yuan, jiao=jiao, fen=fen)}
    if jiao:
        coins |= {form.removeprefix("零") for form in coins}
    if jiao and not fen:
        coins |= {form + "整" for form in coins}
    return {whole + form for whole in wholes for form in coins}

"""A million different companies out of the vocabulary of the demo."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import gcd

from backend.config.demo.names import FIRST, GIVEN, PLACES, SECOND, SURNAMES, TRADES
from backend.core.party.calc import check_digit

ENDS = ["有限公司", "股份有限公司", "集团有限公司", "科技有限公司", "实业有限公司", "贸易有限公司"]
DIGITS = "0123456789ABCDEFGH"
WORDS = [first + second for first in FIRST for second in SECOND]
MOST = len(PLACES) * len(WORDS) * len(TRADES) * len(ENDS)
STEP = next(n for n in range(611_953, MOST) if gcd(n, MOST) == 1)
PHONES = 4 * 10**9
PHONE_STEP = 2_654_435_761


@dataclass(frozen=True, slots=True)
class Company:
    """A made-up company; the same for the same number."""

    name: str
    short: str
    province: str
    city: str
    industry: str
    uscc: str
    contact: str
    phone: str


def companies(first: int, last: int) -> Iterator[Company]:
    """This will give the companies of a span of numbers, all different in name and code."""
    if last > MOST:
        raise ValueError(f"the vocabulary has only {MOST} names")
    for index in range(first, last):
        rest = index * STEP % MOST
        rest, place = divmod(rest, len(PLACES))
        rest, word = divmod(rest, len(WORDS))
        end, trade = divmod(rest, len(TRADES))
        province, city, area = PLACES[place]
        kind, industry = TRADES[trade]
        body = "91" + area + _base18(index)
        number = index * PHONE_STEP % PHONES
        yield Company(
            name=f"{city}{WORDS[word]}{kind}{ENDS[end]}",
            short=f"{WORDS[word]}{kind}",
            province=province,
            city=city,
            industry=industry,
            uscc=body + check_digit(body),
            contact=SURNAMES[index % len(SURNAMES)] + GIVEN[index // 7 % len(GIVEN)],
            phone=f"1{'3578'[number // 10**9]}{number % 10**9:09d}",
        )


def _base18(number: int) -> str:
    found = ""
    for _ in range(9):
        number, digit = divmod(number, 18)
        found = DIGITS[digit] + found
    return found

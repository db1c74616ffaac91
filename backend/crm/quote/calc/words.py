"""Amounts in English words, as a paper for abroad writes them."""

from decimal import Decimal

SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
TENS = (
    *("zero", "ten", "twenty", "thirty", "forty", "fifty"),
    *("sixty", "seventy", "eighty", "ninety"),
)
GROUPS = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"))
NAMES = {
    "USD": ("US dollars", "cents"),
    "EUR": ("euros", "cents"),
    "GBP": ("pounds sterling", "pence"),
    "HKD": ("Hong Kong dollars", "cents"),
    "CNY": ("yuan renminbi", "fen"),
}


def spelled(amount: Decimal, currency: str) -> str:
    """This will write an amount of two places in capitals: SAY US DOLLARS ... ONLY."""
    whole, part = divmod(int(amount * 100), 100)
    name, small = NAMES.get(currency, (currency, "hundredths"))
    said = f"say {name} {number(whole)}"
    if part:
        said += f" and {small} {number(part)}"
    return f"{said} only".upper()


def number(value: int) -> str:
    """This will write a whole number from zero upwards in words."""
    if value < 20:
        return SMALL[value]
    if value < 100:
        tens, ones = divmod(value, 10)
        return TENS[tens] + (f"-{SMALL[ones]}" if ones else "")
    if value < 1000:
        hundreds, rest = divmod(value, 100)
        return f"{SMALL[hundreds]} hundred" + (f" and {number(rest)}" if rest else "")
    size, name = next(group for group in GROUPS if value >= group[0])
    many, rest = divmod(value, size)
    joint = " and " if 0 < rest < 100 else " "
    return f"{number(many)} {name}" + (f"{joint}{number(rest)}" if rest else "")

"""Cells that a spreadsheet would run are disarmed on the way out and armed on the way in.

An apostrophe before the text stops a spreadsheet from running it. Whoever reads the file back
takes one apostrophe away, so that export and import are exact inverses. A number such as -12.5
begins with a sign and stays a number.
"""

import re
from decimal import Decimal, InvalidOperation

_RUNS = re.compile("^'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_DISARMED = re.compile("^'+[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def harmless(value: object) -> object:
    """This will disarm a text that a spreadsheet would run as a formula; numbers stay."""
    if isinstance(value, str) and _RUNS.match(value) and not is_number(value):
        return "'" + value
    return value


def armed(text: str) -> str:
    """This will give a text that `harmless` disarmed as it was."""
    return text[1:] if _DISARMED.match(text) else text


def is_number(text: str) -> bool:
    """This will tell whether a text is a plain number, signed or not."""
    try:
        return text.isascii() and Decimal(text).is_finite()
    except InvalidOperation:
        return False

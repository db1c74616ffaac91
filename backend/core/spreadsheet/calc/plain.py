"""Tables as text: in which encoding, with which separator."""

import csv
import io
from collections.abc import Iterator

from backend.core.spreadsheet.calc.guard import MAX_COLUMNS, Unreadable

SEPARATORS = (",", "\t", ";", "|")
PROBED = 20
LONGEST = 32_767
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decode(content: bytes) -> tuple[str, str]:
    """This will give the text of a file and the name of its encoding; raises Unreadable."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _text(content, name), name
    try:
        return _text(content, "utf-8"), "utf-8"
    except Unreadable:
        return _text(content, "gb18030"), "gb18030"


def _text(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable("encoding") from None
    if "\x00" in text:
        raise Unreadable("binary")
    return text


def separator(text: str) -> str:
    """This will find the separator by which the first lines have the most cells alike."""
    head = "\n".join(text.splitlines()[:PROBED])
    return max(SEPARATORS, key=lambda sign: _evenness(head, sign))


def _evenness(head: str, sign: str) -> tuple[int, int]:
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(head), delimiter=sign) if row]
    except csv.Error:
        return (0, 0)
    if not widths or max(widths) == 1:
        return (0, 0)
    usual = max(set(widths), key=widths.count)
    return (widths.count(usual) if usual > 1 else 0, usual)


def rows(text: str, sign: str) -> Iterator[list[str]]:
    """This will read the rows of a table; raises Unreadable for one no spreadsheet holds."""
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign):
            while row and not row[-1]:
                row.pop()
            if len(row) > MAX_COLUMNS:
                raise Unreadable("wide")
            if any(len(cell) > LONGEST for cell in row):
                raise Unreadable("cell")
            yield row
    except csv.Error:
        raise Unreadable("broken") from None

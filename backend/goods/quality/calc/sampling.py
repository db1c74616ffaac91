"""How many pieces are measured, and how many may fail.

The table is that of GB/T 2828.1-2012 (ISO 2859-1:1999, identical in this part): code letters of
general inspection level II and single sampling for normal inspection. It is written down by its
rule: under each AQL one letter allows no failure, the next letter points back to it, the one
after points forward, and from there on the acceptance numbers rise in one fixed series.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

STANDARD = "GB/T 2828.1-2012"
LETTERS = "ABCDEFGHJKLMNPQR"
SAMPLES = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000)
UP_TO = (8, 15, 25, 50, 90, 150, 280, 500, 1200, 3200, 10000, 35000, 150000, 500000)
"""The largest lot of each code letter from A to P; what is larger is Q."""

ZERO_AT = {
    "0.065": LETTERS.index("L"),
    "0.10": LETTERS.index("K"),
    "0.15": LETTERS.index("J"),
    "0.25": LETTERS.index("H"),
    "0.40": LETTERS.index("G"),
    "0.65": LETTERS.index("F"),
    "1.0": LETTERS.index("E"),
    "1.5": LETTERS.index("D"),
    "2.5": LETTERS.index("C"),
    "4.0": LETTERS.index("B"),
    "6.5": LETTERS.index("A"),
    "10": -1,
}
"""Where each AQL allows no failure; at 10 that letter would lie before A."""

ACCEPTED = (1, 2, 3, 5, 7, 10, 14, 21)


class Draw(NamedTuple):
    """So many samples; up to `accept` of them may fail, `reject` of them fail the lot."""

    samples: int
    accept: int

    @property
    def reject(self) -> int:
        """The number of failures that refuses the lot."""
        return self.accept + 1


def letter(size: int) -> str:
    """This will give the code letter of a lot at general level II."""
    place = next((i for i, most in enumerate(UP_TO) if size <= most), len(UP_TO))
    return LETTERS[place]


def by_aql(size: int, aql: str) -> Draw:
    """This will draw by the table; a sample as large as the lot means all of it is measured."""
    place, zero = LETTERS.index(letter(size)), ZERO_AT[aql]
    steps = place - zero
    if zero >= 0 and steps <= 1:
        found = Draw(SAMPLES[zero], 0)
    else:
        rank = min(max(steps - 3, 0), len(ACCEPTED) - 1)
        found = Draw(SAMPLES[zero + 3 + rank], ACCEPTED[rank])
    return found if found.samples < size else Draw(max(size, 1), found.accept)


def skips(history: Sequence[str], *, after: int, every: int) -> bool:
    """This will tell whether the next lot passes unmeasured.

    `history` names what became of the lots before, newest first: accepted, skipped or anything
    else. After so many accepted in a row only one lot of `every` is measured; a failure starts
    the row again.
    """
    in_row = 0
    for outcome in history:
        if outcome not in ("accepted", "skipped"):
            break
        in_row += outcome == "accepted"
    since = next((i for i, outcome in enumerate(history) if outcome != "skipped"), len(history))
    return in_row >= after and since < every - 1

"""Whether a day leaves time for the ways between its jobs."""

import itertools
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from backend.service.dispatch.calc.scoring import Point, Rules, travel


class Gap(NamedTuple):
    """Two jobs that follow each other faster than the way between them takes."""

    first: UUID
    second: UUID
    has: int
    needs: int


def gaps(stops: Sequence[tuple[UUID, datetime, datetime, Point | None]], rules: Rules) -> list[Gap]:
    """This will find where an engineer's day leaves too little time to get to the next job."""
    found = []
    for (a, _start, end, place), (b, start, _end, other) in itertools.pairwise(stops):
        _km, needs = travel(place, other, rules)
        has = int((start - end).total_seconds() // 60)
        if has < needs:
            found.append(Gap(a, b, has, needs))
    return found

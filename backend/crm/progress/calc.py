"""Dates and percents of milestones, on plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WHOLE = 100

TEMPLATES: Mapping[str, Sequence[tuple[str, int]]] = {
    "machine": (
        ("design", 10),
        ("material", 20),
        ("machining", 30),
        ("assembly", 20),
        ("test", 15),
        ("packed", 5),
    ),
    "metal": (("material", 40), ("machining", 50), ("packed", 10)),
}
"""What a kind of goods goes through, and how much of the work each step is."""


@dataclass(frozen=True)
class Step:
    """A milestone as the sums see it."""

    weight: int
    percent: int
    planned_on: date
    forecast_on: date | None = None
    actual_on: date | None = None


def spread(starts_on: date, ends_on: date, weights: Sequence[int]) -> list[date]:
    """This will plan the last day of each step between two days, by how much work each is.

    The last step ends on the last day; a step never ends before the first day.
    """
    span, total, done = (ends_on - starts_on).days, sum(weights), 0
    days = []
    for weight in weights:
        done += weight
        days.append(starts_on + timedelta(days=span * done // total))
    return days


def percent(steps: Sequence[Step]) -> int:
    """This will weigh the percents of the steps: whole percents, never rounded up to done."""
    return sum(step.weight * step.percent for step in steps) // WHOLE


def expected(steps: Sequence[Step]) -> list[date]:
    """This will give the day on which each step is expected to end.

    A step that was done ended when it did; one with a forecast ends then; any other is as late
    as the one before it. Who is early gains nothing for the next.
    """
    late = timedelta(0)
    days = []
    for step in steps:
        day = step.actual_on or step.forecast_on or step.planned_on + late
        late = max(day - step.planned_on, timedelta(0))
        days.append(day)
    return days


def moved(promised_on: date, steps: Sequence[Step]) -> date:
    """This will move the promised day by as many days as the last step is expected to be late."""
    if not steps:
        return promised_on
    slip = expected(steps)[-1] - steps[-1].planned_on
    return promised_on + max(slip, timedelta(0))

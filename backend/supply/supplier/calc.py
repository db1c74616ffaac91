"""Sums of suppliers: the score of a questionnaire, what can be delivered by a day, warnings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
GRAM = Decimal("0.001")
CENT = Decimal("0.01")
MONTH = 30
WARN_AT = (60, 30, 7, 0)
"""So many days before a certificate runs out somebody is told; at 0 that it has."""


@dataclass(frozen=True)
class Answered:
    """One answer as it counts."""

    weight: Decimal
    score: Decimal
    minimum: Decimal = ZERO
    is_knock_out: bool = False


def score(answers: Iterable[Answered]) -> Decimal:
    """This will weigh the answers of a questionnaire into one score out of a hundred."""
    rows = list(answers)
    total = sum((row.weight for row in rows), ZERO)
    if total <= 0:
        return ZERO
    points = sum((row.weight * row.score for row in rows), ZERO)
    return (points / total).quantize(CENT, ROUND_HALF_UP)


def knocked_out(answers: Sequence[Answered]) -> list[int]:
    """This will give the places of the answers that end the matter."""
    return [
        place for place, row in enumerate(answers) if row.is_knock_out and row.score < row.minimum
    ]


def months_later(day: date, months: int) -> date:
    """This will give the last day of a term of so many months that begins on a day."""
    whole = day.month - 1 + months
    year, month = day.year + whole // 12, whole % 12 + 1
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(year, month, min(day.day, last)) - timedelta(days=1)


def deliverable(
    *, spare: Decimal, per_month: Decimal, lead_days: int, on: date, by: date
) -> Decimal:
    """This will give the tonnes a supplier can deliver by a day, ordered on another.

    What it says it has spare comes after the lead time; from then on its capacity adds up.
    """
    beyond = (by - on).days - lead_days
    if beyond < 0:
        return ZERO
    return (spare + per_month * beyond / MONTH).quantize(GRAM, ROUND_DOWN)


def earliest(
    *, spare: Decimal, per_month: Decimal, lead_days: int, on: date, quantity: Decimal
) -> date | None:
    """This will give the first day by which a quantity can be delivered; None for never."""
    start = on + timedelta(days=lead_days)
    if quantity <= spare:
        return start
    if per_month <= 0:
        return None
    wait = (quantity - spare) * MONTH / per_month
    days = wait.to_integral_value(ROUND_CEILING)
    return start + timedelta(days=int(days)) if days < 3_650 else None


def warning_due(expires_on: date, *, on: date, told: int | None) -> int | None:
    """This will give the step of warnings a certificate has reached and nobody was told of."""
    left = (expires_on - on).days
    reached = [step for step in WARN_AT if (left < 0 if step == 0 else left <= step)]
    if not reached:
        return None
    step = min(reached)
    return None if told is not None and told <= step else step

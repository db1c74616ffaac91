"""Payment terms: what falls due when, from portions and due-day rules."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from backend.core import money
from backend.market.pricing.calc import windows


class TermsDoNotAddUp(ValueError):
    """Portions and amounts claim more than the total, or leave a rest to nobody."""


class DueRule(StrEnum):
    """From which day the days of a term count."""

    EXACT = "exact"
    END_OF_MONTH = "end_of_month"
    NTH_OF_NEXT_MONTH = "nth_of_next_month"


class Roll(StrEnum):
    """Where a due day that is no working day goes."""

    NEXT = "next"
    PREVIOUS = "previous"
    STAY = "stay"


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """One line of a payment term: a percentage, an amount, or, with neither, the rest."""

    percent: Decimal | None = None
    amount: Decimal | None = None


def split(total: Decimal, *, portions: Sequence[Portion]) -> list[Decimal]:
    """This will share a total over the lines of a term; the last line takes the rest.

    Raises TermsDoNotAddUp when percentages do not end at 100, when a line before the last names
    neither percentage nor amount, or when the rest would have the wrong sign.
    """
    whole = money.cents(total)
    if not portions:
        raise TermsDoNotAddUp("a term needs a line")
    if all(portion.percent is not None for portion in portions):
        claimed = sum((portion.percent or Decimal(0) for portion in portions), Decimal(0))
        if claimed != 100:
            raise TermsDoNotAddUp(f"the percentages add up to {claimed}")
    parts = [_part(whole, portion) for portion in portions[:-1]]
    rest = whole - sum(parts, Decimal("0.00"))
    if rest * whole < 0:
        raise TermsDoNotAddUp(f"{rest} would be left for the last line")
    return [*parts, rest]


def due_on(
    trigger: date,
    *,
    days: int = 0,
    months: int = 0,
    rule: DueRule = DueRule.EXACT,
    nth: int = 1,
) -> date:
    """This will return the due day before it is rolled off holidays.

    EXACT counts months, then days from the trigger (31 January and a month is the end of
    February); END_OF_MONTH counts days from the end of the trigger's month; NTH_OF_NEXT_MONTH
    is that day of the month after, or its last day when the month is shorter.
    """
    if rule is DueRule.END_OF_MONTH:
        return windows.month(trigger, shift=months)[1] + timedelta(days=days)
    if rule is DueRule.NTH_OF_NEXT_MONTH:
        return _day_of(*windows.month(trigger, shift=1 + months), nth) + timedelta(days=days)
    return _day_of(*windows.month(trigger, shift=months), trigger.day) + timedelta(days=days)


def rolled(day: date, *, working_days: Collection[date], roll: Roll = Roll.NEXT) -> date:
    """This will move a due day off a day that is no working day of the country.

    Make-up weekends are working days although markets rest; the calendar must say so. Raises
    CalendarTooShort when the calendar does not reach far enough.
    """
    if roll is Roll.STAY or day in working_days:
        return day
    if roll is Roll.NEXT:
        return windows.roll(day, calendar=working_days)
    before = max((found for found in working_days if found < day), default=None)
    if before is None:
        raise windows.CalendarTooShort(f"no working day before {day.isoformat()}")
    return before


def _part(total: Decimal, portion: Portion) -> Decimal:
    if portion.amount is not None:
        return money.cents(portion.amount)
    if portion.percent is None:
        raise TermsDoNotAddUp("only the last line may take the rest")
    return money.cents(total * portion.percent / 100)


def _day_of(first: date, last: date, day: int) -> date:
    return first.replace(day=min(day, last.day))

"""Warranty days, the best promise, counters and circles, on plain values."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from backend.service.asset.calc import (
    Promise,
    Rule,
    best,
    circle,
    hours_between,
    months_later,
    pages,
    per_unit,
    runs_backwards,
    warranty,
)

D = date


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (D(2026, 1, 15), 12, D(2027, 1, 15)),
        (D(2026, 1, 31), 1, D(2026, 2, 28)),
        (D(2024, 1, 31), 1, D(2024, 2, 29)),
        (D(2024, 2, 29), 12, D(2025, 2, 28)),
        (D(2026, 11, 30), 3, D(2027, 2, 28)),
        (D(2026, 12, 1), 0, D(2026, 12, 1)),
    ],
)
def test_months_end_with_the_corresponding_day(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


@pytest.mark.parametrize(
    ("counted_from", "cap", "delivered", "commissioned", "days"),
    [
        ("delivery", None, D(2026, 1, 15), None, (D(2026, 1, 15), D(2027, 1, 15))),
        ("delivery", None, None, D(2026, 3, 1), None),
        ("commissioning", None, D(2026, 1, 15), None, None),
        ("commissioning", None, None, D(2026, 3, 1), (D(2026, 3, 1), D(2027, 3, 1))),
        ("earliest", 18, D(2026, 1, 15), None, (D(2026, 1, 15), D(2027, 7, 15))),
        ("earliest", 18, D(2026, 1, 15), D(2026, 3, 1), (D(2026, 1, 15), D(2027, 3, 1))),
        ("earliest", 18, D(2026, 1, 15), D(2026, 9, 1), (D(2026, 1, 15), D(2027, 7, 15))),
        ("earliest", 18, None, D(2026, 9, 1), None),
    ],
)
def test_a_warranty_runs_by_its_rule(
    counted_from: str,
    cap: int | None,
    delivered: date | None,
    commissioned: date | None,
    days: tuple[date, date] | None,
) -> None:
    rule = Rule(months=12, counted_from=counted_from, cap=cap)

    assert warranty(rule, delivered_on=delivered, commissioned_on=commissioned) == days


def test_no_months_is_no_warranty() -> None:
    rule = Rule(months=0, counted_from="delivery")

    assert warranty(rule, delivered_on=D(2026, 1, 15), commissioned_on=None) is None


def promise(
    kind: str,
    *,
    covers: int = 3,
    hours: int | None = None,
    left: int | None = None,
    ends: date | None = None,
) -> Promise:
    return Promise(
        kind=kind,
        starts_on=D(2026, 1, 1),
        ends_on=ends or D(2026, 12, 31),
        covers=covers,
        response_hours=hours,
        visits_left=left,
    )


@pytest.mark.parametrize(
    ("promises", "on", "found"),
    [
        ([promise("goodwill"), promise("contract"), promise("warranty")], D(2026, 6, 1), 2),
        ([promise("warranty", covers=1), promise("contract")], D(2026, 6, 1), 1),
        ([promise("warranty"), promise("contract", hours=4)], D(2026, 6, 1), 1),
        ([promise("contract", left=0), promise("goodwill")], D(2026, 6, 1), 1),
        ([promise("warranty")], D(2026, 12, 31), 0),
        ([promise("warranty")], D(2027, 1, 1), None),
        ([promise("warranty")], D(2025, 12, 31), None),
        ([promise("contract"), promise("contract", ends=D(2026, 6, 30))], D(2026, 6, 1), 1),
    ],
)
def test_the_best_promise_of_a_day(promises: list[Promise], on: date, found: int | None) -> None:
    assert best(promises, on=on) == found


@pytest.mark.parametrize(
    ("value", "before", "after", "is_reset", "wrong"),
    [
        ("10", None, None, False, False),
        ("10", "10", None, False, False),
        ("9.999", "10", None, False, True),
        ("9.999", "10", None, True, False),
        ("11", "10", "10.5", False, True),
        ("11", "10", "10.5", True, True),
        ("10.2", "10", "10.5", False, False),
    ],
)
def test_a_counter_never_runs_backwards(
    value: str, before: str | None, after: str | None, is_reset: bool, wrong: bool
) -> None:
    found = runs_backwards(
        Decimal(value),
        before=None if before is None else Decimal(before),
        after=None if after is None else Decimal(after),
        is_reset=is_reset,
    )

    assert found is wrong


def test_small_sums() -> None:
    start = datetime(2026, 7, 1, 8, 0)

    assert circle("a", {"a": "b", "b": "c", "c": "a"})
    assert not circle("a", {"a": "b", "b": "c", "c": None})
    assert per_unit(Decimal("2.000000"), is_serialised=True) == [Decimal(1), Decimal(1)]
    assert per_unit(Decimal("2.5"), is_serialised=True) == [Decimal("2.5")]
    assert hours_between(start, start + timedelta(minutes=95)) == Decimal("1.58")
    assert pages(range(5), per_page=2) == [[0, 1], [2, 3], [4]]

"""Averages over the real prices of the exchange."""

from datetime import date
from decimal import Decimal

import pytest

from backend.market.instrument.models import Instrument
from backend.market.pricing import queries
from backend.market.pricing.calc.averages import MissingDay
from backend.market.quote import queries as quotes
from tests.house_kit import Door, door_for, grant_all, person
from tests.market.kit import bring, cut, instrument, put, seed

SEPTEMBER = {"first": date(2024, 9, 1), "last": date(2024, 9, 30)}
FAILED = date(2024, 9, 25)


@pytest.fixture
def copper(db: None) -> Instrument:
    """Copper of September 2024 and July 2026 as published."""
    seed()
    for month in ("2024-09", "2024-10-08", "2026-06-30", "2026-07"):
        bring(cut("shfe_daily.csv", holding=["SHFE.CU", month]))
    return instrument("SHFE.CU")


def mark(door: Door, copper: Instrument, day: str = "2024-09-25") -> int:
    answer = door.post(
        "/market/missing-quotes",
        {"instrument_id": str(copper.pk), "trade_date": day, "reason": "交易所未发布"},
    )
    status: int = answer.status_code
    return status


def test_the_july_average_of_the_reference_deal(copper: Instrument) -> None:
    found = queries.average(copper, first=date(2026, 7, 1), last=date(2026, 7, 31))

    assert (found.value, found.n, found.missing) == (Decimal("104053.04"), 23, ())
    june = quotes.settle(copper.pk, date(2026, 6, 30))
    assert june is not None
    assert june.value == Decimal("102490")


def test_september_2024_waits_for_the_day_without_a_price(copper: Instrument) -> None:
    with pytest.raises(queries.AverageWaits) as waits:
        queries.average(copper, **SEPTEMBER)

    assert waits.value.days == (FAILED,)
    assert "2024-09-25" in str(waits.value)
    with pytest.raises(queries.AverageWaits):
        queries.average(copper, **SEPTEMBER, missing=MissingDay.SKIP)


def test_it_skips_the_day_once_somebody_has_said_that_nothing_was_published(
    boss: Door, copper: Instrument
) -> None:
    assert mark(boss, copper) == 201

    found = queries.average(copper, **SEPTEMBER, missing=MissingDay.SKIP)

    assert (found.value, found.n) == (Decimal("74467.78"), 18)
    assert found.missing == (FAILED,)
    with pytest.raises(queries.AverageWaits):
        queries.average(copper, **SEPTEMBER)


def test_a_price_found_later_counts_like_any_other(boss: Door, copper: Instrument) -> None:
    mark(boss, copper)
    put("SHFE.CU", "2024-09-25", "76910")

    found = queries.average(copper, **SEPTEMBER, missing=MissingDay.SKIP)

    assert (found.n, found.missing) == (19, ())
    assert found.value == Decimal("74596.32")


@pytest.mark.parametrize(
    ("rule", "value", "quoted"),
    [
        (MissingDay.PREVIOUS, Decimal("74553.68"), date(2024, 9, 24)),
        (MissingDay.NEXT, Decimal("74622.11"), date(2024, 9, 26)),
    ],
)
def test_a_clause_may_borrow_the_price_of_a_neighbour(
    copper: Instrument, rule: MissingDay, value: Decimal, quoted: date
) -> None:
    found = queries.average(copper, **SEPTEMBER, missing=rule)

    assert (found.value, found.n) == (value, 19)
    borrowed = next(day for day in found.days if day.day == FAILED)
    assert borrowed.quoted_on == quoted


def test_a_window_that_is_still_running_waits_whatever_the_clause(copper: Instrument) -> None:
    with pytest.raises(queries.AverageWaits) as waits:
        queries.average(
            copper,
            first=date(2026, 7, 29),
            last=date(2026, 8, 4),
            missing=MissingDay.PREVIOUS,
        )

    assert waits.value.days == (date(2026, 8, 3), date(2026, 8, 4))
    so_far = queries.running(
        copper, first=date(2026, 7, 1), last=date(2026, 8, 31), today=date(2026, 8, 2)
    )
    assert (so_far.value, so_far.n) == (Decimal("104053.04"), 23)


def test_a_window_without_trading_days_has_no_average(copper: Instrument) -> None:
    with pytest.raises(queries.NoTradingDay):
        queries.average(copper, first=date(2026, 7, 11), last=date(2026, 7, 12))


def test_a_day_with_a_price_and_a_closed_day_cannot_be_marked(
    boss: Door, copper: Instrument
) -> None:
    assert mark(boss, copper, "2024-09-24") == 409
    assert mark(boss, copper, "2024-09-17") == 422


def test_who_may_mark(stranger: Door, nobody: Door, copper: Instrument) -> None:
    reader = door_for(person("reader", grants=grant_all("market.view_instrument")))
    for door, status in ((nobody, 401), (stranger, 403), (reader, 403)):
        assert mark(door, copper) == status
    with pytest.raises(queries.AverageWaits):
        queries.average(copper, **SEPTEMBER, missing=MissingDay.SKIP)

"""An average purchase: a day's share a day in the position, the mean of its window at the end."""

from datetime import date

import pytest
from django.core.management import call_command

from backend.core.access.actor import system
from backend.market.position.models import PositionEntry
from backend.supply.callprice import actions, queries
from tests.crm.contract.kit import prices
from tests.house_kit import Door
from tests.market import kit as market
from tests.supply import kit
from tests.supply.receiving.yard import Yard, yard


@pytest.fixture
def here(boss: Door) -> Yard:
    market.seed()
    prices("2026-07-")
    return yard(boss)


def follow(today: date) -> int:
    lines = queries.averages_running(today)
    return sum(actions.follow_average(line.pk, actor=system("test"), today=today) for line in lines)


def test_an_average_is_priced_day_by_day_and_settled_at_its_mean(here: Yard) -> None:
    bought = here.buy(
        {
            "pricing": "average",
            "fixed_price": None,
            "instrument_id": str(market.instrument("SHFE.CU").pk),
            "premium": "100",
            "window_start": "2026-07-01",
            "window_end": "2026-07-31",
            "provisional_price": "103000",
        }
    )
    assert follow(date(2026, 7, 10)) == 8
    assert follow(date(2026, 7, 10)) == 0
    assert str(sum(entry.quantity for entry in PositionEntry.objects.all())) == "6.957"
    here.come("20.000", "20.020")
    assert follow(date(2026, 7, 31)) == 15
    assert str(sum(entry.quantity for entry in PositionEntry.objects.all())) == "20.000"

    made = here.boss.do("/supply/settlements", {"on": "2026-08-03", "purchase_id": bought["id"]})

    line = made["lines"][0]
    mean = next(step for step in line["trace"] if step["step"] == "mean")
    assert (mean["n"], mean["value"]) == (23, "104053.04")
    assert (line["quantity"], line["price"], made["amount"]) == (
        "20.020",
        "104153.0400000000",
        "2085143.86",
    )
    twice = kit.refused(
        here.boss, "/supply/settlements", {"on": "2026-08-03", "purchase_id": bought["id"]}
    )
    assert "已有进行中的结算单" in twice["detail"]
    assert str(sum(entry.amount for entry in PositionEntry.objects.all())) == "2083062.04"
    call_command("check_invariants")

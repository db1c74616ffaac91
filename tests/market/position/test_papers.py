"""Contracts, fixings and averages move the position of the house."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from backend.core.invariants import check
from backend.crm.contract.models import ContractLine
from backend.crm.fixing import actions as fixings
from backend.market.position.models import LimitBreach, PositionEntry
from tests.crm.contract import kit as contracts
from tests.crm.fixing import kit as calls
from tests.house_kit import Door
from tests.market.position import kit

D = Decimal


@pytest.fixture
def here(boss: Door) -> contracts.World:
    return contracts.world(boss)


def told() -> list[tuple[str, str, D, D]]:
    """Every entry in the order it was written."""
    rows = PositionEntry.objects.order_by("created_at", "pk")
    return list(rows.values_list("kind", "month", "quantity", "amount"))


def test_a_fixing_sells_when_it_is_booked_and_its_reversal_buys_back(
    boss: Door, here: contracts.World
) -> None:
    deal = contracts.signed(boss, here, lines=[contracts.call_line(here)])
    assert told() == []  # a call that is signed has no price yet

    first = calls.booked(boss, deal, "40.000", "2026-07-08")
    calls.ask(boss, deal, "35.000", "2026-07-21")  # asked for, not booked

    assert told() == [("sale", "2026-07", D("-40.000"), D("-4118000.00"))]
    reverse = {"at": "2026-07-09T10:00:00+08:00", "reason": "录错"}
    boss.do(f"/crm/fixings/{first['id']}/reverse", reverse)
    assert told()[1] == ("sale", "2026-07", D("40.000"), D("4118000.00"))
    assert kit.ladder(boss)["net"] == "0.000"
    assert check("market.position.bucket_is_sum") == []


def test_the_limit_is_asked_before_a_fixing_counts(boss: Door, here: contracts.World) -> None:
    deal = contracts.signed(boss, here, lines=[contracts.call_line(here)])
    kit.limit(boss, "50.000")
    calls.booked(boss, deal, "40.000", "2026-07-08")

    refused = boss.post(
        "/crm/fixings",
        calls.body(deal, "35.000", "2026-07-08", booked_at="2026-07-08T15:30:00+08:00"),
    )

    assert (refused.status_code, refused.body["type"]) == (409, "/problems/limit-blocked")
    assert calls.line(boss, deal)["quantity_priced"] == "40.000"
    assert len(boss.see("/crm/fixings")["items"]) == 1
    (breach,) = LimitBreach.objects.all()
    assert (breach.level, breach.before, breach.after) == ("block", D("-40.000"), D("-75.000"))
    assert breach.source_code == "crm.fixing"


def test_a_fixed_price_sells_at_the_signature_and_follows_amendment_and_end(
    boss: Door, here: contracts.World
) -> None:
    kit.limit(boss, "100.000")
    line = contracts.fixed_line(here, "100.000", fixed_price="101000.00")
    draft = contracts.approved(boss, here, lines=[contracts.fixed_line(here, "121.000")])
    sign = {"on": "2026-07-06", "their_no": "", "signed_place": ""}
    refused = boss.post(f"/crm/contracts/{draft['id']}/sign", sign)
    assert (refused.status_code, refused.body["type"]) == (409, "/problems/limit-blocked")

    deal = contracts.signed(boss, here, lines=[line])
    assert told() == [("sale", "2026-07", D("-100.000"), D("-10100000.00"))]

    path = f"/crm/contracts/{deal['id']}"
    more = [{"seq": 1, "quantity": "110.000"}]
    boss.do(f"{path}/amend", {"on": "2026-07-10", "reason": "客户加量", "lines": more})
    (amendment,) = boss.see("/crm/amendments")["items"]
    boss.do(f"/crm/amendments/{amendment['id']}/approve", {"on": "2026-07-10"})
    boss.do(f"/crm/amendments/{amendment['id']}/apply", {"on": "2026-07-10"})
    assert told()[1:] == [("sale", "2026-07", D("-10.000"), D("-1010000.00"))]

    boss.do(f"{path}/terminate", {"on": "2026-07-20", "reason": "双方协商终止"})
    assert told()[2:] == [("sale", "2026-07", D("110.000"), D("11110000.00"))]
    assert check("market.position.bucket_is_sum") == []


def test_an_average_sells_a_share_every_day_once(boss: Door, here: contracts.World) -> None:
    deal = contracts.signed(boss, here, lines=[contracts.average_line(here)])
    line = ContractLine.objects.get(contract_id=deal["id"])
    assert line.window_start is not None
    today = date(line.window_start.year, line.window_start.month, 8)

    made = fixings.follow_average(line.pk, actor=kit.WORLD, today=today)
    again = fixings.follow_average(line.pk, actor=kit.WORLD, today=today)

    assert (made > 2, again) == (True, 0)
    fixings.follow_average(line.pk, actor=kit.WORLD, today=date(2026, 12, 31))
    sold: Any = sum(row[2] for row in told())
    assert sold == -line.quantity
    assert check("market.position.bucket_is_sum") == []

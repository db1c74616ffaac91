"""A 点价 purchase received at a provisional price, sold before it is priced, then settled."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db.models import Sum

from backend.core.access.actor import system
from backend.core.documents.source import Source
from backend.core.events.models import Event
from backend.goods.cost.models import CostEntry, CostPool
from backend.goods.stock import actions as stock
from backend.market.position.models import PositionEntry
from tests.crm.contract.kit import prices
from tests.house_kit import Door
from tests.market import kit as market
from tests.supply import kit
from tests.supply.receiving.yard import Yard, at, yard

CALL = {
    "quantity": "50.000",
    "pricing": "call",
    "fixed_price": None,
    "premium": "120",
    "window_start": "2026-07-01",
    "window_end": "2026-08-21",
    "provisional_price": "101000",
    "weight_basis": "buyer",
}


@pytest.fixture
def here(boss: Door) -> Yard:
    market.seed()
    prices("2026-07-", "2026-08-")
    return yard(boss)


def called(here: Yard, tonnes: str, day: str, **facts: Any) -> dict[str, Any]:
    """A tranche of line 1, called and booked on its day."""
    return here.boss.do(
        "/supply/fixings",
        {
            "purchase_id": here.purchase["id"],
            "line_id": here.purchase["lines"][0]["id"],
            "quantity": tonnes,
            "trade_date": day,
            "requested_at": f"{day}T10:00:00+08:00",
            "requested_by": "李采购",
            "booked_at": f"{day}T15:30:00+08:00",
            **facts,
        },
    )


def sell(here: Yard, tonnes: str) -> Decimal:
    """Goods leave for a customer; what they cost us."""
    gone = stock.issue(
        actor=system("test"),
        at=datetime.fromisoformat(at("16:00")),
        source=Source("crm.delivery", uuid4(), "FH-1"),
        line_id=uuid4(),
        product_id=UUID(here.product),
        weight=Decimal(tonnes),
    )
    return gone.cost


def test_what_was_sold_bears_its_part_of_the_late_price(here: Yard) -> None:
    bought = here.buy({**CALL, "instrument_id": str(market.instrument("SHFE.CU").pk)})
    first = here.come("20.000", "20.000", plate="苏B11111")
    second = here.come("30.020", "30.020", plate="苏B22222")
    path = f"/supply/purchases/{bought['id']}"
    assert here.boss.see(path)["state"] == "received"
    # 101,000 / 1.13 = 89,380.5310 a tonne until the price is known.
    lots = [first["lines"][0]["lot_id"], second["lines"][0]["lot_id"]]
    entries = [CostEntry.objects.get(line_id=row["lines"][0]["id"]) for row in (first, second)]
    assert [str(entry.value) for entry in entries] == ["1787610.62", "2683203.54"]
    # All of the first lot and 5 t of the second are sold before anything is called.
    assert str(sell(here, "25.000")) == "2234513.27"
    said = kit.refused(
        here.boss, "/supply/settlements", {"on": "2026-07-20", "purchase_id": bought["id"]}
    )
    assert "还差 49.5" in said["detail"]

    one = called(here, "30.000", "2026-07-21")
    two = called(here, "20.000", "2026-08-05")

    assert (one["base"], one["price"], one["amount"]) == (
        "104830.0000",
        "104950.0000",
        "3148500.00",
    )
    assert (two["base"], two["price"], two["amount"]) == (
        "107170.0000",
        "107290.0000",
        "2145800.00",
    )
    line = here.boss.see(path)["lines"][0]
    assert (line["quantity_priced"], line["amount_priced"]) == ("50.000", "5294300.00")
    open_ = PositionEntry.objects.filter(line_id=line["id"]).aggregate(
        tonnes=Sum("quantity"), money=Sum("amount")
    )
    assert (str(open_["tonnes"]), str(open_["money"])) == ("50.000", "5294300.00")

    made = here.boss.do("/supply/settlements", {"on": "2026-08-06", "purchase_id": bought["id"]})
    # 0.020 t more came than was called: at the last price, 2,145.80.
    assert (made["amount"], made["provisional"], made["difference"]) == (
        "5296445.80",
        "5052020.00",
        "244425.80",
    )
    assert (made["amount_excl"], made["tax"]) == ("4687120.18", "609325.62")
    done = here.boss.do(
        f"/supply/settlements/{made['id']}/confirm",
        {"at": "2026-08-06T11:00:00+08:00", "confirmed_by": "陈工"},
    )

    rows = done["lines"][0]["lot_costs"]
    assert {row["lot_id"] for row in rows} == set(lots)
    told = [
        (row["weight"], row["value"], row["difference"], row["to_stock"], row["to_sales"])
        for row in sorted(rows, key=lambda row: row["weight"])
    ]
    assert told == [
        ("20.000", "1874098.43", "86487.81", "0.00", "86487.81"),
        ("30.020", "2813021.75", "129818.21", "108196.26", "21621.95"),
    ]
    assert (done["cost_to_stock"], done["cost_to_sales"]) == ("108196.26", "108109.76")
    pool = CostPool.objects.get()
    # What is left, 25.020 t, is worth its share of the final price to the cent.
    assert (str(pool.quantity), str(pool.value)) == ("25.020", "2344497.15")
    late = CostEntry.objects.filter(source_code="supply.settlement")
    assert {entry.at.isoformat()[:10] for entry in late} == {"2026-08-06"}
    final = here.boss.see(path)
    assert (final["amount_final"], final["pricing_axis"]) == ("5296445.80", "complete")
    news = Event.objects.get(name="supply.settlement.confirmed").payload
    assert news["amount_final"] == "5296445.80"
    assert news["lines"][0]["amount"] == "5296445.80"
    pdf = here.boss.get(f"/supply/settlements/{made['id']}/statement.pdf")
    assert pdf.content.startswith(b"%PDF")
    call_command("check_invariants")

    # Settled is settled: no more calls, no way back but by taking the settlement back first.
    back = f"/supply/fixings/{two['id']}/reverse"
    because = {"at": "2026-08-06T12:00:00+08:00", "reason": "误操作"}
    assert "已结算" in kit.refused(here.boss, back, because)["detail"]
    here.boss.do(f"/supply/settlements/{made['id']}/reverse", {"reason": "第二笔点价有误"})
    here.boss.do(back, because)
    called(here, "20.000", "2026-08-07")
    again = here.boss.do("/supply/settlements", {"on": "2026-08-10", "purchase_id": bought["id"]})
    redone = here.boss.do(
        f"/supply/settlements/{again['id']}/confirm",
        {"at": "2026-08-10T11:00:00+08:00", "confirmed_by": "陈工"},
    )
    excl = Decimal(redone["amount_excl"])
    everything = (
        CostEntry.objects.filter(quantity__gte=0)
        .exclude(kind="issue")
        .aggregate(stock=Sum("value"), sales=Sum("to_cost_of_sales"))
    )
    assert everything["stock"] + everything["sales"] == excl
    call_command("check_invariants")

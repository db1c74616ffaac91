"""How a company values its goods: which word goes first, and the switch at a period's end."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from backend.core.access.actor import system
from backend.core.documents.source import Source
from backend.goods.cost import queries as costs
from backend.goods.cost.models import CostEntry, CostLayer, CostPool, Revaluation
from backend.goods.stock import actions as stock
from backend.goods.stock.models import StockMove
from tests.goods.kit import D, World, faults, receive, two_receipts, world
from tests.goods.stock.test_papers import issue
from tests.house_kit import Door

URL = "/goods/costing-policies"
ACTOR = system("test")


def policy(here: World, method: str, **facts: str) -> dict:
    body = {"party_id": here.ours, "method": method, "since": "2026-01-01", **facts}
    return here.boss.do(URL, body)


def switch(row: dict, method: str, on: str, at: str = "2026-12-31T09:00:00+08:00") -> tuple:
    return f"{URL}/{row['id']}/switch", {
        "at": at,
        "on": on,
        "method": method,
        "reason": "集团统一核算口径",
    }


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T01:00:00").replace(tzinfo=UTC)


def test_the_warehouse_speaks_before_the_product_before_the_company(boss: Door) -> None:
    here = world(boss)
    policy(here, "average")
    named = boss.do(
        "/goods/products",
        {"code": "ROD", "name": "铜杆", "category": "rod", "metal": "cu", "costing": "specific"},
    )
    body = {"code": "TJ03", "name": "天津库", "costing": "fifo"}
    place = boss.do("/goods/warehouses", body)["id"]
    other = boss.do("/core/parties", {"on": "2026-06-01", "name": "衡信物资", "is_ours": True})

    receive(here, "1.000", "1.0000")
    receive(here, "1.000", "1.0000", owner_party_id=other["id"])
    receive(here, "1.000", "1.0000", product_id=named["id"])
    receive(here, "1.000", "1.0000", product_id=named["id"], warehouse_id=place)

    assert list(CostPool.objects.order_by("id").values_list("costing", flat=True)) == [
        "average",  # by the company
        "fifo",  # a company without a policy
        "specific",  # by the product
        "fifo",  # by the warehouse
    ]
    assert boss.post(URL, {"party_id": here.theirs, "method": "fifo", "since": "2026-01-01"})
    twice = boss.post(URL, {"party_id": here.ours, "method": "fifo", "since": "2026-01-01"})
    late = boss.post(URL, {"party_id": other["id"], "method": "average", "since": "2026-01-01"})
    assert (twice.status_code, late.status_code) == (409, 409)
    assert "先进先出" in late.body["detail"]


def test_first_in_first_out_becomes_average_becomes_lot_by_lot(boss: Door) -> None:
    here = world(boss)
    row = policy(here, "fifo")
    old, new = two_receipts(here)
    other = boss.do("/core/parties", {"on": "2026-06-01", "name": "衡信物资", "is_ours": True})
    truck = Source("crm.delivery", uuid4(), "FH-1")
    issue(here, "60.000", truck, at("2026-07-01"))
    receive(here, "5.000", "1.0000", at="2026-08-15T09:00:00+08:00", owner_party_id=other["id"])

    # 20 t at 88,000 and 100 t at 91,500 are the mean's first value: nothing changes
    done = boss.do(*switch(row, "average", "2026-08-01"))
    assert (done["method"], done["since"]) == ("average", "2026-08-01")
    (first,) = done["revaluations"]
    assert (first["cost_before"], first["cost_after"], first["cost_difference"]) == (
        "10910000.00",
        "10910000.00",
        "0.00",
    )
    assert issue(here, "12.000", at=at("2026-08-02")).cost == D("1091000.00")
    assert faults() == []

    # 8 t of the old lot and 100 t of the new are there, at what they cost themselves
    done = boss.do(*switch(row, "specific", "2026-09-01"))
    second = done["revaluations"][0]
    assert (second["quantity"], second["cost_before"], second["cost_after"]) == (
        "108.000",
        "9819000.00",
        "9854000.00",
    )
    entry = CostEntry.objects.get(kind="revalue")
    assert (entry.value, entry.to_cost_of_sales) == (D("35000.00"), D("-35000.00"))
    assert entry.line_id == Revaluation.objects.get(on="2026-09-01").pk
    assert entry.at.isoformat() == "2026-08-31T16:00:00+00:00"  # midnight here
    assert faults() == []

    left = stock.issue(
        actor=ACTOR,
        at=at("2026-09-02"),
        source=Source("crm.delivery", uuid4()),
        line_id=uuid4(),
        product_id=here.product,
        weight=D("10.000"),
        brands=["铁峰"],
    )
    assert left.cost == D("915000.00")
    # what left under another method comes back to its own lot at what it left with
    stock.take_back(actor=ACTOR, at=at("2026-09-03"), source=truck, reason="退货")
    assert costs.cost_of(truck) == 0
    layers = CostLayer.objects.filter(remaining__gt=0, pool__owner_party_id=here.ours)
    assert sorted(layers.values_list("lot_id", "remaining", "remaining_value")) == sorted(
        [
            (UUID(old["id"]), D("8.000"), D("704000.00")),
            (UUID(old["id"]), D("60.000"), D("5280000.00")),
            (UUID(new["id"]), D("90.000"), D("8235000.00")),
        ]
    )
    assert faults() == []


def test_a_late_price_finds_lots_through_a_switch(boss: Door) -> None:
    here = world(boss)
    row = policy(here, "average")
    old, _new = two_receipts(here)
    body = {"at": "2026-07-01T09:00:00+08:00", "parts": [{"weight": "30"}, {"weight": "50"}]}
    for part, pieces in zip(body["parts"], (12, 20), strict=True):
        part["pieces"] = pieces
    boss.do(f"/goods/lots/{old['id']}/split", body)
    issue(here, "30.000", at=at("2026-07-02"))

    done = boss.do(*switch(row, "fifo", "2026-08-01"))
    # 150 t at the mean of 89,944.4444 become 50 t at 88,000 and 100 t at 91,500
    assert done["revaluations"][0]["cost_difference"] == str(D("13550000.00") - D("13491666.67"))
    adjusted = stock.price_for(
        UUID(old["id"]),
        actor=ACTOR,
        at=at("2026-08-05"),
        unit_cost=D("88100.0000"),
        reason="结价",
        source=Source("supply.purchase", uuid4()),
    )

    assert adjusted == (D("5000.00"), D("3000.00"))
    assert faults() == []


def test_a_method_changes_only_where_a_period_begins(boss: Door) -> None:
    here = world(boss)
    row = policy(here, "fifo")
    two_receipts(here)

    def asked(method: str, on: str, at: str = "2026-12-31T09:00:00+08:00") -> tuple:
        answer = boss.post(*switch(row, method, on, at))
        return answer.status_code, str(answer.body.get("errors") or answer.body.get("detail"))

    assert asked("average", "2026-08-02")[0] == 422
    assert asked("average", "2026-01-01")[0] == 422
    assert "尚未开始" in asked("average", "2026-08-01", "2026-07-31T15:00:00+08:00")[1]
    assert "2026-06-20" in asked("average", "2026-06-01")[1]
    assert asked("fifo", "2026-07-01")[0] == 409
    assert CostEntry.objects.filter(kind="revalue").count() == 0
    # a receipt at midnight of the new month is of the new month, the second before is not
    last = receive(here, "1.000", "1.0000", at="2026-06-30T23:59:59+08:00")
    assert asked("average", "2026-07-01")[0] == 200
    # a receipt laid in before the switch is part of the mean now
    move = StockMove.objects.get(lot_id=last["id"])
    back = {"at": "2026-07-02T09:00:00+08:00", "reason": "错收"}
    assert boss.post(f"/goods/stockmoves/{move.pk}/reverse", back).status_code == 409
    receive(here, "1.000", "1.0000", at="2026-08-01T00:00:00+08:00")
    assert asked("fifo", "2026-08-01")[0] == 409
    assert faults() == []

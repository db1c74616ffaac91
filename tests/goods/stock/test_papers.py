"""What supply's papers do with lots: send them to a mill, draw them, receive what was made."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from backend.core.access.actor import system
from backend.core.documents.source import Source
from backend.core.errors import Malformed, Refusal
from backend.goods.cost import actions as cost
from backend.goods.cost import queries as costs
from backend.goods.cost.models import CostEntry, CostPool
from backend.goods.stock import actions as stock
from backend.goods.stock import queries
from backend.goods.stock.models import Balance, Lot, LotLink, StockMove
from tests.goods.kit import D, World, faults, receive, refused, two_receipts, world
from tests.house_kit import Door

ACTOR = system("test")
AT = datetime(2026, 7, 1, 1, tzinfo=UTC)


def take(lot: dict, place: str, weight: str, pieces: int | None = None) -> stock.Take:
    return stock.Take(UUID(lot["id"]), UUID(place), D(weight), pieces)


def mill(here: World) -> str:
    body = {"code": "JG01", "name": "江南铜管厂", "kind": "processor", "operator_id": here.theirs}
    return here.boss.do("/goods/warehouses", body)["id"]


def issue(
    here: World, weight: str, source: Source | None = None, at: datetime = AT
) -> stock.IssueResult:
    return stock.issue(
        actor=ACTOR,
        at=at,
        source=source or Source("crm.delivery", uuid4()),
        line_id=uuid4(),
        product_id=here.product,
        weight=D(weight),
    )


def test_metal_goes_to_a_mill_is_drawn_and_comes_back_as_another_lot(boss: Door) -> None:
    here = world(boss)
    old, new = two_receipts(here)
    there, order, line = mill(here), Source("supply.processing", uuid4(), "WW-1"), uuid4()

    stock.reserve_lots(
        actor=ACTOR, source=order, line_id=line, takes=[take(new, here.warehouse, "60.000")]
    )
    moves = stock.send(
        actor=ACTOR,
        at=AT,
        source=order,
        line_id=line,
        takes=[take(new, here.warehouse, "60.000", 24), take(old, here.warehouse, "30.000")],
        to_warehouse_id=UUID(there),
        reason="委外发料",
    )
    # first in, first out: the 60 t of the new lot leave at the old price
    worth = {pool.warehouse_id: pool.value for pool in CostPool.objects.all()}
    assert [(row.kind, row.actual, row.pieces) for row in moves] == [
        ("transfer", D("-60.000"), -24),
        ("transfer", D("60.000"), 24),
        ("transfer", D("-30.000"), -12),
        ("transfer", D("30.000"), 12),
    ]
    assert worth[UUID(there)] == D("80.000") * 88000 + D("10.000") * 91500
    assert queries.reserved_for(order) == 0
    # at the mill it is ours, but nobody may promise it without naming the place
    assert queries.available(here.product) == D("90.000")
    assert queries.available(here.product, warehouse_id=UUID(there)) == D("90.000")
    with refused(stock.NotEnough):
        issue(here, "90.001")

    drawn = stock.draw(
        actor=ACTOR,
        at=AT,
        source=order,
        line_id=line,
        takes=[take(new, there, "60.000"), take(old, there, "30.000")],
    )
    assert drawn.cost == D("7955000.00")
    assert costs.cost_of(order) == D("7955000.00")
    tubes = stock.receive(
        actor=ACTOR,
        at=AT,
        product_id=here.product,
        warehouse_id=UUID(here.warehouse),
        owner_party_id=UUID(here.ours),
        weight=D("82.800"),
        unit_cost=None,
        value=D("8123456.78"),
        source=order,
        line_id=line,
        parents=[(UUID(new["id"]), D("60.000")), (UUID(old["id"]), D("30.000"))],
        brand="铜管",
    )
    pool = CostPool.objects.get(warehouse_id=here.warehouse)
    assert tubes.unit_cost == D("98109.3814")
    assert (pool.quantity, pool.value) == (D("172.800"), D("90.000") * 91500 + D("8123456.78"))

    parts = boss.do(
        f"/goods/lots/{tubes.pk}/split",
        {"at": "2026-07-03T09:00:00+08:00", "parts": [{"weight": "40"}, {"weight": "42.8"}]},
    )["children"]
    parts.sort(key=lambda part: part["no"])
    trace = boss.see(f"/goods/lots/{old['id']}/trace", direction="down")
    assert [(one["no"], one["distance"]) for one in trace["lots"]] == [
        (old["no"], 0),
        (tubes.no, 1),
        (parts[0]["no"], 2),
        (parts[1]["no"], 2),
    ]
    up = boss.see(f"/goods/lots/{parts[0]['lot_id']}/trace", direction="up")
    assert {(one["no"], one["distance"]) for one in up["lots"]} == {
        (parts[0]["no"], 0),
        (tubes.no, -1),
        (old["no"], -2),
        (new["no"], -2),
    }
    assert {link["kind"] for link in up["links"]} == {"split", "process"}
    papers = {(one["lot_id"], one["source_no"]) for one in up["passages"]}
    assert {(old["id"], "WW-1"), (new["id"], "WW-1"), (str(tubes.pk), "WW-1")} <= papers

    back = stock.take_back(actor=ACTOR, at=AT, source=Source("supply.none", uuid4()), reason="无")
    assert back == []
    assert faults() == []


def test_drawing_can_be_taken_back_and_bad_takes_change_nothing(boss: Door) -> None:
    here = world(boss)
    old, _new = two_receipts(here)
    boss.do(
        f"/goods/lots/{old['id']}/pledge",
        {"warehouse_id": here.warehouse, "weight": "50.000", "reason": "质押"},
    )
    order = Source("supply.processing", uuid4(), "WW-2")
    call = {"actor": ACTOR, "at": AT, "source": order, "line_id": uuid4()}

    for takes, error in (
        ([take(old, here.warehouse, "30.001")], stock.NotEnough),
        ([take(old, here.other, "1.000")], Malformed),
        ([take(old, here.warehouse, "0.000")], Malformed),
        ([], Malformed),
    ):
        with refused(error):
            stock.draw(**call, takes=takes)
        with refused(error):
            stock.send(**call, takes=takes, to_warehouse_id=UUID(mill_once(here)))
    with refused(Malformed):
        stock.send(
            **call,
            takes=[take(old, here.warehouse, "1.000")],
            to_warehouse_id=UUID(here.warehouse),
        )
    assert StockMove.objects.count() == 2

    stock.draw(**call, takes=[take(old, here.warehouse, "10"), take(old, here.warehouse, "20")])
    assert Balance.objects.get(lot_id=old["id"]).actual == D("50.000")
    stock.take_back(actor=ACTOR, at=AT, source=order, reason="退料")
    assert Balance.objects.get(lot_id=old["id"]).actual == D("80.000")
    assert costs.cost_of(order) == 0
    assert faults() == []


def mill_once(here: World) -> str:
    found = here.boss.see("/goods/warehouses", kind="processor")["items"]
    return found[0]["id"] if found else mill(here)


def test_goods_on_the_road_or_in_bond_cannot_leave_for_a_customer(boss: Door) -> None:
    here = world(boss)
    for code, kind in (("ZT01", "transit"), ("BS01", "bonded")):
        body = {"code": code, "name": code, "kind": kind, "operator_id": here.theirs}
        place = boss.do("/goods/warehouses", body)["id"]
        receive(here, "10.000", "90000", warehouse_id=place)
        with refused(Refusal, "清关"):
            stock.issue(
                actor=ACTOR,
                at=AT,
                source=Source("crm.delivery", uuid4()),
                line_id=uuid4(),
                product_id=here.product,
                weight=D("1.000"),
                warehouse_id=UUID(place),
            )
    assert queries.available(here.product) == 0


def test_a_late_price_follows_the_goods_wherever_they_went(boss: Door) -> None:
    """100 t at 90,000 provisional: split 40/60, the 60 merged on, 40 moved, 30 sold."""
    here = world(boss)
    known = receive(here, "100.000", "90000", brand="贵冶", price_state="provisional", pieces=40)
    other = receive(
        here,
        "20.000",
        "91000",
        brand="贵冶",
        price_state="provisional",
        pieces=8,
        at="2026-06-11T09:00:00+08:00",
    )
    at = {"at": "2026-06-20T09:00:00+08:00"}
    parts = boss.do(
        f"/goods/lots/{known['id']}/split",
        {**at, "parts": [{"weight": "40", "pieces": 16}, {"weight": "60", "pieces": 24}]},
    )["children"]
    parts.sort(key=lambda part: part["weight"])
    boss.do(f"/goods/lots/{parts[1]['lot_id']}/merge", {**at, "others": [other["id"]]})
    move = {**at, "from_warehouse_id": here.warehouse, "to_warehouse_id": here.other}
    boss.do(
        f"/goods/lots/{parts[0]['lot_id']}/transfer", {**move, "weight": "40", "reason": "移库"}
    )
    sale = Source("crm.delivery", uuid4())
    sold = stock.issue(
        actor=ACTOR,
        at=AT,
        source=sale,
        line_id=uuid4(),
        product_id=here.product,
        weight=D("30.000"),
        warehouse_id=UUID(here.warehouse),
    )
    assert sold.cost == D("2700000.00")

    found = stock.price_for(
        UUID(known["id"]),
        actor=ACTOR,
        at=AT,
        unit_cost=D("90500"),
        reason="点价结算",
        source=Source("supply.settlement", uuid4(), "JS-1"),
    )

    # 100 t x 500: 70 t are left of what came in with the lot, 30 t are sold
    assert found == (D("35000.00"), D("15000.00"))
    values = {pool.warehouse_id: pool.value for pool in CostPool.objects.all()}
    assert values[UUID(here.other)] == D("40.000") * 90500
    assert values[UUID(here.warehouse)] == D("30.000") * 90500 + D("20.000") * 91000
    merged = Lot.objects.get(parents__kind=LotLink.Kind.MERGE, parents__parent_id=other["id"])
    split = Lot.objects.get(pk=parts[0]["lot_id"])
    assert (split.unit_cost, split.price_state) == (D("90500.0000"), "priced")
    assert merged.price_state == "provisional"  # the other half still has no price
    assert merged.unit_cost == D("90625.0000")

    charged = cost.charge(
        {split.pk: D("4000.00"), UUID(known["id"]): D("1000.00")},
        actor=ACTOR,
        at=AT,
        source=Source("supply.shipment", uuid4(), "YD-1"),
    )
    assert charged == {
        split.pk: (D("4000.00"), D("0.00")),
        UUID(known["id"]): (D("700.00"), D("300.00")),
    }
    assert Lot.objects.get(pk=split.pk).landed_cost == D("4000.00")
    entries = CostEntry.objects.filter(kind="landed")
    assert sum(row.value for row in entries) == D("4700.00")
    assert sum(row.to_cost_of_sales for row in entries) == D("300.00")
    theirs = receive(here, "5.000", None, owner_party_id=here.theirs)
    with refused(cost.OthersGoods):
        cost.charge({UUID(theirs["id"]): D("1.00")}, actor=ACTOR, at=AT, source=sale)
    assert faults() == []

"""What is done with one lot: held, moved, counted, parted, poured together, priced."""

from uuid import uuid4

import pytest

from backend.core.access.models import Mode, Scope
from backend.core.events.models import Event
from backend.goods.cost.models import CostEntry, CostPool
from backend.goods.stock import queries
from backend.goods.stock.models import Lot, StockMove
from tests.goods.kit import D, World, faults, receive, two_receipts, world
from tests.goods.stock.test_issue import issue
from tests.house_kit import Door, door_for, person

AT = "2026-07-01T10:00:00+08:00"


def value(here: World) -> dict[str, str]:
    """What each warehouse is worth."""
    rows = here.boss.see("/goods/cost/valuation")["items"]
    return {row["warehouse_name"]: row["value"] for row in rows}


def test_goods_come_in_with_a_number_a_layer_and_an_event(boss: Door) -> None:
    here = world(boss)

    lot = receive(here, "80.000", "88000.0000", brand="贵冶", pieces=32, heat="H-1")

    assert lot["no"] == "LOT-2026-0001"
    assert (lot["grade"], lot["brand"]) == ("Cu-CATH-1", "贵冶")
    assert lot["balances"][0]["available"] == "80.000"
    assert value(here) == {"无锡一号库": "7040000.00"}
    assert Event.objects.get(name="goods.lot.received").payload["weight"] == "80.000"


def test_our_goods_need_a_cost_and_goods_of_others_have_none(boss: Door) -> None:
    here = world(boss)
    body = {
        "at": AT,
        "product_id": str(here.product),
        "warehouse_id": here.warehouse,
        "weight": "1.000",
    }

    ours = boss.post("/goods/lots", {**body, "owner_party_id": here.ours})
    theirs = boss.post("/goods/lots", {**body, "owner_party_id": here.theirs, "unit_cost": "90000"})
    nowhere = boss.post(
        "/goods/lots", {**body, "owner_party_id": str(uuid4()), "unit_cost": "90000"}
    )

    assert [r.status_code for r in (ours, theirs, nowhere)] == [422, 422, 422]
    assert "unit_cost" in ours.body["errors"]
    assert "owner_party_id" in nowhere.body["errors"]
    assert Lot.objects.count() == 0


def test_frozen_and_pledged_tonnes_do_not_leave(boss: Door) -> None:
    here = world(boss)
    lot = receive(here, "80.000", "88000")
    path, place = f"/goods/lots/{lot['id']}", {"warehouse_id": here.warehouse, "reason": "质检"}

    boss.do(f"{path}/freeze", {**place, "weight": "30.000"})
    boss.do(f"{path}/pledge", {**place, "weight": "40.000"})
    more = boss.post(f"{path}/freeze", {**place, "weight": "10.001"})
    other = boss.post(f"{path}/freeze", {**place, "weight": "1", "warehouse_id": here.other})
    loose = boss.post(f"{path}/unfreeze", {**place, "weight": "30.001"})

    assert [more.status_code, other.status_code, loose.status_code] == [409, 422, 409]
    assert queries.available(here.product) == D("10.000")
    boss.do(f"{path}/unfreeze", {**place, "weight": "30.000"})
    boss.do(f"{path}/unpledge", {**place, "weight": "40.000"})
    assert queries.available(here.product) == D("80.000")
    assert Event.objects.filter(name="goods.lot.unpledged").count() == 1


def test_a_transfer_carries_pieces_cost_and_age(boss: Door) -> None:
    here = world(boss)
    old, _new = two_receipts(here)
    body = {
        "at": AT,
        "from_warehouse_id": here.warehouse,
        "to_warehouse_id": here.other,
        "weight": "20.000",
        "reason": "调仓",
    }

    moved = boss.do(f"/goods/lots/{old['id']}/transfer", body)
    same = boss.post(
        f"/goods/lots/{old['id']}/transfer", {**body, "to_warehouse_id": here.warehouse}
    )

    places = {row["warehouse_name"]: (row["pieces"], row["actual"]) for row in moved["balances"]}
    assert places == {"无锡一号库": (24, "60.000"), "上海中储": (8, "20.000")}
    assert value(here) == {"无锡一号库": "14430000.00", "上海中储": "1760000.00"}
    assert same.status_code == 422
    assert faults() == []


def test_a_count_brings_the_books_in_line(boss: Door) -> None:
    here = world(boss)
    lot = receive(here, "80.000", "88000", pieces=32)
    path = f"/goods/lots/{lot['id']}/adjust"
    body = {"at": AT, "warehouse_id": here.warehouse, "reason": "月末盘点"}

    boss.do(path, {**body, "weight": "-0.250"})
    boss.do(path, {**body, "weight": "0.100"})
    nothing = boss.post(path, {**body, "weight": "0.000"})
    too_much = boss.post(path, {**body, "weight": "-79.851"})

    assert [nothing.status_code, too_much.status_code] == [422, 409]
    assert queries.available(here.product) == D("79.850")
    assert value(here) == {"无锡一号库": "7026800.00"}
    assert faults() == []


def test_a_split_conserves_pieces_weights_and_cost(boss: Door) -> None:
    here = world(boss)
    lot = receive(here, "80.001", "88000.0000", pieces=32, theoretical="80.000", heat="H-1")
    before = value(here)
    parts = [
        {"pieces": 11, "weight": "26.667"},
        {"pieces": 11, "weight": "26.667"},
        {"pieces": 10, "weight": "26.667", "heat": "H-2"},
    ]

    short = boss.post(f"/goods/lots/{lot['id']}/split", {"at": AT, "parts": parts[:2]})
    done = boss.do(f"/goods/lots/{lot['id']}/split", {"at": AT, "parts": parts})

    children = Lot.objects.exclude(pk=lot["id"]).order_by("no")
    assert short.status_code == 422
    assert done["state"] == "split"
    assert [c.heat for c in children] == ["H-1", "H-1", "H-2"]
    assert sum(c.pieces for c in children) == 32
    assert sum(c.theoretical for c in children) == D("80.000")
    assert sum(c.actual for c in children) == D("80.001")
    assert {kin["kind"] for kin in done["children"]} == {"split"}
    assert value(here) == before
    assert faults() == []


def test_a_merge_takes_only_like_lots_and_keeps_every_cent(boss: Door) -> None:
    here = world(boss)
    one = receive(here, "33.333", "88000.1234", brand="贵冶", pieces=13)
    two = receive(here, "16.667", "91500", brand="贵冶", pieces=7)
    other = receive(here, "10.000", "90000", brand="铁峰")
    open_price = receive(here, "10.000", "90000", brand="贵冶", price_state="provisional")
    before = value(here)
    path = f"/goods/lots/{one['id']}/merge"

    brand = boss.post(path, {"at": AT, "others": [other["id"]]})
    price = boss.post(path, {"at": AT, "others": [open_price["id"]]})
    done = boss.do(path, {"at": AT, "others": [two["id"]]})

    assert [brand.status_code, price.status_code] == [409, 409]
    assert done["state"] == "merged"
    child = boss.see(f"/goods/lots/{done['children'][0]['lot_id']}")
    assert (child["pieces"], child["actual"]) == (20, "50.000")
    assert {kin["no"] for kin in child["parents"]} == {one["no"], two["no"]}
    assert value(here) == before
    assert faults() == []


def test_a_lot_that_is_held_keeps_its_shape(boss: Door) -> None:
    here = world(boss)
    lot = receive(here, "80.000", "88000")
    hold = {"warehouse_id": here.warehouse, "weight": "1.000", "reason": "质检"}
    boss.do(f"/goods/lots/{lot['id']}/freeze", hold)

    refused = boss.post(
        f"/goods/lots/{lot['id']}/split",
        {"at": AT, "parts": [{"weight": "40.000"}, {"weight": "40.000"}]},
    )

    assert refused.status_code == 409
    assert StockMove.objects.count() == 1


def test_a_late_price_is_shared_between_stock_and_cost_of_sales(boss: Door) -> None:
    here = world(boss)
    lot = receive(here, "80.000", "88000", price_state="provisional")
    issue(here, "50.000")

    priced = boss.do(
        f"/goods/lots/{lot['id']}/price", {"at": AT, "unit_cost": "88200", "reason": "点价完成"}
    )

    entries = CostEntry.objects.filter(kind="price")
    assert (priced["price_state"], priced["unit_cost"]) == ("priced", "88200.0000")
    assert sum(row.value for row in entries) == D("6000.00")
    assert sum(row.to_cost_of_sales for row in entries) == D("10000.00")
    assert CostPool.objects.get().value == D("2646000.00")
    assert faults() == []


def test_cost_is_hidden_unless_a_role_opens_it(boss: Door) -> None:
    here = world(boss)
    lot = receive(here, "80.000", "88000")
    clerk = door_for(person("clerk", grants={"goods.view_lot": Scope.ALL}))
    money = door_for(
        person(
            "money",
            grants={"goods.view_lot": Scope.ALL},
            fields={("goods.lot", "unit_cost"): Mode.READONLY},
        )
    )

    hidden = clerk.see(f"/goods/lots/{lot['id']}")
    shown = money.see(f"/goods/lots/{lot['id']}")

    assert (hidden["unit_cost"], hidden["landed_cost"]) == (None, None)
    assert {"unit_cost", "landed_cost"} <= set(hidden["withheld"])
    assert shown["unit_cost"] == "88000.0000"
    assert clerk.see("/goods/lots")["items"][0]["unit_cost"] is None
    assert clerk.get("/goods/cost/valuation").status_code == 403


VERBS = {
    "freeze": {"weight": "1.000", "reason": "质检"},
    "pledge": {"weight": "1.000", "reason": "质押"},
    "adjust": {"at": AT, "weight": "-1.000", "reason": "盘点"},
    "price": {"at": AT, "unit_cost": "90000", "reason": "定价"},
    "split": {"at": AT, "parts": [{"weight": "40.000"}, {"weight": "40.000"}]},
}


@pytest.mark.parametrize("verb", VERBS)
def test_who_may(verb: str, boss: Door, stranger: Door, nobody: Door) -> None:
    here = world(boss)
    lot = receive(here, "80.000", "88000")
    body = dict(VERBS[verb])
    if verb in ("freeze", "pledge", "adjust"):
        body["warehouse_id"] = here.warehouse
    path = f"/goods/lots/{lot['id']}/{verb}"
    grants = {"goods.view_lot": Scope.ALL}
    viewer = door_for(person("viewer", grants=grants))
    holder = door_for(
        person(
            "holder",
            grants={**grants, f"goods.{verb}_lot": Scope.ALL},
            fields={("goods.lot", "unit_cost"): Mode.WRITE},
        )
    )
    events = Event.objects.count()

    assert nobody.post(path, body).status_code == 401
    assert stranger.post(path, body).status_code == 403
    assert viewer.post(path, body).status_code == 403
    assert Event.objects.count() == events
    assert holder.post(path, body).status_code == 200
    assert verb in holder.see(f"/goods/lots/{lot['id']}")["verbs"] or verb == "split"

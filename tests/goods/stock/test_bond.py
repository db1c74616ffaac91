"""Bonded goods come through customs before they are sold; where in a warehouse goods lie."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from backend.core.access.actor import system
from backend.core.documents.source import Source
from backend.goods.cost.models import CostEntry, CostPool
from backend.goods.stock import actions as stock
from backend.goods.stock import queries
from tests.goods.kit import D, World, faults, receive, refused, two_receipts, world
from tests.goods.stock.test_papers import issue, take
from tests.house_kit import Door

ACTOR = system("test")
AT = datetime(2026, 7, 1, 1, tzinfo=UTC)


def bonded(here: World) -> str:
    body = {"code": "YS01", "name": "洋山保税库", "kind": "bonded", "operator_id": here.theirs}
    return here.boss.do("/goods/warehouses", body)["id"]


def test_bonded_copper_is_cleared_with_duty_on_its_cost_and_vat_beside_it(boss: Door) -> None:
    here = world(boss)
    place = bonded(here)
    lot = receive(here, "25.000", "70000.0000", warehouse_id=place, pieces=10)
    url = f"/goods/lots/{lot['id']}"
    assert lot["tax_basis"] == "bonded"
    move = {
        "at": "2026-07-01T09:00:00+08:00", "from_warehouse_id": place, "weight": "5.000",
        "to_warehouse_id": here.warehouse, "reason": "调拨",
    }  # fmt: skip

    # not by a mere transfer, by hand or for a paper
    answer = boss.post(f"{url}/transfer", move)
    assert (answer.status_code, "保税清关" in answer.body["detail"]) == (409, True)
    with refused(stock.StillBonded):
        stock.send(
            actor=ACTOR, at=AT, source=Source("test.paper", uuid4()), line_id=uuid4(),
            takes=[take(lot, place, "5.000")], to_warehouse_id=UUID(here.warehouse),
        )  # fmt: skip
    assert queries.available(here.product) == 0

    entry = {
        "at": "2026-07-02T09:00:00+08:00", "to_warehouse_id": here.warehouse,
        "customs_no": "222920261000123456", "duty": "35000.01", "vat": "232050.00",
    }  # fmt: skip
    assert boss.post(f"{url}/clear", {**entry, "to_warehouse_id": place}).status_code == 422
    assert boss.post(f"{url}/clear", {**entry, "duty": "-1"}).status_code == 422
    done = boss.do(f"{url}/clear", entry)

    assert (done["tax_basis"], done["landed_cost"]) == ("cleared", "35000.01")
    assert [row["warehouse_id"] for row in done["balances"]] == [here.warehouse]
    paid = done["clearances"][0]
    assert (paid["customs_no"], paid["cost_duty"], paid["cost_vat"], paid["weight"]) == (
        "222920261000123456", "35000.01", "232050.00", "25.000",
    )  # fmt: skip
    pools = dict(CostPool.objects.values_list("warehouse_id", "value"))
    assert pools == {UUID(place): D("0.00"), UUID(here.warehouse): D("1785000.01")}
    assert CostEntry.objects.get(kind="landed").value == D("35000.01")
    assert boss.post(f"{url}/clear", entry).status_code == 409
    assert issue(here, "25.000", at=datetime(2026, 7, 3, tzinfo=UTC)).cost == D("1785000.01")
    assert faults() == []


def test_goods_of_others_are_cleared_without_cost(boss: Door) -> None:
    here = world(boss)
    place = bonded(here)
    theirs = receive(here, "5.000", None, warehouse_id=place, owner_party_id=here.theirs)
    url, entry = f"/goods/lots/{theirs['id']}/clear", {
        "at": "2026-07-02T09:00:00+08:00", "to_warehouse_id": here.warehouse,
        "customs_no": "2229", "duty": "1.00", "vat": "0.13",
    }  # fmt: skip

    assert boss.post(url, entry).status_code == 409
    assert boss.do(url, {**entry, "duty": "0"})["tax_basis"] == "cleared"
    assert faults() == []


def test_a_lot_lies_in_a_bin_until_it_has_left(boss: Door) -> None:
    here = world(boss)
    old, new = two_receipts(here)
    ware = f"/goods/warehouses/{here.warehouse}"
    for code in ("B-02", "A-01"):
        made = boss.do(f"{ware}/add-bin", {"code": code})
    first, second = made["bins"]
    assert [row["code"] for row in made["bins"]] == ["A-01", "B-02"]
    assert boss.post(f"{ware}/add-bin", {"code": "A-01"}).status_code == 409

    def put(lot: dict, bin_id: str | None, place: str = here.warehouse) -> int:
        body = {"warehouse_id": place, "bin_id": bin_id}
        return boss.post(f"/goods/lots/{lot['id']}/put-in-bin", body).status_code

    assert put(old, second["id"]) == 200
    assert put(new, first["id"]) == 200
    assert put(new, first["id"], here.other) == 422  # it never lay there
    assert put(old, here.warehouse) == 422  # no bin of this warehouse
    assert boss.see("/goods/stock")["items"][0]["bins"] == ["A-01", "B-02"]
    found = boss.see("/goods/lots", bin_id=second["id"])["items"]
    assert [lot["id"] for lot in found] == [old["id"]]
    closing = {"bin_id": second["id"], "reason": "货架拆除"}
    assert boss.post(f"{ware}/close-bin", closing).status_code == 409

    # the stock-take goes from bin to bin
    plan = {"planned_on": "2026-06-25", "warehouse_id": here.warehouse, "owner_party_id": here.ours}
    count = boss.do("/goods/stockcounts", plan)
    url = f"/goods/stockcounts/{count['id']}"
    lines = boss.do(f"{url}/start", {"at": "2026-06-25T09:00:00+08:00"})["lines"]
    assert [(row["bin_code"], row["lot_id"]) for row in lines] == [
        ("A-01", new["id"]),
        ("B-02", old["id"]),
    ]
    assert boss.get(f"{url}/pdf").status_code == 200

    issue(here, "80.000")
    assert boss.see(f"/goods/lots/{old['id']}")["balances"] == []
    assert put(old, second["id"]) == 409
    assert boss.do(f"{ware}/close-bin", closing)["bins"][1]["is_active"] is False
    assert put(new, second["id"]) == 422
    assert boss.do(f"{ware}/add-bin", {"code": "B-02", "name": "新货架"})["bins"][1]["is_active"]
    assert put(new, None) == 200
    assert boss.see("/goods/stock")["items"][0]["bins"] == []
    assert faults() == []

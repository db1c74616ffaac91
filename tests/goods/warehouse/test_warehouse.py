"""Places where goods lie."""

from backend.core.access.models import Scope
from backend.goods.warehouse.models import Warehouse
from tests.goods.kit import world
from tests.goods.weighing.test_truck import announce
from tests.house_kit import Door, door_for, person


def test_a_warehouse_of_others_names_who_runs_it(boss: Door) -> None:
    party = boss.do("/core/parties", {"on": "2026-06-01", "name": "中储发展"})
    body = {"code": "SH02", "name": "上海库", "kind": "third_party"}

    without = boss.post("/goods/warehouses", body)
    made = boss.do("/goods/warehouses", {**body, "operator_id": party["id"]})
    twice = boss.post("/goods/warehouses", {**body, "operator_id": party["id"]})

    assert without.status_code == 422
    assert "operator_id" in without.body["errors"]
    assert made["operator_name"] == "中储发展"
    assert twice.status_code == 409
    assert boss.see("/goods/warehouses", q="shk")["items"][0]["operator_name"] == "中储发展"


def test_nothing_new_comes_into_a_closed_warehouse(boss: Door) -> None:
    here = world(boss)
    boss.do(f"/goods/warehouses/{here.warehouse}/close", {"reason": "租约到期"})

    lot = boss.post(
        "/goods/lots",
        {
            "at": "2026-07-01T10:00:00+08:00",
            "product_id": str(here.product),
            "warehouse_id": here.warehouse,
            "owner_party_id": here.ours,
            "weight": "1.000",
            "unit_cost": "88000",
        },
    )
    truck = announce(here)

    assert (lot.status_code, truck.status_code) == (422, 422)
    assert "warehouse_id" in lot.body["errors"]


def test_who_may_create_and_close(boss: Door, stranger: Door, nobody: Door) -> None:
    body = {"code": "WX01", "name": "无锡库"}
    view = {"goods.view_warehouse": Scope.ALL}
    holder = door_for(
        person(
            "holder",
            grants={
                **view,
                "goods.create_warehouse": Scope.ALL,
                "goods.close_warehouse": Scope.ALL,
            },
        )
    )

    refused = [door.post("/goods/warehouses", body).status_code for door in (nobody, stranger)]

    assert refused == [401, 403]
    assert Warehouse.objects.count() == 0
    made = holder.do("/goods/warehouses", body)
    closed = holder.do(f"/goods/warehouses/{made['id']}/close", {"reason": "租约到期"})
    assert (closed["is_active"], closed["verbs"]) == (False, ["reopen"])

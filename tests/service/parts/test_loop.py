"""Parts to the van, into a machine, and the broken one home: stock at zero-sum, the maker pays."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend.core import invariants
from backend.goods.cost.models import CostEntry
from backend.goods.serial.models import Serial
from backend.goods.stock.models import Lot, StockMove
from backend.service.asset.models import Component
from backend.service.parts.models import DefectiveReturn
from backend.supply.receiving.models import GoodsReceipt
from tests.house_kit import Door
from tests.service.workorder import kit
from tests.service.workorder.kit import Json, World, attach, clock
from tests.supply.kit import refused, warehouse

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def here(keeper: Door) -> World:
    return kit.world(keeper)


def faults() -> list[str]:
    return [fault for name in invariants.names() for fault in invariants.check(name)]


def road(here: World) -> str:
    found: str = warehouse(here.boss, "ROAD", name="在途", kind="transit")["id"]
    return found


def repaired(here: World, hear: Callable[[], int], *, received: str = "2026-02-10") -> Json:
    """D-001 of the machine came out on an order for D-100, and is to come back; its return."""
    old = here.stock(here.drive, here.depot, ["D-001"], cost="1400.0000")
    Lot.objects.filter(pk=old["id"]).update(received_at=f"{received}T09:00:00+08:00")
    Component.objects.create(
        asset_id=here.asset, product_id=here.drive, serial="D-001", position="主轴", quantity=1,
        installed_at=clock("10:00", "2026-03-01"), lot_id=old["id"], supplier_id=here.supplier,
    )  # fmt: skip
    from backend.core.documents.source import Source
    from backend.goods.serial import actions as serials
    from backend.goods.stock import actions as stock

    at, source = Lot.objects.get(pk=old["id"]).received_at, Source("story", uuid4(), "")
    take = stock.Take(UUID(old["id"]), UUID(here.depot), Decimal(1))
    stock.draw(actor=kit.SELF, at=at, source=source, line_id=uuid4(), takes=[take])
    serials.give_out(
        actor=kit.SELF, at=at, product_id=UUID(here.drive), nos=["D-001"], source=source
    )
    order = here.at_work(symptom_code="noise")
    part = {
        "at": clock("10:00"), "product_id": here.drive, "serial_in": "D-100",
        "serial_out": "D-001", "position": "主轴", "is_defective_back": True,
    }  # fmt: skip
    here.do(order, "use-part", part)
    here.do(order, "finish", {"at": clock("11:00"), "findings": "驱动器烧毁", "solution": "更换"})
    here.do(
        order, "sign",
        {"at": clock("11:10"), "signer": "王厂长", "picture_id": attach(here.boss, order)},
    )  # fmt: skip
    hear()
    hear()
    (found,) = here.boss.see("/service/defective-returns")["items"]
    return here.boss.see(f"/service/defective-returns/{found['id']}")


def test_a_van_is_filled_up_by_what_it_lacks(here: World) -> None:
    for product, least, most in ((here.drive, "3", "5"), (here.seal, "4", "20")):
        here.boss.do(
            "/service/van-levels",
            {"warehouse_id": here.van, "product_id": product, "least": least, "most": most},
        )
    proposed = here.boss.see("/service/van-levels/lacks", warehouse_id=here.van)["items"]
    assert [(row["product_code"], row["there"], row["wanted"]) for row in proposed] == [
        ("DRV-7.5", "2.000", "3.000")
    ]
    asked = {"on": "2026-07-02", "to_warehouse_id": here.van, "from_warehouse_id": here.depot}
    made = here.boss.do("/service/parts-requests", asked)
    path = f"/service/parts-requests/{made['id']}"
    assert here.boss.see("/service/van-levels/lacks", warehouse_id=here.van)["items"] == []
    assert "没有低于最低定额" in refused(here.boss, "/service/parts-requests", asked)["detail"]
    (line,) = made["lines"]
    here.boss.do(f"{path}/approve", {"lines": [{"line_id": line["id"], "approved": "2.000"}]})
    way = road(here)
    ship: Json = {
        "at": clock("09:00", "2026-07-03"), "transit_warehouse_id": way, "waybill": "SF100",
        "lines": [{"line_id": line["id"], "quantity": "2.000", "serials": ["D-200", "D-100"]}],
    }  # fmt: skip
    assert "D-100" in refused(here.boss, f"{path}/ship", ship)["detail"]
    ship["lines"][0]["serials"] = ["D-200", "D-201"]
    sent = here.boss.do(f"{path}/ship", ship)
    assert here.left(here.drive) == {"DEPOT": "1.000", "ROAD": "2.000", "VAN-01": "2.000"}
    (parcel,) = sent["lines"][0]["parcels"]
    arrived = {"parcel_id": parcel["id"], "received": "1.000", "serials": ["D-201"]}
    got = here.boss.do(
        f"{path}/receive", {"at": clock("09:00", "2026-07-04"), "parcels": [arrived]}
    )

    assert (got["state"], got["lines"][0]["received"]) == ("received", "1.000")
    assert here.left(here.drive) == {"DEPOT": "1.000", "ROAD": "1.000", "VAN-01": "3.000"}
    places = dict(Serial.objects.values_list("no", "warehouse__code"))
    assert (places["D-200"], places["D-201"]) == ("ROAD", "VAN-01")
    assert faults() == []


def test_a_defective_part_comes_home_and_its_maker_pays(
    here: World, hear: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    back = repaired(here, hear)
    path = f"/service/defective-returns/{back['id']}"
    assert (back["serial"], back["supplier_id"], back["installed_on"], back["fault"]) == (
        "D-001", here.supplier, "2026-03-01", "驱动器烧毁",
    )  # fmt: skip
    here.boss.do(f"{path}/approve")
    here.boss.do(f"{path}/send", {"at": clock("15:00"), "waybill": "SF200"})
    bin_ = warehouse(here.boss, "DEFECT", name="不良品仓", kind="scrap")["id"]
    before = here.left(here.drive)
    got = here.boss.do(
        f"{path}/receive", {"at": clock("09:00", "2026-07-08"), "warehouse_id": bin_}
    )

    # It is there at no value and held: nobody can use it.
    assert here.left(here.drive) == {**before, "DEFECT": "1.000"}
    lot = Lot.objects.get(pk=got["defective_lot_id"])
    assert (lot.unit_cost, lot.quality, lot.owner_party_id) == (
        Decimal("0.0000"), "held", UUID(here.ours),
    )  # fmt: skip
    assert faults() == []
    other = here.order()
    claim: Json = {"on": "2026-07-09", "back_id": back["id"], "amount": "1650.00"}
    assert "尚未检验" in refused(here.boss, "/service/warranty-claims", claim)["detail"]
    look = {"on": "2026-07-09", "finding": "功率模块击穿", "is_supplier_fault": True}
    here.boss.do(f"{path}/inspect", look)
    assert "没有供应商" in refused(here.boss, "/service/warranty-claims", claim)["detail"]
    rule = {"supplier_id": here.supplier, "months": 4, "basis_no": "框架合同 JG-2025"}
    promise = here.boss.do("/service/supplier-warranties", rule)
    assert refused(here.boss, "/service/warranty-claims", claim)["detail"] == (
        "供应商质保自 2026-02-10 起 4 个月，至 2026-06-09 止；故障日期 2026-07-06 已过保。"
    )
    answer = here.boss.patch(
        f"/service/supplier-warranties/{promise['id']}", {"months": 12}, match='"1"'
    )
    assert answer.status_code == 200
    made = here.boss.do("/service/warranty-claims", claim)
    assert (made["covered_until"], made["supplier_id"], made["serial"]) == (
        "2027-02-09", here.supplier, "D-001",
    )  # fmt: skip
    assert refused(here.boss, "/service/warranty-claims", {**claim, "id": None})["detail"] == (
        "这一旧件已提出供应商索赔。"
    )
    done = {"at": clock("10:00", "2026-07-20"), "outcome": "按贷项通知单补偿"}
    assert "尚未同意" in refused(here.boss, f"{path}/credit", done)["detail"]
    mine = f"/service/warranty-claims/{made['id']}"
    here.boss.do(f"{mine}/send", {"on": "2026-07-09"})
    assert here.boss.get(f"{mine}/letter.pdf").content[:5] == b"%PDF-"
    here.boss.do(f"{mine}/reject", {"on": "2026-07-12", "reason": "要求补充检验照片"})
    here.boss.do(f"{mine}/send", {"on": "2026-07-13"})
    agreed = {"on": "2026-07-18", "amount_agreed": "1500.00", "their_no": "RMA-77"}
    here.boss.do(f"{mine}/accept", agreed)
    here.boss.do(f"{path}/credit", done)
    ended = here.boss.do(f"{mine}/credit", {"on": "2026-07-25", "outcome": "冲抵应付"})
    assert (ended["state"], ended["amount_agreed"]) == ("credited", "1500.00")
    assert here.left(here.drive) == before
    moved = StockMove.objects.filter(source_code="service.defective_return")
    assert sum(row.actual for row in moved) == 0
    worth = CostEntry.objects.filter(move_id__in=moved.values("pk"))
    assert {row.value for row in worth} <= {Decimal(0)}
    assert Serial.objects.get(no="D-001").state == "out"
    assert faults() == []
    assert other["state"] == "draft"


def test_a_part_is_repaired_or_written_off(here: World, hear: Callable[[], int]) -> None:
    back = repaired(here, hear)
    path = f"/service/defective-returns/{back['id']}"
    bin_ = warehouse(here.boss, "DEFECT", name="不良品仓", kind="scrap")["id"]
    here.boss.do(f"{path}/approve")
    here.boss.do(f"{path}/receive", {"at": clock("09:00", "2026-07-08"), "warehouse_id": bin_})
    look = {"on": "2026-07-09", "finding": "可修", "is_supplier_fault": False}
    here.boss.do(f"{path}/inspect", look)
    mend = {
        "at": clock("09:00", "2026-07-10"), "warehouse_id": here.depot, "outcome": "更换模块",
    }  # fmt: skip
    there = Decimal(here.left(here.drive)["DEPOT"])
    assert here.boss.do(f"{path}/repair", mend)["state"] == "repaired"
    assert Decimal(here.left(here.drive)["DEPOT"]) == there + 1
    assert Serial.objects.get(no="D-001").warehouse_id == UUID(here.depot)
    assert faults() == []

    # Another one, of a machine, has no order behind it; it is thrown away.
    body = {
        "on": "2026-07-11", "asset_id": here.asset, "product_id": here.seal, "quantity": "2.000",
        "fault": "老化", "failed_on": "2026-07-10",
    }  # fmt: skip
    seal = here.boss.do("/service/defective-returns", body)
    mine = f"/service/defective-returns/{seal['id']}"
    here.boss.do(f"{mine}/approve")
    here.boss.do(f"{mine}/receive", {"at": clock("10:00", "2026-07-11"), "warehouse_id": bin_})
    here.boss.do(f"{mine}/inspect", {**look, "on": "2026-07-12", "finding": "不可修"})
    gone = {"at": clock("10:00", "2026-07-12"), "outcome": "报废"}
    assert here.boss.do(f"{mine}/scrap", gone)["state"] == "scrapped"
    assert here.left(here.seal) == {"VAN-01": "10.000"}
    assert DefectiveReturn.objects.count() == 2
    assert GoodsReceipt.objects.count() == 0
    assert faults() == []


def test_parts_are_found_by_any_number_and_by_what_helped_before(
    here: World, hear: Callable[[], int]
) -> None:
    number: Json = {"product_id": here.seal, "kind": "oem", "maker": "NOK", "number": "AE-2368/E0"}
    here.boss.do("/service/part-references", number)
    twice = refused(here.boss, "/service/part-references", {**number, "number": "ae 2368 e0"})
    assert twice["detail"] == "该备件已有这个件号（不计标点和空格）。"
    here.boss.do(
        "/service/fitments",
        {"part_id": here.drive, "machine_id": here.machine, "position": "主轴"},
    )

    def found(**query: Any) -> list[tuple[str, str]]:
        rows = here.boss.see("/service/part-references/find", **query)["items"]
        return [(row["code"], row["found_by"]) for row in rows]

    assert found(text="ae2368.e") == [("SEAL-40", "原厂件号 NOK AE-2368/E0")]
    assert found(text="drv 7 5") == [("DRV-7.5", "DRV-7.5")]
    assert found(machine_id=here.machine) == [("DRV-7.5", "数控车床 CK6140 主轴")]
    assert found(text="ae2368", machine_id=here.machine) == []

    repaired(here, hear)
    order = here.order(symptom_code="noise")
    rows = here.boss.see("/service/part-references/suggestions", work_order_id=order["id"])["items"]
    assert [(row["code"], row["orders"], row["of_orders"], row["quantity"]) for row in rows] == [
        ("DRV-7.5", 1, 1, "1.000")
    ]
    other = here.order(symptom_code="leak")
    none = here.boss.see("/service/part-references/suggestions", work_order_id=other["id"])
    assert none["items"] == []

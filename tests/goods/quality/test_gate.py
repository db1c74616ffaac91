"""A lot at its gate: sampled by the table, held, let through, certified, or refused for good."""

from typing import Any

import pytest

from backend.goods.quality.models import Nonconformity
from backend.goods.stock.models import Lot
from tests.goods import kit
from tests.house_kit import Door, door_for, grant_all, person

Json = dict[str, Any]
AT = "2026-07-10T09:00:00+08:00"
ASKED: list[Json] = [
    {"name": "铜含量", "unit_name": "%", "places": 2, "lower": "99.95", "level": "critical"},
    {"name": "厚度", "unit_name": "mm", "places": 1, "nominal": "12", "lower": "11.5",
     "upper": "12.5", "method": "卡尺", "instrument": "游标卡尺"},
    {"name": "表面无裂纹", "kind": "yes_no", "level": "minor"},
    {"name": "标识", "kind": "text", "wanted": "CU-CATH-1"},
]  # fmt: skip


@pytest.fixture
def here(db: None, planned: kit.World) -> kit.World:
    return planned


@pytest.fixture(scope="module")
def planned(keeper: Door) -> kit.World:
    found = kit.world(keeper)
    keeper.do(
        "/goods/inspection-plans",
        {
            "on": "2026-07-01",
            "product_id": str(found.product),
            "occasion": "final",
            "name": "成品检验",
            "sampling": "aql",
            "aql": "4.0",
            "characteristics": ASKED,
        },
    )
    return found


def said(door: Door, path: str, body: Any, *, status: int) -> Any:
    got = door.post(path, body)
    assert got.status_code == status, (got.status_code, got.body)
    return got.body


def at_gate(here: kit.World, lot: Json, **facts: Any) -> Json:
    """32 pieces at AQL 4.0: letter D points forward, 13 samples of which 1 may fail."""
    body = {
        "at": AT,
        "occasion": "final",
        "product_id": str(here.product),
        "lot_id": lot["id"],
        "weight": "80.000",
        "pieces": 32,
    }
    return here.boss.do("/goods/inspections", {**body, **facts})


def values(inspection: Json, *, thick: list[str], cu: str = "99.97", mark: str = "") -> Json:
    """The findings of every sample; the first ones have the thicknesses given."""
    copper, thickness, cracks, marked = (row["id"] for row in inspection["characteristics"])
    rows: list[Json] = []
    for sample in range(1, inspection["samples"] + 1):
        mm = thick[sample - 1] if sample <= len(thick) else "12.0"
        rows += [
            {"characteristic_id": copper, "sample": sample, "value": cu},
            {"characteristic_id": thickness, "sample": sample, "value": mm},
            {"characteristic_id": cracks, "sample": sample, "text": "no" if sample == 1 else "yes"},
            {"characteristic_id": marked, "sample": sample, "text": mark or "cu-cath-1"},
        ]
    return {"at": AT, "values": rows}


def test_a_lot_waits_is_sampled_by_the_table_and_then_certified(here: kit.World) -> None:
    boss = here.boss
    lot = kit.receive(here, "80.000", "88000.0000", pieces=32, heat="H-2607")
    assert "没有启用的检验方案" in str(
        said(boss, "/goods/inspections", {
            "at": AT, "occasion": "return", "product_id": str(here.product), "lot_id": lot["id"],
            "weight": "1.000",
        }, status=409)
    )  # fmt: skip
    inspection = at_gate(here, lot)
    path = f"/goods/inspections/{inspection['id']}"
    assert (inspection["samples"], inspection["accept_up_to"]) == (13, 1)
    assert Lot.objects.get(pk=lot["id"]).quality == "held"
    assert "无需重复送检" in str(
        said(boss, "/goods/inspections", {
            "at": AT, "occasion": "final", "product_id": str(here.product), "lot_id": lot["id"],
            "weight": "80.000",
        }, status=409)
    )  # fmt: skip

    # 11.45 rounds half to even to 11.4 and fails, 11.55 to 11.6 and holds; two failures are one
    # too many, and a text where a number is asked for is named.
    bad = values(inspection, thick=["11.45", "12.6"])
    bad["values"][1] |= {"value": None, "text": "厚"}
    assert "values.1.value" in said(boss, f"{path}/measure", bad, status=422)["errors"]
    boss.do(f"{path}/measure", values(inspection, thick=["11.45", "12.6"]))
    refused = said(boss, f"{path}/accept", {"at": AT}, status=409)
    assert "2 个样本不合格，超过接收数 1（厚度）" in refused["detail"]
    boss.do(f"{path}/measure", values(inspection, thick=["11.45", "11.55"]))
    assert boss.do(f"{path}/accept", {"at": AT})["state"] == "accepted"
    assert Lot.objects.get(pk=lot["id"]).quality == "free"

    made = boss.do(
        "/goods/certificates",
        {"on": "2026-07-11", "inspection_id": inspection["id"], "standard": "GB/T 467-2010"},
    )

    assert [(row["name"], row["asked"], row["found"]) for row in made["lines"]] == [
        ("铜含量", "≥ 99.95", "99.97"),
        ("厚度", "11.5～12.5", "11.4～12.0"),
        ("表面无裂纹", "符合", "不符合"),
        ("标识", "CU-CATH-1", "cu-cath-1"),
    ]
    assert (made["kind"], made["lot_id"], made["no"][:2]) == ("ours", lot["id"], "ZJ")
    printed = boss.get(f"/goods/certificates/{made['id']}/certificate.pdf")
    assert printed.content[:5] == b"%PDF-"
    void = f"/goods/certificates/{made['id']}/void"
    assert boss.do(void, {"reason": "客户名称有误"})["is_void"] is True
    assert said(boss, void, {"reason": "再次作废"}, status=409)
    mill = {"on": "2026-07-11", "lot_id": lot["id"], "their_no": "GY-88"}
    assert "lines" in said(boss, "/goods/certificates", mill, status=422)["errors"]
    rows = [{"name": "Cu", "unit_name": "%", "asked": "≥ 99.95", "found": "99.98"}]
    assert boss.do("/goods/certificates", {**mill, "lines": rows})["kind"] == "mill"


def test_a_critical_miss_is_refused_analysed_and_scrapped_by_another(here: kit.World) -> None:
    boss = here.boss
    lot = kit.receive(here, "80.000", "88000.0000", pieces=32)
    inspection = at_gate(here, lot)
    path = f"/goods/inspections/{inspection['id']}"
    boss.do(f"{path}/measure", values(inspection, thick=[], cu="99.90"))
    assert "铜含量" in said(boss, f"{path}/accept", {"at": AT}, status=409)["detail"]
    boss.do(f"{path}/reject", {"at": AT, "reason": "含铜不足"})
    assert Lot.objects.get(pk=lot["id"]).quality == "rejected"
    certificate = {"on": "2026-07-11", "inspection_id": inspection["id"]}
    assert "不合格" in said(boss, "/goods/certificates", certificate, status=409)["detail"]

    found = boss.do(
        "/goods/nonconformities",
        {
            "on": "2026-07-10",
            "product_id": str(here.product),
            "inspection_id": inspection["id"],
            "lot_id": lot["id"],
            "warehouse_id": here.warehouse,
            "document": "goods.inspection",
            "document_id": inspection["id"],
            "quantity": "20.000",
            "defect_code": "CU-LOW",
            "description": "八片含铜 99.90 %",
        },
    )
    case = f"/goods/nonconformities/{found['id']}"
    assert (found["source_no"], found["state"]) == (inspection["no"], "open")
    boss.do(f"{case}/contain", {"at": AT, "containment": "移至隔离区"})
    boss.do(f"{case}/analyse", {"cause": "电解液铁离子偏高", "prevention": "每班测铁"})
    scrap = {"at": AT, "disposition": "scrap", "reason": "回炉", "cost": "12000.00"}
    assert "另一人" in said(boss, f"{case}/dispose", scrap, status=403)["detail"]
    chief = door_for(person("chief", superuser=True))
    assert chief.do(f"{case}/dispose", scrap)["state"] == "disposition"
    left = boss.see("/goods/stock", product_id=str(here.product), warehouse_id=here.warehouse)
    (row,) = left["items"]
    held = Lot.objects.get(pk=lot["id"])
    assert held.quality == "held"
    assert (str(sum(b.actual for b in held.balances.all()))) == "60.000"
    assert row["available"] == "0.000"  # the 60 t that are left still wait

    assert boss.do(f"{case}/verify", {"at": AT, "verification": "其余复检合格"})["cost"]
    boss.do(f"{case}/close", {})

    assert Lot.objects.get(pk=lot["id"]).quality == "free"
    assert boss.see(path)["state"] == "disposed"
    assert Nonconformity.objects.get().state == "closed"
    assert kit.faults() == []
    watcher = door_for(person("watcher", grants=grant_all("goods.view_nonconformity")))
    assert watcher.see(case)["cost"] in (None, "***")

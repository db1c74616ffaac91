"""The quality gate: measured, accepted, conceded by another, rejected in part."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from backend.goods.stock.models import Lot
from tests.house_kit import Door, door_for, person
from tests.supply import kit
from tests.supply.receiving.yard import Yard, at, yard

Json = dict[str, Any]
LIMITS: list[Json] = [
    {"name": "Cu", "unit_name": "%", "places": 2, "lower": "99.95", "level": "critical"},
    {"name": "Ag", "unit_name": "ppm", "places": 1, "upper": "25.0", "level": "major"},
    {"name": "外观划痕", "unit_name": "处", "places": 0, "upper": "3", "level": "minor"},
]


@pytest.fixture
def here(boss: Door) -> Yard:
    found = yard(boss)
    found.buy()
    return found


def plan(here: Yard, **facts: Any) -> Json:
    """Two samples of three characteristics."""
    body = {"on": "2026-07-01", "product_id": here.product, "name": "阴极铜来料", "samples": 2}
    return here.boss.do("/goods/inspection-plans", {**body, "characteristics": LIMITS, **facts})


def at_gate(here: Yard) -> tuple[str, Json]:
    """A weighed truck at the gate: the receipt's path and its inspection."""
    made = here.receipt()
    here.weigh(made, theirs="20.020", ticket=here.ticket("20.000"))
    path = f"/supply/receipts/{made['id']}"
    assert here.boss.do(f"{path}/inspect")["state"] == "inspecting"
    (row,) = here.boss.see("/goods/inspections", source_id=made["id"])["items"]
    return path, here.boss.see(f"/goods/inspections/{row['id']}")


def values(inspection: Json, *figures: tuple[str, str]) -> Json:
    """Readings of both samples, in the order of the plan."""
    rows = [
        {"characteristic_id": asked["id"], "sample": sample, "value": value}
        for asked, pair in zip(inspection["characteristics"], figures, strict=True)
        for sample, value in enumerate(pair, start=1)
    ]
    return {"at": at("09:50"), "values": rows}


def said(here: Yard, path: str, body: Any = None, *, status: int = 409) -> str:
    return str(kit.refused(here.boss, path, body, status=status)["detail"])


def test_values_are_rounded_then_compared_and_a_minor_miss_passes(
    here: Yard, hear: Callable[[], int]
) -> None:
    plan(here)
    path, inspection = at_gate(here)
    gate = f"/goods/inspections/{inspection['id']}"
    assert "请先录入检测值" in said(here, f"{gate}/accept", {"at": at("09:55")})
    short = values(inspection, ("99.95", "99.96"), ("20.0", "20.0"), ("1", "1"))
    short["values"].pop()
    assert kit.refused(here.boss, f"{gate}/measure", short, status=422)["errors"]["values"]
    # 99.945 rounds half to even to 99.94, which misses; 99.9451 rounds to 99.95, which holds.
    bad = values(inspection, ("99.945", "99.9451"), ("25.05", "24.0"), ("4", "0"))
    seen = here.boss.do(f"{gate}/measure", bad)
    shown = {
        (v["characteristic"], v["sample"]): (v["value"], v["is_within"]) for v in seen["values"]
    }
    assert shown["Cu", 1] == ("99.940000", False)
    assert shown["Cu", 2] == ("99.950000", True)
    assert shown["Ag", 1] == ("25.000000", True)
    assert "Cu" in said(here, f"{gate}/accept", {"at": at("09:55")})
    good = values(inspection, ("99.95", "99.99"), ("20.0", "25.04"), ("4", "0"))
    assert here.boss.do(f"{gate}/measure", good)["take"] == 2

    done = here.boss.do(f"{gate}/accept", {"at": at("09:58")})

    assert (done["state"], len(done["values"])) == ("accepted", 12)
    hear()
    assert here.boss.see(path)["state"] == "accepted"
    here.boss.do(f"{path}/post", {"at": at("10:00")})
    assert str(Lot.objects.get().actual) == "20.000"


def test_a_miss_is_conceded_by_another_person_but_never_a_critical_one(
    here: Yard, hear: Callable[[], int]
) -> None:
    plan(here)
    path, inspection = at_gate(here)
    gate = f"/goods/inspections/{inspection['id']}"
    chief = door_for(person("chief", superuser=True))
    good = values(inspection, ("99.95", "99.99"), ("20.0", "20.0"), ("0", "0"))
    here.boss.do(f"{gate}/measure", good)
    ask = {"at": at("09:58"), "reason": "银含量略高，用于线缆可让步"}
    assert chief.post(f"{gate}/concede", ask).status_code == 409
    critical = values(inspection, ("99.90", "99.99"), ("26.0", "20.0"), ("0", "0"))
    here.boss.do(f"{gate}/measure", critical)
    assert "Cu" in chief.post(f"{gate}/concede", ask).body["detail"]
    here.boss.do(
        f"{gate}/measure", values(inspection, ("99.95", "99.99"), ("26.0", "20.0"), ("0", "0"))
    )
    said(here, f"{gate}/concede", ask, status=403)
    assert here.boss.see(path)["state"] == "inspecting"

    done = chief.do(f"{gate}/concede", ask)

    assert (done["state"], done["decision"]) == ("conditional", ask["reason"])
    hear()
    assert here.boss.see(path)["state"] == "accepted"


def test_a_part_that_fails_never_gets_into_stock_nor_is_it_paid_for(
    here: Yard, hear: Callable[[], int]
) -> None:
    plan(here)
    path, inspection = at_gate(here)
    gate = f"/goods/inspections/{inspection['id']}"
    bad = values(inspection, ("99.95", "99.99"), ("30.0", "20.0"), ("0", "0"))
    here.boss.do(f"{gate}/measure", bad)
    why = {"at": at("09:58"), "reason": "两捆银超标，退回"}
    too_much = {**why, "rejected": "20.001"}
    kit.refused(here.boss, f"{gate}/reject", too_much, status=422)

    here.boss.do(f"{gate}/reject", {**why, "rejected": "4.000", "rejected_pieces": 2})

    hear()
    receipt = here.boss.see(path)
    row = receipt["lines"][0]
    # 20.020 t settled x 16.000 / 20.000 = 16.016 t are paid for.
    assert receipt["state"] == "partial"
    assert (row["accepted"], row["rejected"], row["payable_weight"]) == (
        "16.000",
        "4.000",
        "16.016",
    )
    posted = here.boss.do(f"{path}/post", {"at": at("10:00")})
    lot = Lot.objects.get()
    assert (str(lot.actual), lot.pieces) == ("16.000", 8)
    assert posted["lines"][0]["amount"] == "1121120.00"
    bought = here.boss.see(f"/supply/purchases/{here.purchase['id']}")["lines"][0]
    assert (bought["quantity_received"], bought["quantity_rejected"]) == ("16.016", "4.000")
    here.boss.do(f"{path}/void", {"at": at("11:00"), "reason": "整车退回"})
    bought = here.boss.see(f"/supply/purchases/{here.purchase['id']}")["lines"][0]
    assert (bought["quantity_received"], bought["quantity_rejected"]) == ("0.000", "0.000")
    call_command("check_invariants")


def test_a_certificate_is_asked_for_and_all_of_it_may_be_rejected(
    here: Yard, hear: Callable[[], int]
) -> None:
    plan(here, is_document_required=True, characteristics=[])
    kit.refused(
        here.boss,
        "/goods/inspection-plans",
        {
            "on": "2026-07-01",
            "product_id": here.product,
            "name": "又一份",
            "characteristics": LIMITS,
        },
    )
    path, inspection = at_gate(here)
    gate = f"/goods/inspections/{inspection['id']}"
    assert "质保书" in said(here, f"{gate}/accept", {"at": at("09:55")})
    here.boss.do(f"{gate}/reject", {"at": at("09:58"), "reason": "无质保书，整车拒收"})
    hear()
    assert here.boss.see(path)["state"] == "rejected"
    posted = here.boss.do(f"{path}/post", {"at": at("10:00")})
    assert posted["lines"][0]["lot_id"] is None
    assert Lot.objects.count() == 0

    path, inspection = at_gate(here)
    receipt_id = path.rsplit("/", 1)[1]
    file = SimpleUploadedFile("质保书.pdf", b"%PDF-1.4\n%%EOF", content_type="application/pdf")
    assert here.boss.client is not None
    sent = here.boss.client.post(
        "/api/v1/core/attachments",
        {
            "file": file,
            "document": "supply.receipt",
            "document_id": receipt_id,
            "kind": "certificate",
        },
        headers={"Idempotency-Key": "cert-1"},
    )
    assert sent.status_code in (200, 201), sent.content
    done = here.boss.do(f"/goods/inspections/{inspection['id']}/accept", {"at": at("09:59")})
    assert done["state"] == "accepted"

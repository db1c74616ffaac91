"""Goods that are inspected before they go, and again when they come back."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from backend.config.demo.deal import at
from backend.goods.stock.models import Lot
from tests.crm.delivery.conftest import DAY
from tests.journeys.told import Deal

PLAN = {
    "on": "2026-07-01",
    "name": "包装检验",
    "sampling": "fixed",
    "characteristics": [{"name": "包装完好", "kind": "yes_no"}],
}
RELEASE = "/crm/deliveries/{delivery}/release"


def judge(deal: Deal, inspection: dict[str, Any], *, word: str) -> None:
    """Look at the packing and decide."""
    path = f"/goods/inspections/{inspection['id']}"
    asked = deal.read(path)["characteristics"][0]["id"]
    found = {"characteristic_id": asked, "sample": 1, "text": word}
    deal.do(f"{path}/measure", {"at": at(DAY, "07:30"), "values": [found]})
    if word == "yes":
        deal.do(f"{path}/accept", {"at": at(DAY, "07:40")})
    else:
        deal.do(f"{path}/reject", {"at": at(DAY, "07:40"), "reason": "包装破损"})


def test_a_truck_is_released_after_its_inspection_and_what_comes_back_waits_for_one(
    sold: Callable[..., Deal],
) -> None:
    deal = sold()
    for occasion in ("outgoing", "return"):
        made = {**PLAN, "product_id": deal.ids["product"], "occasion": occasion}
        deal.do("/goods/inspection-plans", made)
    deal.plan("line1", "苏B10001", "25.000", DAY)
    truck, release = deal.ids["delivery"], {"at": at(DAY, "08:00")}
    (waits,) = deal.read(f"/goods/inspections?source_id={truck}")["items"]
    early = deal.refused(RELEASE, release)
    judge(deal, waits, word="no")
    failed = deal.refused(RELEASE, release)
    again = deal.do(
        "/goods/inspections",
        {
            "at": at(DAY, "07:50"),
            "occasion": "outgoing",
            "product_id": deal.ids["product"],
            "document": "crm.delivery",
            "document_id": truck,
            "weight": "25.000",
        },
    )
    judge(deal, again, word="yes")

    assert deal.do(RELEASE, release)["state"] == "picking"

    assert early["type"] == failed["type"] == "/problems/not-inspected"
    assert f"检验单 {waits['no']} 当前为“待检”" in early["detail"]
    assert "“不合格”" in failed["detail"]
    code = deal.read("/crm/deliveries/{delivery}/handover")["handover_code"]
    load = {"at": at(DAY, "08:40"), "plate": "苏B10001", "handover_code": code, "pieces": 10}
    deal.do("/crm/deliveries/{delivery}/load", load)
    ticket = deal.weigh("苏B10001", "25.000", DAY)
    for step, clock, facts in (
        ("weigh-out", "09:25", {"ticket_id": ticket}),
        ("depart", "09:30", {}),
        ("arrive", "13:00", {}),
        ("refuse", "15:00", {"reason": "表面有水渍"}),
        ("take-back", "20:00", {"reason": "原车退回"}),
    ):
        deal.do(f"/crm/deliveries/{{delivery}}/{step}", {"at": at(DAY, clock), **facts})
    back = deal.read(f"/goods/inspections?source_id={truck}&occasion=return")["items"]
    lots = Lot.objects.filter(pk__in=[row["lot_id"] for row in back])
    assert sum(Decimal(row["weight"]) for row in back) == Decimal("25.000")
    assert {lot.quality for lot in lots.all()} == {"held"}
    for row in back:
        judge(deal, row, word="yes")
    assert {lot.quality for lot in lots.all()} == {"free"}

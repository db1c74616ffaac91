"""Copper of a purchase under way by sea, received, and its freight on the lots to the cent."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from backend.core import invariants
from backend.core.access.actor import system
from backend.core.documents.source import Source
from backend.core.events.models import Event
from backend.goods.cost.models import CostEntry, CostPool
from backend.goods.stock import actions as stock
from backend.supply.shipment import actions
from backend.supply.shipment.models import DeliveryProof, FreightShare
from tests.house_kit import Door
from tests.supply import kit
from tests.supply.receiving.yard import Yard, yard
from tests.supply.shipment.kit import Json, at, attach, carrier, plan


@pytest.fixture
def here(boss: Door) -> Yard:
    return yard(boss)


def sentence(here: Yard, path: str, body: Json | None = None, *, status: int = 409) -> str:
    problem = kit.refused(here.boss, path, body, status=status)
    said = " ".join(problem.get("errors", {}).values())
    return f"{problem['type'].rsplit('/', 1)[-1]}: {problem['detail']} {said}"


def test_a_container_from_the_booking_to_the_cost_of_its_lots(
    here: Yard, hear: Callable[[], int]
) -> None:
    do, see = here.boss.do, here.boss.see
    purchase = here.buy({"tolerance_more": "0.02"})
    line = purchase["lines"][0]["id"]
    ship = carrier(here.boss)

    # -- planned: the checklist follows from mode, term and border --------------------------
    over = {"purchase_line_id": line, "weight": "20.401"}
    body = {
        "on": "2026-07-05", "direction": "inbound", "planned_on": "2026-07-08",
        "origin": "智利", "destination": "上海", "lines": [over],
    }  # fmt: skip
    assert "over-shipped" in sentence(here, "/supply/shipments", body)
    made = plan(
        here.boss,
        [{"purchase_line_id": line, "weight": "20.000", "pieces": 20}],
        mode="sea",
        incoterm="FOB",
        crosses_border=True,
        etd=at("08:00", "2026-07-01"),
        eta=at("08:00", "2026-07-09"),
        carrier_id=ship["id"],
    )
    path = f"/supply/shipments/{made['id']}"
    assert made["no"].startswith("YS-2026-")
    assert (made["party_id"], made["weight"]) == (here.seller, "20.000")
    assert {row["kind"]: row["due_on"] for row in made["papers"]} == {
        "booking": "2026-06-24",
        "weight_declaration": "2026-06-30",
        "insurance": "2026-07-01",  # FOB: the buyer insures
        "bill_of_lading": "2026-07-04",
        "invoice": "2026-07-04",
        "packing_list": "2026-07-04",
        "origin": "2026-07-08",
        "proof": "2026-07-12",
        "import_declaration": "2026-07-16",
    }

    # -- booked, loaded with a good container number, gone ----------------------------------
    do(
        f"{path}/book",
        {
            "at": at("09:00", "2026-06-20"),
            "booking_no": "COSU123",
            "vessel": "中远之星",
            "voyage": "026E",
        },
    )
    box = {"number": "CSQU3054384", "kind": "20GP", "seal_no": "CN88001", "weight": "20.000"}
    load = {"at": at("09:00", "2026-06-30"), "weight": "20.000", "containers": [box]}
    wrong = sentence(here, f"{path}/load", load, status=422)
    assert "箱号校验位不正确" in wrong
    box["number"] = "CSQU3054383"
    loaded = do(f"{path}/load", load)
    assert loaded["containers"][0]["seal_no"] == "CN88001"
    gone = do(f"{path}/depart", {"at": at("12:00", "2026-07-02")})
    assert {r["kind"]: r["due_on"] for r in gone["papers"]}["bill_of_lading"] == "2026-07-05"

    # -- tracked once however often it is told; never edited --------------------------------
    seen = {
        "client_id": "0190a000-0000-7000-8000-000000000001",
        "kind": "port_out",
        "at": at("13:00", "2026-07-02"),
        "place": "瓦尔帕莱索港",
        "latitude": "-33.036000",
        "longitude": "-71.629000",
    }
    do(f"{path}/track", seen)
    tracked = do(f"{path}/track", seen)
    assert [(e["kind"], e["via"], e["latitude"]) for e in tracked["tracking"]] == [
        ("port_out", "manual", "-33.036000")
    ]
    assert "将来" in sentence(
        here, f"{path}/track", {"at": at("08:00", "2199-01-01"), "note": "?"}, status=422
    )
    do(f"{path}/arrive", {"at": at("10:00", "2026-07-09")})

    # -- customs: duty and VAT as amounts -----------------------------------------------------
    declared = do(
        f"{path}/declare",
        {
            "way": "import", "number": "222920261000123456", "declared_on": "2026-07-09",
            "hs_code": "7403111101", "cost_value": "1238938.05", "cost_duty": "24778.76",
            "cost_vat": "164283.19",
        },
    )  # fmt: skip
    entry = declared["customs"][0]["id"]
    moved = do(f"{path}/note-customs", {"entry_id": entry, "stand": "released", "on": "2026-07-10"})
    assert (moved["customs"][0]["stand"], moved["customs"][0]["released_on"]) == (
        "released",
        "2026-07-10",
    )

    # -- handed over: the proof's digest covers its pictures, each exception opens a claim ----
    mark, photo = attach(here.boss, made), attach(here.boss, made, "blue")
    line_id = made["lines"][0]["id"]
    proof = {
        "at": at("15:00"),
        "signer": "李仓管",
        "signer_phone": "13811112222",
        "relation": "warehouse",
        "signature_id": mark,
        "photo_ids": [photo],
        "latitude": "31.491000",
        "longitude": "120.312000",
        "exceptions": [
            {"kind": "damaged", "line_id": line_id, "weight": "0.500", "description": "外包装破损"}
        ],
    }  # fmt: skip
    other = {**proof, "signature_id": made["id"]}
    assert "照片不属于本运输单" in sentence(here, f"{path}/deliver", other, status=422)
    signed = do(f"{path}/deliver", proof)
    kept = DeliveryProof.objects.get()
    assert actions.pack(kept)
    assert len(kept.sha256) == 64
    told = Event.objects.get(name="supply.shipment.delivered")
    assert told.payload["sha256"] == kept.sha256 == signed["proof"]["sha256"]
    assert signed["claims"][0]["kind"] == "damaged"

    # -- bills wait for the goods -------------------------------------------------------------
    def bill(kind: str, amount: str, no: str, **facts: str) -> Json:
        body = {"at": at("16:00"), "kind": kind, "invoice_no": no, "billed_on": "2026-07-10"}
        return do(f"{path}/bill", {**body, "cost_amount": amount, **facts})

    bill("freight", "1000.01", "F-1", cost_tax="90.00")
    bill("insurance", "100.00", "I-1", currency="USD", fx_rate="7.1234", basis="value")
    twice = {
        "at": at("16:00"),
        "kind": "freight",
        "invoice_no": "F-1",
        "billed_on": "2026-07-10",
        "cost_amount": "5.00",
    }
    assert "请勿重复入账" in sentence(here, f"{path}/bill", twice)
    assert "尚未入库" in sentence(here, f"{path}/allocate", {"at": at("16:00")})
    left = sentence(here, f"{path}/close", {"on": "2026-07-12"})
    assert "9 份单证未收到" in left
    assert "1 项索赔未结" in left
    assert "2 笔费用未分摊" in left

    # -- two trucks into stock: 12 t and 8 t at 70,000 with tax -------------------------------
    here.come("12.000", "12.000")
    here.come("8.000", "8.000", plate="苏B12346")
    hear()
    assert [row["weight"] for row in see(path)["received"]] == ["12.000", "8.000"]
    before = CostPool.objects.get().value
    done = do(f"{path}/allocate", {"at": at("17:00")})
    bill("freight", "-300.00", "F-1-R")
    done = do(f"{path}/allocate", {"at": at("18:00")})

    heavy, light = (row["lot_id"] for row in done["received"])
    shares = {row["invoice_no"]: row["shares"] for row in done["bills"]}
    assert {s["lot_id"]: s["cost_amount"] for s in shares["F-1"]} == {
        heavy: "600.01", light: "400.00",
    }  # fmt: skip
    assert {s["lot_id"]: s["cost_amount"] for s in shares["I-1"]} == {
        heavy: "427.40", light: "284.94",  # 712.34 by value
    }  # fmt: skip
    assert {s["lot_id"]: s["cost_amount"] for s in shares["F-1-R"]} == {
        heavy: "-180.00", light: "-120.00",
    }  # fmt: skip
    assert CostPool.objects.get().value - before == Decimal("1412.35")
    assert sum(e.value for e in CostEntry.objects.filter(kind="landed")) == Decimal("1412.35")
    assert all(s.cost_of_sales == 0 for s in FreightShare.objects.all())
    assert "没有待分摊" in sentence(here, f"{path}/allocate", {"at": at("18:00")})

    # -- 15 t are sold: of a late bill their part is cost of sales of the day it is shared out ---
    stock.issue(
        actor=system("test"),
        at=datetime.fromisoformat(at("08:00", "2026-07-13")),
        source=Source("crm.delivery", uuid4()),
        line_id=uuid4(),
        product_id=UUID(here.product),
        weight=Decimal("15.000"),
    )
    bill("freight", "100.01", "F-2")
    done = do(f"{path}/allocate", {"at": at("09:00", "2026-07-14")})
    late = {row["invoice_no"]: row["shares"] for row in done["bills"]}["F-2"]
    # 60.01 of the 12 t that are gone; of 40.00 on the 8 t, 5 t are there
    assert {s["lot_id"]: (s["cost_amount"], s["cost_of_sales"]) for s in late} == {
        heavy: ("60.01", "60.01"), light: ("40.00", "15.00"),
    }  # fmt: skip
    entries = CostEntry.objects.filter(kind="landed", at__date="2026-07-14")
    assert sum(e.value for e in entries) == Decimal("25.00")
    assert sum(e.to_cost_of_sales for e in entries) == Decimal("75.01")

    # -- papers in or waived, the claim settled: closed ----------------------------------------
    for paper in done["papers"][1:]:
        do(f"{path}/hand-in", {"paper_id": paper["id"], "on": "2026-07-12", "number": "N-1"})
    do(f"{path}/waive-paper", {"paper_id": done["papers"][0]["id"], "reason": "电子订舱，无纸质件"})
    claim = f"/supply/freight-claims/{signed['claims'][0]['id']}"
    do(f"{claim}/send", {"on": "2026-07-11", "liable": "carrier", "cost_claimed": "3000.00"})
    assert "查明" in sentence(
        here,
        f"{claim}/agree",
        {"on": "2026-07-12", "liable": "unknown", "cost_agreed": "1.00"},
        status=422,
    )
    do(f"{claim}/agree", {"on": "2026-07-12", "liable": "carrier", "cost_agreed": "2500.00"})
    do(f"{claim}/settle", {"on": "2026-07-15"})
    assert do(f"{path}/close", {"on": "2026-07-16"})["state"] == "closed"
    hear()
    for name in ("bills_are_shared_out", "shares_tie_to_cost"):
        assert invariants.check(f"supply.shipment.{name}") == []


def test_a_truck_must_be_fit_for_the_road_and_may_come_home(here: Yard) -> None:
    do = here.boss.do
    purchase = here.buy({"quantity": "60.000"})
    line = purchase["lines"][0]["id"]
    ship = carrier(here.boss)
    made = plan(here.boss, [{"purchase_line_id": line, "weight": "40.000"}])
    path = f"/supply/shipments/{made['id']}"
    crew = {"carrier_id": ship["id"], "vehicle_id": ship["vehicle"], "driver_id": ship["driver"]}

    assert "请选择承运商" in sentence(here, f"{path}/book", {"at": at("08:00")}, status=422)
    do(f"/supply/carriers/{ship['id']}/stop", {"reason": "两次货损未赔"})
    stopped = sentence(here, f"{path}/book", {"at": at("08:00"), **crew})
    assert "carrier-stopped" in stopped
    assert "两次货损未赔" in stopped
    do(f"/supply/carriers/{ship['id']}/resume", {"reason": "已赔付"})
    late = {"at": at("08:00", "2027-04-01"), **crew}
    assert "道路运输许可证已于 2027-03-31 到期" in sentence(here, f"{path}/book", late)
    booked = do(f"{path}/book", {"at": at("08:00"), **crew})
    assert (booked["plate"], booked["driver_name"]) == ("苏B88888", "王师傅")

    assert "超过车辆 苏B88888 核定载重 32.000 吨" in sentence(
        here, f"{path}/load", {"at": at("09:00"), "weight": "32.001"}
    )
    expired = sentence(here, f"{path}/load", {"at": at("09:00", "2027-01-01"), "weight": "32.000"})
    assert "papers-expired" in expired
    assert "保险 2026-12-31" in expired
    assert "行驶证" not in expired
    do(f"{path}/load", {"at": at("09:00"), "weight": "32.000"})
    do(f"{path}/depart", {"at": at("10:00"), "eta": at("18:00")})
    do(f"{path}/divert", {"at": at("12:00"), "destination": "常州库", "reason": "无锡库满"})
    do(f"{path}/go-on", {"at": at("12:10"), "eta": at("20:00")})
    assert "不能早于离港时间" in sentence(here, f"{path}/arrive", {"at": at("09:59")}, status=422)
    do(f"{path}/arrive", {"at": at("19:00")})
    do(f"{path}/refuse", {"at": at("19:10"), "reason": "牌号不符"})
    do(f"{path}/send-back", {"at": at("20:00")})
    back = do(f"{path}/take-back", {"at": at("08:00", "2026-07-11")})
    assert back["state"] == "returned"

    # What came home may be sent again; one other side a shipment; a bad row is named.
    again = plan(here.boss, [{"purchase_line_id": line, "weight": "60.000"}])
    assert again["state"] == "planned"
    gone = {"purchase_line_id": made["id"], "weight": "1.000"}
    body = {
        "on": "2026-07-05", "direction": "inbound", "planned_on": "2026-07-08",
        "origin": "甲", "destination": "乙",
    }  # fmt: skip
    answer = kit.refused(here.boss, "/supply/shipments", {**body, "lines": [gone]}, status=422)
    assert "lines.0.purchase_line_id" in answer["errors"]
    done = do(f"/supply/shipments/{again['id']}/cancel", {"reason": "改期"})
    assert done["state"] == "cancelled"

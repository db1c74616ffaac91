"""A machine at work: started up, read, broken, mended, placed, replaced."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from pypdfium2 import PdfDocument

from backend.config.demo.deal import at
from backend.core.access.actor import system
from backend.core.documents.source import Source
from backend.core.ids import uuid7
from backend.core.people.models import User
from backend.service.asset import actions, queries
from backend.service.asset.actions.parts import PartNotThere
from tests.house_kit import Door
from tests.journeys.told import Deal
from tests.service.asset.conftest import machine

SELF = system("service.work_order")


def moment(day: str) -> datetime:
    """A moment as an action takes it."""
    return datetime.fromisoformat(at(day))


def act(deal: Deal, asset: dict[str, Any], verb: str, **body: Any) -> Any:
    """Do something with a machine; the answer, whatever it is."""
    answer = deal.door.post(f"/service/assets/{asset['id']}/{verb}", body or None)
    deal.hear()
    return answer


def test_a_warranty_counts_from_the_earliest_day_and_both_its_ends_are_covered(
    there: Deal,
) -> None:
    press = machine(there, "P-001")
    before = act(there, press, "commission", on="2026-07-09")
    done = act(there, press, "commission", on="2026-08-01").body
    pk = UUID(press["id"])
    days = [date(2026, 7, 9), date(2026, 7, 10), date(2027, 8, 1), date(2027, 8, 2)]
    covered = [queries.entitlement(pk, day) is not None for day in days]

    assert before.status_code == 422
    assert before.body["errors"]["on"] == "调试验收日期不能早于签收日期。"
    assert (done["state"], done["warranty_end"]) == ("in_service", "2027-08-01")
    assert covered == [False, True, True, False]
    assert [row["serial"] for row in there.door.see(
        "/service/assets", covered_on="2027-08-01"
    )["items"]] == ["P-003", "P-001"]  # fmt: skip


def test_a_contract_s_visits_are_used_up_one_by_one(there: Deal) -> None:
    press = machine(there, "P-001")
    granted = act(
        there,
        press,
        "grant",
        kind="contract",
        starts_on="2026-07-10",
        ends_on="2027-07-09",
        response_hours=4,
        visits_left=2,
        basis_no="FW-2026-01",
    ).body
    chosen = queries.entitlement(UUID(press["id"]), date(2026, 8, 1))
    assert chosen is not None
    used = [actions.use_visit(chosen.pk, actor=SELF).visits_left for _ in range(2)]
    with pytest.raises(actions.NoVisitsLeft, match="FW-2026-01"), transaction.atomic():
        actions.use_visit(chosen.pk, actor=SELF)
    fallen_back = queries.entitlement(UUID(press["id"]), date(2026, 8, 1))
    rule = next(row for row in granted["entitlements"] if row["kind"] == "warranty")
    by_hand = act(
        there, press, "revoke", at=at("2026-08-02"), entitlement_id=rule["id"], reason="试一试"
    )

    assert (chosen.kind, chosen.response_hours, used) == ("contract", 4, [1, 0])
    assert fallen_back is not None
    assert fallen_back.kind == "warranty"
    assert by_hand.body["type"] == "/problems/warranty-by-rule"


def test_a_counter_runs_forward_unless_it_is_reset_with_a_reason(there: Deal) -> None:
    press = machine(there, "P-001")
    made = act(there, press, "add-meter", name="运行小时", unit_name="h").body
    meter = made["meters"][0]["id"]

    def read(value: str, day: str, **more: Any) -> Any:
        return act(there, press, "read-meter", at=at(day), meter_id=meter, value=value, **more)

    first = read("120.5", "2026-08-01")
    late = read("80", "2026-07-20")
    back = read("90", "2026-08-02")
    above = read("130", "2026-07-25")
    silent = read("0", "2026-08-03", is_reset=True)
    read("0", "2026-08-03", is_reset=True, reason="更换计数器")
    on = read("7", "2026-08-04").body
    paper = Source("service.work_order", uuid7(), "WO-1")
    for _ in range(2):
        actions.take_reading(
            actor=SELF,
            at=moment("2026-08-05"),
            value=Decimal(9),
            asset_id=UUID(press["id"]),
            name="运行小时",
            source=paper,
        )
    rows: Any = there.door.see(f"/service/assets/{press['id']}/readings")

    assert first.status_code == late.status_code == 200
    assert back.body["type"] == "/problems/meter-backwards"
    assert "2026-08-01 10:00 的读数是 120.5 h，本次是 90 h" in back.body["detail"]
    assert above.body["type"] == "/problems/meter-backwards"
    assert silent.body["errors"]["reason"] == "重新起算须填写原因"
    assert on["meters"][0]["value"] == "7.000"
    assert [row["value"] for row in rows] == ["9.000", "7.000", "0.000", "120.500", "80.000"]
    assert [row["source_no"] for row in rows][:2] == ["WO-1", ""]


def test_a_part_is_swapped_once_for_each_paper_and_sits_in_one_machine_only(
    there: Deal,
) -> None:
    press, other = machine(there, "P-001"), machine(there, "P-003")
    motors = [part for part in press["parts"] if part["product_code"] == "MOT-45"]
    act(there, press, "identify-part", part_id=motors[0]["id"], serial="M-1")
    taken = act(there, other, "identify-part", part_id=other["parts"][0]["id"], serial="M-1")
    paper = Source("service.work_order", uuid7(), "WO-7")
    facts: dict[str, Any] = {
        "actor": SELF,
        "at": moment("2026-08-03"),
        "product_id": UUID(there.ids["motor"]),
        "lot_id": None,
        "supplier_id": UUID(there.ids["seller"]),
        "position": "M",
        "source": paper,
    }
    pk = UUID(press["id"])
    for _ in range(2):
        actions.swap_component(pk, serial_out="M-1", serial_in="M-2", **facts)
    facts |= {"source": Source("service.work_order", uuid7(), "WO-8"), "position": "X"}
    with pytest.raises(PartNotThere, match="M-2"), transaction.atomic():
        actions.swap_component(pk, serial_out="M-9", serial_in="M-3", **facts)
    there.hear()
    now = machine(there, "P-001")
    found = there.door.see("/service/assets", part_serial="M-2")["items"]

    assert taken.body["type"] == "/problems/part-elsewhere"
    assert press["no"] in taken.body["detail"]
    assert [part["serial"] for part in now["parts"] if part["position"] == "M"] == ["", "M-2"]
    (former,) = now["former_parts"]
    assert (former["serial"], former["source_no"]) == ("M-1", "")
    assert now["parts"][1]["supplier_id"] == there.ids["seller"]
    assert [row["id"] for row in found] == [press["id"]]


def test_a_line_has_its_machines_and_never_turns_in_a_circle(there: Deal) -> None:
    press, other = machine(there, "P-001"), machine(there, "P-003")
    act(there, other, "place", parent_id=press["id"], position="工位 2")
    round_trip = act(there, press, "place", parent_id=other["id"])
    itself = act(there, press, "place", parent_id=press["id"])
    tree = there.door.see(f"/service/assets/{press['id']}/tree")

    assert round_trip.body["type"] == itself.body["type"] == "/problems/part-of-itself"
    assert [(row["serial"], row["position"]) for row in tree["children"]] == [("P-003", "工位 2")]
    assert [row["product_code"] for row in tree["children"][0]["parts"]] == [
        "MOT-45",
        "MOT-45",
        "SEAL-1",
    ]


def test_a_replacement_takes_over_the_place_and_the_rest_of_every_promise(there: Deal) -> None:
    press, other = machine(there, "P-001"), machine(there, "P-003")
    site = {"site_name": "宜兴工厂", "latitude": "31.340000", "longitude": "119.820000"}
    there.door.patch(f"/service/assets/{press['id']}", site, match=f'"{press["version"]}"')
    act(there, press, "go-down", at=at("2026-08-02", "08:00"), reason="主轴断裂")
    back = act(there, press, "replace", at=at("2026-09-01"), by_asset_id=press["id"], reason="报废")
    done = act(
        there, press, "replace", at=at("2026-09-01"), by_asset_id=other["id"], reason="报废"
    ).body
    new = machine(there, "P-003")
    told = there.door.see(f"/service/assets/{press['id']}/history")["items"]
    seen = there.door.see(f"/crm/customers/{there.ids['customer']}/overview")

    assert back.body["errors"]["by_asset_id"] == "请选择另一台设备"
    assert (done["state"], done["ended_on"], done["entitlements"]) == (
        "replaced",
        "2026-09-01",
        [],
    )
    assert done["replaced_by_id"] == other["id"]
    assert (new["site_name"], new["latitude"]) == ("宜兴工厂", "31.340000")
    assert [(row["kind"], row["starts_on"], row["ends_on"], row["basis_no"])
            for row in new["entitlements"]] == [
        ("warranty", "2026-07-10", "2028-01-10", ""),
        ("warranty", "2026-09-01", "2028-01-10", press["no"]),
    ]  # fmt: skip
    assert [row["name"] for row in told][:2] == [
        "service.asset.replaced",
        "service.asset.went_down",
    ]
    assert {row["serial"] for row in seen["sections"]["assets"]} == {"P-001", "P-003"}
    assert queries.entitlement(UUID(press["id"]), date(2026, 9, 2)) is None


def test_a_machine_that_came_back_is_delivered_again_under_its_old_name(there: Deal) -> None:
    press = machine(there, "P-001")
    act(there, press, "give-back", at=at("2026-10-01"), reason="客户退租")
    serial = there.door.see("/goods/serials", no="P-001")["items"][0]
    again = actions.create_for(
        actor=SELF,
        at=moment("2026-11-01"),
        source=Source("crm.delivery", uuid7(), "FH-2"),
        product_id=UUID(there.ids["press"]),
        serial="P-001",
        customer_id=UUID(there.ids["seller"]),
    )

    assert serial["state"] == "returned"
    assert (str(again.pk), again.state, str(again.customer_id)) == (
        press["id"],
        "shipped",
        there.ids["seller"],
    )
    assert again.warranty_end == date(2028, 5, 1)
    assert [str(row.starts_on) for row in queries.promises(again.pk)] == ["2026-11-01"]


def test_a_label_opens_the_page_of_its_machine(there: Deal, stranger: Door) -> None:
    press = machine(there, "P-001")
    one = there.door.get(f"/service/assets/{press['id']}/label.pdf")
    all_of_them = there.door.get(
        "/service/assets/labels.pdf", customer_id=there.ids["buyer"], skip=20
    )
    nothing = there.door.get("/service/assets/labels.pdf")
    closed = stranger.get("/service/assets/labels.pdf", customer_id=there.ids["buyer"])

    assert one.status_code == 200
    assert "P-001" in PdfDocument(one.content)[0].get_textpage().get_text_range()
    assert len(PdfDocument(all_of_them.content)) == 2
    assert nothing.status_code == 422
    assert closed.status_code in (403, 422)
    found = queries.by_token(press["qr_token"])
    assert found is not None
    assert str(found.pk) == press["id"]
    assert queries.by_token("") is None
    assert queries.label_path(press["qr_token"]) == f"/m/{press['qr_token']}"


def test_what_stands_at_a_customer_already_is_written_down_by_hand(there: Deal) -> None:
    body = {
        "on": "2026-07-01",
        "product_id": there.ids["press"],
        "serial": "OLD-1",
        "customer_id": there.ids["buyer"],
        "delivered_on": "2025-01-31",
        "warranty_months": 13,
        "warranty_from": "delivery",
    }
    made = there.do("/service/assets", body)
    twice = there.door.post("/service/assets", {**body, "serial": "OLD-1"})
    no_cap = there.door.post(
        "/goods/products",
        {
            "code": "X",
            "name": "X",
            "category": "part",
            "metal": "steel",
            "tracking": "serial",
            "warranty_from": "earliest",
        },
    )

    assert (made["state"], made["warranty_end"], made["bom_id"]) == ("shipped", "2026-02-28", None)
    assert twice.status_code == 409
    assert "已有设备档案" in twice.body["detail"]
    assert set(no_cap.body["errors"]) == {"tracking", "warranty_cap_months"}


def test_the_back_office_shows_the_tree_the_history_and_what_a_part_is_used_in(
    there: Deal,
) -> None:
    press = machine(there, "P-001")
    client, user = there.door.client, there.door.user
    assert client is not None
    assert user is not None
    User.objects.filter(pk=user.pk).update(is_staff=True)
    pages = {
        name: client.get(path)
        for name, path in {
            "asset": f"/admin/service/asset/{press['id']}/change/",
            "list": "/admin/service/asset/",
            "bom": f"/admin/goods/billofmaterials/{there.ids['bom']}/change/",
            "part": f"/admin/goods/product/{there.ids['motor']}/change/",
            "truck": f"/admin/crm/delivery/{there.ids['delivery']}/change/",
            "serial": "/admin/goods/serial/",
        }.items()
    }
    said = {name: page.content.decode() for name, page in pages.items()}

    assert {name: page.status_code for name, page in pages.items()} == dict.fromkeys(pages, 200)
    assert "主电机 45 kW" in said["asset"]
    assert "二维码标签" in said["asset"]
    assert "历史" in said["asset"]
    assert "P-003" in said["list"]
    assert "多级展开" in said["bom"]
    assert "用在哪里" in said["part"]
    assert press["no"] in said["truck"]
    assert "P-002" in said["serial"]

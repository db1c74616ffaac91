"""A visit from the plan to the bill: booked, driven to, worked on, signed for, priced."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from backend.core import invariants
from backend.service.asset.models import Asset, Component, Entitlement, Meter
from backend.service.ticket.models import Clock, Ticket
from backend.service.workorder.models import Labour, Step, WorkOrder
from tests.house_kit import Door
from tests.service.workorder import kit
from tests.service.workorder.kit import Json, World, attach, clock

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def here(keeper: Door) -> World:
    return kit.world(keeper)


def rates(here: World, **prices: str) -> None:
    for kind, price in prices.items():
        body: Json = {"kind": kind, "price": price, "valid_from": "2026-01-01"}
        if kind == "labour":
            body["step_minutes"] = 30
        if kind == "part":
            body |= {"product_id": here.seal, "vat_rate": "0.13"}
        here.boss.do("/service/service-rates", body)


def finish(here: World, order: Json, at: str = "11:25", **facts: Any) -> Json:
    body = {"at": clock(at), "findings": "轴承磨损", "solution": "更换驱动器", **facts}
    return here.do(order, "finish", body)


def test_a_covered_repair_from_ticket_to_signature(here: World) -> None:
    ticket = kit.ticket(here, clock("07:30"))
    template = here.boss.do(
        "/service/checklist-templates",
        {
            "code": "CK-REPAIR",
            "name": "车床维修检查",
            "kind": "repair",
            "product_id": here.machine,
            "items": [
                {"kind": "yes_no", "label": "断电挂牌"},
                {"kind": "number", "label": "主轴跳动", "maximum": "0.0100", "unit_name": "mm"},
                {"kind": "meter", "label": "运行小时", "meter_name": "小时"},
                {"kind": "scan", "label": "核对铭牌", "is_mandatory": False},
            ],
        },
    )
    Meter.objects.create(asset_id=here.asset, name="小时", unit_name="h", value=None)
    order = here.at_work(ticket_id=ticket, skills=["cnc"])

    assert (order["billing"], order["checklist_id"], order["no"]) == (
        "covered", template["id"], "GD-2026-0001",
    )  # fmt: skip
    assert order["time_notes"] == []
    assert [row["verb"] for row in order["steps"]] == [
        "schedule", "dispatch", "accept", "depart", "arrive", "start",
    ]  # fmt: skip
    stopped = Clock.objects.filter(ticket_id=ticket, kind="on_site").first()
    assert Ticket.objects.get(pk=ticket).state == "in_progress"
    assert stopped is None or stopped.stopped_at is not None

    # Nothing mandatory is left out, and the answer names it.
    said = here.refused(order, "finish", {"at": clock("10:00"), "solution": "更换"})
    assert said["detail"] == (
        "还有必填项未完成：断电挂牌、主轴跳动、运行小时。请补齐后再提交完工。"
    )
    off, runout, hours, plate = (row["id"] for row in order["checks"])
    said = here.refused(
        order, "check",
        {"at": clock("10:00"), "answers": [{"check_id": runout, "number": "0.0200"}]},
        status=422,
    )  # fmt: skip
    assert said["errors"] == {"answers.0.note": "不合格项请拍照或说明情况"}
    answers = [
        {"check_id": off, "text": "yes", "id": str(uuid4())},
        {"check_id": runout, "number": "0.0200", "note": "更换后复测"},
        {"check_id": hours, "number": "1820.0000"},
        {"check_id": plate, "text": "SN2026-0001"},
    ]
    here.do(order, "check", {"at": clock("10:00"), "answers": answers})
    again = here.do(order, "check", {"at": clock("10:05"), "answers": answers[:1]})
    assert [row["answered_at"][11:16] for row in again["checks"]] == ["02:00"] * 4
    assert [row["is_passed"] for row in again["checks"]] == [True, False, None, True]
    assert again["failed"] == ["主轴跳动"]
    fixed = {"answers": [{"check_id": runout, "number": "0.0080"}], "at": clock("11:00")}
    here.do(order, "check", fixed)
    back = {"at": clock("11:05"), "answers": [{"check_id": hours, "number": "1700"}]}
    assert "1820" in here.refused(order, "check", back)["detail"]

    # The drive of the van goes in for the one in the machine; it cannot be used twice.
    Component.objects.create(
        asset_id=here.asset, product_id=here.drive, serial="D-001", position="主轴", quantity=1,
        installed_at=clock("10:00", "2026-03-01"),
    )  # fmt: skip
    part = {
        "id": str(uuid4()), "at": clock("10:30"), "product_id": here.drive,
        "serial_in": "D-100", "serial_out": "D-001", "position": "主轴",
        "is_defective_back": True,
    }  # fmt: skip
    here.do(order, "use-part", part)
    once = here.do(order, "use-part", part)
    assert [(row["serial_in"], row["serial_out"]) for row in once["parts"]] == [("D-100", "D-001")]
    assert once["cost_of_parts"] == "1500.00"
    assert here.left(here.drive) == {"DEPOT": "3.000", "VAN-01": "1.000"}
    said = here.refused(order, "use-part", {**part, "id": None, "serial_out": ""})
    assert said["detail"].startswith("序列号 D-100 不能出库：")
    inside = Component.objects.get(asset_id=here.asset, serial="D-100")
    assert (inside.position, inside.source_no, inside.removed_at) == ("主轴", order["no"], None)
    assert Component.objects.get(serial="D-001").removed_at is not None

    seal = {"at": clock("10:40"), "product_id": here.seal, "quantity": "2.000"}
    used = here.do(order, "use-part", seal)
    spare = used["parts"][1]
    assert (spare["cost_amount"], spare["warehouse_name"]) == ("25.00", "服务车一号")
    many = {**seal, "quantity": "90.000"}
    assert here.refused(order, "use-part", many)["detail"] == (
        "“服务车一号”没有可用的 油封 40×62×8 90件，请换仓库或先申请备件。"
    )
    back = {"part_id": spare["id"], "at": clock("10:50"), "reason": "未拆封"}
    assert here.do(order, "take-back-part", back)["cost_of_parts"] == "1500.00"
    assert here.left(here.seal) == {"VAN-01": "10.000"}

    done = finish(here, order, "11:25")
    assert (done["state"], done["labour_minutes"]) == ("done_pending_sign", 105)
    shown = here.boss.see(f"/service/work-orders/{order['id']}/document")
    assert shown["sha256"] == hashlib.sha256(shown["text"].encode()).hexdigest()
    assert "备件：主轴驱动器 7.5kW × 1 D-100 换下 D-001" in shown["text"]
    picture = attach(here.boss, order, "blue")
    signed = here.do(
        order, "sign",
        {"at": clock("11:30"), "signer": "王厂长", "signer_phone": "13800001234",
         "picture_id": picture, "document_text": shown["text"]},
    )  # fmt: skip
    assert signed["state"] == "completed"
    assert signed["signatures"][0]["document_sha256"] == shown["sha256"]
    assert (signed["signatures"][0]["is_same"], signed["signer_phone"]) == (True, "13800001234")
    assert Ticket.objects.get(pk=ticket).state == "resolved"

    reviewed = here.do(order, "review", {"on": "2026-07-07"})
    assert (reviewed["amount_due"], {row["due"] for row in reviewed["bill_lines"]}) == (
        "0.00", {"0.00"},
    )  # fmt: skip
    assert here.do(order, "close", {"on": "2026-07-08"})["state"] == "closed"
    assert [fault for name in invariants.names() for fault in invariants.check(name)] == []


def test_what_is_not_covered_is_billed_to_the_cent(here: World) -> None:
    Entitlement.objects.filter(asset_id=here.asset).update(covers_parts=False, covers_travel=False)
    order = here.at_work()
    assert (order["billing"], order["covers_labour"], order["covers_parts"]) == ("tm", True, False)
    here.do(order, "use-part", {"at": clock("10:00"), "product_id": here.seal, "quantity": "3.000"})
    here.do(order, "log-travel", {"at": clock("10:10"), "minutes": 25, "km": "8.2", "note": "取件"})
    here.do(
        order, "add-expense",
        {"at": clock("10:20"), "kind": "toll", "amount": "35.00", "is_charged": True},
    )  # fmt: skip
    finish(here, order)
    refuse = {
        "at": clock("11:40"), "reason": "现场无人有权签字", "picture_id": attach(here.boss, order),
    }  # fmt: skip
    here.do(order, "refuse-sign", refuse)
    said = here.refused(order, "review", {"on": "2026-07-07"})
    assert said["detail"] == (
        "“在途时间”没有 2026-07-06 有效的服务价格，请先在服务价格中登记，或改为固定报价。"
    )
    rates(here, labour="180.0000", travel="95.0000", km="1.2500", part="33.3300")

    billed = here.do(order, "review", {"on": "2026-07-07"})

    lines = [
        (row["kind"], row["quantity"], row["amount"], row["is_covered"], row["due"], row["tax"])
        for row in billed["bill_lines"]
    ]
    assert lines == [
        ("labour", "120.000", "360.00", True, "0.00", "0.00"),
        ("travel", "55.000", "87.08", False, "87.08", "4.93"),
        ("km", "32.700", "40.88", False, "40.88", "2.31"),
        ("part", "3.000", "99.99", False, "99.99", "11.50"),
        ("expense", "1.000", "35.00", False, "35.00", "1.98"),
    ]
    assert (billed["amount_due"], billed["amount_covered"]) == ("262.95", "360.00")
    pdf = here.boss.get(f"/service/work-orders/{order['id']}/report.pdf")
    assert pdf.content[:5] == b"%PDF-"


def test_an_engineer_is_booked_once_and_the_other_order_is_named(here: World) -> None:
    first, second = here.order(), here.order(skills=["cnc", "laser"])
    here.schedule(first, "09:00", "11:00")
    lacking = {
        "engineer_id": here.engineer, "starts_at": clock("11:00"), "ends_at": clock("12:00"),
    }  # fmt: skip
    assert "laser" in here.refused(second, "schedule", lacking)["detail"]
    third = here.order()
    clash = {**lacking, "starts_at": clock("10:30")}
    assert here.refused(third, "schedule", clash)["detail"] == (
        f"工程师“刘工”在 07-06 09:00 至 07-06 11:00 已有工单 {first['no']}，请换时间或换人。"
    )
    assert here.schedule(third, "11:00", "12:00")["state"] == "scheduled"
    assert WorkOrder.objects.get(pk=third["id"]).owner_id == here.user_id

    here.do(first, "dispatch", {"at": clock("08:00")})
    declined = here.do(first, "decline", {"at": clock("08:05"), "reason": "车辆故障"})
    assert declined["state"] == "declined"
    here.do(third, "unschedule", {"reason": "让出时间"})
    assert here.schedule(first, "10:30", "12:30")["state"] == "scheduled"
    assert here.do(third, "cancel", {"reason": "客户撤销"})["state"] == "cancelled"


def test_a_locked_door_and_a_second_visit(here: World, hear: Callable[[], int]) -> None:
    ticket = kit.ticket(here, clock("07:00"), source="second visit")
    order = here.order(ticket_id=ticket)
    here.schedule(order)
    for verb, at in (("dispatch", "08:00"), ("accept", "08:05"), ("arrive", "09:00")):
        here.do(order, verb, {"at": clock(at)})
    shut = here.do(order, "no-access", {"at": clock("09:20"), "reason": "门卫不放行"})
    assert (shut["state"], shut["arrived_at"]) == ("no_access", None)
    here.schedule(order, "13:00", "15:00")
    for verb, at in (("dispatch", "12:00"), ("accept", "12:05"), ("arrive", "13:00")):
        here.do(order, verb, {"at": clock(at)})
    here.do(order, "start", {"at": clock("13:10")})
    paused = here.do(order, "pause", {"at": clock("13:40"), "kind": "parts", "reason": "等油封"})
    assert (paused["state"], Ticket.objects.get(pk=ticket).state) == ("paused", "waiting_parts")
    here.do(order, "resume", {"at": clock("14:00")})
    assert Ticket.objects.get(pk=ticket).state == "in_progress"
    overlap = {"started_at": clock("13:20"), "stopped_at": clock("13:50")}
    assert here.refused(order, "log-labour", overlap)["detail"] == (
        f"工程师“刘工”在 07-06 13:10 至 07-06 13:40 的工时已记在工单 {order['no']}，请核对时间。"
    )
    here.do(order, "log-labour", {"started_at": clock("13:40"), "stopped_at": clock("13:50")})
    left = here.do(
        order, "follow-up",
        {"at": clock("14:30"), "reason": "缺件", "next_action": "更换编码器"},
    )  # fmt: skip
    (child,) = left["children"]
    assert (child["summary"], child["state"]) == ("更换编码器", "draft")
    finish(here, order, "14:35", is_restored=False)
    here.do(
        order, "sign",
        {"at": clock("14:40"), "signer": "李工", "picture_id": attach(here.boss, order)},
    )  # fmt: skip
    hear()
    assert Ticket.objects.get(pk=ticket).state == "in_progress"
    assert sum(row.minutes for row in Labour.objects.filter(order_id=order["id"])) == 70


def test_a_device_that_is_two_hours_off_loses_nothing(here: World) -> None:
    order = here.order()
    here.schedule(order)
    now = timezone.now()
    here.do(order, "dispatch", {"at": (now - timedelta(hours=3)).isoformat()})
    slow = timedelta(hours=2)

    def told(ago: int, **facts: Any) -> Json:
        at = now - timedelta(minutes=ago) - slow
        sent = timezone.now() - slow
        return {"at": at.isoformat(), "sent_at": sent.isoformat(), **facts}

    step = str(uuid4())
    here.do(order, "accept", told(60, step_id=step))
    again = here.do(order, "accept", told(60, step_id=step))
    assert again["state"] == "accepted"
    there = here.do(order, "arrive", told(30))
    kept = Step.objects.get(order_id=order["id"], verb="arrive")
    assert (kept.flag, abs((kept.skew_seconds or 0) - 7200) <= 2) == ("skewed", True)
    assert abs(kept.counted_at - (now - timedelta(minutes=30))) < timedelta(seconds=5)
    assert kept.device_at == now - timedelta(minutes=30) - slow
    assert there["time_notes"][-1].startswith("设备时钟慢 120 分钟：")
    # A device without a clock we know: before the step before it, it counts as that step.
    early = here.do(order, "start", {"at": (now - timedelta(hours=9)).isoformat()})
    assert early["started_at"] == there["arrived_at"]
    assert "早于上一步，按上一步时间计" in early["time_notes"][-1]
    assert Step.objects.filter(order_id=order["id"]).count() == 5


def test_the_machine_runs_again_when_the_customer_has_signed(here: World) -> None:
    Asset.objects.get(pk=here.asset)
    order = here.at_work(billing="quote", quoted_amount="800.00")
    done = finish(here, order)
    seen = "客户在手机上看到的另一段文字"
    signed = here.do(
        done, "sign",
        {"at": clock("11:30"), "signer": "王厂长", "picture_id": attach(here.boss, order),
         "document_text": seen},
    )  # fmt: skip
    assert signed["signatures"][0]["is_same"] is False
    assert signed["signatures"][0]["document_sha256"] == hashlib.sha256(seen.encode()).hexdigest()
    billed = here.do(order, "review", {"on": "2026-07-07"})
    (line,) = billed["bill_lines"]
    assert (line["kind"], line["due"], line["due_excl"], line["tax"]) == (
        "quote", "800.00", "754.72", "45.28",
    )  # fmt: skip

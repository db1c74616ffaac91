"""The demo company's engineers at work: a visit to the end, the week ahead, care and quality."""

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PIL import Image, ImageDraw

from backend.config.demo.deal import at
from backend.core.files import actions as files

if TYPE_CHECKING:
    from backend.config.demo.service import Service

Json = dict[str, Any]


def visited(story: "Service") -> None:
    """This will tell one visit from the call to the bill: a part out of the van, signed."""
    ago = 5 if (story.today - timedelta(days=5)).weekday() < 5 else 7
    day = story.day(ago)
    order = _booked(story, story.machines[2], 0, day, "09:00", "11:30", "更换伺服驱动器")
    path = f"/service/work-orders/{order['id']}"
    for verb, clock, facts in (
        ("dispatch", "08:00", {}),
        ("accept", "08:10", {}),
        ("depart", "08:30", {}),
        ("arrive", "09:05", {"km": "21.5"}),
        ("start", "09:15", {}),
        ("use-part", "10:00", {"product_id": story.ids["SD-75"], "serial_in": "SD-003"}),
        ("use-part", "10:20", {"product_id": story.ids["MF-40"], "quantity": "2.000"}),
        (
            "finish",
            "11:10",
            {"findings": "驱动器过热", "solution": "更换驱动器", "solution_code": "replaced"},
        ),
    ):
        who = "dispatch" if verb == "dispatch" else "engineer"
        story.do(who, f"{path}/{verb}", {"at": at(day, clock), **facts})
    signature = files.add(
        actor=story.company.desk("engineer").actor,
        document="service.work_order",
        document_id=UUID(order["id"]),
        kind="photo",
        name="签名.png",
        content=_signature(),
    )
    body = {"at": at(day, "11:20"), "signer": "李工", "picture_id": str(signature.pk)}
    story.do("engineer", f"{path}/sign", body)
    story.hear()
    story.do("service", f"{path}/review", {"on": story.day(ago - 1)})


def plan_week(story: "Service") -> None:
    """This will fill next week's board: four visits for two engineers, two without a time."""
    monday = story.today + timedelta(days=7 - story.today.weekday())
    for machine, who, ahead, start, end, what in (
        (1, 0, 0, "09:00", "11:00", "刀架异响检查"),
        (4, 0, 1, "13:30", "16:00", "分条宽度校准"),
        (3, 1, 0, "09:30", "12:00", "张力辊更换"),
        (5, 1, 2, "10:00", "12:00", "急停回路检查"),
    ):
        day = str(monday + timedelta(days=ahead))
        order = _booked(story, story.machines[machine], who, day, start, end, what)
        if ahead == 0:
            path = f"/service/work-orders/{order['id']}/dispatch"
            story.do("dispatch", path, {"at": at(str(story.today), "17:00")})
    for machine, what in ((0, "油缸密封更换"), (2, "漏油处理")):
        body = {"kind": "repair", "asset_id": story.machines[machine]["id"], "summary": what}
        story.do("dispatch", "/service/work-orders", body)


def _booked(
    story: "Service", machine: Json, who: int, day: str, start: str, end: str, what: str
) -> Json:
    body = {"kind": "repair", "asset_id": machine["id"], "summary": what}
    order = story.do("dispatch", "/service/work-orders", body)
    slot = {
        "engineer_id": story.engineers[who]["id"],
        "starts_at": at(day, start),
        "ends_at": at(day, end),
    }
    return story.do("dispatch", f"/service/work-orders/{order['id']}/schedule", slot)


def maintain(story: "Service") -> None:
    """This will plan the quarterly service of the slitters and work out its visits."""
    trigger = {"kind": "calendar", "every": 3, "unit": "m", "anchor_on": story.day(85)}
    body = {
        "on": story.day(1),
        "name": "分条机季度保养",
        "product_id": story.ids["FT-650"],
        "triggers": [trigger],
    }
    made = story.do("service", "/service/maintenance-plans", body)
    path = f"/service/maintenance-plans/{made['id']}"
    story.do("service", f"{path}/activate", {"on": story.day(0)})
    story.do("service", f"{path}/generate", {"on": story.day(0)})


def inspect(story: "Service") -> None:
    """This will measure a lot of seals, refuse it and open a non-conformity."""
    asked = {"name": "内径", "unit_name": "mm", "places": 2, "lower": "39.90", "upper": "40.10"}
    plan = {
        "on": story.day(20),
        "product_id": story.ids["MF-40"],
        "occasion": "final",
        "name": "密封件抽检",
        "sampling": "fixed",
        "samples": 1,
        "characteristics": [asked],
    }
    story.do("boss", "/goods/inspection-plans", plan)
    lot = story.stock("MF-40", "BJ01", "20.000", "44.00", ())
    moment = at(story.day(2), "10:00")
    sent = {
        "at": moment,
        "occasion": "final",
        "product_id": story.ids["MF-40"],
        "lot_id": lot["id"],
        "weight": "20.000",
    }
    made = story.do("boss", "/goods/inspections", sent)
    path = f"/goods/inspections/{made['id']}"
    (what,) = made["characteristics"]
    value = {"characteristic_id": str(what["id"]), "sample": 1, "value": "40.35"}
    story.do("boss", f"{path}/measure", {"at": moment, "values": [value]})
    story.do("boss", f"{path}/reject", {"at": moment, "reason": "内径超上限"})
    case = {
        "on": story.day(2),
        "product_id": story.ids["MF-40"],
        "inspection_id": made["id"],
        "lot_id": lot["id"],
        "warehouse_id": story.ids["BJ01"],
        "quantity": "20.000",
        "defect_code": "size",
        "description": "内径 40.35 mm，超上限 0.25 mm",
    }
    found = story.do("boss", "/goods/nonconformities", case)
    held = {"at": moment, "containment": "移至隔离区"}
    story.do("boss", f"/goods/nonconformities/{found['id']}/contain", held)


def show(story: "Service") -> None:
    """This will let a customer follow its contract: what is made, and a link to look at it."""
    rows = story.company.desk("boss").see("/crm/contracts", state="effective")["items"]
    if not rows:
        return
    contract = story.company.desk("boss").see(f"/crm/contracts/{rows[0]['id']}")
    body = {
        "on": story.day(20),
        "contract_id": str(contract["id"]),
        "line_id": str(contract["lines"][0]["id"]),
        "template": "metal",
        "promised_on": story.today + timedelta(days=12),
    }
    made = story.do("boss", "/crm/progresses", body)
    path = f"/crm/progresses/{made['id']}/report"
    done = {"at": at(story.day(6), "16:00"), "kind": "material", "percent": 100}
    story.do("boss", path, {**done, "on": story.day(6), "reason": "原料晚到"})
    half = {"at": at(story.day(1), "16:00"), "kind": "machining", "percent": 40}
    story.do("boss", path, half)
    link = {"at": at(story.day(5), "10:00"), "contract_id": str(contract["id"]), "days": 365}
    story.do("boss", "/service/customer-links", {**link, "note": "采购部"})


def _signature() -> bytes:
    """A line such as a hand draws."""
    picture = Image.new("RGB", (240, 80), "white")
    points = [(20, 55), (50, 20), (70, 60), (110, 25), (130, 58), (220, 40)]
    ImageDraw.Draw(picture).line(points, fill="navy", width=3)
    found = BytesIO()
    picture.save(found, "PNG")
    return found.getvalue()

"""What shipments begin with: a carrier with a truck and a driver, and pictures."""

import io
import json
import uuid
from typing import Any

from PIL import Image

from tests.house_kit import API, Door
from tests.supply import kit

Json = dict[str, Any]
DAY = "2026-07-10"


def at(clock: str, day: str = DAY) -> str:
    """A moment by the clock of the company."""
    return f"{day}T{clock}:00+08:00"


def picture(colour: str = "red") -> bytes:
    """A small photo."""
    out = io.BytesIO()
    Image.new("RGB", (8, 6), colour).save(out, "PNG")
    return out.getvalue()


def attach(door: Door, shipment: Json, colour: str = "red") -> str:
    """A picture on a shipment; its id."""
    assert door.client is not None
    upload = io.BytesIO(picture(colour))
    upload.name = f"{colour}.png"
    form = {"document": "supply.shipment", "document_id": shipment["id"], "kind": "photo"}
    answer = door.client.post(
        f"{API}/core/attachments",
        {**form, "file": upload},
        HTTP_IDEMPOTENCY_KEY=str(uuid.uuid4()),
    )
    assert answer.status_code == 201, answer.content
    return str(json.loads(answer.content)["id"])


def carrier(door: Door, *, modes: tuple[str, ...] = ("road", "sea"), **facts: Any) -> Json:
    """A carrier with a truck for 32 t and a driver, their papers good until 2027."""
    company = kit.party(door, facts.pop("name", "长江物流有限公司"))
    made = door.do(
        "/supply/carriers",
        {
            "party_id": company["id"],
            "modes": list(modes),
            "licence_no": "锡交运 320200",
            "licence_until": "2027-03-31",
            "dispatcher": "吴调度",
            "dispatcher_phone": "13912345678",
            **facts,
        },
    )
    truck = door.do(
        "/supply/vehicles",
        {
            "carrier_id": made["id"],
            "plate": "苏B88888",
            "capacity": "32.000",
            "tare": "15.200",
            "papers": [
                {"kind": "licence", "expires_on": "2027-01-31"},
                {"kind": "insurance", "number": "PDAA2026", "expires_on": "2026-12-31"},
            ],
        },
    )
    driver = door.do(
        "/supply/drivers",
        {
            "carrier_id": made["id"],
            "name": "王师傅",
            "driver_phone": "13800001234",
            "driver_identity": "320202198001011234",
            "licence_until": "2028-05-01",
        },
    )
    return {**made, "vehicle": truck["id"], "driver": driver["id"]}


def plan(door: Door, lines: list[Json], **facts: Any) -> Json:
    """A planned shipment, by road into our yard unless told."""
    body = {
        "on": "2026-07-05",
        "direction": "inbound",
        "mode": "road",
        "planned_on": DAY,
        "origin": "江西贵溪",
        "destination": "无锡一号库",
        "lines": lines,
    }
    return door.do("/supply/shipments", {**body, **facts})

"""Copper sold and sent by a carrier: late, tracked by its driver, and a cost of the sale."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from backend.core import notices
from backend.core.access.models import Mode, Scope
from backend.core.events.models import Event
from backend.supply.shipment import jobs
from backend.supply.shipment.models import TrackingEvent
from tests.crm.delivery.conftest import DAY, loaded, sold, stocked, yard  # noqa: F401
from tests.crm.settlement.test_issue import deliver
from tests.house_kit import API, door_for, person
from tests.journeys.told import Deal
from tests.supply.shipment.kit import Json, attach, carrier, picture, plan

Sold = Callable[..., Deal]
Loaded = Callable[[Deal, str, str], str]
NOW = timezone.now()


def ago(hours: float) -> str:
    return (NOW - timedelta(hours=hours)).isoformat()


@pytest.fixture
def sent(sold: Sold, loaded: Loaded, hear: Callable[[], int]) -> tuple[Deal, Json]:  # noqa: F811
    """20 t delivered by the contract, on a shipment of a carrier that is under way since today."""
    deal = sold()
    deliver(deal, loaded(deal, "苏B10001", "20.000"))
    ship = carrier(deal.door)
    made = plan(
        deal.door,
        [{"delivery_id": deal.ids["delivery"], "weight": "20.000"}],
        direction="outbound",
        origin="无锡一号库",
        destination="苏州工业园",
        carrier_id=ship["id"],
        vehicle_id=ship["vehicle"],
        driver_id=ship["driver"],
        eta=ago(2),
    )
    path = f"/supply/shipments/{made['id']}"
    deal.do(f"{path}/book", {"at": ago(6)})
    deal.do(f"{path}/load", {"at": ago(5), "weight": "20.000"})
    deal.do(f"{path}/depart", {"at": ago(4)})
    hear()
    return deal, made


def test_freight_and_claims_of_a_delivery_are_costs_of_its_order(
    sent: tuple[Deal, Json], hear: Callable[[], int]
) -> None:
    deal, made = sent
    path = f"/supply/shipments/{made['id']}"
    assert made["party_id"] == deal.ids["buyer"]
    twice = deal.refused(
        "/supply/shipments",
        {
            "on": "2026-07-05", "direction": "outbound", "planned_on": "2026-07-08",
            "origin": "甲", "destination": "乙",
            "lines": [{"delivery_id": deal.ids["delivery"], "weight": "1.000"}],
        },
    )  # fmt: skip
    assert twice["type"] == "/problems/already-shipped"
    assert made["no"] in twice["detail"]

    def margin() -> Json:
        rows = deal.read("/crm/margins?contract_id={contract}")["items"]
        return rows[0]

    hear()
    before = margin()
    bill = {"at": ago(1), "kind": "freight", "invoice_no": "YF-1", "billed_on": "2026-07-12"}
    billed = deal.do(f"{path}/bill", {**bill, "cost_amount": "1200.00", "cost_tax": "108.00"})
    assert billed["bills"][0]["shares"][0]["cost_amount"] == "1200.00"
    hear()
    hear()
    after = margin()
    assert (before["cost_freight"], after["cost_freight"]) == ("0.00", "1200.00")

    deal.do(f"{path}/arrive", {"at": ago(1)})
    signed = deal.do(
        f"{path}/deliver",
        {
            "at": ago(0.5),
            "signer": "赵仓管",
            "relation": "staff",
            "signature_id": attach(deal.door, made),
            "exceptions": [
                {"kind": "short", "weight": "0.020", "description": "短少两块"},
                {"kind": "late", "description": "晚到四小时"},
            ],
        },
    )
    ours, theirs = (f"/supply/freight-claims/{row['id']}" for row in signed["claims"])
    deal.do(f"{ours}/agree", {"on": "2026-07-13", "liable": "us", "cost_agreed": "500.00"})
    deal.do(f"{ours}/settle", {"on": "2026-07-14"})
    deal.do(f"{theirs}/agree", {"on": "2026-07-13", "liable": "carrier", "cost_agreed": "80.00"})
    deal.do(f"{theirs}/settle", {"on": "2026-07-14"})
    hear()
    hear()
    now = margin()
    assert (now["cost_freight"], now["cost_claims"]) == ("1200.00", "420.00")
    parts = deal.read("/crm/margins/bridge?contract_id={contract}")["parts"]
    told = {row["name"]: row["amount"] for row in parts}
    assert (told["freight"], told["claims"]) == ("-1200.00", "-420.00")


def test_a_late_shipment_is_told_once_until_it_is_expected_anew(sent: tuple[Deal, Json]) -> None:
    deal, made = sent
    path = f"/supply/shipments/{made['id']}"

    assert (jobs.late(), jobs.late()) == (1, 0)

    late = deal.door.see("/supply/shipments", is_late="true")["items"]
    assert [row["no"] for row in late] == [made["no"]]
    event = Event.objects.get(name="supply.shipment.delayed")
    (notice,) = notices.of(event)
    assert deal.door.user is not None
    assert notice.user_id == deal.door.user.pk
    assert made["no"] in str(notice.body)
    assert "苏州工业园" in str(notice.body)

    version = deal.door.get(path).headers["ETag"]
    soon = (NOW + timedelta(hours=3)).isoformat()
    changed = deal.door.patch(path, {"eta": soon}, match=version)
    assert changed.status_code == 200, changed.body
    assert changed.body["late_since"] is None
    assert jobs.late() == 0


def test_a_driver_tells_of_one_shipment_and_sees_nothing_else(sent: tuple[Deal, Json]) -> None:
    cache.clear()
    deal, made = sent
    path = f"/supply/shipments/{made['id']}"
    deal.do(
        f"{path}/bill",
        {
            "at": ago(1),
            "kind": "freight",
            "invoice_no": "YF-1",
            "billed_on": "2026-07-12",
            "cost_amount": "987654.32",
        },
    )
    deal.do(f"{path}/share", {"at": ago(3), "days_after": 1})
    url = deal.door.see(f"{path}/driver-links")["items"][0]["url"]
    token = urlsplit(url).path.rsplit("/", 1)[-1]
    public, door = f"{API}/public/shipments/{token}", Client()

    seen = door.get(public)
    text = seen.content.decode()
    assert seen.status_code == 200
    assert seen.json()["goods"] == ["电解铜 Cu-CATH-1 20.000 t"]
    for secret in ("987654", "13800001234", "320202198001011234", "13912345678", deal.ids["buyer"]):
        assert secret not in text
    assert door.get(f"{API}/public/shipments/{token[:-1]}x").status_code == 404

    # A picture, then what was seen with it; another shipment's picture is not taken.
    photo = SimpleUploadedFile("way.png", picture("green"), "image/png")
    taken = door.post(f"{public}/photos", {"file": photo})
    assert taken.status_code == 201, taken.content
    text_file = SimpleUploadedFile("a.csv", b"a,b\n1,2\n", "text/csv")
    assert door.post(f"{public}/photos", {"file": text_file}).status_code == 422
    event = {
        "client_id": str(uuid4()),
        "kind": "position",
        "at": ago(1),
        "place": "沪宁高速常州服务区",
    }

    def tell(body: Json) -> Any:
        return door.post(f"{public}/events", body, content_type="application/json")

    assert tell({**event, "photo_ids": [taken.json()["id"]]}).status_code == 200
    assert tell({**event, "photo_ids": [taken.json()["id"]]}).status_code == 200
    assert tell({**event, "client_id": None, "photo_ids": [made["id"]]}).status_code == 422
    assert tell({"at": ago(1)}).status_code == 422
    assert tell({**event, "state": "delivered"}).status_code == 422
    row = TrackingEvent.objects.get()
    assert (row.via, row.place, row.recorded_by_id) == ("driver", event["place"], None)
    assert row.photos[0]["sha256"] == taken.json()["sha256"]

    # The page of the same link, for a phone without an app.
    page = door.get(urlsplit(url).path)
    assert "苏州工业园" in page.content.decode()
    assert page.headers["Referrer-Policy"] == "no-referrer"
    said = door.post(f"{urlsplit(url).path}/tell", {"kind": "delay", "place": "", "note": "堵车"})
    assert said.status_code == 302
    assert TrackingEvent.objects.filter(kind="delay", via="driver").count() == 1

    # Rate, then the end: some days after delivery, or when it is taken back.
    codes = {tell({**event, "client_id": str(uuid4())}).status_code for _ in range(25)}
    assert codes == {200, 429}
    deal.do(f"{path}/arrive", {"at": ago(0.9)})
    mark = attach(deal.door, made)
    deal.do(
        f"{path}/deliver",
        {"at": ago(0.5), "signer": "赵", "relation": "staff", "signature_id": mark},
    )
    assert door.get(public).status_code == 200
    deal.do(f"{path}/unshare", {"at": ago(0), "reason": "已签收"})
    assert door.get(public).status_code == 410
    assert door.get(urlsplit(url).path).status_code == 410
    may_not_see(deal, made)


def may_not_see(deal: Deal, made: Json) -> None:
    """Phones and money are closed to who only looks; rows of others are not there."""
    view = {"supply.view_shipment": Scope.ALL}
    clerk = door_for(person("clerk", grants=view))
    row = clerk.see(f"/supply/shipments/{made['id']}")
    assert row["driver_phone"] is None
    assert row["bills"][0]["cost_base"] is None
    assert row["bills"][0]["shares"][0]["cost_amount"] is None
    assert "987654" not in str(row)
    assert "13800001234" not in str(row)
    assert clerk.see("/supply/shipments", q="13800001234")["items"] == []
    links = clerk.see(f"/supply/shipments/{made['id']}/driver-links")["items"]
    assert links[0]["url"] is None
    own = door_for(person("own", grants={"supply.view_shipment": Scope.OWN}))
    assert own.get(f"/supply/shipments/{made['id']}").status_code == 404
    cost = {("supply.shipment", "bills.cost_base"): Mode.READONLY}
    payer = door_for(person("payer", grants=view, fields=cost))
    assert payer.see(f"/supply/shipments/{made['id']}")["bills"][0]["cost_base"] == "987654.32"


def test_the_hours_of_a_driver_link_are_counted_from_delivery() -> None:
    from backend.supply.shipment import queries
    from backend.supply.shipment.models import DriverLink, Shipment

    noon = datetime.fromisoformat("2026-07-10T12:00:00+08:00")
    shipment = Shipment(delivered_at=noon)
    link = DriverLink(
        shipment=shipment, made_at=noon, days_after=3, ends_at=noon + timedelta(days=180)
    )

    assert queries.is_open(link, at=noon + timedelta(days=3, seconds=-1))
    assert not queries.is_open(link, at=noon + timedelta(days=3))
    shipment.delivered_at = None
    assert queries.is_open(link, at=noon + timedelta(days=179))
    assert not queries.is_open(link, at=noon + timedelta(days=180))

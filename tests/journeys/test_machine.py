"""A machine from the contract to the claim against its maker, over HTTP and off its own label.

Two presses are delivered and become machines on file. One breaks: the label is scanned, the
ticket is triaged, an engineer is sent, mends it with two parts, one of them swapped by number,
and the customer signs. It is covered; an older press of the same customer is not, and pays. The
broken motor comes home, and its maker pays for it. Stock and books come out even.
"""

import io
import json
import re
import uuid
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from PIL import Image

from backend.core import invariants
from backend.goods.serial.models import Serial
from backend.goods.stock.models import Balance, StockMove
from backend.service.asset.models import Asset
from backend.service.survey import queries as surveys
from backend.service.survey.models import Survey
from backend.service.ticket.models import Ticket
from tests.house_kit import API, Door, person
from tests.journeys.told import Deal
from tests.service.asset import conftest as presses

Json = dict[str, Any]
pytestmark = pytest.mark.django_db
BROKE = "2026-07-20"


def at(clock: str, day: str = BROKE) -> str:
    """A moment of the story."""
    return f"{day}T{clock}:00+08:00"


@pytest.fixture(scope="module")
def deal(keeper: Door, keeper_hears: Callable[[], int]) -> Deal:
    """Two presses at the customer; an engineer with motors and seals in the van."""
    told = Deal(keeper, keeper_hears)
    presses.tell(told)
    presses.loaded(told, "2")
    presses.gone(told, "P-001", "P-003")
    presses.signed(told)
    van = {"code": "VAN-01", "name": "服务车一号", "kind": "van", "city": "无锡"}
    bin_ = {"code": "DEFECT", "name": "不良品仓", "kind": "scrap", "city": "无锡"}
    told.ids["van"] = told.do("/goods/warehouses", van)["id"]
    told.ids["bin"] = told.do("/goods/warehouses", bin_)["id"]
    maker = {"on": "2026-06-01", "name": "宁波海天电机有限公司"}
    told.ids["maker"] = told.do("/core/parties", maker)["id"]
    into = Deal(keeper, keeper_hears, {**told.ids, "warehouse": told.ids["van"]})
    presses.stock(into, told.ids["motor"], "1", "4200", ["M-900"])
    presses.stock(into, told.ids["seal"], "10", "8.50", [])
    told.ids["user"] = str(person("liu").pk)
    told.ids["engineer"] = told.do(
        "/service/engineers",
        {"on": BROKE, "user_id": int(told.ids["user"]), "name": "刘工",
         "van_id": told.ids["van"], "skills": [{"code": "press", "level": 3}]},
    )["id"]  # fmt: skip
    return told


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    moment = datetime.fromisoformat(at("07:30"))
    monkeypatch.setattr(timezone, "now", lambda: moment)


def attach(deal: Deal, order: Json) -> str:
    """The customer's signature as a picture on the order; its id."""
    client: Any = deal.door.client  # type: ignore[attr-defined]  # the door of the tests
    upload = io.BytesIO()
    Image.new("RGB", (8, 6), "blue").save(upload, "PNG")
    upload.seek(0)
    upload.name = "sign.png"
    form = {"document": "service.work_order", "document_id": order["id"], "kind": "photo"}
    key = {"Idempotency-Key": str(uuid.uuid4())}
    answer = client.post(f"{API}/core/attachments", {**form, "file": upload}, headers=key)
    assert answer.status_code == 201, answer.content
    return str(json.loads(answer.content)["id"])


def step(deal: Deal, order: Json, verb: str, clock: str, **facts: Any) -> Json:
    """A step of an order."""
    return deal.do(f"/service/work-orders/{order['id']}/{verb}", {"at": at(clock), **facts})


def visit(deal: Deal, **facts: Any) -> Json:
    """The engineer at work since 09:40, half an hour and 24.5 km away."""
    made = deal.do("/service/work-orders", {"kind": "repair", **facts})
    slot = {"starts_at": at("09:00"), "ends_at": at("12:00")}
    booked = {"engineer_id": deal.ids["engineer"], **slot}
    deal.do(f"/service/work-orders/{made['id']}/schedule", booked)
    for verb, clock in (("dispatch", "08:00"), ("accept", "08:10"), ("depart", "09:00")):
        step(deal, made, verb, clock)
    step(deal, made, "arrive", "09:30", km="24.5")
    return step(deal, made, "start", "09:40")


def signed_for(deal: Deal, order: Json) -> Json:
    """Done at half past eleven, signed ten minutes later."""
    done = step(
        deal, order, "finish", "11:30", findings="电机轴承烧毁", solution="更换主电机和密封圈",
        is_restored=True,
    )  # fmt: skip
    assert done["state"] == "done_pending_sign"
    return step(deal, order, "sign", "11:40", signer="赵仓管", picture_id=attach(deal, order))


def left(deal: Deal, product: str) -> dict[str, str]:
    """What is in stock of a product, by warehouse."""
    rows = Balance.objects.filter(product_id=deal.ids[product]).exclude(actual=0)
    found: dict[str, Decimal] = {}
    for code, actual in rows.values_list("warehouse__code", "actual"):
        found[code] = found.get(code, Decimal(0)) + actual
    return {code: f"{actual:f}" for code, actual in sorted(found.items())}


def faults() -> list[str]:
    return [fault for name in invariants.names() for fault in invariants.check(name)]


def scan(asset_id: str) -> Ticket:
    """Somebody beside the machine scans its label, picks what is wrong and sends it."""
    label = f"/m/{Asset.objects.get(pk=asset_id).qr_token}"
    client = Client()
    page = client.get(label)
    assert page.status_code == 200, page.content
    assert "63 吨冲床" in page.content.decode()
    once = re.search(r'name="once" value="([^"]+)"', page.content.decode())
    assert once is not None
    said = {"symptom_code": "noise", "is_down": "true", "text": "主电机异响", "once": once[1]}
    sent = client.post(label, said)
    assert sent.status_code == 302, sent.content.decode()
    return Ticket.objects.get(asset_id=asset_id)


def test_a_press_breaks_is_mended_and_its_maker_pays(
    deal: Deal, monkeypatch: pytest.MonkeyPatch
) -> None:
    press = presses.machine(deal, "P-001")
    assert (press["state"], press["warranty_end"]) == ("shipped", "2028-01-10")
    words = {"kind": "symptom", "code": "noise", "name": "异响"}
    deal.do("/service/fault-codes", words)
    motor = next(part for part in press["parts"] if part["product_code"] == "MOT-45")
    named = {"part_id": motor["id"], "serial": "M-001", "supplier_id": deal.ids["maker"]}
    deal.do(f"/service/assets/{press['id']}/identify-part", named)

    # It breaks: the label says so, the office reads it and sends somebody.
    ticket = scan(press["id"])
    assert (ticket.state, ticket.channel, ticket.is_covered) == ("new", "qr", True)
    path = f"/service/tickets/{ticket.pk}"
    grave = {"at": at("07:40"), "impact": "high", "urgency": "high"}
    assert deal.do(f"{path}/triage", grave)["state"] == "triaged"
    whose = {"at": at("07:45"), "owner_id": int(deal.ids["user"])}
    assert deal.do(f"{path}/assign", whose)["state"] == "assigned"
    order = visit(deal, ticket_id=str(ticket.pk), skills=["press"])
    assert (order["state"], order["billing"]) == ("working", "covered")
    assert deal.read(path)["state"] == "in_progress"

    # Two parts: a motor for the one with a number, and seals.
    step(
        deal, order, "use-part", "10:00", product_id=deal.ids["motor"], serial_in="M-900",
        serial_out="M-001", position=motor["position"], is_defective_back=True,
    )  # fmt: skip
    used = step(deal, order, "use-part", "10:20", product_id=deal.ids["seal"], quantity="2.000")
    assert [row["cost_amount"] for row in used["parts"]] == ["4200.00", "17.00"]
    assert signed_for(deal, order)["state"] == "completed"
    now = deal.read(path)
    assert now["state"] == "resolved"
    noon = datetime.fromisoformat(at("12:30"))
    monkeypatch.setattr(timezone, "now", lambda: noon)
    _customer_rates(str(ticket.pk))
    _customer_follows(deal, now["no"])
    billed = deal.do(f"/service/work-orders/{order['id']}/review", {"on": "2026-07-21"})
    assert billed["amount_due"] == "0.00"
    closed = deal.do(f"/service/work-orders/{order['id']}/close", {"on": "2026-07-22"})
    assert closed["state"] == "closed"
    after = presses.machine(deal, "P-001")
    inside = {part["serial"] for part in after["parts"] if part["product_code"] == "MOT-45"}
    assert inside == {"M-900", ""}
    assert (left(deal, "motor"), left(deal, "seal")) == ({}, {"VAN-01": "8.000"})
    assert faults() == []

    _broken_motor_comes_home(deal)
    assert deal.do(f"{path}/close", {"at": at("12:00", "2026-07-25")})["state"] == "closed"
    assert faults() == []


def _customer_rates(ticket_id: str) -> None:
    """Five points by the link, once."""
    survey = Survey.objects.get(ticket_id=ticket_id)
    page = surveys.path(survey.pk)
    answer = {"score": "5", "tags": ["speed"], "text": "来得快"}
    assert Client().get(page).status_code == 200
    assert Client().post(page, answer).status_code == 200
    assert Client().post(page, answer).status_code == 410
    survey = Survey.objects.get(pk=survey.pk)
    assert (survey.state, survey.score) == ("answered", 5)


def _customer_follows(deal: Deal, ticket_no: str) -> None:
    """The customer's link shows both presses, the truck they came by and the ticket, no price."""
    body = {"at": at("12:30"), "contract_id": deal.ids["contract"], "days": 30}
    made = deal.do("/service/customer-links", body)
    url = deal.read(f"/service/customer-links/{made['id']}/address")["url"]
    order = Door(client=None).see(f"/public/orders/{url.rsplit('/', 1)[1]}")
    assert [row["serial"] for row in order["assets"]] == ["P-001", "P-003"]
    assert [(row["no"], row["state"]) for row in order["tickets"]] == [(ticket_no, "resolved")]
    trucks = [(row["quantity"], row["unit"], row["plate"]) for row in order["deliveries"]]
    assert trucks == [("2.000", "台", presses.PLATE)]
    assert "226000" not in json.dumps(order)


def _broken_motor_comes_home(deal: Deal) -> None:
    """Returned, looked at, claimed from the maker, credited: in and out of stock at nothing."""
    (found,) = deal.door.see("/service/defective-returns")["items"]
    path = f"/service/defective-returns/{found['id']}"
    deal.do(f"{path}/approve")
    deal.do(f"{path}/send", {"at": at("15:00"), "waybill": "SF300"})
    home = {"at": at("09:00", "2026-07-22"), "warehouse_id": deal.ids["bin"]}
    assert deal.do(f"{path}/receive", home)["state"] == "received"
    assert left(deal, "motor") == {"DEFECT": "1.000"}
    look = {"on": "2026-07-23", "finding": "轴承保持架断裂", "is_supplier_fault": True}
    deal.do(f"{path}/inspect", look)
    promise = {"supplier_id": deal.ids["maker"], "months": 24, "basis_no": "HT-2025-7"}
    deal.do("/service/supplier-warranties", promise)
    claim = {"on": "2026-07-23", "back_id": found["id"], "amount": "4200.00"}
    made = deal.do("/service/warranty-claims", claim)
    assert (made["supplier_id"], made["serial"]) == (deal.ids["maker"], "M-001")
    mine = f"/service/warranty-claims/{made['id']}"
    deal.do(f"{mine}/send", {"on": "2026-07-23"})
    deal.do(f"{mine}/accept", {"on": "2026-07-24", "amount_agreed": "4000.00"})
    done = {"at": at("10:00", "2026-07-24"), "outcome": "贷项通知单"}
    assert deal.do(f"{path}/credit", done)["state"] == "credited"
    ended = deal.do(f"{mine}/credit", {"on": "2026-07-24", "outcome": "冲抵应付"})
    assert (ended["state"], ended["amount_agreed"]) == ("credited", "4000.00")
    assert left(deal, "motor") == {}
    moved = StockMove.objects.filter(source_code="service.defective_return")
    assert sum(row.actual for row in moved) == 0
    assert Serial.objects.get(no="M-900").state == "out"


def test_an_old_press_is_nobodys_promise_and_is_paid_for(deal: Deal) -> None:
    old = deal.do(
        "/service/assets",
        {"on": "2026-07-01", "product_id": deal.ids["press"], "serial": "P-0900",
         "customer_id": deal.ids["buyer"], "delivered_on": "2019-05-06"},
    )  # fmt: skip
    for kind, price in (("labour", "180"), ("travel", "95"), ("km", "1.25")):
        rate = {"kind": kind, "price": price, "valid_from": "2026-01-01"}
        deal.do("/service/service-rates", rate)
    seal = {"kind": "part", "price": "33.33", "valid_from": "2026-01-01", "vat_rate": "0.13"}
    deal.do("/service/service-rates", {**seal, "product_id": deal.ids["seal"]})

    order = visit(deal, asset_id=old["id"], summary="漏油")
    step(deal, order, "use-part", "10:00", product_id=deal.ids["seal"], quantity="3.000")
    assert signed_for(deal, order)["state"] == "completed"
    billed = deal.do(f"/service/work-orders/{order['id']}/review", {"on": "2026-07-21"})

    lines = [(row["kind"], row["amount"], row["due"]) for row in billed["bill_lines"]]
    assert ("part", "99.99", "99.99") in lines
    assert Decimal(billed["amount_due"]) == sum(Decimal(due) for _k, _a, due in lines)
    assert billed["amount_covered"] == "0.00"
    assert faults() == []

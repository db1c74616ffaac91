"""A customer follows a contract by a link: what it shows, what it never shows, when it opens."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from backend.notify.inbox.models import Message
from backend.service.asset.models import Asset
from backend.service.link import queries
from backend.service.link.api import knocking
from backend.service.link.models import CustomerLink
from backend.service.link.schemas import PublicOrderOut
from backend.service.ticket.models import Ticket
from tests.crm.contract import kit
from tests.house_kit import API, Door

WHITELIST = {
    "PublicOrderOut": {
        "no", "their_no", "seller", "customer", "signed_on", "delivery_until", "expires_at",
        "currency", "amount", "lines", "progress", "deliveries", "documents", "assets", "tickets",
    },
    "PublicOrderLineOut": {"seq", "product", "quantity", "unit", "delivered", "price", "amount"},
    "PublicProgressOut": {
        "line_seq", "product", "percent", "promised_on", "expected_on", "milestones",
    },
    "PublicMilestoneOut": {"kind", "label", "planned_on", "expected_on", "actual_on", "percent"},
    "PublicDeliveryOut": {
        "no", "line_seq", "product", "quantity", "unit", "state", "state_label", "plate",
        "waybill", "planned_on", "departed_at", "arrived_at", "signed_at",
    },
    "PublicFileOut": {"id", "title", "name", "kind", "size", "released_at"},
    "PublicMachineOut": {"serial", "product", "state", "state_label", "warranty_until"},
    "PublicMatterOut": {
        "no", "summary", "serial", "state", "state_label", "opened_at", "resolved_at",
    },
}  # fmt: skip
"""Everything a customer may ever read by a link. A field more is a decision."""
ASK = {"client_id": "question-0001", "name": "王工", "phone": "13800001111", "text": "何时发货？"}


@pytest.fixture(autouse=True)
def _fresh(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(scope="module")
def signed(kept: None, keeper: Door) -> dict[str, Any]:
    """A signed contract of two lines, one of them being made, a machine delivered on it."""
    here = kit.world(keeper, stock=True)
    lines = [kit.fixed_line(here, "10.000"), kit.fixed_line(here, "5.000")]
    contract = kit.signed(keeper, here, lines=lines, their_no="PO-7788")
    keeper.do(
        "/crm/progresses",
        {
            "on": "2026-07-01",
            "contract_id": contract["id"],
            "line_id": contract["lines"][0]["id"],
            "promised_on": "2026-08-20",
        },
    )
    Asset.objects.create(
        no="SB-1", product_id=here.product, serial="SN-001", customer_id=here.buyer,
        contract_id=contract["id"], qr_token="t1", created_at=timezone.now(),
        updated_at=timezone.now(),
    )  # fmt: skip
    return contract


@pytest.fixture
def link(boss: Door, signed: dict[str, Any]) -> dict[str, Any]:
    """An open link as it is usually made."""
    return make(boss, signed)


def make(boss: Door, contract: dict[str, Any], **facts: Any) -> dict[str, Any]:
    at = timezone.now().isoformat()
    body = {"at": at, "contract_id": contract["id"], "days": 30, "note": "采购部王工", **facts}
    return boss.do("/service/customer-links", body)


def token(link: dict[str, Any]) -> str:
    found: str = queries.token_of(CustomerLink.objects.get(pk=link["id"]).pk)
    return found


def test_a_link_never_shows_a_field_that_is_not_on_the_list() -> None:
    schema = PublicOrderOut.model_json_schema()
    shapes = {"PublicOrderOut": schema, **schema["$defs"]}

    assert {name: set(one["properties"]) for name, one in shapes.items()} == WHITELIST


def test_what_a_link_shows_and_what_it_never_shows(
    boss: Door, nobody: Door, signed: dict[str, Any], link: dict[str, Any]
) -> None:
    order = nobody.see(f"/public/orders/{token(link)}")

    assert (order["no"], order["their_no"]) == (signed["no"], "PO-7788")
    assert [(x["quantity"], x["unit"], x["price"]) for x in order["lines"]] == [
        ("10.000", "t", None),
        ("5.000", "t", None),
    ]
    assert (order["amount"], order["currency"], order["deliveries"]) == (None, None, [])
    assert [m["kind"] for m in order["progress"][0]["milestones"]][:2] == ["design", "material"]
    assert order["progress"][0]["expected_on"] == "2026-08-20"
    assert [(a["serial"], a["state"]) for a in order["assets"]] == [("SN-001", "produced")]
    text = str(order)
    assert "102440" not in text
    assert signed["amount_estimated"] not in text

    dear = make(boss, signed, shows=["lines", "prices"])
    told = nobody.see(f"/public/orders/{token(dear)}")
    assert [line["price"] for line in told["lines"]] == ["102440.0000", "102440.0000"]
    assert (told["amount"], told["assets"], told["tickets"]) == (
        signed["amount_estimated"],
        None,
        None,
    )
    seen = boss.see(f"/service/customer-links/{link['id']}")
    assert (seen["views"], seen["first_seen_at"] is not None) == (1, True)


def test_wrong_over_and_revoked_are_all_the_same_friendly_404(
    boss: Door, nobody: Door, signed: dict[str, Any], link: dict[str, Any]
) -> None:
    gone, old = make(boss, signed), make(boss, signed)
    address = boss.see(f"/service/customer-links/{gone['id']}/address")
    assert address["url"].endswith(f"/o/{token(gone)}")
    gate = {"at": timezone.now().isoformat(), "reason": "人员变动"}
    boss.do(f"/service/customer-links/{gone['id']}/revoke", gate)
    past = timezone.now() - timedelta(seconds=1)
    CustomerLink.objects.filter(pk=old["id"]).update(expires_at=past)
    forged = token(link)[:-1] + ("A" if token(link)[-1] != "A" else "B")

    answers = [
        nobody.get(f"/public/orders/{key}")
        for key in (token(gone), token(old), forged, "A" * 46, "x")
    ]

    assert [one.status_code for one in answers] == [404] * 5
    assert len({one.body["detail"] for one in answers}) == 1
    pages = [Client().get(f"/o/{key}") for key in (token(gone), token(old), forged)]
    assert [one.status_code for one in pages] == [404] * 3
    assert all("请向您的业务联系人索取新的链接" in one.content.decode() for one in pages)
    assert nobody.post(f"/public/orders/{token(gone)}/questions", ASK).status_code == 404
    assert boss.see(f"/service/customer-links/{gone['id']}/address")["url"] is None
    boss.do(f"/service/customer-links/{old['id']}/extend", {"at": timezone.now().isoformat()})
    assert nobody.get(f"/public/orders/{token(old)}").status_code == 200


def test_a_question_becomes_one_ticket_and_its_owner_is_told(
    boss: Door, nobody: Door, link: dict[str, Any], hear: Callable[[], int]
) -> None:
    path = f"/public/orders/{token(link)}/questions"

    first = nobody.post(path, ASK)
    again = nobody.post(path, ASK)
    hear()

    assert (first.status_code, first.body) == (201, again.body)
    ticket = Ticket.objects.get(no=first.body["ticket_no"])
    assert (ticket.channel, ticket.kind, ticket.contact_phone) == (
        "portal",
        "inquiry",
        "13800001111",
    )
    shown = nobody.see(f"/public/orders/{token(link)}")["tickets"]
    assert [(row["no"], row["state"]) for row in shown] == [(ticket.no, "new")]
    assert "13800001111" not in str(shown)
    assert Message.objects.filter(kind="service.customer_link.asked").count() == 1

    many = [
        nobody.post(path, {**ASK, "client_id": f"question-1{n:03d}"}).status_code
        for n in range(knocking.QUESTIONS)
    ]
    assert (many[-1], Ticket.objects.count()) == (429, knocking.QUESTIONS - 1)


def test_only_released_files_of_the_contract_are_handed_over(
    boss: Door, nobody: Door, signed: dict[str, Any], link: dict[str, Any]
) -> None:
    inside, foreign = (
        attach(boss, "crm.contract", signed["id"]),
        attach(boss, "core.party", signed["party_id"]),
    )
    path = f"/service/customer-links/{link['id']}"
    at = timezone.now().isoformat()
    refused = boss.post(f"{path}/release-file", {"at": at, "attachment_id": foreign})
    for _twice in range(2):
        boss.do(f"{path}/release-file", {"at": at, "attachment_id": inside, "title": "合同扫描件"})

    shown = nobody.see(f"/public/orders/{token(link)}")["documents"]
    file = f"{API}/public/orders/{token(link)}/files/{shown[0]['id']}"
    got = Client().get(file)

    assert (refused.status_code, list(refused.body["errors"])) == (422, ["attachment_id"])
    assert [(row["title"], row["kind"]) for row in shown] == [("合同扫描件", "contract")]
    assert (got.status_code, b"".join(got.streaming_content)[:4]) == (200, b"%PDF")
    closed = make(boss, signed, shows=["lines"])
    assert Client().get(file.replace(token(link), token(closed))).status_code == 404
    boss.do(f"{path}/withdraw-file", {"attachment_id": inside, "reason": "版本有误"})
    assert Client().get(file).status_code == 404


def attach(boss: Door, document: str, pk: str) -> str:
    assert boss.client is not None
    pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    file = SimpleUploadedFile("a.pdf", pdf)
    body = {"document": document, "document_id": pk, "kind": "contract", "file": file}
    key = {"Idempotency-Key": str(uuid4())}
    made = boss.client.post(f"{API}/core/attachments", body, headers=key)
    assert made.status_code == 201, made.content
    return str(made.json()["id"])


def test_the_page_is_read_on_a_phone_in_either_language_and_takes_a_question(
    signed: dict[str, Any], link: dict[str, Any]
) -> None:
    address = f"/o/{token(link)}"

    page = Client().get(address)
    english = Client().get(address, {"lang": "en"})

    assert (page.status_code, page["Referrer-Policy"]) == (200, "no-referrer")
    assert "生产进度" in page.content.decode()
    assert "Ask a question" in english.content.decode()
    assert "<script" not in page.content.decode()
    assert " style=" not in page.content.decode()
    wrong = Client().post(f"{address}/ask", {**ASK, "phone": "1"})
    assert (wrong.status_code, "王工" in wrong.content.decode()) == (422, True)
    asked = Client().post(f"{address}/ask", ASK)
    assert asked.status_code == 302
    thanks = Client().get(asked["Location"]).content.decode()
    assert Ticket.objects.get().no in thanks


def test_a_draft_has_no_link(boss: Door, signed: dict[str, Any]) -> None:
    here = {"on": "2026-06-30", "party_id": signed["party_id"], "seller_id": signed["seller_id"]}
    line = {"product_id": signed["lines"][0]["product_id"], "quantity": "1.000",
            "pricing": "fixed", "fixed_price": "1.00"}  # fmt: skip
    draft = boss.do("/crm/contracts", {**here, "lines": [line], "terms": kit.TERMS})

    body = {"at": timezone.now().isoformat(), "contract_id": draft["id"]}
    assert boss.post("/service/customer-links", body).status_code == 409

"""What was said, sent and asked for on a lead is found on the customer and the opportunity."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from backend.core.access.actor import system
from backend.crm.customer.models import Customer
from backend.crm.opportunity.actions import seed
from tests.crm.customer.kit import CABLE
from tests.crm.lead.test_life import a_lead
from tests.house_kit import API, Door

pytestmark = pytest.mark.django_db


def test_follow_ups_files_and_items_go_along(boss: Door, hear: Callable[[], int]) -> None:
    seed(actor=system("test"))
    lead = a_lead(boss)
    path = f"/crm/leads/{lead['id']}"
    boss.do(
        "/crm/followups",
        {"document": "crm.lead", "document_id": lead["id"], "kind": "call",
         "at": "2026-07-02T10:00:00+08:00", "content": "要 8mm 无氧铜杆，月供六十吨"},
    )  # fmt: skip
    assert boss.client is not None
    sent = boss.client.post(
        f"{API}/core/attachments",
        {"document": "crm.lead", "document_id": lead["id"], "kind": "other",
         "file": SimpleUploadedFile("图纸.pdf", b"%PDF-1.7 drawing")},
        headers={"Idempotency-Key": "file-1"},
    )  # fmt: skip
    assert sent.status_code == 201, sent.content
    boss.do(f"{path}/start")
    boss.do(f"{path}/qualify")
    wish = {"name": "铜杆首单", "amount": "5400000.00", "expected_close_on": "2026-08-31"}
    done = boss.do(
        f"{path}/convert",
        {"on": "2026-07-05", "customer": {"party": CABLE}, "opportunity": wish},
    )
    hear()

    customer = Customer.objects.get(party_id=done["party_id"])
    seen = boss.see(f"/crm/customers/{customer.pk}/overview")
    opened = boss.see("/crm/opportunities", lead_id=lead["id"])["items"][0]
    detail = boss.see(f"/crm/opportunities/{opened['id']}")

    said = seen["sections"]["followups"]
    assert [row["content"] for row in said] == ["要 8mm 无氧铜杆，月供六十吨"]
    about = boss.see("/crm/followups", opportunity_id=opened["id"])["items"]
    assert [row["document"] for row in about] == ["crm.lead"]
    for document, pk in (
        ("crm.lead", lead["id"]), ("crm.customer", customer.pk), ("crm.opportunity", opened["id"]),
    ):  # fmt: skip
        assert _files(boss, document, pk) == ["图纸.pdf"]
    assert detail["lead_id"] == lead["id"]
    assert [(row["text"], row["quantity"]) for row in detail["items"]] == [
        ("8mm 无氧铜杆", "60.000")
    ]


def _files(door: Door, document: str, pk: Any) -> list[str]:
    rows = door.see("/core/attachments", document=document, document_id=pk)["items"]
    return [row["name"] for row in rows]

"""Instalments, receipts and invoices in the back office."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.urls import reverse

from backend.core import panels
from backend.core.access.actor import system
from backend.crm.contract.models import Contract
from backend.crm.receivable import actions
from tests.crm.invoice import kit as invoices
from tests.crm.receivable import kit
from tests.house_kit import Door

Hear = Callable[[], int]
SYSTEM = system("test")


def page(boss: Door, name: str, *args: object, **query: str) -> str:
    """Read a page of the back office, as somebody who may enter it."""
    assert boss.client is not None
    assert boss.user is not None
    boss.user.is_staff = True
    boss.user.save(update_fields=["is_staff"])
    answer = boss.client.get(reverse(f"admin:{name}", args=args), query)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def test_an_instalment_shows_its_figures_and_its_verbs(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear)
    used = kit.pay(boss, signed, "1000.00")
    line = kit.plan(signed)[0]

    listed = page(boss, "crm_planline_changelist")
    shown = page(boss, "crm_planline_change", line.pk)
    form = page(boss, "crm_planline_do", line.pk, "promise")

    assert f"{signed['no']}-1" in listed
    assert "2,459,730.00" in shown
    assert used["no"] in shown
    assert "登记承诺" in shown
    assert "承诺付款日" in form


def test_a_receipt_shows_what_it_paid_and_offers_to_take_it_back(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear)
    used = kit.pay(boss, signed, "1000.00")
    fresh = kit.receive(boss, "5.00", contract_id=signed["id"])

    shown = page(boss, "crm_receipt_change", used["id"])
    form = page(boss, "crm_receipt_do", used["id"], "unallocate")
    page(boss, "crm_receipt_do", fresh["id"], "allocate")
    page(boss, "crm_receipt_add")
    page(boss, "crm_receipt_changelist", state="allocated")

    assert f"{signed['no']}-1" in shown
    assert used["allocations"][0]["id"] in form


def test_an_invoice_shows_its_lines_and_prints(boss: Door) -> None:
    made = invoices.draft(boss, invoices.settle(kit.deal(boss)))

    shown = page(boss, "crm_invoice_change", made["id"])
    page(boss, "crm_invoice_changelist")
    page(boss, "crm_invoice_add")

    assert "16,664,960.41" in shown
    assert f"/crm/invoices/{made['id']}/application.pdf" in shown


def test_the_first_page_counts_what_needs_somebody(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear)
    kit.pay(boss, signed, "15578290.00")
    actions.finalise(
        UUID(signed["id"]), actor=SYSTEM, total=Decimal("15500000.00"), on=date(2026, 7, 1)
    )
    kit.planned(boss, hear, {"id": signed["party_id"]}, on="2020-01-01", until=None)
    kit.receive(boss, "5.00", payer_name="某某贸易")
    kit.receive(boss, "7.00", party_id=signed["party_id"])

    found = {str(item.label): item.count for item in panels.todays(SYSTEM)}
    chart = next(c for c in panels.charts(SYSTEM) if str(c.title) == "应收账龄")
    beside = panels.beside(Contract.objects.get(pk=signed["id"]), SYSTEM)

    assert found["逾期应收"] == 2
    assert found["应退客户"] == 1
    assert found["待认领回款"] == 1
    assert found["待核销回款"] == 1
    (figures,) = chart.series.values()
    assert sum(figures) == Decimal("15578290.00")
    assert figures[-1] == Decimal("15578290.00")
    plan = next(table for table in beside if str(table.label) == "应收计划")
    assert [row[2] for row in plan.rows] == [
        Decimal("2459730.00"),
        Decimal("13118560.00"),
        Decimal("-78290.00"),
    ]
    page(boss, "index")

"""Spot purchase to receipt to payable: 20 t of copper, bought, weighed, invoiced and paid."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command

from backend.goods.cost.models import CostPool
from backend.supply.purchase.models import Purchase
from tests.house_kit import Door, door_for, person
from tests.supply import kit
from tests.supply.receiving.yard import Yard, at, yard

Json = dict[str, Any]


@pytest.fixture
def here(boss: Door) -> Yard:
    return yard(boss)


def owed(here: Yard) -> list[tuple[Any, ...]]:
    """What we owe for the purchase, instalment by instalment."""
    rows = here.boss.see("/supply/payables", purchase_id=here.purchase["id"])["items"]
    return [
        (row["state"], row["amount"], row["paid"], row["due_on"])
        for row in sorted(rows, key=lambda row: row["no"])
    ]


def invoice(here: Yard, no: str, tonnes: str, **figures: str) -> Json:
    """The supplier's invoice for some tonnes at 70,000."""
    return here.boss.do(
        "/supply/invoices",
        {
            "on": "2026-07-14",
            "purchase_id": here.purchase["id"],
            "invoice_no": no,
            "invoiced_on": "2026-07-13",
            "lines": [
                {
                    "purchase_line_id": here.purchase["lines"][0]["id"],
                    "quantity": tonnes,
                    "price": "70000",
                    "tax_rate": "0.13",
                    **figures,
                }
            ],
        },
    )


def pay(here: Yard, second: Door, amount: str, day: str, reference: str) -> Json:
    """Money asked for by one person, approved by another, and paid."""
    made = here.boss.do(
        "/supply/payments",
        {
            "on": day,
            "party_id": here.seller,
            "purchase_id": here.purchase["id"],
            "bank_id": here.bank,
            "amount": amount,
        },
    )
    path = f"/supply/payments/{made['id']}"
    second.do(f"{path}/approve")
    return here.boss.do(f"{path}/pay", {"at": f"{day}T15:00:00+08:00", "bank_reference": reference})


def test_spot_purchase_to_receipt_to_payable(here: Yard, hear: Any) -> None:
    second = door_for(person("cashier", superuser=True))
    need = kit.requisition(here.boss, [(here.product, "20.000")])
    bought = here.buy({"requisition_line_id": need["lines"][0]["id"]})
    path = f"/supply/purchases/{bought['id']}"
    hear()
    # 30 % at signing is due, 60 % three days after receipt, the rest when it is settled.
    assert owed(here) == [
        ("active", "420000.00", "0.00", "2026-07-03"),
        ("not_triggered", "840000.00", "0.00", None),
        ("not_triggered", "140000.00", "0.00", None),
    ]
    pay(here, second, "420000.00", "2026-07-03", "BK-1")
    hear()
    assert owed(here)[0] == ("settled", "420000.00", "420000.00", "2026-07-03")
    assert here.boss.see(path)["payment_axis"] == "partial"

    # Theirs 20.020, ours 20.000: inside 2 per mille, theirs is paid for.
    receipt = here.come("20.000", "20.020")
    hear()
    row = receipt["lines"][0]
    assert (row["accepted"], row["payable_weight"], row["amount"]) == (
        "20.000",
        "20.020",
        "1401400.00",
    )
    found = here.boss.see(path)
    assert (found["state"], found["receipt_axis"], found["pricing_axis"]) == (
        "received",
        "complete",
        "complete",
    )
    # 1,401,400.00 / 1.13 = 1,240,176.99 is what the 20.000 t cost us.
    pool = CostPool.objects.get()
    assert (str(pool.quantity), str(pool.value)) == ("20.000", "1240176.99")
    assert owed(here)[1][0] == "active"
    assert owed(here)[1][3] == "2026-07-13"

    bill = invoice(
        here, "26312000000012345678", "20.020",
        amount_excl="1240176.99", tax="161223.01", amount="1401400.00",
    )  # fmt: skip
    assert bill["state"] == "matched"
    hear()
    made = here.boss.do("/supply/settlements", {"on": "2026-07-15", "purchase_id": bought["id"]})
    assert (made["amount"], made["difference"], made["paid"], made["due"]) == (
        "1401400.00",
        "0.00",
        "420000.00",
        "981400.00",
    )
    done = here.boss.do(
        f"/supply/settlements/{made['id']}/confirm",
        {"at": at("10:00", "2026-07-15"), "confirmed_by": "陈工"},
    )
    hear()
    assert (done["cost_to_stock"], done["cost_to_sales"]) == ("0.00", "0.00")
    said = kit.refused(here.boss, f"{path}/close", {"on": "2026-07-16"})
    assert said["detail"].endswith("付款未完成。")
    balance = owed(here)
    assert sum(Decimal(amount) for _state, amount, _paid, _due in balance) == Decimal("1401400.00")

    pay(here, second, "981400.00", "2026-07-20", "BK-2")
    hear()

    assert {(state, amount == paid) for state, amount, paid, _due in owed(here)} == {
        ("settled", True)
    }
    closed = here.boss.do(f"{path}/close", {"on": "2026-07-21"})
    assert (closed["state"], closed["amount_paid"], closed["amount_invoiced"]) == (
        "closed",
        "1401400.00",
        "1401400.00",
    )
    assert [closed[f"{axis}_axis"] for axis in ("receipt", "pricing", "invoice", "payment")] == [
        "complete"
    ] * 4
    assert Purchase.objects.get().ended_on is not None
    call_command("check_invariants")

"""From a purchase to what is owed, invoiced, paid and agreed, to the cent."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from backend.core.party.models import PartyBank
from tests.house_kit import Door, door_for, person
from tests.supply import kit
from tests.supply.receiving.yard import BANK, DAY, Yard, at, yard

Json = dict[str, Any]
Hear = Callable[[], int]


@pytest.fixture
def here(boss: Door) -> Yard:
    found = yard(boss)
    found.bank = str(PartyBank.objects.get(party_id=found.seller).pk)
    return found


@pytest.fixture
def chief(db: None) -> Door:
    return door_for(person("chief", superuser=True))


def plan(here: Yard) -> list[tuple[str, str, str, str, str | None]]:
    """What is owed for the purchase: state, basis, amount, open, due."""
    rows = here.boss.see("/supply/payables", purchase_id=here.purchase["id"])["items"]
    rows.sort(key=lambda row: row["no"])
    return [(r["state"], r["basis"], r["amount"], r["open"], r["due_on"]) for r in rows]


def invoice(here: Yard, quantity: str, excl: str, tax: str, total: str, **facts: Any) -> Json:
    """An invoice of the only line, as printed."""
    row = {
        "purchase_line_id": here.purchase["lines"][0]["id"],
        "quantity": quantity,
        "price": facts.pop("price", "70000"),
        "tax_rate": facts.pop("tax_rate", "0.13"),
        "amount_excl": excl,
        "tax": tax,
        "amount": total,
    }
    body = {"on": "2026-07-12", "purchase_id": here.purchase["id"], "invoiced_on": "2026-07-11"}
    return {**body, "invoice_no": "26312000000012345678", "lines": [row], **facts}


def pay(here: Yard, chief: Door, amount: str, reference: str, **facts: Any) -> Json:
    """A payment from the request to the bank."""
    body = {"on": DAY, "party_id": here.seller, "amount": amount, "bank_id": here.bank, **facts}
    made = here.boss.do("/supply/payments", body)
    chief.do(f"/supply/payments/{made['id']}/approve")
    return here.boss.do(
        f"/supply/payments/{made['id']}/pay", {"at": at("16:00"), "bank_reference": reference}
    )


def test_a_spot_purchase_is_received_invoiced_paid_and_agreed(
    here: Yard, chief: Door, hear: Hear
) -> None:
    here.buy()
    hear()
    # 20 t x 70,000 = 1,400,000: 30 % at signing, 60 % three days after the goods, the rest last.
    assert plan(here) == [
        ("active", "estimated", "420000.00", "420000.00", "2026-07-03"),
        ("not_triggered", "estimated", "840000.00", "840000.00", None),
        ("not_triggered", "estimated", "140000.00", "140000.00", None),
    ]
    deposit = pay(here, chief, "420000.00", "B-1", purchase_id=here.purchase["id"])
    assert (deposit["state"], deposit["allocated"], deposit["on_account"]) == (
        "paid", "420000.00", "0.00",
    )  # fmt: skip
    here.come("20.000", "20.020")
    hear()
    assert plan(here)[1] == ("active", "estimated", "840000.00", "840000.00", "2026-07-13")

    bill = here.boss.do(
        "/supply/invoices", invoice(here, "20.020", "1240176.99", "161223.01", "1401400.00")
    )

    assert (bill["state"], bill["lines"][0]["differences"]) == ("matched", [])
    bought = here.boss.see(f"/supply/purchases/{here.purchase['id']}")
    assert (bought["amount_invoiced"], bought["amount_paid"]) == ("1401400.00", "420000.00")
    # Oldest due first takes 840,000; the other 10,000 stay on account.
    second = pay(here, chief, "850000.00", "B-2")
    assert (second["allocated"], second["on_account"]) == ("840000.00", "10000.00")
    ages = here.boss.see("/supply/payables/ageing", on="2026-07-31")
    assert (ages["totals"]["total"], ages["totals"]["overdue"]) == ("0.00", "0.00")

    drawn = here.boss.do(
        "/supply/statements",
        {"on": DAY, "party_id": here.seller, "since": "2026-07-01", "until": "2026-07-31"},
    )
    assert (drawn["opening"], drawn["supplied"], drawn["paid"]) == (
        "0.00", "1401400.00", "1270000.00",
    )  # fmt: skip
    assert (drawn["closing"], drawn["invoiced"]) == ("131400.00", "1401400.00")
    assert [(r["kind"], r["amount"]) for r in drawn["rows"]] == [
        ("payment", "-420000.00"),
        ("receipt", "1401400.00"),
        ("payment", "-850000.00"),
    ]
    path = f"/supply/statements/{drawn['id']}"
    here.boss.do(f"{path}/send", {"at": at("17:00")})
    agreed = here.boss.do(f"{path}/confirm", {"at": at("18:00"), "answered_by": "贵溪 财务 吴"})
    assert agreed["state"] == "confirmed"
    assert here.boss.get(f"{path}/statement.pdf").content.startswith(b"%PDF")
    call_command("check_invariants")

    # The bank gives the second payment back: what it paid is open again.
    void = here.boss.do(
        f"/supply/payments/{second['id']}/void", {"at": at("19:00"), "reason": "账号户名不符退汇"}
    )
    assert (void["state"], void["allocated"]) == ("void", "0.00")
    assert plan(here)[1] == ("active", "estimated", "840000.00", "840000.00", "2026-07-13")
    ages = here.boss.see("/supply/payables/ageing", on="2026-07-20")
    assert (ages["items"][0]["d1_30"], ages["totals"]["overdue"]) == ("840000.00", "840000.00")
    stale = here.boss.do(
        "/supply/statements",
        {"on": DAY, "party_id": here.seller, "since": "2026-07-01", "until": "2026-07-31"},
    )
    assert stale["closing"] == "981400.00"
    pay(here, chief, "840000.00", "B-3")
    problem = kit.refused(here.boss, f"/supply/statements/{stale['id']}/send", {"at": at("20:00")})
    assert "141400.00" in problem["detail"]
    call_command("check_invariants")


def test_every_difference_is_named_and_taken_by_another_person_only(
    here: Yard, chief: Door, hear: Hear
) -> None:
    here.buy()
    here.come("20.000", "20.000")
    hear()
    # A kilogram or a tenth of a percent is slack: 20.020 t against 20.000 t received.
    near = here.boss.do(
        "/supply/invoices",
        invoice(here, "20.020", "1240176.99", "161223.01", "1401400.00", invoice_no="A0000001"),
    )
    assert near["state"] == "matched"
    here.boss.do(f"/supply/invoices/{near['id']}/void", {"reason": "重开"})
    body = invoice(here, "20.021", "1240238.94", "161231.06", "1401470.00", invoice_no="A0000001")
    over = here.boss.do("/supply/invoices", body)
    assert over["state"] == "differences"
    assert [d["kind"] for d in over["lines"][0]["differences"]] == ["quantity"]
    assert "20.021" in over["lines"][0]["differences"][0]["sentence"]
    assert kit.refused(here.boss, "/supply/invoices", body)["detail"]
    path = f"/supply/invoices/{over['id']}"
    kit.refused(here.boss, f"{path}/accept", {"reason": "数量差已核实"}, status=403)
    done = chief.do(f"{path}/accept", {"reason": "数量差已核实"})
    assert done["state"] == "accepted"

    # Nothing is left to invoice; price, rate and tax are wrong too.
    bad = invoice(
        here, "1.000", "63716.81", "5734.50", "69451.31",
        price="70100", tax_rate="0.09", invoice_no="A0000002",
    )  # fmt: skip
    found = here.boss.do("/supply/invoices", bad)
    kinds = [d["kind"] for d in found["lines"][0]["differences"]]
    assert kinds == ["quantity", "order", "price", "tax", "sum"]
    untied = invoice(here, "1.000", "1.00", "1.00", "3.00", invoice_no="A0000003")
    kit.refused(here.boss, "/supply/invoices", untied, status=422)

    red = invoice(
        here, "-20.021", "-1240238.94", "-161231.06", "-1401470.00",
        reverses_id=over["id"], invoice_no="A0000009",
    )  # fmt: skip
    back = here.boss.do("/supply/invoices", red)
    assert (back["kind"], back["state"]) == ("red", "matched")
    again = here.boss.do("/supply/invoices", {**red, "invoice_no": "A0000010"})
    assert [d["kind"] for d in again["lines"][0]["differences"]] == ["red"]
    bought = here.boss.see(f"/supply/purchases/{here.purchase['id']}")
    assert bought["amount_invoiced"] == "0.00"
    kit.refused(here.boss, f"{path}/void", {"reason": "重开"})


def test_money_goes_only_where_invoices_come_from(here: Yard, chief: Door, hear: Hear) -> None:
    here.buy()
    hear()
    other = kit.party(here.boss, "上海某贸易行", banks=[{**BANK, "account": "622200001"}])
    foreign = str(PartyBank.objects.get(party_id=other["id"]).pk)
    ask = {"on": DAY, "party_id": here.seller, "amount": "420000.00"}
    kit.refused(here.boss, "/supply/payments", ask, status=422)
    kit.refused(here.boss, "/supply/payments", {**ask, "bank_id": foreign}, status=422)

    made = here.boss.do("/supply/payments", {**ask, "payee_id": other["id"], "bank_id": foreign})

    assert made["state"] == "held"
    path = f"/supply/payments/{made['id']}"
    kit.refused(chief, f"{path}/approve")
    assert "三方协议" in kit.refused(chief, f"{path}/release", {"reason": "有委托"})["detail"]
    file = SimpleUploadedFile("三方.pdf", b"%PDF-1.4\n%%EOF", content_type="application/pdf")
    assert here.boss.client is not None
    sent = here.boss.client.post(
        "/api/v1/core/attachments",
        {"file": file, "document": "supply.payment", "document_id": made["id"], "kind": "contract"},
        headers={"Idempotency-Key": "three-1"},
    )
    assert sent.status_code == 201, sent.content
    assert chief.do(f"{path}/release", {"reason": "三方协议已签"})["state"] == "requested"
    kit.refused(here.boss, f"{path}/approve", status=403)
    chief.do(f"{path}/approve")
    here.boss.do(f"{path}/pay", {"at": at("16:00"), "bank_reference": "B-9"})
    paid = here.boss.see(path)
    assert (paid["state"], paid["allocated"]) == ("paid", "420000.00")
    twin = here.boss.do("/supply/payments", {**ask, "bank_id": here.bank})
    chief.do(f"/supply/payments/{twin['id']}/approve")
    kit.refused(
        here.boss,
        f"/supply/payments/{twin['id']}/pay",
        {"at": at("16:10"), "bank_reference": "B-9"},
    )


def test_a_deposit_comes_back_before_a_purchase_is_cancelled(
    here: Yard, chief: Door, hear: Hear
) -> None:
    here.buy()
    hear()
    pay(here, chief, "420000.00", "B-1")
    path = f"/supply/purchases/{here.purchase['id']}"
    kit.refused(here.boss, f"{path}/cancel", {"on": DAY, "reason": "供应商停产"})
    (due, *_rest) = sorted(
        here.boss.see("/supply/payables", purchase_id=here.purchase["id"])["items"],
        key=lambda row: row["no"],
    )
    much = {"direction": "back", "bank_id": None}
    too_much = [{"payable_id": due["id"], "amount": "420000.01"}]
    body = {"on": DAY, "party_id": here.seller, "amount": "420000.01", **much, "rows": too_much}
    kit.refused(here.boss, "/supply/payments", body, status=422)

    back = pay(
        here, chief, "420000.00", "B-2", **much,
        rows=[{"payable_id": due["id"], "amount": "420000.00"}],
    )  # fmt: skip

    assert back["allocations"][0]["amount"] == "-420000.00"
    assert here.boss.see(path)["amount_paid"] == "0.00"
    here.boss.do(f"{path}/cancel", {"on": DAY, "reason": "供应商停产"})
    hear()
    assert [row[0] for row in plan(here)] == ["void", "void", "void"]
    call_command("check_invariants")


def test_too_much_paid_is_due_back_at_the_final_weight(here: Yard, chief: Door, hear: Hear) -> None:
    here.buy(terms=[{"portion": "rest", "trigger": "signing"}])
    hear()
    pay(here, chief, "1400000.00", "B-1")
    here.come("19.900", "19.900")
    hear()
    made = here.boss.do("/supply/settlements", {"on": DAY, "purchase_id": here.purchase["id"]})
    path = f"/supply/settlements/{made['id']}"
    here.boss.do(f"{path}/confirm", {"at": at("17:00"), "confirmed_by": "吴会计"})
    hear()
    # 19.900 t x 70,000 = 1,393,000; 1,400,000 was paid: 7,000 come back (多退少补).
    assert plan(here) == [("active", "actual", "1393000.00", "-7000.00", "2026-07-03")]
    ages = here.boss.see("/supply/payables/ageing", on="2026-07-20")
    assert (ages["totals"]["refund_due"], ages["totals"]["total"]) == ("7000.00", "0.00")
    call_command("check_invariants")

    back = pay(here, chief, "7000.00", "B-2", direction="back", bank_id=None)

    assert (back["allocated"], back["allocations"][0]["amount"]) == ("7000.00", "-7000.00")
    assert plan(here) == [("settled", "actual", "1393000.00", "0.00", "2026-07-03")]
    assert here.boss.see(f"/supply/purchases/{here.purchase['id']}")["amount_paid"] == "1393000.00"
    call_command("check_invariants")

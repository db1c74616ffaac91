"""Drawing up an application: final from a settlement, provisional before it."""

from collections.abc import Callable

import pytest

from backend.core.access.models import Scope
from backend.crm.invoice.models import Invoice
from tests.crm.invoice import kit
from tests.crm.receivable import kit as deals
from tests.house_kit import Door, door_for, grant_all, person, unit

Hear = Callable[[], int]
ONE = ({"portion": "percent", "percent": "1", "trigger": "invoice", "offset_days": 10},)


def test_a_final_invoice_carries_the_settled_figures_to_the_cent(boss: Door) -> None:
    signed = deals.deal(boss)

    made = kit.draft(boss, kit.settle(signed))

    assert (made["no"], made["kind"], made["state"]) == ("FP-2026-0001", "final", "draft")
    assert (made["amount"], made["amount_excl"], made["tax"]) == (
        "16664960.41",
        "14747752.57",
        "1917207.84",
    )
    assert [(row["quantity"], row["amount"], row["amount_excl"]) for row in made["lines"]] == [
        ("99.692", "10430307.04", "9230360.21"),
        ("59.872", "6234653.37", "5517392.36"),
    ]
    assert made["lines"][0]["price_excl"] == "92588.7755286282"
    assert made["title"] == "江苏远东电缆有限公司"
    assert made["tax_no"].startswith("91320282MA")
    assert made["verbs"] == ["apply", "void"]


def test_a_provisional_invoice_takes_tonnes_shipped_at_the_provisional_price(boss: Door) -> None:
    signed = deals.deal(boss)
    kit.ship(signed, "25.136", "0.000")

    made = boss.do("/crm/invoices", {"made_on": "2026-07-10", "contract_id": signed["id"]})

    assert (made["kind"], made["amount"]) == ("provisional", "2574931.84")
    assert [row["quantity"] for row in made["lines"]] == ["25.136"]
    kit.ship(signed, "10.000", "0.000")
    more = boss.do("/crm/invoices", {"made_on": "2026-07-11", "contract_id": signed["id"]})
    assert (more["amount"], more["lines"][0]["quantity"]) == ("1024400.00", "10.000")


def test_nothing_shipped_is_nothing_to_invoice(boss: Door) -> None:
    signed = deals.deal(boss)

    answer = boss.post("/crm/invoices", {"made_on": "2026-07-10", "contract_id": signed["id"]})

    assert (answer.status_code, answer.body["type"]) == (409, "/problems/nothing-to-invoice")
    assert Invoice.objects.count() == 0


def test_after_a_provisional_invoice_only_the_difference_is_invoiced(boss: Door) -> None:
    signed = deals.deal(boss)
    kit.ship(signed, "99.790", "0.000")
    boss.do("/crm/invoices", {"made_on": "2026-07-10", "contract_id": signed["id"]})

    made = kit.draft(boss, kit.settle(signed))

    # 10,430,307.04 settled less 99.790 t x 102,440 = 10,222,487.60 invoiced.
    assert made["kind"] == "adjustment"
    assert [(row["quantity"], row["amount"]) for row in made["lines"]] == [
        ("-0.098", "207819.44"),
        ("59.872", "6234653.37"),
    ]
    for row in made["lines"]:
        whole = [deals.D(row[name]) for name in ("amount", "amount_excl", "tax")]
        assert whole[0] == whole[1] + whole[2]


def test_a_lower_final_amount_is_corrected_by_a_negative_invoice(boss: Door) -> None:
    signed = deals.deal(boss, lines=(("100.000", "102440.00"),))
    kit.ship(signed, "100.000")
    boss.do("/crm/invoices", {"made_on": "2026-07-10", "contract_id": signed["id"]})

    made = kit.draft(boss, kit.settle(signed, ("100.000", "10000000.00")))

    assert (made["kind"], made["amount"]) == ("adjustment", "-244000.00")
    assert (made["lines"][0]["quantity"], made["lines"][0]["price_excl"]) == (
        "0.000",
        "0.0000000000",
    )


def test_no_line_is_invoiced_beyond_what_was_settled(boss: Door) -> None:
    signed = deals.deal(boss)
    settlement = kit.settle(signed)
    first, second = kit.lines(signed)
    body = {"made_on": "2026-08-26", "settlement_id": str(settlement.pk)}

    def ask(amount: str, quantity: str = "50.000", line: object = first.pk) -> tuple[int, str]:
        share = {"line_id": str(line), "quantity": quantity, "amount": amount}
        answer = boss.post("/crm/invoices", {**body, "lines": [share]})
        return answer.status_code, answer.body.get("detail", "")

    status, told = ask("10430307.05")
    assert status == 409
    assert "10430307.04" in told
    assert "10430307.05" in told
    assert ask("1.00", quantity="99.693")[0] == 409
    assert ask("-1.00", quantity="0.000")[0] == 409
    assert ask("0.00", quantity="0.000")[0] == 409
    for amount in ("NaN", "1.001", "1e3"):
        assert ask(amount)[0] == 422
    assert ask("1.00", line=settlement.pk)[0] == 422
    assert Invoice.objects.count() == 0

    assert ask("5000000.00")[0] == 201
    status, told = ask("5430307.05", quantity="49.692")
    assert status == 409
    assert "5430307.04" in told
    rest = boss.do("/crm/invoices", body)
    assert [(row["quantity"], row["amount"]) for row in rest["lines"]] == [
        ("49.692", "5430307.04"),
        ("59.872", "6234653.37"),
    ]
    assert second.amount_invoiced == 0


def test_a_settlement_that_is_not_booked_is_not_invoiced(boss: Door) -> None:
    signed = deals.deal(boss)
    settlement = kit.settle(signed, issued=False)
    body = {"made_on": "2026-08-26", "settlement_id": str(settlement.pk)}

    answer = boss.post("/crm/invoices", body)

    assert (answer.status_code, answer.body["type"]) == (409, "/problems/not-settled")
    both = boss.post("/crm/invoices", {**body, "contract_id": signed["id"]})
    neither = boss.post("/crm/invoices", {"made_on": "2026-08-26"})
    assert (both.status_code, neither.status_code) == (422, 422)


def test_a_draft_is_corrected_until_it_is_handed_in(boss: Door) -> None:
    signed = deals.deal(boss)
    made = kit.draft(boss, kit.settle(signed))
    path = f"/crm/invoices/{made['id']}"
    share = {"line_id": made["lines"][0]["line_id"], "quantity": "10.000", "amount": "1000000.00"}

    changed = boss.patch(path, {"title": "远东电缆", "lines": [share]}, match='"1"')
    boss.do(f"{path}/apply")
    late = boss.patch(path, {"title": "别的"}, match='"3"')

    assert (changed.body["title"], changed.body["amount"]) == ("远东电缆", "1000000.00")
    assert (changed.body["amount_excl"], changed.body["tax"]) == ("884955.75", "115044.25")
    assert late.status_code == 409
    back = boss.do(f"{path}/send-back", {"reason": "抬头有误"})
    assert (back["state"], back["verbs"]) == ("draft", ["apply", "void"])


@pytest.mark.parametrize("verb", ["create"])
def test_who_may(boss: Door, stranger: Door, nobody: Door, verb: str) -> None:
    signed = deals.deal(boss)
    body = {"made_on": "2026-08-26", "settlement_id": str(kit.settle(signed).pk)}
    rights = (f"crm.{verb}_invoice", "crm.view_invoice", "crm.view_settlement")
    team = grant_all(*rights, scope=Scope.TEAM)
    neighbour = door_for(person("neighbour", team=unit("华西"), grants=team))
    holder = door_for(person("holder", grants=grant_all(*rights)))

    assert nobody.post("/crm/invoices", body).status_code == 401
    assert stranger.post("/crm/invoices", body).status_code == 403
    unseen = neighbour.post("/crm/invoices", body)
    assert (unseen.status_code, list(unseen.body["errors"])) == (422, ["settlement_id"])
    assert Invoice.objects.count() == 0
    assert holder.post("/crm/invoices", body).status_code == 201


def test_the_application_prints(boss: Door) -> None:
    made = kit.draft(boss, kit.settle(deals.deal(boss)))

    printed = boss.get(f"/crm/invoices/{made['id']}/application.pdf")

    assert (printed.status_code, printed["Content-Type"]) == (200, "application/pdf")
    assert printed.content.startswith(b"%PDF-")

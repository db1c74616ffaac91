"""From the application to the tax number, and back by a red invoice."""

from collections.abc import Callable
from datetime import date

import pytest

from backend.core import invariants
from backend.core.access.models import Scope
from backend.core.events.models import Event
from backend.crm.invoice import jobs
from backend.crm.invoice.models import Invoice
from tests.crm.invoice import kit
from tests.crm.receivable import kit as deals
from tests.house_kit import Door, door_for, grant_all, person, unit

Hear = Callable[[], int]
RED = "26312000000087654321"
ON_INVOICE = ({"portion": "percent", "percent": "1", "trigger": "invoice", "offset_days": 10},)


def faults() -> list[str]:
    """What the invariants of invoices find."""
    names = [name for name in invariants.names() if name.startswith("crm.invoice")]
    assert len(names) == 3, jobs
    return [fault for name in names for fault in invariants.check(name)]


def test_an_issued_invoice_counts_on_its_contract(boss: Door) -> None:
    signed = deals.deal(boss)

    made = kit.issued(boss, kit.settle(signed))

    assert (made["state"], made["tax_number"], made["issued_on"]) == (
        "issued",
        kit.NUMBER,
        "2026-08-27",
    )
    assert made["verbs"] == ["red"]
    assert [str(line.amount_invoiced) for line in kit.lines(signed)] == [
        "10430307.04",
        "6234653.37",
    ]
    assert boss.see(f"/crm/contracts/{signed['id']}")["invoicing_axis"] == "complete"
    told = Event.objects.get(name="crm.invoice.issued").payload
    assert (told["contract_id"], told["kind"], told["on"]) == (
        signed["id"],
        "final",
        "2026-08-27",
    )
    assert faults() == []


def test_the_invoice_triggers_what_waits_for_it(boss: Door, hear: Hear) -> None:
    signed = deals.planned(boss, hear, terms=ON_INVOICE)
    kit.issued(boss, kit.settle(signed))

    hear()

    (line,) = deals.plan(signed)
    assert (line.state, line.triggered_on, line.due_on) == (
        "active",
        date(2026, 8, 27),
        date(2026, 9, 6),
    )


def test_one_tax_number_is_one_invoice(boss: Door) -> None:
    kit.issued(boss, kit.settle(deals.deal(boss)))
    other = kit.draft(boss, kit.settle(deals.deal(boss)))
    path = f"/crm/invoices/{other['id']}"
    boss.do(f"{path}/apply")

    again = boss.post(f"{path}/issue", {"tax_number": kit.NUMBER, "issued_on": "2026-08-27"})

    assert (again.status_code, again.body["type"]) == (409, "/problems/number-taken")
    assert boss.see(path)["state"] == "applied"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tax_number", "123"),
        ("tax_number", "2631-200000001234"),
        ("issued_on", "2026-08-25"),
        ("issued_on", "2026-13-01"),
    ],
)
def test_a_wrong_number_or_day_is_named(boss: Door, field: str, value: str) -> None:
    made = kit.draft(boss, kit.settle(deals.deal(boss)))
    path = f"/crm/invoices/{made['id']}"
    boss.do(f"{path}/apply")
    body = {"tax_number": kit.NUMBER, "issued_on": "2026-08-27"} | {field: value}

    answer = boss.post(f"{path}/issue", body)

    assert (answer.status_code, list(answer.body["errors"])) == (422, [field])
    assert boss.see(path)["state"] == "applied"


def test_a_draft_is_not_issued_and_an_issued_one_not_voided(boss: Door) -> None:
    settlement = kit.settle(deals.deal(boss))
    made = kit.draft(boss, settlement)
    path = f"/crm/invoices/{made['id']}"

    early = boss.post(f"{path}/issue", {"tax_number": kit.NUMBER, "issued_on": "2026-08-27"})
    gone = boss.do(f"{path}/void", {"reason": "重开"})
    final = kit.issued(boss, settlement)
    late = boss.post(f"/crm/invoices/{final['id']}/void", {"reason": "重开"})

    assert (early.status_code, early.body["verbs"]) == (409, ["apply", "void"])
    assert (gone["state"], gone["verbs"]) == ("void", [])
    assert (late.status_code, late.body["verbs"]) == (409, ["red"])


def test_a_red_invoice_mirrors_the_blue_one_line_by_line(boss: Door) -> None:
    signed = deals.deal(boss)
    settlement = kit.settle(signed)
    made = kit.issued(boss, settlement)

    blue = boss.do(
        f"/crm/invoices/{made['id']}/red",
        {"tax_number": RED, "issued_on": "2026-09-01", "reason": "购方信息有误"},
    )

    assert (blue["state"], blue["verbs"]) == ("red", [])
    red = boss.see(f"/crm/invoices/{blue['red_invoice_id']}")
    assert (red["kind"], red["state"], red["reverses_id"]) == ("red", "issued", made["id"])
    assert (red["amount"], red["amount_excl"], red["tax"]) == (
        "-16664960.41",
        "-14747752.57",
        "-1917207.84",
    )
    assert [(row["quantity"], row["amount"], row["tax"]) for row in red["lines"]] == [
        ("-99.692", "-10430307.04", "-1199946.83"),
        ("-59.872", "-6234653.37", "-717261.01"),
    ]
    assert red["verbs"] == []
    assert [str(line.amount_invoiced) for line in kit.lines(signed)] == ["0.00", "0.00"]
    assert boss.see(f"/crm/contracts/{signed['id']}")["invoicing_axis"] == "none"
    again = kit.draft(boss, settlement)
    assert again["amount"] == "16664960.41"
    assert faults() == []


def test_an_invoice_turns_red_once_and_a_red_one_never(boss: Door) -> None:
    made = kit.issued(boss, kit.settle(deals.deal(boss)))
    body = {"tax_number": RED, "issued_on": "2026-09-01", "reason": "有误"}
    blue = boss.do(f"/crm/invoices/{made['id']}/red", body)
    body |= {"tax_number": "26312000000000000001"}

    twice = boss.post(f"/crm/invoices/{made['id']}/red", body)
    red = boss.post(f"/crm/invoices/{blue['red_invoice_id']}/red", body)

    assert (twice.status_code, red.status_code) == (409, 409)
    assert Invoice.objects.count() == 2


def test_a_company_without_a_tax_number_cannot_apply(boss: Door) -> None:
    made = kit.draft(boss, kit.settle(deals.deal(boss)))
    path = f"/crm/invoices/{made['id']}"
    boss.patch(path, {"tax_no": ""}, match='"1"')

    answer = boss.post(f"{path}/apply")

    assert (answer.status_code, list(answer.body["errors"])) == (422, ["tax_no"])


@pytest.mark.parametrize("verb", ["apply", "send_back", "issue", "red", "void"])
def test_who_may(boss: Door, stranger: Door, nobody: Door, verb: str) -> None:
    settlement = kit.settle(deals.deal(boss))
    made = kit.issued(boss, settlement) if verb == "red" else kit.draft(boss, settlement)
    base = f"/crm/invoices/{made['id']}"
    if verb in ("send_back", "issue"):
        boss.do(f"{base}/apply")
    number = {"tax_number": RED, "issued_on": "2026-09-01"}
    body = {
        "apply": None,
        "send_back": {"reason": "有误"},
        "issue": number,
        "red": {**number, "reason": "有误"},
        "void": {"reason": "有误"},
    }[verb]
    path = f"{base}/{verb.replace('_', '-')}"
    rights = ("crm.view_invoice", f"crm.{verb}_invoice")
    reader = door_for(person("reader", grants=grant_all("crm.view_invoice")))
    team = grant_all(*rights, scope=Scope.TEAM)
    neighbour = door_for(person("neighbour", team=unit("华西"), grants=team))
    holder = door_for(person("holder", grants=grant_all(*rights)))
    before = boss.see(base)["state"]

    assert nobody.post(path, body).status_code == 401
    assert stranger.post(path, body).status_code == 403
    assert reader.post(path, body).status_code == 403
    assert neighbour.post(path, body).status_code == 404
    assert boss.see(base)["state"] == before
    assert holder.post(path, body).status_code == 200
    assert boss.see(base)["state"] != before

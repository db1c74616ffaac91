"""Using a receipt on instalments, and taking that back."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from backend.core import invariants
from backend.core.access.actor import system
from backend.core.access.models import Scope
from backend.core.events.models import Event
from backend.crm.receivable import actions, jobs
from backend.crm.receivable.models import Allocation
from tests.crm.receivable import kit
from tests.house_kit import Door, door_for, grant_all, person, unit

Hear = Callable[[], int]
SYSTEM = system("test")
CLEAN = [name for name in invariants.names() if name.startswith(("crm.receiv", "crm.receipt"))]


def faults() -> list[str]:
    """What the invariants of this document find."""
    assert len(CLEAN) == 5, jobs
    return [fault for name in CLEAN for fault in invariants.check(name)]


def test_the_oldest_due_is_paid_first_and_the_rest_stays_on_account(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear)
    made = kit.receive(boss, "15600000.00", party_id=signed["party_id"])

    used = kit.allocate(boss, made)

    assert kit.figures(signed) == [
        ("2459730.00", "2459730.00", "settled"),
        ("13118560.00", "13118560.00", "settled"),
        ("819910.00", "0.00", "not_triggered"),
    ]
    assert (used["allocated"], used["left"], used["state"]) == (
        "15578290.00",
        "21710.00",
        "partially_allocated",
    )
    assert [row["amount"] for row in used["allocations"]] == ["2459730.00", "13118560.00"]
    assert boss.see(f"/crm/contracts/{signed['id']}")["payment_axis"] == "partial"
    told = Event.objects.get(name="crm.receipt.allocated")
    assert told.payload == {"total": "15578290.00", "contract_ids": [signed["id"]]}
    assert faults() == []


def test_the_named_contract_comes_before_an_older_one(boss: Door, hear: Hear) -> None:
    older = kit.planned(boss, hear, on="2026-06-01")
    party = {"id": older["party_id"]}
    named = kit.planned(boss, hear, party, on="2026-07-01")

    made = kit.receive(boss, "2500000.00", contract_id=named["id"])
    shown = boss.see(f"/crm/receipts/{made['id']}/suggestion")
    kit.allocate(boss, made)

    assert [(row["no"], row["amount"]) for row in shown["rows"]] == [
        (f"{named['no']}-1", "2459730.00"),
        (f"{named['no']}-2", "40270.00"),
    ]
    assert "指定了该合同" in shown["rows"][0]["because"]
    assert shown["on_account"] == "0.00"
    assert kit.figures(named)[0] == ("2459730.00", "2459730.00", "settled")
    assert kit.figures(named)[1][1] == "40270.00"
    assert kit.figures(older)[0][1] == "0.00"


def test_what_the_named_contract_leaves_pays_the_others_oldest_first(
    boss: Door, hear: Hear
) -> None:
    older = kit.planned(boss, hear, on="2026-06-01")
    party = {"id": older["party_id"]}
    named = kit.planned(boss, hear, party, on="2026-07-01")

    kit.pay(boss, named, "18038020.00")

    assert [line[1] for line in kit.figures(named)] == ["2459730.00", "13118560.00", "0.00"]
    assert [line[1] for line in kit.figures(older)] == ["2459730.00", "0.00", "0.00"]


def test_a_partial_payment_keeps_the_instalment_open(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear)
    line = kit.plan(signed)[1]

    made = kit.receive(boss, "1000.00", contract_id=signed["id"])
    kit.allocate(boss, made, (line.pk, "400.00"))
    used = kit.allocate(boss, made, (line.pk, "600.00"))

    assert kit.figures(signed)[1] == ("13118560.00", "1000.00", "active")
    assert str(kit.plan(signed)[1].open) == "13117560.00"
    assert (used["state"], used["left"], used["verbs"]) == (
        "allocated",
        "0.00",
        ["unallocate", "reverse"],
    )


def test_no_more_is_paid_than_came_in_or_is_open(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear)
    deposit, before, rest = kit.plan(signed)
    made = kit.receive(boss, "3000000.00", contract_id=signed["id"])
    path = f"/crm/receipts/{made['id']}/allocate"

    def ask(*rows: tuple[object, str]) -> tuple[int, str]:
        shares = [{"receivable_id": str(pk), "amount": amount} for pk, amount in rows]
        answer = boss.post(path, {"at": kit.AT, "rows": shares})
        return answer.status_code, answer.body["type"]

    assert ask((before.pk, "3000000.01")) == (409, "/problems/more-than-received")
    assert ask((before.pk, "1500000.00"), (deposit.pk, "1500000.01")) == (
        409,
        "/problems/more-than-received",
    )
    assert ask((deposit.pk, "2459730.01")) == (409, "/problems/more-than-open")
    assert ask((rest.pk, "1.00")) == (409, "/problems/not-payable")
    assert ask((before.pk, "1.00"), (before.pk, "1.00"))[0] == 422
    assert ask((UUID(int=7), "1.00"))[0] == 422
    for amount in ("0", "-5.00", "NaN", "1.001"):
        assert ask((deposit.pk, amount))[0] == 422
    assert Allocation.objects.count() == 0
    assert kit.figures(signed)[0] == ("2459730.00", "0.00", "active")


def test_another_customers_instalment_is_not_paid(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear)
    other = kit.buyer(boss, "铜陵某某铜业")
    made = kit.receive(boss, "100.00", party_id=other["id"])
    path = f"/crm/receipts/{made['id']}/allocate"
    share = {"receivable_id": str(kit.plan(signed)[0].pk), "amount": "1.00"}

    wrong = boss.post(path, {"at": kit.AT, "rows": [share]})
    nothing = boss.post(path, {"at": kit.AT})

    assert (wrong.status_code, list(wrong.body["errors"])) == (422, ["rows.0.receivable_id"])
    assert (nothing.status_code, nothing.body["type"]) == (409, "/problems/nothing-to-pay")
    assert "100.00" in nothing.body["detail"]


def test_an_allocation_is_taken_back_by_its_negative(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear)
    made = kit.receive(boss, "15578290.00", contract_id=signed["id"])
    used = kit.allocate(boss, made)
    first, second = used["allocations"]
    path = f"/crm/receipts/{made['id']}/unallocate"

    back = boss.do(path, {"at": kit.AT, "allocation_ids": [first["id"]], "reason": "核错合同"})

    assert (back["state"], back["left"]) == ("partially_allocated", "2459730.00")
    assert [row["amount"] for row in back["allocations"]] == [
        "2459730.00",
        "13118560.00",
        "-2459730.00",
    ]
    assert [row["is_live"] for row in back["allocations"]] == [False, True, False]
    assert kit.figures(signed)[0] == ("2459730.00", "0.00", "active")
    twice = boss.post(path, {"at": kit.AT, "allocation_ids": [first["id"]], "reason": "再来"})
    assert (twice.status_code, list(twice.body["errors"])) == (422, ["allocation_ids"])
    rest = boss.do(path, {"at": kit.AT, "reason": "全部取消"})
    assert (rest["state"], rest["allocated"]) == ("unallocated", "0.00")
    assert boss.post(path, {"at": kit.AT, "reason": "再来"}).status_code == 409
    assert boss.see(f"/crm/contracts/{signed['id']}")["payment_axis"] == "none"
    assert second["amount"] == "13118560.00"
    assert faults() == []


def test_a_bounced_receipt_reopens_everything_it_paid(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear)
    made = kit.receive(boss, "15578290.00", contract_id=signed["id"])
    kit.allocate(boss, made)

    gone = boss.do(f"/crm/receipts/{made['id']}/reverse", {"at": kit.AT, "reason": "银行退汇"})

    assert (gone["state"], gone["reversed_on"], gone["left"]) == (
        "reversed",
        "2026-07-02",
        "0.00",
    )
    assert [line[1:] for line in kit.figures(signed)] == [
        ("0.00", "active"),
        ("0.00", "active"),
        ("0.00", "not_triggered"),
    ]
    assert gone["verbs"] == []
    again = boss.post(f"/crm/receipts/{made['id']}/reverse", {"at": kit.AT, "reason": "再来"})
    assert (again.status_code, again.body["verbs"]) == (409, [])
    assert faults() == []


def test_paying_what_was_lent_frees_credit_and_taking_it_back_uses_it_again(
    boss: Door, hear: Hear
) -> None:
    signed = kit.planned(boss, hear, terms=kit.CREDIT)
    contract_id = UUID(signed["id"])
    actions.trigger(contract_id, trigger="signed", on=date(2026, 7, 10), actor=SYSTEM)
    lent = kit.exposure(signed["party_id"])
    assert lent == Decimal("11478740.00")

    kit.pay(boss, signed, "4919460.00")
    assert kit.exposure(signed["party_id"]) == lent

    made = kit.receive(boss, "1478740.00", contract_id=signed["id"])
    used = kit.allocate(boss, made)
    assert used["allocations"][0]["credit"] == "1478740.00"
    assert kit.exposure(signed["party_id"]) == Decimal("10000000.00")

    account = boss.see("/crm/credits", party_id=signed["party_id"])["items"][0]
    boss.do(f"/crm/credits/{account['id']}/set", {"limit": "0.00", "reason": "收紧"})
    boss.do(f"/crm/receipts/{made['id']}/reverse", {"at": kit.AT, "reason": "银行退汇"})
    assert kit.exposure(signed["party_id"]) == lent
    assert faults() == []


@pytest.mark.parametrize("verb", ["allocate", "unallocate", "reverse"])
def test_who_may_move_money(
    boss: Door, stranger: Door, nobody: Door, hear: Hear, verb: str
) -> None:
    signed = kit.planned(boss, hear)
    made = kit.receive(boss, "1000.00", contract_id=signed["id"])
    body = {"at": kit.AT} if verb == "allocate" else {"at": kit.AT, "reason": "测试"}
    if verb != "allocate":
        kit.allocate(boss, made)
    path = f"/crm/receipts/{made['id']}/{verb}"
    sees = grant_all("crm.view_receipt", "crm.view_receivable")
    reader = door_for(person("reader", grants=sees))
    team = grant_all("crm.view_receipt", f"crm.{verb}_receipt", scope=Scope.TEAM)
    neighbour = door_for(person("neighbour", team=unit("华西"), grants=team))
    holder = door_for(person("holder", grants=sees | {f"crm.{verb}_receipt": Scope.ALL}))
    before = kit.figures(signed)

    assert nobody.post(path, body).status_code == 401
    assert stranger.post(path, body).status_code == 403
    assert reader.post(path, body).status_code == 403
    assert neighbour.post(path, body).status_code == 404
    assert kit.figures(signed) == before
    assert holder.post(path, body).status_code == 200
    assert kit.figures(signed) != before


def test_a_repeated_request_pays_once(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear)
    made = kit.receive(boss, "1000.00", contract_id=signed["id"])
    path = f"/crm/receipts/{made['id']}/allocate"

    first = boss.post(path, {"at": kit.AT}, key="k1")
    second = boss.post(path, {"at": kit.AT}, key="k1")

    assert first.content == second.content
    assert Allocation.objects.count() == 1

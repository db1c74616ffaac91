"""The plan of a contract: opened, triggered, restated, made final, dropped."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from backend.core.access.actor import system
from backend.core.events.models import Event
from backend.crm.receivable import actions, queries
from backend.crm.receivable.actions.plan import StillPaid
from backend.crm.receivable.models import PlanLine
from tests.crm.receivable import kit
from tests.house_kit import Door

Hear = Callable[[], int]
SYSTEM = system("test")
FINAL = Decimal("16664960.41")


def test_a_signature_opens_the_plan_of_the_reference_deal(boss: Door, hear: Hear) -> None:
    signed = kit.deal(boss)

    hear()

    assert signed["amount_estimated"] == "16398200.00"
    assert kit.figures(signed) == [
        ("2459730.00", "0.00", "active"),
        ("13118560.00", "0.00", "active"),
        ("819910.00", "0.00", "not_triggered"),
    ]
    deposit, before, rest = kit.plan(signed)
    assert (deposit.no, deposit.due_on) == (f"{signed['no']}-1", date(2026, 7, 1))
    assert before.due_on == date(2026, 8, 31)
    assert (rest.due_on, rest.basis) == (None, "estimated")
    assert str(deposit.party_id) == signed["party_id"]


def test_what_is_due_before_release_without_a_delivery_day_is_due_at_signing(
    boss: Door, hear: Hear
) -> None:
    signed = kit.planned(boss, hear, until=None)

    assert kit.plan(signed)[1].due_on == date(2026, 7, 1)


def test_hearing_the_signature_twice_opens_one_plan(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear)

    again = actions.open_plan(UUID(signed["id"]), actor=SYSTEM)

    assert again == []
    assert PlanLine.objects.count() == 3


def test_the_money_gate_names_what_is_missing(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear)
    contract_id = UUID(signed["id"])
    required = Decimal("15578290.00")

    assert queries.money_gate(contract_id) == (required, Decimal("0.00"), required)

    kit.pay(boss, signed, "2459730.00")
    kit.receive(boss, "13118559.99", contract_id=signed["id"])
    gate = queries.money_gate(contract_id)
    assert gate == (required, Decimal("15578289.99"), Decimal("0.01"))
    assert not gate.is_open

    kit.receive(boss, "0.01", contract_id=signed["id"])
    assert queries.money_gate(contract_id).is_open


def test_the_gate_holds_before_the_plan_is_open(boss: Door, hear: Hear) -> None:
    signed = kit.deal(boss)

    gate = queries.money_gate(UUID(signed["id"]))

    assert PlanLine.objects.count() == 0
    assert gate.missing == Decimal("15578290.00")


def test_the_final_amount_makes_the_rest_of_the_reference_deal(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear)
    kit.pay(boss, signed, "15578290.00")

    actions.finalise(UUID(signed["id"]), actor=SYSTEM, total=FINAL, on=date(2026, 8, 25))

    rest = kit.plan(signed)[2]
    assert (str(rest.amount), rest.state, rest.basis) == ("1086670.41", "active", "actual")
    assert rest.due_on == date(2026, 8, 30)
    kit.pay(boss, signed, "1086670.41")
    assert boss.see(f"/crm/contracts/{signed['id']}")["payment_axis"] == "complete"
    assert {line.state for line in kit.plan(signed)} == {"settled"}


def test_a_final_amount_below_what_was_asked_is_a_refund_due(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear)
    kit.pay(boss, signed, "15578290.00")

    total = Decimal("15500000.00")
    actions.finalise(UUID(signed["id"]), actor=SYSTEM, total=total, on=date(2026, 8, 25))

    rest = kit.plan(signed)[2]
    assert (str(rest.amount), str(rest.open), rest.state) == ("-78290.00", "-78290.00", "active")
    assert boss.see(f"/crm/contracts/{signed['id']}")["payment_axis"] == "partial"


def test_a_final_amount_that_leaves_nothing_settles_the_rest(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear)
    kit.pay(boss, signed, "15578290.00")

    total = Decimal("15578290.00")
    actions.finalise(UUID(signed["id"]), actor=SYSTEM, total=total, on=date(2026, 8, 25))

    assert kit.figures(signed)[2] == ("0.00", "0.00", "settled")
    assert boss.see(f"/crm/contracts/{signed['id']}")["payment_axis"] == "complete"


def test_a_final_amount_can_be_taken_back_until_money_moved_on_it(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear)
    contract_id = UUID(signed["id"])
    actions.finalise(contract_id, actor=SYSTEM, total=FINAL, on=date(2026, 8, 25))

    actions.undo_finalise(contract_id, actor=SYSTEM)

    rest = kit.plan(signed)[2]
    assert (str(rest.amount), rest.state, rest.due_on) == ("819910.00", "not_triggered", None)
    assert rest.basis == "estimated"
    actions.finalise(contract_id, actor=SYSTEM, total=FINAL, on=date(2026, 8, 26))
    kit.allocate(boss, kit.receive(boss, "1.00", contract_id=signed["id"]), (rest.pk, "1.00"))
    with pytest.raises(StillPaid):
        actions.undo_finalise(contract_id, actor=SYSTEM)


def test_without_a_rest_the_last_instalment_takes_the_difference(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear, terms=kit.CREDIT)
    assert [line[0] for line in kit.figures(signed)] == ["4919460.00", "11478740.00"]

    actions.finalise(UUID(signed["id"]), actor=SYSTEM, total=FINAL, on=date(2026, 8, 25))

    assert [line[0] for line in kit.figures(signed)] == ["4919460.00", "11745500.41"]
    assert kit.plan(signed)[1].state == "not_triggered"


def test_news_of_a_delivery_triggers_once_with_days_of_grace(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear, terms=kit.CREDIT)
    contract_id = UUID(signed["id"])

    first = actions.trigger(contract_id, trigger="signed", on=date(2026, 7, 10), actor=SYSTEM)
    second = actions.trigger(contract_id, trigger="signed", on=date(2026, 7, 20), actor=SYSTEM)

    assert (len(first), second) == (1, [])
    line = kit.plan(signed)[1]
    assert (line.triggered_on, line.due_on) == (date(2026, 7, 10), date(2026, 8, 9))
    assert line.state == "active"
    assert kit.plan(signed)[0].due_on == date(2026, 7, 4)
    assert Event.objects.filter(name="crm.receivable.triggered").count() == 1


def test_an_amendment_restates_what_no_money_moved_on(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear)
    kit.pay(boss, signed, "1000000.00")
    path = f"/crm/contracts/{signed['id']}"
    amended = boss.do(
        f"{path}/amend",
        {"on": "2026-07-05", "reason": "客户增量", "lines": [{"seq": 2, "quantity": "80.000"}]},
    )
    amendment = amended["amendments"][0]["id"]
    boss.do(f"/crm/amendments/{amendment}/approve", {"on": "2026-07-05"})
    boss.do(f"/crm/amendments/{amendment}/apply", {"on": "2026-07-06"})

    hear()

    # 18,449,600.00 in all: the deposit keeps its figure, 80 % of the new sum, the rest balances.
    assert kit.figures(signed) == [
        ("2459730.00", "1000000.00", "active"),
        ("14759680.00", "0.00", "active"),
        ("1230190.00", "0.00", "not_triggered"),
    ]


def test_an_early_end_drops_what_is_open_and_keeps_what_was_paid(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear)
    kit.pay(boss, signed, "1000000.00")
    path = f"/crm/contracts/{signed['id']}"
    boss.do(f"{path}/terminate", {"on": "2026-07-20", "reason": "客户违约"})

    hear()

    assert kit.figures(signed) == [
        ("1000000.00", "1000000.00", "settled"),
        ("13118560.00", "0.00", "void"),
        ("819910.00", "0.00", "void"),
    ]
    actions.finalise(
        UUID(signed["id"]), actor=SYSTEM, total=Decimal("1200000.00"), on=date(2026, 7, 25)
    )
    assert kit.figures(signed)[2] == ("200000.00", "0.00", "active")


def test_the_plan_is_seen_by_who_may_see_it(
    boss: Door, stranger: Door, nobody: Door, hear: Hear
) -> None:
    signed = kit.planned(boss, hear)
    path = f"/crm/receivables/{kit.plan(signed)[0].pk}"

    assert nobody.get(path).status_code == 401
    assert stranger.get(path).status_code == 403
    seen = boss.see(path)
    assert (seen["amount"], seen["trigger"], seen["verbs"]) == (
        "2459730.00",
        "signing",
        ["promise"],
    )
    listed = boss.see("/crm/receivables", contract_id=signed["id"], ordering="no")["items"]
    assert [row["amount"] for row in listed] == ["2459730.00", "13118560.00", "819910.00"]
    late = boss.see("/crm/receivables", overdue_on="2026-07-02")["items"]
    assert [row["no"] for row in late] == [f"{signed['no']}-1"]

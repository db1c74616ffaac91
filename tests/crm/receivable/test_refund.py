"""Money paid back when more came in than the contract was worth, and promises to pay."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from backend.core.access.actor import system
from backend.core.access.models import Scope
from backend.crm.receivable import actions, queries
from backend.crm.receivable.models import Refund
from tests.crm.receivable import kit
from tests.house_kit import Door, door_for, grant_all, person, unit

Hear = Callable[[], int]


@pytest.fixture(scope="module")
def overpaid(keeper: Door, keeper_hears: Hear) -> dict[str, Any]:
    """A contract settled at 15,500,000.00 with 15,578,290.00 received."""
    signed = kit.planned(keeper, keeper_hears)
    kit.pay(keeper, signed, "15578290.00")
    total = Decimal("15500000.00")
    actions.finalise(UUID(signed["id"]), actor=system("test"), total=total, on=date(2026, 8, 25))
    return signed


def body(amount: str, **facts: str) -> dict[str, str]:
    """What a refund says."""
    return {"amount": amount, "at": kit.AT, "bank_reference": "BOC-R-1", **facts}


def test_a_refund_settles_what_was_too_much(boss: Door, overpaid: dict[str, Any]) -> None:
    path = f"/crm/receivables/{kit.plan(overpaid)[2].pk}"
    assert boss.see(path)["verbs"] == ["promise", "refund"]

    part = boss.do(f"{path}/refund", body("78000.00"))
    done = boss.do(f"{path}/refund", body("290.00", bank_reference="BOC-R-2"))

    assert (part["open"], part["refunded"], part["state"]) == ("-290.00", "78000.00", "active")
    assert (done["open"], done["paid"], done["refunded"]) == ("0.00", "0.00", "78290.00")
    assert done["state"] == "settled"
    assert boss.see(f"/crm/contracts/{overpaid['id']}")["payment_axis"] == "complete"
    assert queries.received(UUID(overpaid["id"])) == Decimal("15500000.00")


def test_no_more_is_paid_back_than_is_due(boss: Door, overpaid: dict[str, Any]) -> None:
    deposit, _before, rest = kit.plan(overpaid)

    more = boss.post(f"/crm/receivables/{rest.pk}/refund", body("78290.01"))
    settled = boss.post(f"/crm/receivables/{deposit.pk}/refund", body("1.00"))

    assert (more.status_code, more.body["type"]) == (409, "/problems/refund-too-large")
    assert "78290.00" in more.body["detail"]
    assert settled.status_code == 409
    for amount in ("0.00", "-1.00", "NaN"):
        answer = boss.post(f"/crm/receivables/{rest.pk}/refund", body(amount))
        assert answer.status_code == 422
    assert Refund.objects.count() == 0


def test_an_instalment_that_asks_for_money_gives_none_back(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear)

    answer = boss.post(f"/crm/receivables/{kit.plan(signed)[0].pk}/refund", body("1.00"))

    assert (answer.status_code, answer.body["type"]) == (409, "/problems/nothing-to-refund")


def test_one_line_of_the_bank_is_one_refund(boss: Door, overpaid: dict[str, Any]) -> None:
    path = f"/crm/receivables/{kit.plan(overpaid)[2].pk}/refund"
    boss.do(path, body("100.00"))

    again = boss.post(path, body("200.00"))

    assert (again.status_code, again.body["type"]) == (409, "/problems/same-refund-twice")


def test_a_returned_refund_is_taken_back(boss: Door, overpaid: dict[str, Any]) -> None:
    path = f"/crm/receivables/{kit.plan(overpaid)[2].pk}"
    done = boss.do(f"{path}/refund", body("78290.00"))
    refund = done["refunds"][0]["id"]
    undo = {"refund_id": refund, "at": kit.AT, "reason": "账号错误退回"}

    back = boss.do(f"{path}/undo-refund", undo)
    twice = boss.post(f"{path}/undo-refund", undo)

    assert (back["open"], back["refunded"], back["state"]) == ("-78290.00", "0.00", "active")
    assert sorted(row["amount"] for row in back["refunds"]) == ["-78290.00", "78290.00"]
    assert twice.status_code in (409, 422)
    assert boss.see(f"/crm/contracts/{overpaid['id']}")["payment_axis"] == "partial"


def test_a_promise_is_kept_on_the_instalment(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear)
    path = f"/crm/receivables/{kit.plan(signed)[0].pk}"

    told = boss.do(f"{path}/promise", {"promised_on": "2026-07-09", "note": "王总电话承诺"})

    assert (told["promised_on"], told["promise_note"]) == ("2026-07-09", "王总电话承诺")
    late = boss.see("/crm/receivables", promised_before="2026-07-10")["items"]
    assert [row["no"] for row in late] == [f"{signed['no']}-1"]
    waiting = f"/crm/receivables/{kit.plan(signed)[2].pk}/promise"
    assert boss.post(waiting, {"promised_on": "2026-07-09"}).status_code == 409


@pytest.mark.parametrize(("verb", "permission"), [("refund", "refund"), ("promise", "promise")])
def test_who_may(
    boss: Door,
    stranger: Door,
    nobody: Door,
    overpaid: dict[str, Any],
    verb: str,
    permission: str,
) -> None:
    sent = body("1.00") if verb == "refund" else {"promised_on": "2026-09-01"}
    path = f"/crm/receivables/{kit.plan(overpaid)[2].pk}/{verb}"
    rights = ("crm.view_receivable", f"crm.{permission}_receivable")
    reader = door_for(person("reader", grants=grant_all("crm.view_receivable")))
    team = grant_all(*rights, scope=Scope.TEAM)
    neighbour = door_for(person("neighbour", team=unit("华西"), grants=team))
    holder = door_for(person("holder", grants=grant_all(*rights)))

    assert nobody.post(path, sent).status_code == 401
    assert stranger.post(path, sent).status_code == 403
    assert reader.post(path, sent).status_code == 403
    assert neighbour.post(path, sent).status_code == 404
    rest = kit.plan(overpaid)[2]
    assert (rest.refunded, rest.promised_on) == (Decimal("0.00"), None)
    assert holder.post(path, sent).status_code == 200

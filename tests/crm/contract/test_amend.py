"""Changing what both parties are bound to."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from backend.core.access.actor import system
from backend.crm.contract import actions
from backend.crm.contract.models import Amendment, Contract, ContractLine
from backend.crm.credit.models import CreditAccount
from tests.crm.contract import kit
from tests.house_kit import Door

D = Decimal
WORLD = system("test")
ON = {"on": "2026-07-15"}


def amended(boss: Door, deal: dict[str, Any], **changes: Any) -> Any:
    return boss.post(f"/crm/contracts/{deal['id']}/amend", {**ON, "reason": "买方增产", **changes})


def through(boss: Door, deal: dict[str, Any]) -> Any:
    """Approve and apply the open amendment of a contract."""
    path = f"/crm/amendments/{Amendment.objects.latest('seq').pk}"
    boss.do(f"{path}/approve", ON)
    return boss.post(f"{path}/apply", ON)


@pytest.fixture(scope="module")
def here(keeper: Door) -> kit.World:
    return kit.world(keeper)


@pytest.fixture(scope="module")
def deal(keeper: Door, here: kit.World) -> dict[str, Any]:
    return kit.signed(keeper, here)


def test_an_amendment_lists_each_change_and_is_applied_at_once(
    boss: Door, here: kit.World, deal: dict[str, Any]
) -> None:
    opened = amended(
        boss,
        deal,
        delivery_until="2026-09-30",
        lines=[{"seq": 1, "quantity": "120.000", "premium": "-60.00"}],
    ).body
    drafted = Amendment.objects.get()
    applied = through(boss, deal).body

    assert (opened["state"], drafted.no) == ("amending", "HT-2026-0001-B1")
    assert drafted.changes == [
        {"path": "delivery_until", "old": "2026-08-31", "new": "2026-09-30"},
        {"path": "lines/1/quantity", "old": "100.000", "new": "120.000"},
        {"path": "lines/1/premium", "old": "-50.0000", "new": "-60.00"},
    ]
    assert applied["state"] == "applied"
    now = kit.see(boss, deal)
    assert (now["state"], now["text_version"], now["delivery_until"]) == (
        "effective",
        2,
        "2026-09-30",
    )
    # 120 x (102,490 - 60) + 60 x (102,490 + 80); 5 % of it is shipped before it is paid.
    assert now["amount_estimated"] == "18445800.00"
    assert CreditAccount.objects.get(party_id=here.buyer).exposure == D("922290.00")


def test_a_smaller_contract_gives_credit_back(
    boss: Door, here: kit.World, deal: dict[str, Any]
) -> None:
    amended(boss, deal, lines=[{"seq": 2, "quantity": "10.000"}])
    through(boss, deal)

    assert kit.see(boss, deal)["amount_estimated"] == "11269700.00"
    assert CreditAccount.objects.get(party_id=here.buyer).exposure == D("563485.00")


def test_more_credit_than_there_is_leaves_everything_as_it_was(
    boss: Door, here: kit.World, deal: dict[str, Any]
) -> None:
    account = CreditAccount.objects.get(party_id=here.buyer)
    boss.do(f"/crm/credits/{account.pk}/set", {"limit": "900000.00", "reason": "收紧"})
    amended(boss, deal, lines=[{"seq": 1, "quantity": "200.000"}])

    refused = through(boss, deal)

    assert (refused.status_code, refused.body["type"]) == (409, "/problems/over-limit")
    now = kit.see(boss, deal)
    assert (now["state"], now["text_version"], now["amount_estimated"]) == (
        "amending",
        1,
        "16398200.00",
    )
    assert now["lines"][0]["quantity"] == "100.000"


def test_never_below_what_is_already_priced_or_shipped(boss: Door, deal: dict[str, Any]) -> None:
    line = ContractLine.objects.get(contract_id=deal["id"], seq=1)
    actions.note_priced(line.pk, actor=WORLD, quantity=D("75.000"))
    amended(boss, deal, lines=[{"seq": 1, "quantity": "73.000"}])
    path = f"/crm/amendments/{Amendment.objects.get().pk}"

    refused = boss.post(f"{path}/approve", ON)

    assert (refused.status_code, refused.body["type"]) == (409, "/problems/below-done")
    assert "75.000" in refused.body["detail"]


def test_instalments_change_in_place_and_only_grow(boss: Door, deal: dict[str, Any]) -> None:
    keys = [term["id"] for term in deal["terms"]]
    fewer = amended(boss, deal, terms=[{"portion": "rest", "trigger": "signed"}])
    four = [
        {"portion": "percent", "percent": "0.20", "trigger": "signing"},
        {"portion": "percent", "percent": "0.50", "trigger": "before_release"},
        {"portion": "percent", "percent": "0.20", "trigger": "signed", "offset_days": 10},
        {"portion": "rest", "trigger": "final_settlement"},
    ]

    amended(boss, deal, terms=four)
    through(boss, deal)

    assert (fewer.status_code, "terms" in fewer.body["errors"]) == (422, True)
    terms = kit.see(boss, deal)["terms"]
    assert [term["id"] for term in terms][:3] == keys
    assert [term["share"] for term in terms] == [
        "3279640.00",
        "8199100.00",
        "3279640.00",
        "1639820.00",
    ]


def test_a_dropped_amendment_leaves_the_contract_as_it_was(
    boss: Door, deal: dict[str, Any]
) -> None:
    amended(boss, deal, lines=[{"seq": 1, "quantity": "120.000"}])
    path = f"/crm/amendments/{Amendment.objects.get().pk}"

    boss.do(f"{path}/void", {"reason": "买方撤回"})
    second = amended(boss, deal, lines=[{"seq": 1, "quantity": "110.000"}])

    assert second.status_code == 200
    assert [row.no for row in Amendment.objects.order_by("seq")] == [
        "HT-2026-0001-B1",
        "HT-2026-0001-B2",
    ]
    assert kit.see(boss, deal)["amount_estimated"] == "16398200.00"


def test_changing_nothing_is_refused(boss: Door, deal: dict[str, Any]) -> None:
    refused = amended(boss, deal, lines=[{"seq": 1, "quantity": "100.000"}])

    assert (refused.status_code, refused.body["type"]) == (422, "/problems/nothing-changed")
    assert kit.see(boss, deal)["state"] == "effective"


def test_more_tonnes_reserve_more_stock_and_fewer_let_some_go(boss: Door, here: kit.World) -> None:
    kit.put_stock(boss, here, "110.000", "88000.00")
    deal = kit.signed(boss, here, lines=[kit.call_line(here, reserves_stock=True)])

    amended(boss, deal, lines=[{"seq": 1, "quantity": "120.000"}])
    too_many = through(boss, deal)
    boss.do(f"/crm/amendments/{Amendment.objects.get().pk}/void", {"reason": "库存不足"})
    amended(boss, deal, lines=[{"seq": 1, "quantity": "60.000"}])
    through(boss, deal)
    rest = kit.signed(
        boss, here, lines=[kit.call_line(here, reserves_stock=True, quantity="50.000")]
    )

    assert (too_many.status_code, too_many.body["type"]) == (409, "/problems/not-enough")
    assert rest["state"] == "effective"


def test_terminating_drops_the_open_amendment(boss: Door, deal: dict[str, Any]) -> None:
    amended(boss, deal, lines=[{"seq": 1, "quantity": "120.000"}])

    boss.do(f"/crm/contracts/{deal['id']}/terminate", {**ON, "reason": "买方破产"})

    assert Amendment.objects.get().state == "void"
    assert Contract.objects.get(pk=UUID(deal["id"])).state == "terminated"


def test_who_may_approve_and_apply(
    boss: Door, stranger: Door, nobody: Door, deal: dict[str, Any]
) -> None:
    amended(boss, deal, lines=[{"seq": 1, "quantity": "101.000"}])
    path = f"/crm/amendments/{Amendment.objects.get().pk}"
    neighbour = kit.neighbour("crm.view_amendment", "crm.approve_amendment")

    answers = [d.post(f"{path}/approve", ON).status_code for d in (nobody, stranger, neighbour)]

    assert answers == [401, 403, 404]
    assert Amendment.objects.get().state == "draft"
    holder = kit.holder("crm.approve_amendment", "crm.apply_amendment")
    assert holder.do(f"{path}/approve", ON)["verbs"] == ["apply"]
    assert holder.do(f"{path}/apply", ON)["state"] == "applied"
    assert holder.post(f"{path}/apply", ON).status_code == 409

"""A contract from the draft to the end: review, signature, stop and go, early ends."""

from typing import Any

import pytest

from backend.core.events.models import Event
from backend.crm.contract.models import Contract
from backend.crm.credit.models import CreditAccount
from tests.crm.contract import kit
from tests.house_kit import Door

ON = {"on": "2026-07-01"}
WHY = {"reason": "客户要求"}
ON_WHY = {**ON, **WHY}


def exposure(here: kit.World) -> str:
    return str(CreditAccount.objects.get(party_id=here.buyer).exposure)


def state(contract: dict[str, Any]) -> str:
    return Contract.objects.get(pk=contract["id"]).state


def test_a_contract_walks_from_draft_to_effective(boss: Door) -> None:
    here = kit.world(boss)

    deal = kit.signed(boss, here)

    assert (deal["state"], deal["signed_on"], deal["signed_place"]) == (
        "effective",
        "2026-07-01",
        "上海市浦东新区",
    )
    assert deal["verbs"] == ["amend", "short_close", "suspend", "fulfil", "terminate"]
    names = (
        Event.objects.filter(document_id=deal["id"]).order_by("id").values_list("name", flat=True)
    )
    assert list(names) == [
        f"crm.contract.{word}" for word in ("created", "submitted", "approved", "sent", "signed")
    ]


def test_approval_takes_up_the_part_that_is_shipped_before_it_is_paid(boss: Door) -> None:
    here = kit.world(boss)

    deal = kit.approved(boss, here)

    # 5 % of 16,398,200.00 is due at final settlement only.
    assert exposure(here) == "819910.00"
    entry = CreditAccount.objects.get(party_id=here.buyer).entries.get()
    assert (str(entry.amount), entry.kind, str(entry.document_id)) == (
        "819910.00",
        "contract",
        deal["id"],
    )


@pytest.mark.parametrize("limit", ["819909.99", "0.00", None])
def test_approval_past_the_limit_is_refused_with_the_figures(boss: Door, limit: str | None) -> None:
    here = kit.world(boss, limit=limit)
    path = f"/crm/contracts/{kit.draft(boss, here)['id']}"
    boss.do(f"{path}/submit")

    refused = boss.post(f"{path}/approve", ON)

    assert refused.status_code == 409
    assert refused.body["type"] == "/problems/over-limit"
    assert "819910.00" in refused.body["detail"]
    assert (limit or "0.00") in refused.body["detail"]
    assert boss.see(path)["state"] == "in_review"


def test_money_first_needs_no_credit(boss: Door) -> None:
    here = kit.world(boss, limit=None)
    terms = [{"portion": "rest", "trigger": "before_release"}]

    assert kit.approved(boss, here, terms=terms)["state"] == "approved"


def test_an_expired_limit_is_no_limit(boss: Door) -> None:
    here = kit.world(boss, limit=None)
    boss.do(
        "/crm/credits",
        {
            "party_id": here.buyer,
            "limit": "9000000.00",
            "valid_until": "2026-06-30",
            "reason": "上半年授信",
        },
    )
    path = f"/crm/contracts/{kit.draft(boss, here)['id']}"
    boss.do(f"{path}/submit")

    assert boss.post(f"{path}/approve", ON).status_code == 409


def test_a_loss_needs_a_reason(boss: Door) -> None:
    here = kit.world(boss)
    kit.put_stock(boss, here, "200.000", "99000.00")
    path = f"/crm/contracts/{kit.draft(boss, here)['id']}"
    boss.do(f"{path}/submit")

    refused = boss.post(f"{path}/approve", ON)
    told = boss.do(f"{path}/approve", {**ON, "loss_reason": "清库存"})

    assert (refused.status_code, refused.body["type"]) == (409, "/problems/loss-making")
    assert (told["state"], told["margin_estimated"]) == ("approved", "-1328318.58")


def test_a_contract_without_lines_or_instalments_is_not_submitted(boss: Door) -> None:
    here = kit.world(boss)
    empty = kit.draft(boss, here, lines=[], terms=[])
    unpaid = kit.draft(boss, here, terms=[])

    answers = [boss.post(f"/crm/contracts/{c['id']}/submit") for c in (empty, unpaid)]

    assert [a.body["type"] for a in answers] == [
        "/problems/nothing-sold",
        "/problems/terms-do-not-add-up",
    ]
    assert (state(empty), state(unpaid)) == ("draft", "draft")


def test_signing_reserves_stock_and_refuses_what_is_not_there(boss: Door) -> None:
    here = kit.world(boss)
    kit.put_stock(boss, here, "120.000", "88000.00")
    line = kit.call_line(here, reserves_stock=True)

    kit.signed(boss, here, lines=[line])
    second = kit.approved(boss, here, lines=[line])
    refused = boss.post(f"/crm/contracts/{second['id']}/sign", ON)

    assert (refused.status_code, refused.body["type"]) == (409, "/problems/not-enough")
    assert state(second) == "approved"


def test_termination_gives_back_stock_and_credit(boss: Door) -> None:
    here = kit.world(boss)
    kit.put_stock(boss, here, "120.000", "88000.00")
    line = kit.call_line(here, reserves_stock=True)
    deal = kit.signed(boss, here, lines=[line])

    ended = boss.do(f"/crm/contracts/{deal['id']}/terminate", ON_WHY)

    assert (ended["state"], ended["ended_on"], ended["verbs"]) == ("terminated", "2026-07-01", [])
    assert exposure(here) == "0.00"
    assert kit.signed(boss, here, lines=[line])["state"] == "effective"


def test_a_void_contract_frees_its_credit(boss: Door) -> None:
    here = kit.world(boss)
    deal = kit.approved(boss, here)

    boss.do(f"/crm/contracts/{deal['id']}/void", ON_WHY)

    assert (state(deal), exposure(here)) == ("void", "0.00")


def test_a_suspended_contract_goes_on_where_it_stopped(boss: Door) -> None:
    here = kit.world(boss)
    path = f"/crm/contracts/{kit.signed(boss, here)['id']}"

    stopped = boss.do(f"{path}/suspend", WHY)
    gone_on = boss.do(f"{path}/resume", WHY)

    assert (stopped["state"], stopped["verbs"]) == ("suspended", ["resume", "terminate"])
    assert gone_on["state"] == "effective"


def test_an_unfinished_contract_is_not_fulfilled_and_says_what_is_missing(boss: Door) -> None:
    here = kit.world(boss)
    deal = kit.signed(boss, here)

    refused = boss.post(f"/crm/contracts/{deal['id']}/fulfil", ON)

    assert (refused.status_code, refused.body["type"]) == (409, "/problems/not-complete")
    for axis in ("交货", "定价", "开票", "收款"):
        assert axis in refused.body["detail"]


def test_a_signed_contract_cannot_be_signed_again_and_says_what_can_be_done(boss: Door) -> None:
    here = kit.world(boss)
    deal = kit.signed(boss, here)

    again = boss.post(f"/crm/contracts/{deal['id']}/sign", ON)

    assert again.status_code == 409
    assert again.body["verbs"] == ["amend", "short_close", "suspend", "fulfil", "terminate"]
    assert "履行中" in again.body["detail"]


AFTER = {"draft": kit.draft, "approved": kit.approved, "signed": kit.signed}
VERBS = [
    ("draft", "submit", None, "crm.submit_contract", "in_review"),
    ("draft", "void", ON_WHY, "crm.void_contract", "void"),
    ("approved", "send", {**ON, "via": ""}, "crm.send_contract", "pending_sign"),
    ("approved", "sign", ON, "crm.sign_contract", "effective"),
    ("signed", "suspend", WHY, "crm.suspend_contract", "suspended"),
    ("signed", "terminate", ON_WHY, "crm.terminate_contract", "terminated"),
    (
        "signed",
        "amend",
        {**ON_WHY, "delivery_until": "2026-09-30"},
        "crm.amend_contract",
        "amending",
    ),
]


@pytest.mark.parametrize(("begin", "verb", "body", "permission", "end"), VERBS)
def test_who_may(
    boss: Door,
    stranger: Door,
    nobody: Door,
    begin: str,
    verb: str,
    body: dict[str, str] | None,
    permission: str,
    end: str,
) -> None:
    here = kit.world(boss)
    deal = AFTER[begin](boss, here)
    before, events = state(deal), Event.objects.count()
    path = f"/crm/contracts/{deal['id']}/{verb}"

    refused = [
        door.post(path, body).status_code for door in (nobody, stranger, kit.neighbour(permission))
    ]
    untouched = (state(deal), Event.objects.count())
    allowed = kit.holder(permission).post(path, body)

    assert refused == [401, 403, 404]
    assert untouched == (before, events)
    assert allowed.status_code == 200, allowed.body
    assert state(deal) == end


def test_who_may_approve_and_return(boss: Door, stranger: Door, nobody: Door) -> None:
    here = kit.world(boss)
    for verb, body, end in (("approve", ON, "approved"), ("return-to-draft", WHY, "draft")):
        deal = kit.draft(boss, here)
        boss.do(f"/crm/contracts/{deal['id']}/submit")
        path = f"/crm/contracts/{deal['id']}/{verb}"

        assert [d.post(path, body).status_code for d in (nobody, stranger)] == [401, 403]
        assert state(deal) == "in_review"
        boss.do(path, body)
        assert state(deal) == end


def test_a_list_costs_the_same_for_one_contract_and_for_twenty(
    boss: Door, django_assert_max_num_queries: Any
) -> None:
    here = kit.world(boss)
    kit.draft(boss, here)
    with django_assert_max_num_queries(40) as one:
        boss.see("/crm/contracts")
    for _ in range(4):
        kit.draft(boss, here)
    with django_assert_max_num_queries(40) as five:
        boss.see("/crm/contracts")

    assert len(one.captured_queries) == len(five.captured_queries)
